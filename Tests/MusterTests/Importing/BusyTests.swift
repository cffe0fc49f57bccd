import Foundation
import TestSupport
import Testing

/// Several processes at one database. The one that is in its way is stopped in the middle of its transaction.
@Suite(.serialized)
struct BusyTests {
    @Test func `whoever finds the database busy for too long changes nothing, and is told by whom`() throws {
        let long = try LongImport()
        let first = try long.start("--actor", "jane")
        kill(first.processIdentifier, SIGSTOP)
        let second = try long.muster("import", "scan.csv", "-t", "fabrikam", "--vantage", "internet", "--wait", "1")
        #expect(second.exitCode == 75)
        #expect(second.output == "")
        #expect(second.errors.hasPrefix("waiting for the database: jane imports long.csv since "), "\(second.errors)")
        #expect(second.errors.contains("\nerror: the database stayed busy for 1 s; nothing was changed\n"))
        // Of several files none is tried in vain.
        let several = try long.muster(
            "import", "scan.csv", "hosts.csv", "-t", "fabrikam", "--vantage", "internet", "--wait", "1")
        #expect(several.exitCode == 75)
        #expect(several.output.contains("1 not begun"))
        kill(first.processIdentifier, SIGCONT)
        first.waitUntilExit()
        #expect(first.exitCode == 0)
        #expect(try long.machines() == 3 + LongImport.rows)
    }

    @Test func `readers do not wait for an import, and see nothing of it`() throws {
        let long = try LongImport()
        let first = try long.start()
        kill(first.processIdentifier, SIGSTOP)
        #expect(try long.machines() == 3)
        let list = try long.muster("asset", "list", "-t", "fabrikam", "-o", "csv", "--wait", "0")
        #expect(list.exitCode == 0)
        #expect(CSVTable(list.output).rows.count < 100)
        kill(first.processIdentifier, SIGCONT)
        first.waitUntilExit()
        #expect(try long.machines() == 3 + LongImport.rows)
    }

    @Test func `two imports at once queue, and both are taken in`() throws {
        let long = try LongImport()
        let first = try long.start()
        let second = try long.muster("import", "scan.csv", "-t", "fabrikam", "--vantage", "internet", "-o", "csv")
        first.waitUntilExit()
        #expect(first.exitCode == 0)
        #expect(second.exitCode == 0, "\(second.errors)")
        let ledger = try CSVTable(long.muster("imports", "list", "-o", "csv").output).rows
        #expect(ledger.map { $0["file"] } == ["scan.csv", "long.csv", "hosts.csv"])
        #expect(try long.muster("db", "check").exitCode == 0)
    }
}
