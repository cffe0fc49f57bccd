import Assessment
import Inventory
import Knowledge
import Storage

/// How a threat stands over the servers of some tenants.
package struct ThreatPortfolio: Sendable {
    package struct Counts: Hashable, Sendable {
        package var exchange = 0
        /// By the worst verdict of its CVEs.
        package var vulnerable = 0
        package var undetermined = 0
        package var fixed = 0
        package var notAffected = 0
        /// Of the vulnerable and undetermined ones.
        package var exposed = 0
        package var exposureUnknown = 0
        package var followUps = 0
        package var overdue = 0
        package var checksOwed = 0
        /// Servers that somebody checked for it, whatever was found.
        package var checked = 0
        /// Servers of which days are only assumed.
        package var assumedOnly = 0
        /// Servers with open evidence of it.
        package var evidence = 0
        package var confirmed = 0
    }

    package let counts: Counts
    /// Per tenant with a server that is vulnerable, undetermined, owed a check, or has evidence; the worst first.
    package let byTenant: [(tenant: Tenant, counts: Counts, dataAsOf: CalendarDay?)]

    /// - Parameter readings: with all follow-ups, closed ones too.
    init(_ readings: [TenantReading], threat: Threat, _ checks: CheckSource, _ projector: Projector) {
        var total = Counts()
        var rows: [(tenant: Tenant, counts: Counts, dataAsOf: CalendarDay?)] = []
        var memory = VerdictMemory(threat, projector)
        for reading in readings {
            var own = Counts()
            let items = Dictionary(grouping: reading.followUps.filter { $0.threat == threat.name || $0.isCollect }) {
                $0.server.asset
            }
            for server in reading.servers {
                own.exchange += 1
                own.add(memory.verdict(of: server, on: reading.asOf), server, threat)
                own.add(items[server.asset] ?? [], threat.name)
                if checks.last(server, threat.name, of: reading.tenant) != nil { own.checked += 1 }
            }
            total.add(own)
            if own.vulnerable + own.undetermined + own.checksOwed + own.evidence + own.assumedOnly > 0 {
                rows.append((reading.tenant, own, reading.dataAsOf))
            }
        }
        counts = total
        byTenant = rows.sorted { a, b in
            let keys: [(Int, Int)] = [
                (a.counts.confirmed, b.counts.confirmed), (a.counts.evidence, b.counts.evidence),
                (a.counts.checksOwed, b.counts.checksOwed), (a.counts.exposed, b.counts.exposed),
                (a.counts.vulnerable, b.counts.vulnerable), (a.counts.undetermined, b.counts.undetermined),
            ]
            for (x, y) in keys where x != y { return x > y }
            return a.tenant.slug < b.tenant.slug
        }
    }
}

extension CustomerRoll {
    /// How a threat stands over tenants as they were read, with all follow-ups.
    package func portfolio(
        of threat: Threat, _ readings: [TenantReading], asOf: AsOf, _ projector: Projector
    ) throws -> ThreatPortfolio {
        try store.read {
            ThreatPortfolio(readings, threat: threat, try CheckSource($0, asOf, projector), projector)
        }
    }
}

/// The worst verdict over a threat's CVEs; servers of one build and one state of conditions share it.
private struct VerdictMemory {
    private let threat: Threat
    private let projector: Projector
    private var known: [VerdictCase: Verdict] = [:]

    init(_ threat: Threat, _ projector: Projector) {
        self.threat = threat
        self.projector = projector
    }

    mutating func verdict(of server: ServerReading, on day: CalendarDay) -> Verdict {
        let own = VerdictCase(server, on: day)
        if let verdict = known[own] { return verdict }
        let verdict = VerdictMemory.worst(own.judgements(by: projector, of: threat.cves).map(\.judgement.verdict))
        known[own] = verdict
        return verdict
    }

    private static func worst(_ verdicts: [Verdict]) -> Verdict {
        if verdicts.contains(.vulnerable) { return .vulnerable }
        if let open = verdicts.first(where: { if case .undetermined = $0 { true } else { false } }) { return open }
        return verdicts.contains(.fixed) ? .fixed : .notAffected
    }
}

extension ThreatPortfolio.Counts {
    fileprivate mutating func add(_ verdict: Verdict, _ server: ServerReading, _ threat: Threat) {
        switch verdict {
        case .vulnerable: vulnerable += 1
        case .undetermined: undetermined += 1
        case .fixed:
            fixed += 1
            return
        case .notAffected:
            notAffected += 1
            return
        }
        if threat.needs443, server.isEdge { return }
        switch server.exposure {
        case .exposed: exposed += 1
        case .stale, .unknown: exposureUnknown += 1
        case .notExposed: break
        }
    }

    fileprivate mutating func add(_ items: [FollowUp], _ threat: String) {
        let own = items.filter { $0.threat == threat }
        let open = own.filter { $0.step.isOpen }
        followUps += open.count
        overdue += open.count(where: \.isOverdue)
        let isOwed = own.contains { $0.isOwing && $0.daysOwed > 0 }
        if isOwed { checksOwed += 1 }
        let signs = open.flatMap(\.step.signs).filter { ($0.threat ?? threat) == threat }
        if !signs.isEmpty { evidence += 1 }
        if signs.contains(where: \.isConfirmed) { confirmed += 1 }
        let isAssumed = items.contains { item in
            item.isCollect && item.step.isOpen && item.step.wants.contains { $0 == .days(threat: threat) }
        }
        if isAssumed, !isOwed { assumedOnly += 1 }
    }

    fileprivate mutating func add(_ other: Self) {
        exchange += other.exchange
        vulnerable += other.vulnerable
        undetermined += other.undetermined
        fixed += other.fixed
        notAffected += other.notAffected
        exposed += other.exposed
        exposureUnknown += other.exposureUnknown
        followUps += other.followUps
        overdue += other.overdue
        checksOwed += other.checksOwed
        checked += other.checked
        assumedOnly += other.assumedOnly
        evidence += other.evidence
        confirmed += other.confirmed
    }
}
