import Foundation
import GRDB
import Inventory
import Storage
import TestSupport
import Testing

@testable import muster

struct ExtractTests {
    private func extracted(_ words: String...) throws -> (muster: MusterProcess, path: String, result: MusterResult) {
        // The folder of the process is gone with it.
        let story = try SampleStory.played.get().copy()
        let path = story.muster.folder.path(of: "fabrikam.db")
        let result = try story.muster.run(["tenant", "extract", "fabrikam", "--to", path, "-o", "csv"] + words)
        return (story.muster, path, result)
    }

    @Test func `holds every view with the rows that sql shows of the tenant`() throws {
        let (muster, path, result) = try extracted("--as-of", "2021-08-20")
        #expect(result.exitCode == 0, "\(result.errors)")
        let file = try DatabaseQueue(path: path)
        try file.read { database in
            for view in AnalystViews.all {
                let rows = try Int.fetchOne(database, sql: "select count(*) from \(view.name)")
                let told = try muster.run([
                    "sql", "-t", "fabrikam", "--as-of", "2021-08-20", "select count(*) from \(view.name)", "-o", "csv",
                ])
                #expect(told.output == "count(*)\n\(rows ?? -1)\n", "\(view.name)")
                let names = try database.columns(in: view.name).map(\.name)
                #expect(names == view.columns.map(\.name))
            }
            #expect(try String.fetchOne(database, sql: "pragma integrity_check") == "ok")
        }
    }

    @Test func `documents itself and says of which day and by which knowledge it is`() throws {
        let (muster, path, _) = try extracted("--as-of", "2021-08-20")
        defer { withExtendedLifetime(muster) {} }
        try DatabaseQueue(path: path).read { database in
            let documented = try Row.fetchAll(
                database, sql: "select view, \"column\", type from documentation where \"column\" <> '' order by 1, 2")
            let wanted = AnalystViews.all.flatMap { view in
                view.columns.map { "\(view.name) \($0.name) \($0.kind.type)" }
            }
            #expect(documented.map { "\($0[0] as String) \($0[1] as String) \($0[2] as String)" } == wanted.sorted())
            let stamp = try #require(try Row.fetchOne(database, sql: "select * from extract"))
            #expect(stamp["tenant"] == "fabrikam")
            #expect(stamp["as_of_on"] == "2021-08-20")
            #expect((stamp["knowledge"] as String).isEmpty == false)
            #expect(stamp["views_version"] == AnalystViews.version)
        }
    }

    @Test func `has nothing of another tenant in any byte`() throws {
        let (muster, path, _) = try extracted()
        defer { withExtendedLifetime(muster) {} }
        let bytes = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self).lowercased()
        #expect(bytes.contains("fab-mail01"))
        for word in ["contoso", "northwind", "mx-osaka", "nw-ex"] { #expect(!bytes.contains(word), "\(word)") }
    }

    @Test func `is for its owner alone, and never in the place of a file that nobody gave up`() throws {
        let (muster, path, _) = try extracted()
        var about = stat()
        #expect(stat(path, &about) == 0 && about.st_mode & 0o777 == 0o600)
        let again = try muster("tenant", "extract", "fabrikam", "--to", path)
        #expect(again.exitCode == 73)
        #expect(again.errors.contains("--replace"))
        #expect(try muster("tenant", "extract", "fabrikam", "--to", path, "--replace", "-q").exitCode == 0)
        #expect(try muster("tenant", "extract", "nobody", "--to", path, "--replace").exitCode == 65)
        #expect(FileManager.default.fileExists(atPath: path))
        let names = try FileManager.default.contentsOfDirectory(atPath: muster.folder.path)
        #expect(!names.contains { $0.hasPrefix("fabrikam.db.") })
        #expect(try muster("tenant", "extract", "fabrikam", "--to", "/nowhere/x.db").exitCode == 73)
    }

    @Test func `is in the audit log`() throws {
        let (muster, _, _) = try extracted()
        let log = try String(contentsOfFile: muster.database + "-audit", encoding: .utf8)
        #expect(log.contains("\"command\":\"tenant extract\""))
    }
}
