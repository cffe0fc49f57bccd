import Foundation
import TestSupport
import Testing

/// What a SIGKILL leaves. `Benchmarks/trials/kill.py` does the same many hundred times, and looks at every row.
@Suite(.serialized)
struct KillTests {
    @Test func `a killed import leaves nothing, and the file imports afterwards`() throws {
        let long = try LongImport()
        var (inside, written) = (0, 0)
        for number in 0..<9 {
            let process = try long.start()
            let start = long.bytesOnDisk
            if number % 3 == 2 {
                // Into the commit.
                while process.isRunning, long.bytesOnDisk == start {}
            } else {
                usleep(UInt32.random(in: 0...200_000))
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
                break
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
