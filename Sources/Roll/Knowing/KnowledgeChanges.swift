import Assessment
import Inventory
import Knowledge
import Storage

/// What another knowledge changes: verdicts, follow-ups and checks, as of a moment.
package struct KnowledgeChanges: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case verdict, followUp = "followup", decision, check
    }

    /// One change, of as many servers.
    package struct Row: Hashable, Sendable {
        package let kind: Kind
        /// A CVE or a threat.
        package let what: String
        /// Nil: not there.
        package let from: String?
        package let to: String?
        package let servers: Int
        package let tenants: Int
    }

    /// The most servers first, by kind.
    package let rows: [Row]
    package let servers: Int
    package let tenants: Int
}

extension CustomerRoll {
    /// What `next` says of everybody that this roll's own knowledge does not, as of a moment. Changes nothing.
    package func changes(
        from current: Projector, to next: Projector, asOf: AsOf,
        progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }
    ) throws -> KnowledgeChanges {
        let slugs = try store.read { transaction in try tenants(nil, asOf, transaction).map(\.slug) }
        var comparison = KnowledgeComparison(current, next)
        for (index, slug) in slugs.enumerated() {
            progress(index, slugs.count)
            let before = try readings(of: slug, asOf: asOf, current)
            let after = try readings(of: slug, asOf: asOf, next, fromLog: true)
            for (old, new) in zip(before, after) { comparison.add(old, new) }
        }
        return comparison.changes(tenants: slugs.count)
    }
}

/// Compares tenant by tenant; builds that were judged already are not judged again.
private struct KnowledgeComparison {
    private struct Difference: Hashable {
        let kind: KnowledgeChanges.Kind
        let what: String
        let from: String?
        let to: String?
    }

    private let old: Projector
    private let new: Projector
    private var found: [Difference: (servers: Int, tenants: Set<String>)] = [:]
    private var judged: [VerdictCase: [Difference]] = [:]
    private var servers = 0

    init(_ old: Projector, _ new: Projector) {
        self.old = old
        self.new = new
    }

    mutating func add(_ before: TenantReading, _ after: TenantReading) {
        servers += after.servers.count
        for server in after.servers {
            let own = VerdictCase(server, on: after.asOf)
            let differences = judged[own] ?? verdicts(own)
            judged[own] = differences
            for difference in differences { count(difference, after.tenant.slug) }
        }
        func items(_ reading: TenantReading) -> [String: FollowUp] {
            Dictionary(
                reading.followUps.filter { !$0.isCollect }.map { ("\($0.server.asset) \($0.threat)", $0) },
                uniquingKeysWith: { first, _ in first })
        }
        let (was, now) = (items(before), items(after))
        for (key, followUp) in now {
            let old = was[key]
            func note(_ kind: KnowledgeChanges.Kind, _ from: String?, _ to: String?) {
                guard from != to else { return }
                count(Difference(kind: kind, what: followUp.threat, from: from, to: to), after.tenant.slug)
            }
            guard let old else {
                note(.followUp, nil, "open, \(followUp.outcome.rawValue)")
                if followUp.daysOwed > 0 { note(.check, "nothing owed", words(followUp)) }
                continue
            }
            note(.decision, old.outcome.rawValue, followUp.outcome.rawValue)
            if (old.daysOwed > 0) != (followUp.daysOwed > 0)
                || old.step.check.requeuedBy != followUp.step.check.requeuedBy
            {
                note(.check, words(old), words(followUp))
            }
        }
        for (key, followUp) in was where now[key] == nil {
            if followUp.daysOwed > 0 {
                count(
                    Difference(kind: .check, what: followUp.threat, from: words(followUp), to: "nothing owed"),
                    after.tenant.slug)
            }
            count(
                Difference(kind: .followUp, what: followUp.threat, from: "open, \(followUp.outcome.rawValue)", to: nil),
                after.tenant.slug)
        }
    }

    private func words(_ followUp: FollowUp) -> String {
        let again = followUp.step.check.requeuedBy.map { "; version \($0) asks again" } ?? ""
        return (followUp.daysOwed > 0 ? "owed" : "nothing owed") + again
    }

    private mutating func count(_ difference: Difference, _ tenant: String) {
        found[difference, default: (0, [])].servers += 1
        found[difference]?.tenants.insert(tenant)
    }

    private func verdicts(_ own: VerdictCase) -> [Difference] {
        func words(_ projector: Projector) -> [String: String] {
            Dictionary(
                own.judgements(by: projector).map { (projector.knowledge.cves[$0.cve].id, $0.judgement.verdict.word) },
                uniquingKeysWith: { first, _ in first })
        }
        let (was, now) = (words(old), words(new))
        return Set(was.keys).union(now.keys).filter { was[$0] != now[$0] }.map {
            Difference(kind: .verdict, what: $0, from: was[$0], to: now[$0])
        }
    }

    func changes(tenants: Int) -> KnowledgeChanges {
        let rows = found.map { difference, count in
            KnowledgeChanges.Row(
                kind: difference.kind, what: difference.what, from: difference.from, to: difference.to,
                servers: count.servers, tenants: count.tenants.count)
        }
        let order = KnowledgeChanges.Kind.allCases
        return KnowledgeChanges(
            rows: rows.sorted { a, b in
                let (x, y) = (order.firstIndex(of: a.kind) ?? 0, order.firstIndex(of: b.kind) ?? 0)
                if x != y { return x < y }
                if a.servers != b.servers { return a.servers > b.servers }
                return (a.what, a.from ?? "", a.to ?? "") < (b.what, b.from ?? "", b.to ?? "")
            }, servers: servers, tenants: tenants)
    }
}
