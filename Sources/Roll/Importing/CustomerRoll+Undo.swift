import Inventory
import Storage

extension CustomerRoll {
    /// Takes an import back: a row of the ledger says so, and what was computed from it is computed anew without it.
    ///
    /// - Throws: a complaint (65) where there is no such import, or it was taken back already.
    package func undo(_ importID: Int, now: Instant, by actor: String) throws -> ImportRecord {
        try store.write(Holder(actor: actor, what: "undoes import \(importID)", since: now)) { transaction in
            guard let undone = try transaction.imports([importID])[importID], undone.undoes == nil else {
                throw Complaint(.badData, "there is no import \(importID)", next: ["muster imports list"])
            }
            guard undone.undoneBy == nil else {
                throw Complaint(.badData, "import \(importID) was undone already; nothing was changed")
            }
            var record = ImportRecord(
                id: try transaction.nextImportID(), fileName: undone.fileName, sha256: undone.sha256, recordedAt: now,
                recordedBy: actor)
            record.undoes = importID
            record.takenAt = undone.takenAt
            try transaction.begin(record)
            for tenantID in try transaction.tenantsCovered(by: importID) where tenantID != Tenant.unattributed.id {
                try recompute(tenantID, undoing: undone, in: transaction)
            }
            try transaction.pruneSituations()
            return record
        }
    }

    /// Whom a partial import did not list, its undoing does not touch.
    private func recompute(_ tenantID: Int, undoing undone: ImportRecord, in transaction: Transaction) throws {
        let isPartial = try !undone.isFull && transaction.targets(of: undone.id, tenantID).isEmpty
        var listed: Set<Int> = []
        if isPartial { try transaction.forEachSubject(of: tenantID, seenBy: undone.id) { listed.insert($0) } }
        try recompute(tenantID, touched: isPartial ? { listed.contains($0) } : nil, in: transaction)
    }
}
