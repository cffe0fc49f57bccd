import Inventory
import Storage

/// When and why the follow-ups of a tenant all end.
struct TenantEnd: Hashable, Sendable {
    let at: Instant
    let cause: String
}

extension TenantProjection {
    /// With the follow-ups of a tenant that has ended by an instant closed: what is kept says how they stood when anything
    /// was last seen.
    func standing(at instant: Instant, of tenant: Tenant) -> TenantProjection {
        guard let end = tenant.end, end.at <= instant else { return self }
        var copy = self
        for index in copy.servers.indices {
            let situation = copy.servers[index].situation
            copy.servers[index].situation = Situation(
                content: situation.content,
                items: situation.items.map {
                    $0.isOpen ? .init(threat: $0.threat, episode: $0.episode, isOpen: false, cause: end.cause) : $0
                })
        }
        return copy
    }
}

extension Tenant {
    /// Nil where its follow-ups go on.
    var end: TenantEnd? {
        [
            archivedOn.map { TenantEnd(at: zone.start(of: $0), cause: "offboarded") },
            merged.map { TenantEnd(at: $0.at, cause: "merged") },
        ].compactMap { $0 }.min { $0.at < $1.at }
    }
}
