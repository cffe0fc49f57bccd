import Inventory
import Knowledge
import Storage

/// Keeps the roll: takes files in, writes down what people do, and keeps what is computed from both up to date.
package struct CustomerRoll: Sendable {
    package let store: Store
    /// The pure function from a tenant's log, or that of some of its kindreds, to its projection.
    package let project: @Sendable (TenantLog) throws -> TenantProjection
    /// The same of a part of a log in which some subjects, ascending, have no kin; it may know those from others.
    let projectPart: @Sendable (TenantLog, _ alone: [Int]) throws -> TenantProjection
    /// Whether a state's facts may lead to a server: machines of which none do need not be computed.
    let tells: @Sendable (UnsafeRawBufferPointer) -> Bool
    /// What the projection is computed with; nil where it is no matter of knowledge.
    let knowledge: ExchangeKnowledge?

    /// With a projection in which every subject may be a server.
    package init(_ store: Store, project: @escaping @Sendable (TenantLog) throws -> TenantProjection) {
        self.store = store
        self.project = project
        projectPart = { log, _ in try project(log) }
        tells = { _ in true }
        knowledge = nil
    }

    package init(_ store: Store, _ projector: Projector) {
        self.store = store
        project = { projector.project($0) }
        projectPart = { projector.project($0, alone: $1) }
        tells = { projector.tellsOfExchange($0) }
        knowledge = projector.knowledge
    }
}
