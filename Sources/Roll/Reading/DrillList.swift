import Assessment
import Inventory
import Knowledge
import Storage

/// Whom a flaw would hit that the knowledge does not have yet: the servers of its products, the worst first.
package struct DrillList: Sendable {
    package struct Row: Sendable {
        package var rank = 0
        package let tenant: Tenant
        package let server: ServerReading
        package let verdict: Verdict
        package let outcome: Outcome
        package let dataAsOf: CalendarDay?
    }

    /// Those that have it, or may have it.
    package let rows: [Row]
    /// All Exchange servers, and how many of them run something whose product is not known.
    package let exchange: Int
    package let unknownProduct: Int
    /// Servers of the products that the fix has reached.
    package let fixed: Int
    /// Tenants that were looked at.
    package let tenants: Int

    /// - Parameter exposedOnly: only servers that are exposed, or of which that is not known.
    package init(_ readings: [TenantReading], _ judge: DrillJudge, exposedOnly: Bool = false) {
        struct Question: Hashable {
            let build: BuildEvidence?
        }
        var verdicts: [Question: Verdict?] = [:]
        var rows: [Row] = []
        var exchange = 0
        var unknown = 0
        var fixed = 0
        for reading in readings {
            exchange += reading.servers.count
            for server in reading.servers {
                let question = Question(build: server.build?.evidence)
                let verdict: Verdict?
                if let known = verdicts[question] {
                    verdict = known
                } else {
                    verdict = judge.verdict(for: server.build?.evidence)
                    verdicts[question] = .some(verdict)
                }
                guard let verdict else { continue }
                if verdict == .fixed {
                    fixed += 1
                    continue
                }
                if server.build == nil { unknown += 1 }
                let isReached = !(judge.drill.needs443 && server.isEdge) && server.exposure != .notExposed
                if exposedOnly, !isReached { continue }
                rows.append(
                    Row(
                        tenant: reading.tenant, server: server, verdict: verdict,
                        outcome: judge.outcome(exposed: isReached, missionImpact: reading.tenant.impact),
                        dataAsOf: reading.dataAsOf))
            }
        }
        rows.sort { DrillList.isBefore($0, $1, judge.drill.needs443) }
        for place in rows.indices { rows[place].rank = place + 1 }
        self.rows = rows
        self.exchange = exchange
        unknownProduct = unknown
        self.fixed = fixed
        tenants = readings.count
    }

    /// Decision; exposure, seen before supposed; a known build before an unknown one; what the mission loses; names.
    private static func isBefore(_ a: Row, _ b: Row, _ needs443: Bool) -> Bool {
        if a.outcome != b.outcome { return a.outcome < b.outcome }
        let places = (place(a.server, needs443), place(b.server, needs443))
        if places.0 != places.1 { return places.0 < places.1 }
        if (a.verdict == .vulnerable) != (b.verdict == .vulnerable) { return a.verdict == .vulnerable }
        if a.tenant.impact != b.tenant.impact { return a.tenant.impact > b.tenant.impact }
        if a.tenant.slug != b.tenant.slug { return a.tenant.slug < b.tenant.slug }
        return (a.server.name, a.server.asset) < (b.server.name, b.server.asset)
    }

    private static func place(_ server: ServerReading, _ needs443: Bool) -> Int {
        if needs443, server.isEdge { return 4 }
        switch server.exposure {
        case .exposed: return 0
        case .stale: return 1
        case .unknown: return 2
        case .notExposed: return 3
        }
    }
}
