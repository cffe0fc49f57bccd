import Inventory
import Storage

extension CustomerRoll {
    /// The rows that wait unattributed, of one import or of all, by import and line.
    ///
    /// - Throws: a complaint (65) where there is no such import.
    package func unattributed(of importID: Int? = nil, now: Instant) throws -> [UnattributedRow] {
        try store.read { transaction in
            try CustomerRoll.verify(importID, transaction)
            return try UnattributedRows(transaction, of: importID, now: now).rows
        }
    }

    /// Gives rows that wait unattributed to a tenant, as if they had always been its own: `takeBack(handover:)` takes
    /// that back.
    ///
    /// - Parameters:
    ///   - importID: of one import; nil for all.
    ///   - reason: by which wish, in words: "lines 5, 9 of import 7".
    /// - Throws: a complaint (65) where there is no such import or tenant, and where no row is meant.
    package func attribute(
        of importID: Int? = nil, to slug: String, reason: String, now: Instant, by actor: String,
        isDryRun: Bool = false,
        where isMeant: (UnattributedRow) -> Bool
    ) throws -> HandoverOutcome {
        let holder = Holder(actor: actor, what: "attributes rows", since: now)
        return try store.write(holder, ending: { _ in isDryRun ? .rollBack : .commit }) { transaction in
            try CustomerRoll.verify(importID, transaction)
            let tenant = try CustomerRoll.livingTenant(slug, in: transaction)
            let waiting = try UnattributedRows(transaction, of: importID, now: now).rows
            let meant = waiting.filter(isMeant)
            guard !meant.isEmpty else {
                throw Complaint(
                    .badData, "no row that waits is meant: \(reason); nothing was changed",
                    facts: ["\(waiting.count.grouped) rows wait unattributed"],
                    next: ["muster imports attribute" + (importID.map { " \($0)" } ?? "")])
            }
            return try hand(
                meant, to: tenant, reason: reason, now: now, by: actor, isDryRun: isDryRun, in: transaction)
        }
    }

    /// Gives a tenant what waits unattributed and has it as its one owner today; nil where that is nothing.
    func attributeByRules(
        to tenant: Tenant, reason: String, now: Instant, by actor: String, isDryRun: Bool, in transaction: Transaction
    ) throws -> HandoverOutcome? {
        let own = try UnattributedRows(transaction, now: now).rows.filter { $0.why == .owned(tenant.slug) }
        guard !own.isEmpty else { return nil }
        return try hand(own, to: tenant, reason: reason, now: now, by: actor, isDryRun: isDryRun, in: transaction)
    }

    private func hand(
        _ rows: [UnattributedRow], to tenant: Tenant, reason: String, now: Instant, by actor: String, isDryRun: Bool,
        in transaction: Transaction
    ) throws -> HandoverOutcome {
        let handover = Handover(
            id: try transaction.nextHandoverID(), kind: .attribute, from: Tenant.unattributed.id, into: tenant.id,
            at: now, by: actor, reason: reason, rows: rows.count)
        try transaction.insert(handover)
        let recipient = try Recipient(tenant.id, by: handover.id, in: transaction)
        let imports = try transaction.loggedImports(of: Tenant.unattributed.id)
        for importID in Set(rows.map(\.importID)).sorted() {
            let source = imports[importID]?.source ?? ""
            try transaction.insert(
                HandedCoverage(importID: importID, source: source, listsAll: false, targets: []), of: tenant.id,
                by: handover.id)
        }
        for row in rows {
            try recipient.take(
                line: row.line, identity: row.identity, facts: row.facts, seenAt: row.ownTime, by: row.importID)
        }
        try recipient.finish()
        let result = try recompute(tenant.id, touched: NumberSet(recipient.touched), in: transaction)
        try transaction.pruneSituations()
        return HandoverOutcome(
            handover: handover, from: .unattributed, into: tenant, isDryRun: isDryRun, rows: rows,
            followUps: [FollowUpFlow(tenant: tenant.slug, from: result.before, to: result.after)])
    }

    /// Takes a handover back: its rows are again whose they were.
    ///
    /// - Throws: a complaint (65) where there is none of that number, it was taken back already, or its rows were handed
    ///   on since.
    package func takeBack(
        handover number: Int, now: Instant, by actor: String, isDryRun: Bool = false
    ) throws -> HandoverOutcome {
        let holder = Holder(actor: actor, what: "takes back handover \(number)", since: now)
        return try store.write(holder, ending: { _ in isDryRun ? .rollBack : .commit }) { transaction in
            let handover = try CustomerRoll.standing(number, in: transaction)
            guard let from = try transaction.tenant(handover.from), let into = try transaction.tenant(handover.into)
            else { throw Complaint(.bug, "handover \(number) is of tenants that are not there") }
            return try takeBack(handover, from, into, now, actor, isDryRun, transaction)
        }
    }

    func takeBack(
        _ handover: Handover, _ from: Tenant, _ into: Tenant, _ now: Instant, _ actor: String, _ isDryRun: Bool,
        _ transaction: Transaction
    ) throws -> HandoverOutcome {
        if let merged = into.merged, let whole = try transaction.tenant(merged.into) {
            throw Complaint(
                .badData, "\(into.slug) became part of \(whole.slug) since; nothing was changed",
                next: ["muster tenant merge \(into.slug) --undo"])
        }
        let undo = Handover(
            id: try transaction.nextHandoverID(), kind: .undo, undoes: handover.id, from: handover.from,
            into: handover.into, at: now, by: actor, reason: "", rows: 0)
        try transaction.insert(undo)
        var touched: Set<Int> = []
        try transaction.forEachEntry(byHandover: handover.id, of: into.id) { touched.insert($1.subject) }
        var flows: [FollowUpFlow] = []
        for tenant in [into, from] where tenant.id != Tenant.unattributed.id {
            let isPart = handover.kind == .attribute
            let result = try recompute(tenant.id, touched: isPart ? NumberSet(touched) : nil, in: transaction)
            flows.append(
                FollowUpFlow(
                    tenant: tenant.slug, from: result.before.standing(at: now, of: tenant), to: result.after,
                    gone: "reattributed"))
        }
        try transaction.pruneSituations()
        return HandoverOutcome(
            handover: undo, from: from, into: into, isDryRun: isDryRun, rows: [], followUps: flows,
            undone: handover)
    }

    /// The handover of a number, in force.
    private static func standing(_ number: Int, in transaction: Transaction) throws -> Handover {
        let all = try transaction.handovers()
        guard let handover = all.first(where: { $0.id == number }), handover.kind != .undo else {
            throw Complaint(
                .badData, "there is no handover \(number); nothing was changed", next: ["muster imports attribute"])
        }
        if let undo = all.first(where: { $0.id == handover.undoneBy }) {
            throw Complaint(
                .badData, "handover \(number) was taken back already; nothing was changed",
                facts: ["\(undo.by), \(undo.at)"])
        }
        if handover.kind == .merge, let tenant = try transaction.tenant(handover.from) {
            throw Complaint(
                .badData, "handover \(number) merged \(tenant.slug) into another tenant; nothing was changed",
                next: ["muster tenant merge \(tenant.slug) --undo"])
        }
        return handover
    }

    private static func verify(_ importID: Int?, _ transaction: Transaction) throws {
        guard let importID else { return }
        guard let record = try transaction.imports([importID])[importID], record.undoes == nil else {
            throw Complaint(.badData, "there is no import \(importID)", next: ["muster imports list"])
        }
        if let undo = record.undoneBy {
            throw Complaint(.badData, "import \(importID) was undone by \(undo): it says nothing any more")
        }
    }

    /// What goes before the sources of tenants that each became part of the next one: `northwind/contoso/`.
    static func sourcePrefix(_ merged: some BidirectionalCollection<Tenant>) -> String {
        merged.reversed().map { $0.slug + "/" }.joined()
    }

    /// The ledger of handovers, the newest first, with the slugs of both sides.
    package func handovers() throws -> [(handover: Handover, from: String, into: String)] {
        try store.read { transaction in
            let slugs = Dictionary(
                try transaction.tenants().map { ($0.id, $0.slug) }, uniquingKeysWith: { first, _ in first })
            return try transaction.handovers().reversed().map {
                ($0, slugs[$0.from] ?? Tenant.unattributed.slug, slugs[$0.into] ?? "?")
            }
        }
    }
}

/// What a handover changed, or would change.
package struct HandoverOutcome: Sendable {
    package let handover: Handover
    package let from: Tenant
    package let into: Tenant
    package let isDryRun: Bool
    /// The rows that were attributed; empty for a merge and for taking back.
    package let rows: [UnattributedRow]
    /// Per tenant that it touches.
    package let followUps: [FollowUpFlow]
    /// The handover that was taken back.
    package var undone: Handover?
}
