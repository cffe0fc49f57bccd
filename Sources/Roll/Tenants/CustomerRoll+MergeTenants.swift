import Inventory
import Storage

extension CustomerRoll {
    /// Makes all of a tenant part of another one, from now on: its machines with their past, and what people said of them.
    /// Its own follow-ups close as `merged`; its slugs, domains and networks mean the other one; its files go on as
    /// streams of their own. `unmerge` takes it back.
    ///
    /// - Throws: a complaint (65) where one of them is not there, archived, or part of another one already.
    package func mergeTenant(
        _ slug: String, into other: String, reason: String? = nil, now: Instant, by actor: String,
        isDryRun: Bool = false
    ) throws -> TenantMergeOutcome {
        let holder = Holder(actor: actor, what: "merges tenants", since: now)
        return try store.write(holder, ending: { _ in isDryRun ? .rollBack : .commit }) { transaction in
            let from = try CustomerRoll.livingTenant(slug, in: transaction)
            let into = try CustomerRoll.livingTenant(other, in: transaction)
            guard from.id != into.id else {
                throw Complaint(.badData, "'\(slug)' and '\(other)' are one tenant already; nothing was changed")
            }
            let handover = Handover(
                id: try transaction.nextHandoverID(), kind: .merge, from: from.id, into: into.id, at: now, by: actor,
                reason: reason ?? "", rows: 0)
            var copy = TenantCopy(handover, from, in: transaction)
            let own = try copy.seenSubjects(of: into.id)
            try copy.write()
            try note("tenant.merge", handover, from, into, reason, transaction)
            let flows = try recompute(both: from, into, at: now, transaction)
            let meeting = try AssetDirectory(into, in: transaction).assets(of: copy.written).filter {
                !own.isDisjoint(with: $0.subjects)
            }
            return TenantMergeOutcome(
                outcome: HandoverOutcome(
                    handover: handover, from: from, into: into, isDryRun: isDryRun, rows: [], followUps: flows),
                rows: copy.rows, meeting: meeting.map(\.name), facts: copy.facts)
        }
    }

    /// Parts a tenant again from the one it became part of, as if that had never been. What was taken in for it since then
    /// stays with the other one.
    ///
    /// - Throws: a complaint (65) where it is part of no other one, and where that one became part of a third.
    package func unmergeTenant(
        _ slug: String, now: Instant, by actor: String, isDryRun: Bool = false
    ) throws -> HandoverOutcome {
        let holder = Holder(actor: actor, what: "parts tenants", since: now)
        return try store.write(holder, ending: { _ in isDryRun ? .rollBack : .commit }) { transaction in
            let from = try CustomerRoll.ownTenant(slug, in: transaction)
            let standing = try transaction.handovers().last {
                $0.kind == .merge && $0.from == from.id && $0.undoneBy == nil
            }
            guard let handover = standing, let into = try transaction.tenant(handover.into) else {
                throw Complaint(.badData, "\(from.slug) is part of no other tenant; nothing was changed")
            }
            // First, so that what is computed anew knows of it.
            if into.merged == nil { try note("tenant.unmerge", handover, from, into, nil, transaction, at: now, actor) }
            return try takeBack(handover, from, into, now, actor, isDryRun, transaction)
        }
    }

    /// Notes it in the logs of both.
    private func note(
        _ what: String, _ handover: Handover, _ from: Tenant, _ into: Tenant, _ reason: String?,
        _ transaction: Transaction, at now: Instant? = nil, _ actor: String? = nil
    ) throws {
        for (tenant, said) in [(from, "into=\(into.slug)"), (into, "tenant=\(from.slug)")] {
            let body = [said, reason.map { "reason=\($0.split(whereSeparator: \.isNewline).joined(separator: " "))" }]
            let at = now ?? handover.at
            try transaction.insert(
                Act(
                    number: transaction.nextActNumber(of: tenant.id), at: at, by: actor ?? handover.by, what: what,
                    subject: nil, body: body.compactMap { $0 }.joined(separator: "\n")),
                of: tenant.id, recordedAt: at)
        }
    }

    private func recompute(
        both from: Tenant, _ into: Tenant, at now: Instant, _ transaction: Transaction
    ) throws -> [FollowUpFlow] {
        let flows = try [from, into].map { tenant in
            let result = try recompute(tenant.id, in: transaction)
            return FollowUpFlow(
                tenant: tenant.slug, from: result.before, to: result.after.standing(at: now, of: result.tenant))
        }
        try transaction.pruneSituations()
        return flows
    }
}

/// What a merge of tenants changed, or would change.
package struct TenantMergeOutcome: Sendable {
    package let outcome: HandoverOutcome
    /// How many rows are now the other one's.
    package let rows: Int
    /// The machines that both had by what identifies them: each two are one now.
    package let meeting: [String]
    /// What was said of the merged tenant as a whole, which is not said of the other one: `NAME=VALUE`.
    package let facts: [String]
}

/// A tenant's rows and acts, as they are written into the log of the one that it becomes part of.
private struct TenantCopy {
    private let handover: Handover
    private let tenant: Tenant
    private let transaction: Transaction
    private(set) var rows = 0
    /// The recipient's numbers of what was copied.
    private(set) var written: Set<Int> = []
    private(set) var facts: [String] = []

    init(_ handover: Handover, _ tenant: Tenant, in transaction: Transaction) {
        self.handover = handover
        self.tenant = tenant
        self.transaction = transaction
    }

    /// The subjects of a tenant that anything in force is said of.
    func seenSubjects(of tenantID: Int) throws -> Set<Int> {
        let imports = try transaction.loggedImports(of: tenantID)
        var seen: Set<Int> = []
        try transaction.forEachEntry(of: tenantID, isWanted: { imports[$0] != nil }) { seen.insert($1.subject) }
        return seen
    }

    mutating func write() throws {
        let imports = try transaction.loggedImports(of: tenant.id)
        let subjects = try transaction.subjects(of: tenant.id)
        let acts = try transaction.acts(of: tenant.id).inForce
        var entries: [(importID: Int, entry: SightingPart.Entry)] = []
        try transaction.forEachEntry(of: tenant.id, isWanted: { imports[$0] != nil }) { entries.append(($0, $1)) }
        let coverages = try transaction.coverages(of: tenant.id) { "\(tenant.slug)/\($0)" }

        try transaction.insert(handover)
        for coverage in coverages { try transaction.insert(coverage, of: handover.into, by: handover.id) }
        let numbers = try copy(entries, subjects)
        try copy(acts, numbers)
    }

    /// Returns the recipient's number of each subject.
    private mutating func copy(
        _ entries: [(importID: Int, entry: SightingPart.Entry)], _ subjects: [Subject]
    ) throws -> [Int: Int] {
        let known = Dictionary(subjects.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
        let recipient = try Recipient(handover.into, by: handover.id, in: transaction)
        var numbers: [Int: Int] = [:]
        for (importID, entry) in entries {
            guard let subject = known[entry.subject] else { continue }
            numbers[entry.subject] = try recipient.take(
                line: entry.line, identity: subject.identity, facts: subject.states[entry.state], seenAt: entry.seenAt,
                by: importID)
        }
        try recipient.finish()
        rows = recipient.rows
        written = recipient.touched
        return numbers
    }

    /// What was said of machines goes with them; what was said of the tenant as a whole does not.
    private mutating func copy(_ acts: [Act], _ numbers: [Int: Int]) throws {
        for act in acts {
            if act.what == "tenant.fact" { facts += act.body.split(separator: "\n").map(String.init) }
            guard let subject = act.subject, let own = numbers[subject] else { continue }
            let isKnown = act.subjects.allSatisfy { numbers[$0] != nil }
            guard isKnown else { continue }
            try transaction.insert(
                Act(
                    number: transaction.nextActNumber(of: handover.into), at: act.at, by: act.by, what: act.what,
                    subject: own, body: act.isAboutIdentity ? act.body(renumberedBy: numbers) : act.body),
                of: handover.into, recordedAt: handover.at, by: handover.id)
        }
    }
}

extension Act {
    /// Its body with other numbers of the subjects that it names.
    fileprivate func body(renumberedBy numbers: [Int: Int]) -> String {
        Act.body(
            ["subject", "apart", "rest"].map { name in (name, self.numbers(name).compactMap { numbers[$0] }) },
            reason: reason)
    }
}
