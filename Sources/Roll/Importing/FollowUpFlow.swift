import Storage

/// How the open follow-ups of a tenant change between two projections; what is only to be collected is left out.
package struct FollowUpFlow: Sendable {
    /// Whose: a slug.
    package let tenant: String
    /// The first of them, as many as there was room for.
    package private(set) var changes: [FollowUpChange] = []
    private var counts: [FollowUpChange.Kind: Int] = [:]
    /// Why those that are closed now are.
    package private(set) var closedByCause: [String: Int] = [:]
    /// How many are open in each.
    package let openBefore: Int
    package let openAfter: Int

    private let room: Int
    /// What closed the follow-ups of a server that is no more.
    private let gone: String

    /// Both projections of the same servers, in the order of their numbers.
    ///
    /// - Parameters:
    ///   - room: as many changes are kept; all are counted.
    ///   - gone: what closed the follow-ups of a server that is no more.
    init(
        tenant: String, from before: TenantProjection, to after: TenantProjection, room: Int = .max,
        gone: String = "corrected"
    ) {
        self.tenant = tenant
        self.room = room
        self.gone = gone
        openBefore = before.servers.reduce(0) { $0 + $1.situation.openItems }
        openAfter = after.servers.reduce(0) { $0 + $1.situation.openItems }
        var old = before.servers[...]
        for server in after.servers {
            while let gone = old.first, gone.asset < server.asset { add(tenant, old.removeFirst(), nil) }
            if let known = old.first, known.asset == server.asset {
                old.removeFirst()
                if known.situation !== server.situation, known.situation.items != server.situation.items {
                    add(tenant, known, server)
                }
            } else {
                add(tenant, nil, server)
            }
        }
        for gone in old { add(tenant, gone, nil) }
        for (turn, times) in turns { count(turn, times: times) }
    }

    /// What became of a server: thousands have the same in common.
    private struct Turn: Hashable {
        let old: Situation?
        let new: Situation?
    }

    /// How often what happened beyond those changes that are kept.
    private var turns: [Turn: Int] = [:]

    package func count(_ kind: FollowUpChange.Kind) -> Int { counts[kind] ?? 0 }

    private mutating func add(
        _ tenant: String, _ old: TenantProjection.ServerRow?, _ new: TenantProjection.ServerRow?
    ) {
        let turn = Turn(old: old?.situation, new: new?.situation)
        guard changes.count < room else {
            turns[turn, default: 0] += 1
            return
        }
        count(turn, times: 1)
        FollowUpFlow.forEachChange(turn, gone) { kind, item, cause in
            guard changes.count < room else { return }
            let server = kind == .closed && new == nil ? old : (new ?? old)
            changes.append(
                FollowUpChange(
                    kind: kind, tenant: tenant, server: server?.name ?? "?", threat: item.threat, cause: cause))
        }
    }

    private mutating func count(_ turn: Turn, times: Int) {
        FollowUpFlow.forEachChange(turn, gone) { kind, _, cause in
            counts[kind, default: 0] += times
            if kind == .closed { closedByCause[cause, default: 0] += times }
        }
    }

    private static func forEachChange(
        _ turn: Turn, _ gone: String, _ body: (FollowUpChange.Kind, Situation.Item, _ cause: String) -> Void
    ) {
        let before = turn.old?.items ?? []
        let after = turn.new?.items ?? []
        for item in after where item.isWork {
            let known = before.first { $0.threat == item.threat && $0.episode == item.episode }
            guard (known?.isOpen ?? false) != item.isOpen else { continue }
            body(item.isOpen ? (known == nil ? .new : .reopened) : .closed, item, item.cause)
        }
        for item in before where item.isWork && item.isOpen {
            guard !after.contains(where: { $0.threat == item.threat && $0.episode == item.episode }) else { continue }
            body(.closed, item, gone)
        }
    }
}
