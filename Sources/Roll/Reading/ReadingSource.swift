import Assessment
import Inventory
import Knowledge
import Storage

/// Where tenants are read from within one transaction: what is kept, where that answers; else their logs.
struct ReadingSource {
    let transaction: Transaction
    let asOf: AsOf
    let projector: Projector
    private let ids: FollowUpIDs
    /// Whether what is kept was computed by the terms of `projector`.
    let isCurrent: Bool

    /// - Parameter fromLog: never from what is kept, because `projector` judges by other terms than those it was kept by.
    init(_ transaction: Transaction, _ asOf: AsOf, _ projector: Projector, fromLog: Bool) throws {
        self.transaction = transaction
        self.asOf = asOf
        self.projector = projector
        ids = FollowUpIDs(key: try transaction.followUpKey())
        isCurrent =
            try !fromLog && transaction.loadedKnowledge().first?.fingerprint == projector.knowledge.terms()
    }

    /// Whether what is kept of a tenant answers: it was computed with this knowledge, and neither that nor the tenant has
    /// anything newer than the moment.
    func isKept(_ tenant: Tenant) throws -> Bool {
        projector.keepsFrom(in: tenant.zone) <= asOf.instant(in: tenant.zone) ? try hasNothingNewer(tenant) : false
    }

    /// Whether what is kept of a tenant's log, whatever it is judged by, is all there is up to the moment.
    func hasNothingNewer(_ tenant: Tenant) throws -> Bool {
        guard isCurrent else { return false }
        return try transaction.newestEvidence(of: tenant.id) ?? .distantPast <= asOf.instant(in: tenant.zone)
    }

    /// - Parameter withIDs: whether follow-ups get their ids.
    func reading(of tenant: Tenant, _ scope: FollowUpScope, withIDs: Bool = true) throws -> TenantReading {
        let instant = asOf.instant(in: tenant.zone)
        let names = try scope == .none || !withIDs ? { _, _, _ in nil } : names(of: tenant)
        guard try isKept(tenant) else {
            return try projector.read(log(of: tenant), asOf: instant, scope, names: names)
        }
        return projector.read(
            try transaction.projection(of: tenant.id), of: tenant,
            newestEvidence: try transaction.newestSighting(of: tenant.id),
            newestLook: try transaction.newestLook(of: tenant.id), asOf: instant, scope, names: names)
    }

    /// A tenant's log up to the moment.
    func log(of tenant: Tenant) throws -> TenantLog {
        guard let log = try transaction.log(of: tenant.id, until: asOf.instant(in: tenant.zone)) else {
            throw Complaint(.bug, "tenant \(tenant.slug) is not in the store")
        }
        return log
    }

    /// The ids of a tenant's follow-ups, by asset, threat and episode.
    func names(of tenant: Tenant) throws -> FollowUpNames {
        ids.names(try transaction.followUpNumbers(of: tenant.id))
    }
}
