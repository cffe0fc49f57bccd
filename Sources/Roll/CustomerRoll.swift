import Inventory
import Storage

/// Keeps the roll: takes files in, writes down what people do, and keeps what is computed from both up to date.
package struct CustomerRoll: Sendable {
    package let store: Store
    /// The pure function from a tenant's log to its projection.
    package let project: @Sendable (TenantLog) throws -> TenantProjection

    package init(_ store: Store, project: @escaping @Sendable (TenantLog) throws -> TenantProjection) {
        self.store = store
        self.project = project
    }

    package init(_ store: Store, _ projector: Projector) {
        self.init(store) { projector.project($0) }
    }

    /// Computes a tenant's projection anew and keeps it; returns what it was, what it is, and the log behind it.
    @discardableResult
    func recompute(
        _ tenantID: Int, in transaction: Transaction
    ) throws -> (log: TenantLog, before: TenantProjection, after: TenantProjection, difference: ProjectionDifference) {
        guard let log = try transaction.log(of: tenantID) else {
            throw Complaint(.bug, "tenant \(tenantID) is not in the store")
        }
        let before = try transaction.projection(of: tenantID)
        let after = try project(log)
        let difference = try transaction.replaceProjection(of: tenantID, from: before, with: after)
        return (log, before, after, difference)
    }
}
