import Inventory
import Knowledge
import Storage

/// Computes a tenant's projection from its log: the one function behind import, rebuild, check and reading as of a day.
package struct Projector: Sendable {
    /// Days after which a scan no longer speaks for today, where the tenant has no number of its own.
    package let staleDays: Int

    package init(staleDays: Int = 14) {
        self.staleDays = staleDays
    }

    /// The projection of everything in the log; the same log gives the same projection, whatever its order.
    package func project(_ log: TenantLog) -> TenantProjection {
        .empty
    }
}
