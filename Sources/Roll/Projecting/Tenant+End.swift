import Inventory
import Storage

extension Tenant {
    /// When and why the follow-ups of a tenant all end; nil where they go on.
    var end: (at: Instant, cause: String)? {
        archivedOn.map { (zone.start(of: $0), "offboarded") }
    }
}
