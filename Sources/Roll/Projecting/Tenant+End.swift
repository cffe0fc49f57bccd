import Inventory
import Storage

/// When and why the follow-ups of a tenant all end.
struct TenantEnd: Hashable, Sendable {
    let at: Instant
    let cause: String
}

extension Tenant {
    /// Nil where its follow-ups go on.
    var end: TenantEnd? { archivedOn.map { TenantEnd(at: zone.start(of: $0), cause: "offboarded") } }
}
