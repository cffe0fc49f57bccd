import Foundation
import Inventory
import Knowledge
import Reporting
import Roll
import Storage
import TestSupport
import Testing

@testable import muster

/// Who asks again what nothing has changed gets the page that was shown; and only then.
struct ShownListTests {
    private static let hosts = """
        Tenant,FQDN,Public IP,Version,Last Seen
        acme,mail1.acme.example.org,203.0.113.1,15.1.2242.4,2026-09-01T00:00:00Z
        acme,mail2.acme.example.org,203.0.113.2,15.2.858.5,2026-09-01T00:00:00Z
        bravo,mail1.bravo.example.org,203.0.113.9,15.0.1497.2,2026-09-01T00:00:00Z

        """

    private func roll(_ environment: [String: String] = [:]) throws -> MusterProcess {
        let muster = try MusterProcess(environment: environment)
        try muster.folder.write(Self.hosts, to: "hosts.csv")
        try expectDone(muster("import", "hosts.csv", "--create-tenants", "-q"))
        return muster
    }

    private func kept(_ muster: MusterProcess) -> URL { URL(fileURLWithPath: muster.database + "-shown") }

    /// Puts a word into the page that no other source has: where it is printed, the page was.
    private func mark(_ muster: MusterProcess) throws {
        var bytes = try content(muster)
        var found = 0
        while let range = bytes.range(of: Data("mail1".utf8)) {
            bytes.replaceSubrange(range, with: Data("kept1".utf8))
            found += 1
        }
        try #require(found > 0)
        SideFile.shown.keep([UInt8](bytes), beside: muster.database)
    }

    private func content(_ muster: MusterProcess) throws -> Data {
        try #require(SideFile.shown.read(beside: muster.database).map { Data([UInt8]($0)) })
    }

    @Test func `the page that was kept is the page, byte for byte`() throws {
        let muster = try roll()
        for columns in ["60", "100", "200"] {
            var sized = muster
            sized.environment["COLUMNS"] = columns
            let second = try sized("followup", "list")
            try FileManager.default.removeItem(at: kept(muster))
            let first = try sized("followup", "list")
            #expect(first.output.contains("mail1") && first.errors.contains("next: muster asset explain"))
            for again in [second, try sized("followup", "list")] {
                #expect(again.output == first.output && again.errors == first.errors && again.exitCode == 0)
            }
        }
        #expect(try muster.onTerminal(columns: 120, "followup", "list").output.contains("\u{1b}["))
        var about = stat()
        #expect(stat(kept(muster).path, &about) == 0 && about.st_mode & 0o777 == 0o600)
    }

    @Test func `it is shown again, in any width and colour, until something is written`() throws {
        let muster = try roll()
        try expectDone(muster("followup", "list"))
        try mark(muster)
        #expect(try muster("followup", "list").output.contains("kept1"))
        #expect(try muster("followup", "list", "-q").output.contains("kept1"))
        #expect(try muster.onTerminal(columns: 50, "followup", "list").output.contains("kept1"))
        let writes = [
            ["tenant", "edit", "bravo", "--name", "Bravo"],
            ["followup", "snooze", "-t", "acme", "--asset", "mail2", "--until", "2099-01-01", "--reason", "x"],
            ["import", "hosts.csv", "--seen-at", "2026-10-01T00:00:00Z"], ["tenant", "archive", "bravo"],
        ]
        for write in writes {
            try? FileManager.default.removeItem(at: kept(muster))
            try expectDone(muster("followup", "list"))
            try mark(muster)
            try expectDone(muster.run(write + ["-q"]))
            let after = try muster("followup", "list")
            #expect(!after.output.contains("kept1"), "\(write)")
        }
    }

    @Test func `another question is answered anew`() throws {
        let muster = try roll()
        let questions = [
            ["--by", "threat"], ["--by", "tenant"], ["--limit", "1"], ["--limit", "0"], ["-t", "acme"], ["-o", "csv"],
            ["--columns", "asset,tenant"], ["--as-of", "2026-11-01"], ["--stale-after", "3"], ["--policy", "ssvc"],
            ["--state", "all"], ["--fail-on", "overdue>9"], ["--export", "jira"],
            ["--changed-since", "2026-01-01T00:00:00Z"],
        ]
        for question in questions {
            try? FileManager.default.removeItem(at: kept(muster))
            try expectDone(muster("followup", "list"))
            try mark(muster)
            let answer = try muster.run(["followup", "list"] + question)
            #expect(answer.exitCode == 0 && !answer.output.contains("kept1"), "\(question): \(answer.errors)")
            #expect(answer.output.contains("mail") || question.contains("tenant"), "\(question)")
        }
        var other = muster
        other.environment["MUSTER_STALE_DAYS"] = "3"
        #expect(try !other("followup", "list").output.contains("kept1"))
    }

    @Test func `other knowledge makes another page`() throws {
        let folder = try TemporaryFolder()
        let share = folder.path(of: "share")
        let shipped = try KnowledgeFolder.shipped()
        try FileManager.default.createDirectory(atPath: share, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: shipped.data, toPath: share + "/knowledge")
        try FileManager.default.copyItem(atPath: shipped.playbooks, toPath: share + "/playbooks")
        var muster = try roll()
        muster.environment["MUSTER_SHARE"] = share
        try expectDone(muster("followup", "list"))
        try mark(muster)
        #expect(try muster("followup", "list").output.contains("kept1"))
        let playbook = share + "/playbooks/ProxyShell.md"
        try (String(contentsOfFile: playbook, encoding: .utf8) + "\n").write(
            toFile: playbook, atomically: false, encoding: .utf8)
        #expect(try !muster("followup", "list").output.contains("kept1"))
    }

    @Test func `it is not shown before its time, nor once that is over`() throws {
        let muster = try roll()
        let opened = try GlobalOptions.parse(["--db", muster.database]).open(.read)
        let now = Instant(iso: "2026-11-28T12:00:00Z")!
        let list = try #require(
            try opened.roll.portfolioList(asOf: .now(now), opened.projector, by: .asset, limit: 25))
        let until = try #require(list.until)
        #expect(until == Instant(iso: "2026-11-29T00:00:00Z"))
        let shown = try #require(try ShownList(opened.roll.store, .shipped(), ["asset", "25"]))
        shown.keep(ListPage(layout: TerminalLayout(columns: [.init("ASSET")]), total: 3), of: list, at: now)
        #expect(shown.page(at: now)?.total == 3)
        #expect(shown.page(at: until + -1)?.total == 3)
        #expect(shown.page(at: until) == nil)
        #expect(shown.page(at: now + -1) == nil)
        #expect(try ShownList(opened.roll.store, .shipped(), ["asset", "26"])?.page(at: now) == nil)
    }

    @Test func `a damaged page is none, and what somebody put into it sends no control characters`() throws {
        let muster = try roll()
        let whole = try muster("followup", "list")
        let bytes = try content(muster)
        for count in stride(from: 0, to: bytes.count, by: bytes.count / 8) {
            SideFile.shown.keep([UInt8](bytes.prefix(count)), beside: muster.database)
            #expect(try muster("followup", "list").output == whole.output)
        }
        var damaged = try Data(contentsOf: kept(muster))
        damaged[damaged.count / 2] ^= 1
        try damaged.write(to: kept(muster), options: .atomic)
        #expect(SideFile.shown.read(beside: muster.database) == nil)
        #expect(try muster("followup", "list").output == whole.output)
        try FileManager.default.removeItem(at: kept(muster))
        try FileManager.default.createDirectory(at: kept(muster), withIntermediateDirectories: false)
        #expect(try muster("followup", "list").output == whole.output)
        try FileManager.default.removeItem(at: kept(muster))
        var hostile = bytes
        while let range = hostile.range(of: Data("mail1".utf8)) {
            hostile.replaceSubrange(range, with: Data("\u{1b}[2J\n".utf8))
        }
        SideFile.shown.keep([UInt8](hostile), beside: muster.database)
        let shown = try muster("followup", "list")
        #expect(shown.exitCode == 0 && !shown.output.contains("\u{1b}") && shown.output.contains("[2J"))
    }
}
