import Inventory
import Storage

/// Looks whether the ledger and the log behind it add up: every record accounted for, every sighting readable, nothing
/// in the log that nobody saw.
struct LedgerCheck {
    private(set) var part: CheckReport.Part

    init(_ transaction: Transaction) throws {
        let ledger = try transaction.importLedger()
        var faults: [CheckReport.Fault] = []
        let tallies = try transaction.sightingTallies()
        let rejects = try transaction.rejectCounts()
        for record in ledger where record.undoes == nil {
            faults += LedgerCheck.faults(record, tallies[record.id] ?? SightingTally(), rejects[record.id] ?? 0)
        }
        let handed = try transaction.handedCounts()
        for handover in try transaction.handovers() where handed[handover.id] ?? 0 != handover.rows {
            faults.append(
                CheckReport.Fault(
                    "handover",
                    "handover \(handover.id): rows are \(handed[handover.id] ?? 0), the ledger says \(handover.rows)"))
        }
        faults += try transaction.logFaults().map { CheckReport.Fault($0.table, $0.words) }
        let undone = ledger.count { $0.undoneBy != nil }
        let imports = ledger.count { $0.undoes == nil }
        part = CheckReport.Part(
            name: "ledger", scope: "\(imports.grouped) imports, \(undone.grouped) undone: lines add up", faults: faults)
    }

    private static func faults(_ record: ImportRecord, _ tally: SightingTally, _ rejects: Int) -> [CheckReport.Fault] {
        let counts = record.counts
        var words: [String] = []
        func expect(_ what: String, _ found: Int, _ wanted: Int) {
            if found != wanted { words.append("\(what) \(found), the ledger says \(wanted)") }
        }
        expect(
            "accepted + unattributed + rejected is", counts.accepted + counts.unattributed + counts.rejected,
            counts.records)
        expect("new + changed + unchanged is", counts.new + counts.changed + counts.unchanged, counts.accepted)
        expect("sightings are", tally.entries, counts.accepted + counts.unattributed)
        expect("unattributed sightings are", tally.unattributed, counts.unattributed)
        expect("rejects are", rejects, counts.rejected)
        if tally.lastLine > max(counts.lines, 0) {
            words.append("a sighting is on line \(tally.lastLine), the file had \(counts.lines)")
        }
        return words.map { CheckReport.Fault("import", "import \(record.id): \($0)") }
    }
}
