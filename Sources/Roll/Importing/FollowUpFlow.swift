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
                if known.situation.items != server.situation.items { add(tenant, known, server) }
            } else {
                add(tenant, nil, server)
            }
        }
        for gone in old { add(tenant, gone, nil) }
    }

    package func count(_ kind: FollowUpChange.Kind) -> Int { counts[kind] ?? 0 }

    private mutating func add(
        _ tenant: String, _ old: TenantProjection.ServerRow?, _ new: TenantProjection.ServerRow?
    ) {
        let before = old?.situation.items ?? []
        let after = new?.situation.items ?? []
        for item in after where item.isWork {
            let known = before.first { $0.threat == item.threat && $0.episode == item.episode }
            guard (known?.isOpen ?? false) != item.isOpen else { continue }
            note(item.isOpen ? (known == nil ? .new : .reopened) : .closed, tenant, new, item, item.cause)
        }
        for item in before where item.isWork && item.isOpen {
            guard !after.contains(where: { $0.threat == item.threat && $0.episode == item.episode }) else { continue }
            note(.closed, tenant, old, item, gone)
        }
    }

    private mutating func note(
        _ kind: FollowUpChange.Kind, _ tenant: String, _ server: TenantProjection.ServerRow?, _ item: Situation.Item,
        _ cause: String
    ) {
        counts[kind, default: 0] += 1
        if kind == .closed { closedByCause[cause, default: 0] += 1 }
        guard changes.count < room else { return }
        changes.append(
            FollowUpChange(kind: kind, tenant: tenant, server: server?.name ?? "?", threat: item.threat, cause: cause))
    }
}
