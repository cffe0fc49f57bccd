import Foundation
import TestSupport
import Testing

/// Ctrl-C.
@Suite(.serialized)
struct InterruptionTests {
    @Test func `Ctrl-C rolls an import back`() throws {
        let long = try LongImport()
        let process = try long.start()
        kill(process.processIdentifier, SIGINT)
        process.waitUntilExit()
        #expect(process.exitCode == 130)
        let errors = try long.fixture.folder.read("errors")
        #expect(errors.hasPrefix("error: interrupted at row "), "\(errors)")
        #expect(errors.contains("rolled back, nothing was changed"))
        #expect(try long.machines() == 3)
    }

    @Test func `Ctrl-C among several files leaves those that are in, and says which`() throws {
        let long = try LongImport()
        try long.fixture.folder.write(
            "Hostname,FQDN,Last Seen\nfile02,file02.fabrikam.example.org,2021-08-18\n", to: "last.csv")
        // The scan is older and is in when the long file's transaction begins.
        try long.fixture.folder.write(
            "ip,port,state,timestamp\n203.0.113.25,443,open,2021-08-01T03:00:00Z\n", to: "old.csv")
        let process = try long.start("old.csv", "last.csv", "--vantage", "internet")
        while process.isRunning, !long.isWithinLongFile { usleep(500) }
        kill(process.processIdentifier, SIGINT)
        process.waitUntilExit()
        #expect(process.exitCode == 130)
        let (output, errors) = (try long.fixture.folder.read("output"), try long.fixture.folder.read("errors"))
        #expect(output.hasPrefix("3 files: 1 taken in, 1 rolled back, 1 not begun\n"), "\(output)")
        #expect(errors.contains("error: interrupted within long.csv, which was rolled back\n"), "\(errors)")
        #expect(errors.contains("1 of 3 files was taken in and stays"))
        #expect(try long.ledger() == ["old.csv"])
        #expect(try long.muster("db", "check").exitCode == 0)
    }
}

extension LongImport {
    /// Whether the note of who writes names the long file. It is read, not asked for by a command: that would take as long
    /// as the import.
    fileprivate var isWithinLongFile: Bool {
        (try? String(contentsOfFile: muster.database + "-holder", encoding: .utf8))?.contains("long.csv") ?? false
    }

    /// Files that were taken in behind the first.
    fileprivate func ledger() throws -> [String] {
        try CSVTable(muster("imports", "list", "-o", "csv").output).rows.compactMap { $0["file"] }.filter {
            $0 != "hosts.csv"
        }
    }
}
