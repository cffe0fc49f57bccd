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
    private let asOf: AsOf
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
        isMember = summary.members.map { $0.tenant.isOfPortfolio(asOf) }
        areAllMembers = isMember.allSatisfy { $0 }
        var starts: [Zone: Bool] = [:]
        for (member, isMember) in zip(summary.members, isMember) where isMember {
            let zone = member.tenant.zone
            let isKnown = starts[zone] ?? (projector.keepsFrom(in: zone) <= asOf.instant(in: zone))
            starts[zone] = isKnown
            guard isKnown, member.newestEvidence ?? .distantPast <= asOf.instant(in: zone) else { return nil }
        }
        self.summary = summary
        self.transaction = transaction
        self.asOf = asOf
        self.projector = projector
        self.grouping = grouping
        ids = FollowUpIDs(key: try transaction.followUpKey())
    }

    func list(limit: Int) throws -> FollowUpList {
        var totals = FollowUpList.Totals()
        var rowCount = 0
        var queue = RankedQueue<Candidate>()
        for family in summary.families where family.kind != TenantProjection.ServerRow.departed {
            if family.spans.isSplit(by: asOf.instant(in: family.zone)) {
                for group in summary.groups(of: family) where isMember[group.member] {
                    try add(group, of: family, &totals, &rowCount, &queue)
                }
            } else {
                try add(family, &totals, &rowCount, &queue)
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
        return FollowUpList(first: rows, of: rowCount, totals, data: data)
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
        _ family: RollSummary.Family, _ totals: inout FollowUpList.Totals, _ rowCount: inout Int,
        _ queue: inout RankedQueue<Candidate>
    ) throws {
        var groups = summary.groups(of: family)
        let servers =
            areAllMembers
            ? family.servers : groups.reduce(0) { $0 + (isMember[$1.member] ? $1.servers : 0) }
        groups = summary.groups(of: family)
        guard servers > 0, let first = groups.first(where: { isMember[$0.member] }) else { return }
        let list = FollowUpList([try reading(family, family.spans.first, summary.members[first.member])], by: grouping)
        totals.add(list.totals, times: servers)
        rowCount += servers * list.rows.count
        guard let worst = list.rows.first?.worst else { return }
        push(family, summary.groups(of: family), worst.rank.urgency, &queue)
    }

    /// The servers of one tenant, of which some are on the other side of the moment than others of the family.
    private func add(
        _ group: RollSummary.Group, of family: RollSummary.Family, _ totals: inout FollowUpList.Totals,
        _ rowCount: inout Int, _ queue: inout RankedQueue<Candidate>
    ) throws {
        let member = summary.members[group.member]
        if group.spans.isSplit(by: asOf.instant(in: family.zone)) {
            let servers = try transaction.servers(of: member.tenant.id, in: family.situation, kind: family.kind)
            let list = FollowUpList([try reading(servers, member, withIDs: nil)], by: grouping)
            totals.add(list.totals)
            rowCount += list.rows.count
            if let worst = list.rows.first?.worst {
                push(servers, of: group.member, worst.rank.urgency, &queue)
            }
            return
        }
        let list = FollowUpList([try reading(family, group.spans.first, member)], by: grouping)
        totals.add(list.totals, times: group.servers)
        rowCount += group.servers * list.rows.count
        if let worst = list.rows.first?.worst {
            queue.insert(
                .group(group, family), at: FollowUpRank(atMost: worst.rank.urgency, tenant: member.tenant.slug))
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
            let tenant = summary.members[group.member].tenant
            let rank = FollowUpRank(
                atMost: FollowUpRank.urgency(urgency, of: tenant.impact), tenant: tenant.slug)
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
        let exact = FollowUpRank(atMost: worst.rank.urgency, tenant: member.tenant.slug)
        guard exact.urgency == rank.urgency else { return queue.insert(.group(group, family), at: exact) }
        let servers = try transaction.servers(of: member.tenant.id, in: family.situation, kind: family.kind)
        push(servers, of: group.member, exact.urgency, &queue)
    }

    /// Servers by their names, none of which has more urgency: few of them need be looked at.
    private func push(
        _ servers: [TenantProjection.ServerRow], of index: Int, _ urgency: UInt64, _ queue: inout RankedQueue<Candidate>
    ) {
        let slug = summary.members[index].tenant.slug
        for server in servers {
            queue.insert(
                .server(server, index), at: FollowUpRank(atMost: urgency, tenant: slug, server: server.name))
        }
    }

    private func add(
        _ server: TenantProjection.ServerRow, of index: Int, _ queue: inout RankedQueue<Candidate>
    ) throws {
        let member = summary.members[index]
        let numbers = try transaction.followUpNumbers(of: member.tenant.id, asset: server.asset)
        let list = FollowUpList(
            [
                try reading([server], member) { asset, threat, episode in
                    numbers.number(asset: asset, threat: threat, episode: episode).map { ids.id($0).description }
                }
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
            TenantProjection(servers: [row]), of: member.tenant, newestEvidence: member.newestSighting,
            newestLook: member.newestLook, asOf: asOf.instant(in: member.tenant.zone), ids: { _, _, _ in nil })
    }

    private func reading(
        _ servers: [TenantProjection.ServerRow], _ member: RollSummary.Member,
        withIDs ids: ((Int, String, Int) -> String?)?
    ) throws -> TenantReading {
        let endpoints = try ids == nil ? [] : transaction.endpoints(of: member.tenant.id)
        return projector.read(
            TenantProjection(servers: servers, endpoints: endpoints), of: member.tenant,
            newestEvidence: member.newestSighting, newestLook: member.newestLook,
            asOf: asOf.instant(in: member.tenant.zone), ids: ids ?? { _, _, _ in nil })
    }

    private var data: [(tenant: Tenant, asOf: CalendarDay?, daysSilent: Int?)] {
        zip(summary.members, isMember).compactMap { member, isMember in
            guard isMember else { return nil }
            let zone = member.tenant.zone
            let day = member.newestSighting.map { zone.day(of: $0) }
            return (member.tenant, day, day.map { $0.distance(to: zone.day(of: asOf.instant(in: zone))) })
        }
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
            try PortfolioList(transaction, asOf, projector, by: grouping)?.list(limit: limit)
        }
    }
}
