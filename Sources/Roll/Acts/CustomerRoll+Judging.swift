import Assessment
import Inventory
import Knowledge
import Storage

/// What an analyst says of evidence.
package enum EvidenceJudgement: String, Sendable, CaseIterable {
    case confirm, dismiss, contain, neutralise
}

/// What an analyst's word changes.
package struct JudgementOutcome: Sendable {
    package let before: EvidenceReading
    package let after: EvidenceReading
    /// The number of the act; nil for a dry run.
    package let act: Int?
}

extension CustomerRoll {
    /// Writes down what an analyst says of pieces of evidence, all or nothing.
    ///
    /// - Parameters:
    ///   - at: when it was so; not after `now`.
    /// - Throws: a complaint (65) that names every one that is not there, or that has ended already.
    package func judge(
        _ ids: [EvidenceID], of slug: String, as judgement: EvidenceJudgement, reason: String?, at: Instant,
        now: Instant,
        by actor: String, isDryRun: Bool = false, _ projector: Projector
    ) throws -> (outcomes: [JudgementOutcome], followUps: FollowUpFlow) {
        guard at <= now else { throw Complaint(.badData, "--at \(at) has not come yet; nothing was changed") }
        let holder = Holder(actor: actor, what: "judges evidence", since: now)
        return try store.write(holder, ending: { _ in isDryRun ? .rollBack : .commit }) { transaction in
            let tenant = try CustomerRoll.tenant(slug, in: transaction)
            let before = try known(tenant, projector, transaction)
            try CustomerRoll.verify(ids, judgement, before, tenant)
            let first = try transaction.nextActNumber(of: tenant.id)
            for (index, id) in ids.enumerated() {
                guard let reading = before[id] else { continue }
                try transaction.insert(
                    Act(
                        number: first + index, at: at, by: actor, what: "evidence.\(judgement.rawValue)",
                        subject: reading.row.subject,
                        body: Act.body([
                            ("trace", reading.row.key.trace), ("occurred", reading.row.key.occurredAt?.description),
                            ("reason", reason),
                        ])),
                    of: tenant.id, recordedAt: now)
            }
            // What lies on an address lies on every machine behind it.
            let result = try recompute(tenant.id, in: transaction)
            try transaction.pruneSituations()
            let after = try known(tenant, projector, transaction)
            return (
                ids.enumerated().compactMap { index, id in
                    guard let old = before[id], let new = after[id] else { return nil }
                    return JudgementOutcome(before: old, after: new, act: isDryRun ? nil : first + index)
                }, FollowUpFlow(tenant: tenant.slug, from: result.before, to: result.after)
            )
        }
    }

    /// By id; of several assets behind one address the first.
    private func known(
        _ tenant: Tenant, _ projector: Projector, _ transaction: Transaction
    ) throws -> [EvidenceID: EvidenceReading] {
        let readings = try CustomerRoll.readings(of: tenant, try transaction.followUpKey(), projector, transaction)
        return Dictionary(readings.map { ($0.id, $0) }) { first, _ in first }
    }

    private static func verify(
        _ ids: [EvidenceID], _ judgement: EvidenceJudgement, _ known: [EvidenceID: EvidenceReading], _ tenant: Tenant
    ) throws {
        let faults = ids.compactMap { id -> String? in
            guard let reading = known[id] else { return "\(id) is no evidence of \(tenant.slug)" }
            let state = reading.row.state
            switch judgement {
            case .confirm: return reading.row.confirmedAt != nil && reading.isOpen ? "\(id) is confirmed already" : nil
            case .dismiss, .neutralise: return reading.isOpen ? nil : "\(id) is \(state) already"
            case .contain:
                return !reading.isOpen
                    ? "\(id) is \(state)" : reading.row.containedAt != nil ? "\(id) is contained already" : nil
            }
        }
        guard let first = faults.first else { return }
        throw Complaint(
            .badData,
            faults.count == 1
                ? "\(first); nothing was changed"
                : "\(faults.count) of \(ids.count) cannot be judged so; nothing was changed",
            facts: faults.count == 1 ? [] : faults, next: ["muster evidence list -t \(tenant.slug) --all"])
    }
}
