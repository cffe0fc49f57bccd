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
            let pieces = try before.pieces(ids, judgement, tenant)
            let first = try transaction.nextActNumber(of: tenant.id)
            for (index, reading) in pieces.enumerated() {
                try transaction.insert(
                    Act(
                        number: first + index, at: at, by: actor, what: "evidence.\(judgement.rawValue)",
                        subject: reading.subject,
                        body: Act.body([
                            ("trace", reading.row.key.trace), ("occurred", reading.row.key.occurredAt?.description),
                            ("reason", reason),
                        ])),
                    of: tenant.id, recordedAt: now)
            }
            let result = try recompute(tenant.id, in: transaction)
            try transaction.pruneSituations()
            let after = try known(tenant, projector, transaction)
            return (
                pieces.enumerated().compactMap { index, old in
                    guard let new = after[old.id] else { return nil }
                    return JudgementOutcome(before: old, after: new, act: isDryRun ? nil : first + index)
                }, FollowUpFlow(tenant: tenant.slug, from: result.before, to: result.after)
            )
        }
    }

    private func known(
        _ tenant: Tenant, _ projector: Projector, _ transaction: Transaction
    ) throws -> KnownEvidence {
        let key = try transaction.followUpKey()
        return KnownEvidence(try CustomerRoll.readings(of: tenant, key, projector, transaction), key)
    }
}

/// The evidence of a tenant by all ids that it ever had.
private struct KnownEvidence {
    private let own: [EvidenceID: EvidenceReading]
    private let former: [EvidenceID: [EvidenceReading]]

    init(_ readings: [EvidenceReading], _ key: [UInt8]) {
        own = Dictionary(readings.map { ($0.id, $0) }) { first, _ in first }
        former = readings.reduce(into: [:]) { former, reading in
            for id in reading.formerIDs(key) { former[id, default: []].append(reading) }
        }
    }

    subscript(id: EvidenceID) -> EvidenceReading? { own[id] }

    /// The pieces that ids mean, each once.
    ///
    /// - Throws: a complaint (65) that names every one that is not there, is several, or cannot be judged so.
    func pieces(
        _ ids: [EvidenceID], _ judgement: EvidenceJudgement, _ tenant: Tenant
    ) throws -> [EvidenceReading] {
        var pieces: [EvidenceReading] = []
        var faults: [String] = []
        for id in ids {
            let meant = own[id].map { [$0] } ?? former[id] ?? []
            if meant.count > 1 {
                let each = meant.map { "\($0.id) on \($0.row.name)" }.joined(separator: ", ")
                faults.append("\(id) is on several machines: \(each)")
            } else if let reading = meant.first {
                if let fault = KnownEvidence.obstacle(reading, judgement, id) { faults.append(fault) }
                if !pieces.contains(where: { $0.id == reading.id }) { pieces.append(reading) }
            } else {
                faults.append("\(id) is no evidence of \(tenant.slug)")
            }
        }
        guard let first = faults.first else { return pieces }
        throw Complaint(
            .badData,
            faults.count == 1
                ? "\(first); nothing was changed"
                : "\(faults.count) of \(ids.count) cannot be judged so; nothing was changed",
            facts: faults.count == 1 ? [] : faults, next: ["muster evidence list -t \(tenant.slug) --all"])
    }

    private static func obstacle(
        _ reading: EvidenceReading, _ judgement: EvidenceJudgement, _ id: EvidenceID
    ) -> String? {
        let state = reading.row.state
        switch judgement {
        case .confirm: return reading.row.confirmedAt != nil && reading.isOpen ? "\(id) is confirmed already" : nil
        case .dismiss, .neutralise: return reading.isOpen ? nil : "\(id) is \(state) already"
        case .contain:
            return !reading.isOpen
                ? "\(id) is \(state)" : reading.row.containedAt != nil ? "\(id) is contained already" : nil
        }
    }
}
