import Assessment
import Inventory
import Knowledge
import Storage

/// The follow-up list: open follow-ups in the documented order, gathered by asset, by threat or by tenant.
package struct FollowUpList: Sendable {
    package enum Grouping: String, Sendable, CaseIterable {
        case asset, threat, tenant
    }

    /// Which follow-ups are rows.
    package enum States: Hashable, Sendable {
        /// What is open and not snoozed.
        case open
        case all
        case only(WorkState)

        package func has(_ followUp: FollowUp) -> Bool {
            switch self {
            case .open: followUp.step.isOpen && followUp.state != .snoozed
            case .all: true
            case .only(let state): followUp.state == state
            }
        }

        /// Whether follow-ups that are closed or accepted are among them.
        package var needsAll: Bool {
            switch self {
            case .open: false
            case .all, .only(.accepted), .only(.closed): true
            case .only: false
            }
        }
    }

    /// One row. What is not known is nil, never 0.
    package struct Row: Sendable {
        /// From 1.
        package var rank = 0
        package let tenant: Tenant
        /// The worst follow-up of the row; nil for a tenant of which nothing is known or nothing is open.
        package let worst: FollowUp?
        /// All follow-ups of the row, the worst first, `collect` items left out.
        package let followUps: [FollowUp]
        /// The server's `collect` item, where the row is about one server.
        package let collect: FollowUp?
        package let dataAsOf: CalendarDay?
        /// Days since then; nil where nothing was ever seen.
        package let daysSilent: Int?
        /// By tenant only.
        package let counts: Counts?

        /// The threats of all follow-ups, each once, the worst first.
        package var threats: [String] {
            followUps.map(\.threat).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        }
        /// The numbers of the open CVEs of all follow-ups, each once.
        package var cves: [Int] { Set(followUps.flatMap { $0.step.cves }).sorted() }
        /// The earliest due day of all.
        package var dueOn: CalendarDay? { followUps.compactMap(\.dueOn).min() }
        package var overdue: Int { followUps.filter(\.isOverdue).count }
        /// The most days of proved check that one of them owes.
        package var daysOwed: Int { followUps.map(\.daysOwed).max() ?? 0 }
        package var daysAssumed: Int { (followUps + [collect].compactMap { $0 }).map(\.daysAssumed).max() ?? 0 }
        /// What to do next: of the worst follow-up, then of the others, then what to collect; each once.
        package var nextSteps: [NextStep] {
            if let worst, !worst.step.isOpen { return [] }
            let steps = NextStep.once(followUps.flatMap(\.nextSteps) + (collect?.nextSteps ?? []))
            // Checks come before repairs, whichever follow-up asks for them.
            return steps.filter { $0.isInvestigation } + steps.filter { !$0.isInvestigation }
        }
        package var reasons: [String] {
            if let worst, !worst.step.isOpen { return [] }
            var reasons: [String] = []
            let all = followUps.flatMap(\.reasons) + (collect?.reasons ?? [])
            for reason in all where !reasons.contains(reason) { reasons.append(reason) }
            return reasons
        }
        /// `vulnerable` where one CVE is, `undetermined` where the builds differ or nothing is known, `fixed` where only
        /// a check or evidence holds it open.
        package var verdict: Verdict? {
            guard let worst else { return nil }
            if followUps.contains(where: { !$0.step.cves.isEmpty && !$0.step.isUndetermined }) { return .vulnerable }
            if followUps.contains(where: { !$0.step.cves.isEmpty }) { return .undetermined(.build) }
            return worst.isCollect ? .undetermined(.condition) : .fixed
        }
    }

    /// What a tenant adds up to; nil is unknown.
    package struct Counts: Hashable, Sendable {
        /// Servers with follow-ups.
        package let servers: Int?
        /// Servers that something is only to be collected from.
        package let collect: Int?
        package let followUps: Int?
        package let overdue: Int?
        /// Follow-ups with proved days of check owed.
        package let checksOwed: Int?
        /// Servers with assumed days only.
        package let checksAssumed: Int?
        /// Conditions of the tenant as a whole that nobody looked at.
        package let wanted: [String]
        /// Whether nothing was seen for so long that more may be owed than is known.
        package let isSilent: Bool
    }

    /// What the head of a list says.
    package struct Totals: Hashable, Sendable {
        /// Open ones that are snoozed.
        package var snoozed = 0
        package var servers = 0
        package var followUps = 0
        package var overdue = 0
        package var checksOwed = 0
        package var collect = 0
        package var exchange = 0

        init() {}

        /// What the rows of one tenant, by asset, add up to.
        init(_ rows: [Row], servers: Int) {
            let work = rows.flatMap(\.followUps)
            self.servers = rows.count { !$0.followUps.isEmpty }
            collect = rows.count - self.servers
            followUps = work.count
            overdue = work.count(where: \.isOverdue)
            checksOwed = work.count { $0.daysOwed > 0 }
            exchange = servers
            snoozed = work.count { $0.state == .snoozed }
        }

        mutating func add(_ other: Totals, times: Int = 1) {
            servers += times * other.servers
            followUps += times * other.followUps
            overdue += times * other.overdue
            checksOwed += times * other.checksOwed
            collect += times * other.collect
            exchange += times * other.exchange
            snoozed += times * other.snoozed
        }
    }

    /// All rows, or as many of the first as were asked for.
    package let rows: [Row]
    /// How many rows there are in all.
    package let rowCount: Int
    package let totals: Totals
    package let ages: DataAges
    /// The first instant at which it may be another list, though nothing is written; nil where nobody knows.
    package private(set) var until: Instant?
    /// The content of the store that it was made from, where that is known.
    package internal(set) var revision: [UInt8]?

    /// - Parameters:
    ///   - states: which follow-ups are rows; the totals are those of all open ones.
    ///   - isWanted: which of these are rows.
    package init(
        _ readings: [TenantReading], by grouping: Grouping, states: States = .open,
        where isWanted: ((FollowUp) -> Bool)? = nil
    ) {
        let readings = readings.sorted { $0.tenant.slug < $1.tenant.slug }
        var ages = DataAges()
        var totals = Totals()
        var rows: [Row] = []
        for reading in readings {
            ages.add(asOf: reading.dataAsOf, on: reading.asOf) { reading.tenant }
            let open = reading.only { $0.step.isOpen }
            let assets = FollowUpList.byAsset(open)
            let sum = Totals(assets, servers: reading.servers.count)
            totals.add(sum)
            // What is only to be collected can be snoozed too.
            let isAsIs =
                states == .open && isWanted == nil && !open.followUps.contains { $0.state == .snoozed }
            let wanted = isAsIs ? open : reading.only { states.has($0) && isWanted?($0) ?? true }
            switch grouping {
            case .asset: rows += isAsIs ? assets : FollowUpList.byAsset(wanted)
            case .threat: rows += FollowUpList.byThreat(wanted)
            case .tenant: rows += FollowUpList.byTenant(wanted, isAsIs ? assets : FollowUpList.byAsset(wanted), sum)
            }
        }
        self.totals = totals
        self.ages = ages
        // Each row's place is worked out once, not once per comparison.
        let ranks = rows.map { $0.worst?.rank }
        let order = rows.indices.sorted { a, b in
            if let first = ranks[a], let second = ranks[b] { return first < second }
            if (ranks[a] == nil) != (ranks[b] == nil) { return ranks[a] != nil }
            return rows[a].tenant.slug < rows[b].tenant.slug
        }
        rows = order.map { rows[$0] }
        for i in rows.indices { rows[i].rank = i + 1 }
        self.rows = rows
        rowCount = rows.count
    }

    /// The first rows of a list that was ranked elsewhere.
    init(
        first rows: [Row], of rowCount: Int, _ totals: Totals, _ ages: DataAges, until: Instant
    ) {
        self.rows = rows.enumerated().map { place, row in
            var row = row
            row.rank = place + 1
            return row
        }
        self.rowCount = rowCount
        self.totals = totals
        self.ages = ages
        self.until = until
    }

    private static func byAsset(_ reading: TenantReading) -> [Row] {
        Dictionary(grouping: reading.followUps, by: \.server.asset).values.compactMap { items in
            let work = items.filter { !$0.isCollect }.sorted(by: FollowUp.isBefore)
            let collect = items.first { $0.isCollect }
            if work.isEmpty, collect.map(isOfTenantAlone) ?? true { return nil }
            return Row(
                tenant: reading.tenant, worst: work.first ?? collect, followUps: work, collect: collect,
                dataAsOf: reading.dataAsOf, daysSilent: reading.daysSilent, counts: nil)
        }
    }

    private static func byThreat(_ reading: TenantReading) -> [Row] {
        let servers = Set(reading.followUps.filter { !$0.isCollect }.map(\.server.asset))
        return reading.followUps.compactMap { item in
            if item.isCollect, servers.contains(item.server.asset) || isOfTenantAlone(item) { return nil }
            return Row(
                tenant: reading.tenant, worst: item, followUps: item.isCollect ? [] : [item],
                collect: item.isCollect ? item : nil, dataAsOf: reading.dataAsOf, daysSilent: reading.daysSilent,
                counts: nil)
        }
    }

    private static func byTenant(_ reading: TenantReading, _ rows: [Row], _ sum: Totals) -> [Row] {
        let isSilent = isSilent(reading.daysSilent)
        let wanted = wantedOfTenant(reading)
        if rows.isEmpty, !isSilent, wanted.isEmpty { return [] }
        let isNever = reading.dataAsOf == nil
        let work = rows.flatMap(\.followUps).sorted(by: FollowUp.isBefore)
        let worst = work.first ?? rows.compactMap(\.worst).min(by: FollowUp.isBefore)
        return [
            Row(
                tenant: reading.tenant, worst: worst, followUps: work, collect: nil, dataAsOf: reading.dataAsOf,
                daysSilent: reading.daysSilent,
                counts: Counts(
                    servers: isNever ? nil : sum.servers, collect: isNever ? nil : sum.collect,
                    followUps: isNever ? nil : sum.followUps, overdue: isNever ? nil : sum.overdue,
                    checksOwed: isNever ? nil : sum.checksOwed,
                    checksAssumed: isNever ? nil : rows.filter { $0.daysOwed == 0 && $0.daysAssumed > 0 }.count,
                    wanted: wanted, isSilent: isSilent))
        ]
    }

    /// A `collect` item that only asks for facts of the tenant is asked of the tenant once, not of each server.
    private static func isOfTenantAlone(_ item: FollowUp) -> Bool {
        item.step.wants.allSatisfy { if case .condition(_, ofTenant: true) = $0 { true } else { false } }
    }

    private static func wantedOfTenant(_ reading: TenantReading) -> [String] {
        var names: Set<String> = []
        for want in reading.followUps.flatMap(\.step.wants) {
            if case .condition(let name, ofTenant: true) = want { names.insert(name) }
        }
        return names.sorted()
    }
}
