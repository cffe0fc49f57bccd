import Storage

/// How the open follow-ups of a tenant change between two projections; what is only to be collected is left out.
package struct FollowUpFlow: Sendable {
    package private(set) var changes: [FollowUpChange] = []
    /// How many are open in each.
    package let openBefore: Int
    package let openAfter: Int

    /// Both projections of the same servers, in the order of their numbers.
    init(tenant: String, from before: TenantProjection, to after: TenantProjection) {
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

    package func count(_ kind: FollowUpChange.Kind) -> Int { changes.count { $0.kind == kind } }

    private mutating func add(
        _ tenant: String, _ old: TenantProjection.ServerRow?, _ new: TenantProjection.ServerRow?
    ) {
        let before = old?.situation.items ?? []
        let after = new?.situation.items ?? []
        for item in after where item.isWork {
            let known = before.first { $0.threat == item.threat && $0.episode == item.episode }
            guard (known?.isOpen ?? false) != item.isOpen else { continue }
            changes.append(
                FollowUpChange(
                    kind: item.isOpen ? (known == nil ? .new : .reopened) : .closed, tenant: tenant,
                    server: new?.name ?? "?", threat: item.threat, cause: item.cause))
        }
        for item in before where item.isWork && item.isOpen {
            guard !after.contains(where: { $0.threat == item.threat && $0.episode == item.episode }) else { continue }
            changes.append(
                FollowUpChange(
                    kind: .closed, tenant: tenant, server: old?.name ?? "?", threat: item.threat, cause: "corrected"))
        }
    }
}
