import Assessment
import Inventory
import Storage

/// The first rows of the follow-up list of the whole portfolio, without reading every server.
///
/// Servers of one zone in one situation have the same follow-ups, as far as their own moments lie on the same side of the
/// moment that is read: one of them is read, and counted as many times as there are. What stands above others is found by
/// looking at the best first: a family of servers, then those of one tenant, then one of them, until as many rows are
/// found as are shown.
struct PortfolioList {
    private let summary: RollSummary
    private let transaction: Transaction
    /// By index of the zone.
    private let nows: [Moment]
    private let projector: Projector
    private let grouping: FollowUpList.Grouping
    private let ids: FollowUpIDs
    /// By index of the member: whether it is part of the portfolio at the moment.
    private let isMember: [Bool]
    private let areAllMembers: Bool

    /// Nil where what is kept does not answer, be it older than the moment or computed by other terms than those of
    /// `projector`; and where rows are gathered otherwise. A summary is of one content of the store, its terms included.
    init?(
        _ transaction: Transaction, _ asOf: AsOf, _ projector: Projector, by grouping: FollowUpList.Grouping
    ) throws {
        guard grouping != .tenant, try ReadingSource(transaction, asOf, projector, fromLog: false).isCurrent,
            let summary = try transaction.summary()
        else { return nil }
        let moments = summary.zones.map { Moment(asOf, in: $0) }
        let isKept = zip(summary.zones, moments).map { projector.keepsFrom(in: $0) <= $1.instant }
        isMember = summary.members.map { moments[$0.zone].isMember($0) }
        areAllMembers = isMember.allSatisfy { $0 }
        for (member, isMember) in zip(summary.members, isMember) where isMember {
            guard isKept[member.zone], member.newestEvidence ?? .distantPast <= moments[member.zone].instant else {
                return nil
            }
        }
        nows = moments
        self.summary = summary
        self.transaction = transaction
        self.projector = projector
        self.grouping = grouping
        ids = FollowUpIDs(key: try transaction.followUpKey())
    }

    /// The moment that is read, in one zone.
    private struct Moment {
        let zone: Zone
        let instant: Instant
        let day: CalendarDay

        init(_ asOf: AsOf, in zone: Zone) {
            self.zone = zone
            instant = asOf.instant(in: zone)
            day = zone.day(of: instant)
        }

        func isMember(_ member: RollSummary.Member) -> Bool {
            Tenant.isOfPortfolio(archivedOn: member.archivedOn, mergedAt: member.mergedAt, at: instant, on: day)
        }
    }

    func list(limit: Int) throws -> FollowUpList {
        var tally = Tally(until: firstChange)
        var queue = RankedQueue<Candidate>()
        for family in summary.families where family.kind != TenantProjection.ServerRow.departed {
            let now = nows[family.zone].instant
            tally.change(at: try projector.reading(of: transaction.situation(family.situation)).fixed, after: now)
            if family.spans.isSplit(by: now) {
                for group in summary.groups(of: family) where isMember[group.member] {
                    try add(group, of: family, &tally, &queue)
                }
            } else {
                tally.change(at: family.spans.first, after: now)
                try add(family, &tally, &queue)
            }
        }
        var rows: [FollowUpList.Row] = []
        while rows.count < limit, let (rank, candidate) = queue.popFirst() {
            switch candidate {
            case .row(let row): rows.append(row)
            case .server(let server, let member): try add(server, of: member, &queue)
            case .group(let group, let family): try add(group, of: family, rank, &queue)
            case .family(let family, let group, let rest, let urgency):
                queue.insert(.group(group, family), at: rank)
                push(family, rest, urgency, &queue)
            }
        }
        return FollowUpList(first: rows, of: tally.rowCount, tally.totals, ages, until: tally.until)
    }

    /// When a day ends somewhere, or a tenant becomes part of another one.
    private var firstChange: Instant {
        var first = Instant.forever
        for now in nows { first = min(first, now.zone.start(of: now.day.advanced(by: 1))) }
        for member in summary.members {
            if let merged = member.mergedAt, merged > nows[member.zone].instant { first = min(first, merged) }
        }
        return first
    }

    /// What families come to.
    private struct Tally {
        var totals = FollowUpList.Totals()
        var rowCount = 0
        /// The first instant at which any of it may be otherwise, though nothing is written.
        var until: Instant

        mutating func add(_ list: FollowUpList, times: Int = 1) {
            totals.add(list.totals, times: times)
            rowCount += times * list.rows.count
        }

        mutating func change(at instants: [Instant], after now: Instant) {
            for instant in instants where instant > now { until = min(until, instant) }
        }
    }

    /// Apart from the queue, which moves them often.
    private indirect enum Candidate {
        /// The next group of a family, those behind it, and the most urgency that any of them has.
        case family(RollSummary.Family, RollSummary.Group, RollSummary.Groups, UInt64)
        case group(RollSummary.Group, RollSummary.Family)
        case server(TenantProjection.ServerRow, Int)
        case row(FollowUpList.Row)
    }

    // MARK: Counting

    /// A family of which one server stands for all.
    private func add(
        _ family: RollSummary.Family, _ tally: inout Tally, _ queue: inout RankedQueue<Candidate>
    ) throws {
        var groups = summary.groups(of: family)
        let servers =
            areAllMembers
            ? family.servers : groups.reduce(0) { $0 + (isMember[$1.member] ? $1.servers : 0) }
        groups = summary.groups(of: family)
        guard servers > 0, let first = groups.first(where: { isMember[$0.member] }) else { return }
        let list = FollowUpList([try reading(family, family.spans.first, summary.members[first.member])], by: grouping)
        tally.add(list, times: servers)
        guard let worst = list.rows.first?.worst else { return }
        push(family, summary.groups(of: family), worst.rank.urgency, &queue)
    }

    /// The servers of one tenant, of which some are on the other side of the moment than others of the family.
    private func add(
        _ group: RollSummary.Group, of family: RollSummary.Family, _ tally: inout Tally,
        _ queue: inout RankedQueue<Candidate>
    ) throws {
        let member = summary.members[group.member]
        let tenant = summary.tenant(member)
        let now = nows[family.zone].instant
        if group.spans.isSplit(by: now) {
            let servers = try transaction.servers(of: tenant.id, in: family.situation, kind: family.kind)
            let list = FollowUpList([try reading(servers, member, nil)], by: grouping)
            tally.add(list)
            for server in servers { tally.change(at: server.moments, after: now) }
            if let worst = list.rows.first?.worst {
                push(servers, of: group.member, worst.rank.urgency, &queue)
            }
            return
        }
        let list = FollowUpList([try reading(family, group.spans.first, member)], by: grouping)
        tally.add(list, times: group.servers)
        tally.change(at: group.spans.first, after: now)
        if let worst = list.rows.first?.worst {
            queue.insert(
                .group(group, family), at: FollowUpRank(atMost: worst.rank.urgency, tenant: tenant.slug))
        }
    }

    // MARK: Looking closer

    private func push(
        _ family: RollSummary.Family, _ groups: RollSummary.Groups, _ urgency: UInt64,
        _ queue: inout RankedQueue<Candidate>
    ) {
        var groups = groups
        while let group = groups.next() {
            guard isMember[group.member] else { continue }
            let member = summary.members[group.member]
            let rank = FollowUpRank(
                atMost: FollowUpRank.urgency(urgency, of: member.impact), tenant: summary.tenant(member).slug)
            return queue.insert(.family(family, group, groups, urgency), at: rank)
        }
    }

    /// Reads the servers of a group where none of them can stand lower than it is thought to; else puts it where it stands.
    private func add(
        _ group: RollSummary.Group, of family: RollSummary.Family, _ rank: FollowUpRank,
        _ queue: inout RankedQueue<Candidate>
    ) throws {
        let member = summary.members[group.member]
        let list = FollowUpList([try reading(family, group.spans.first, member)], by: grouping)
        guard let worst = list.rows.first?.worst else { return }
        let tenant = summary.tenant(member)
        let exact = FollowUpRank(atMost: worst.rank.urgency, tenant: tenant.slug)
        guard exact.urgency == rank.urgency else { return queue.insert(.group(group, family), at: exact) }
        let servers = try transaction.servers(of: tenant.id, in: family.situation, kind: family.kind)
        push(servers, of: group.member, exact.urgency, &queue)
    }

    /// Servers by their names, none of which has more urgency: few of them need be looked at.
    private func push(
        _ servers: [TenantProjection.ServerRow], of index: Int, _ urgency: UInt64, _ queue: inout RankedQueue<Candidate>
    ) {
        let slug = summary.tenant(summary.members[index]).slug
        for server in servers {
            queue.insert(
                .server(server, index), at: FollowUpRank(atMost: urgency, tenant: slug, server: server.name))
        }
    }

    private func add(
        _ server: TenantProjection.ServerRow, of index: Int, _ queue: inout RankedQueue<Candidate>
    ) throws {
        let member = summary.members[index]
        let numbers = try transaction.followUpNumbers(of: summary.tenant(member).id, asset: server.asset)
        let list = FollowUpList(
            [
                try reading([server], member, ids.names(numbers))
            ], by: grouping)
        for row in list.rows {
            if let worst = row.worst { queue.insert(.row(row), at: worst.rank) }
        }
    }

    // MARK: Reading

    /// One server that stands for those of a family.
    private func reading(
        _ family: RollSummary.Family, _ moments: [Instant], _ member: RollSummary.Member
    ) throws -> TenantReading {
        let row = TenantProjection.ServerRow(
            asset: 1, name: "", kind: family.kind, firstSeen: .distantPast, lastSeen: .distantPast,
            answersFrom: .distantPast, published: "", situation: try transaction.situation(family.situation),
            moments: moments)
        return projector.read(
            TenantProjection(servers: [row]), of: summary.tenant(member), newestEvidence: member.newestSighting,
            newestLook: member.newestLook, asOf: nows[member.zone].instant, names: { _, _, _ in nil })
    }

    private func reading(
        _ servers: [TenantProjection.ServerRow], _ member: RollSummary.Member,
        _ names: FollowUpNames?
    ) throws -> TenantReading {
        let tenant = summary.tenant(member)
        let endpoints = try names == nil ? [] : transaction.endpoints(of: tenant.id)
        return projector.read(
            TenantProjection(servers: servers, endpoints: endpoints), of: tenant,
            newestEvidence: member.newestSighting, newestLook: member.newestLook, asOf: nows[member.zone].instant,
            names: names ?? { _, _, _ in nil })
    }

    private var ages: DataAges {
        var ages = DataAges()
        for (member, isMember) in zip(summary.members, isMember) where isMember {
            let moment = nows[member.zone]
            ages.add(asOf: member.newestSighting.map { moment.zone.day(of: $0) }, on: moment.day) {
                summary.tenant(member)
            }
        }
        return ages
    }
}

/// Elements in the order of their ranks; of equal ones what holds others comes before a row.
private struct RankedQueue<Element> {
    private var heap: [(rank: FollowUpRank, element: Element)] = []

    mutating func insert(_ element: Element, at rank: FollowUpRank) {
        heap.append((rank, element))
        var child = heap.count - 1
        while child > 0, heap[child].rank < heap[(child - 1) / 2].rank {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func popFirst() -> (FollowUpRank, Element)? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return first }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child].rank < heap[least].rank {
                least = child
            }
            guard least != parent else { return first }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}

extension CustomerRoll {
    /// The first rows of the list of all tenants' open follow-ups; nil where every server must be read for that.
    package func portfolioList(
        asOf: AsOf, _ projector: Projector, by grouping: FollowUpList.Grouping, limit: Int
    ) throws -> FollowUpList? {
        try store.read { transaction in
            var list = try PortfolioList(transaction, asOf, projector, by: grouping)?.list(limit: limit)
            list?.revision = try transaction.revision()
            return list
        }
    }
}
