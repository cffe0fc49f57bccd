import Inventory
import Storage

extension CustomerRoll {
    /// Archives a tenant from a day on: its follow-ups close as `offboarded`, files are no longer taken for it, and lists
    /// leave it out. Nothing of it is deleted.
    ///
    /// - Parameter day: in the tenant's zone; nil for today.
    /// - Throws: a complaint (65) where it is archived already.
    package func archive(
        _ slug: String, from day: CalendarDay? = nil, now: Instant, by actor: String, isDryRun: Bool = false
    ) throws -> TenantOutcome {
        try changeLife(slug, "archives tenant \(slug)", now, actor, isDryRun) { tenant in
            if let archived = tenant.archivedOn {
                throw Complaint(
                    .badData, "\(tenant.slug) is archived since \(archived); nothing was changed",
                    next: ["muster tenant archive \(tenant.slug) --undo"])
            }
            let from = day ?? tenant.zone.day(of: now)
            tenant.archivedOn = from
            return ("tenant.archive", "from=\(from)")
        }
    }

    /// Brings an archived tenant back, as if it had never been archived.
    ///
    /// - Throws: a complaint (65) where it is not archived.
    package func unarchive(
        _ slug: String, now: Instant, by actor: String, isDryRun: Bool = false
    ) throws -> TenantOutcome {
        try changeLife(slug, "brings back tenant \(slug)", now, actor, isDryRun) { tenant in
            guard let archived = tenant.archivedOn else {
                throw Complaint(.badData, "\(tenant.slug) is not archived; nothing was changed")
            }
            tenant.archivedOn = nil
            return ("tenant.unarchive", "from=\(archived)")
        }
    }

    /// Changes a tenant, notes in its log who did, and computes anew what depends on it.
    ///
    /// - Parameter change: what it changes, and the act to note: its kind and body.
    func changeLife(
        _ slug: String, _ doing: String, _ now: Instant, _ actor: String, _ isDryRun: Bool,
        _ change: (inout Tenant) throws -> (what: String, body: String)
    ) throws -> TenantOutcome {
        let ending = { (outcome: TenantOutcome) in outcome.isDryRun ? Store.Ending.rollBack : .commit }
        return try store.write(Holder(actor: actor, what: doing, since: now), ending: ending) { transaction in
            var tenant = try CustomerRoll.tenant(slug, in: transaction)
            let act = try change(&tenant)
            try transaction.updateTenant(tenant, now: now)
            try transaction.insert(
                Act(
                    number: transaction.nextActNumber(of: tenant.id), at: now, by: actor, what: act.what, subject: nil,
                    body: act.body), of: tenant.id, recordedAt: now)
            let result = try recompute(tenant.id, in: transaction)
            return TenantOutcome(
                tenant: tenant, isDryRun: isDryRun,
                followUps: FollowUpFlow(tenant: tenant.slug, from: result.before, to: result.after))
        }
    }
}

/// What a change of a tenant's life changed, or would change.
package struct TenantOutcome: Sendable {
    package let tenant: Tenant
    package let isDryRun: Bool
    package let followUps: FollowUpFlow
}
