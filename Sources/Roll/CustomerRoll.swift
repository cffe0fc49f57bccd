import Inventory
import Knowledge
import Storage

/// Keeps the roll: takes files in, writes down what people do, and keeps what is computed from both up to date.
package struct CustomerRoll: Sendable {
    package let store: Store
    /// The pure function from a tenant's log, or that of some of its kindreds, to its projection.
    package let project: @Sendable (TenantLog) throws -> TenantProjection
    /// What computes parts of it.
    let projectors: ProjectorPool
    /// A tenant of more subjects is computed in pieces, so that not all of its rows are held at once.
    package var mostAtOnce = 50_000
    /// What the projection is computed with; nil where it is no matter of knowledge.
    let knowledge: ExchangeKnowledge?

    /// With a projection in which every subject may be a server.
    package init(_ store: Store, project: @escaping @Sendable (TenantLog) throws -> TenantProjection) {
        self.store = store
        self.project = project
        projectors = ProjectorPool { PartProjector(project) }
        knowledge = nil
    }

    package init(_ store: Store, _ projector: Projector) {
        self.store = store
        project = { try projector.project($0) }
        projectors = ProjectorPool {
            PartProjector(projector.project, isOther: projector.isOtherProduct, knowsLikes: true)
        }
        knowledge = projector.knowledge
    }
}
