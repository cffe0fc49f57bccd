import Foundation
import TestSupport
import Testing

struct DatabaseCommandTests {
    @Test func `makes a database for its owner alone, and never over a file`() throws {
        let muster = try MusterProcess()
        #expect(try muster("db", "init").exitCode == 0)
        let mode = try FileManager.default.attributesOfItem(atPath: muster.database)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let again = try muster("db", "init")
        #expect(again.exitCode == 73)
        #expect(again.errors.contains("nothing was changed"))
    }

    @Test func `makes the user's own folder where nobody named another place`() throws {
        var muster = try MusterProcess()
        muster.environment["MUSTER_DB"] = ""
        #expect(try muster("db", "init").exitCode == 0)
        #expect(FileManager.default.fileExists(atPath: muster.folder.path(of: ".local/share/muster/muster.db")))
        muster.environment["XDG_DATA_HOME"] = muster.folder.path(of: "data")
        #expect(try muster("db", "init").exitCode == 0)
        #expect(FileManager.default.fileExists(atPath: muster.folder.path(of: "data/muster/muster.db")))
    }

    @Test func `checks a whole database, and a rebuild changes nothing`() throws {
        let fixture = try CommandFixture.filled()
        let check = try fixture.muster("db", "check")
        #expect(check.exitCode == 0)
        #expect(check.output.split(separator: "\n").allSatisfy { $0.hasSuffix("0 faults") })
        #expect(try fixture.muster("db", "rebuild").output.hasSuffix("0 rows changed\n"))
        #expect(try fixture.muster("db", "check", "-o", "csv").output == "part,table,tenant,fault\n")
    }

    @Test func `says what is no database`() throws {
        let muster = try MusterProcess()
        try muster.folder.write(
            "this is no database, only text that is long enough to look like something\n", to: "muster.db")
        let result = try muster("tenant", "list")
        #expect(result.exitCode == 78)
        #expect(result.errors.contains("not a muster database"))
    }
}
