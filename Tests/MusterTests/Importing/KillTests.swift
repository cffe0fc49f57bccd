import Foundation
import TestSupport
import Testing

/// What a SIGKILL leaves. `Benchmarks/trials/kill.py` does the same many hundred times, and looks at every row.
@Suite(.serialized)
struct KillTests {
    @Test func `a killed import leaves nothing, and the file imports afterwards`() throws {
        var long = try LongImport()
        var (inside, written) = (0, 0)
        for number in 0..<9 {
            let process = try long.start()
            let start = long.bytesOnDisk
            switch number % 3 {
            case 0: break  // At once: the transaction has only just begun.
            case 1: usleep(UInt32.random(in: 0...100_000))
            default: while process.isRunning, long.bytesOnDisk == start {}  // Into the commit.
            }
            let isHeld = long.holderIsThere && process.isRunning
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            if isHeld { inside += 1 }
            if isHeld, long.bytesOnDisk != start { written += 1 }

            let machines = try long.machines()
            #expect([3, 3 + LongImport.rows].contains(machines))
            if machines > 3 {
                // It had committed: the next kill needs something to do again.
                try expectDone(long.muster("imports", "undo", "2"))
                #expect(try long.muster("db", "check").exitCode == 0)
                long = try LongImport()
            }
        }
        #expect(inside > 0, "no kill met the transaction")
        #expect(try long.muster("db", "check").exitCode == 0)
        let again = try long.muster("import", "long.csv", "-t", "fabrikam", "-o", "csv")
        #expect(again.exitCode == 0, "\(again.errors)")
        #expect(try long.muster("db", "check").exitCode == 0)
        print("kills inside the transaction: \(inside), with pages on disk: \(written)")
    }

    @Test func `an import that was told to have ended survives a kill right after`() throws {
        let long = try LongImport()
        let process = try long.start()
        while process.isRunning, long.holderIsThere {}
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        #expect(try long.machines() == 3 + LongImport.rows)
        #expect(try long.muster("db", "check").exitCode == 0)
    }
}
