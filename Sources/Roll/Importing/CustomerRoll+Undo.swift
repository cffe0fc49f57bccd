import Inventory
import Storage

extension CustomerRoll {
    /// Takes an import back: a row of the ledger says so, and what was computed from it is computed anew without it.
    ///
    /// - Throws: a complaint (65) where there is no such import, or it was taken back already.
    package func undo(
        _ importID: Int, now: Instant, by actor: String, isDryRun: Bool = false
    ) throws -> UndoOutcome {
        let holder = Holder(actor: actor, what: "undoes import \(importID)", since: now)
        return try store.write(holder, ending: { _ in isDryRun ? .rollBack : .commit }) { transaction in
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
            var outcome = UndoOutcome(record: record, undone: undone, isDryRun: isDryRun)
            let tenants = try transaction.tenantsCovered(by: importID).filter { $0 != Tenant.unattributed.id }
            outcome.openBefore = try transaction.openItems(of: tenants)
            for tenantID in tenants { outcome.add(try recompute(tenantID, undoing: undone, in: transaction)) }
            outcome.openAfter = try transaction.openItems(of: tenants)
            try transaction.pruneSituations()
            return outcome
        }
    }

    /// Whom a partial import did not list, its undoing does not touch.
    private func recompute(
        _ tenantID: Int, undoing undone: ImportRecord, in transaction: Transaction
    ) throws -> Recomputed {
        let isPartial = try !undone.isFull && transaction.targets(of: undone.id, tenantID).isEmpty
        var listed = NumberSet()
        if isPartial { try transaction.forEachSubject(of: tenantID, seenBy: undone.id) { listed.insert($0) } }
        return try recompute(tenantID, touched: isPartial ? listed : nil, in: transaction)
    }
}

/// What the undoing of an import changed, or would change.
package struct UndoOutcome: Sendable {
    /// The row of the ledger that says so.
    package let record: ImportRecord
    package let undone: ImportRecord
    package let isDryRun: Bool
    /// Tenants that the import spoke of.
    package private(set) var tenants = 0
    /// How many follow-ups of theirs are open.
    package fileprivate(set) var openBefore = 0
    package fileprivate(set) var openAfter = 0
    private var counts: [FollowUpChange.Kind: Int] = [:]
    /// The first of them.
    package private(set) var changes: [FollowUpChange] = []

    package func count(_ kind: FollowUpChange.Kind) -> Int { counts[kind] ?? 0 }

    fileprivate init(record: ImportRecord, undone: ImportRecord, isDryRun: Bool) {
        self.record = record
        self.undone = undone
        self.isDryRun = isDryRun
    }

    fileprivate mutating func add(_ result: Recomputed) {
        tenants += 1
        let flow = FollowUpFlow(
            tenant: result.tenant.slug, from: result.before, to: result.after,
            room: max(0, ImportSummary.shown - changes.count))
        for kind in [FollowUpChange.Kind.new, .closed, .reopened] { counts[kind, default: 0] += flow.count(kind) }
        changes += flow.changes
    }
}
