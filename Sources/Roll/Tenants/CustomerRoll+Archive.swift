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
        try changeLife(slug, "archives tenant \(slug)", now, actor, isDryRun) { tenant, _ in
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
        try changeLife(slug, "brings back tenant \(slug)", now, actor, isDryRun) { tenant, _ in
            guard let archived = tenant.archivedOn else {
                throw Complaint(.badData, "\(tenant.slug) is not archived; nothing was changed")
            }
            tenant.archivedOn = nil
            return ("tenant.unarchive", "from=\(archived)")
        }
    }

    /// Gives a tenant another slug; the old one still means it, and so it does in files.
    ///
    /// - Throws: a complaint (65) where the slug is taken or cannot be one.
    package func rename(
        _ slug: String, to wanted: String, name: String? = nil, now: Instant, by actor: String, isDryRun: Bool = false
    ) throws -> TenantOutcome {
        try changeLife(slug, "renames tenant \(slug)", now, actor, isDryRun) { tenant, transaction in
            guard wanted != tenant.slug || name != nil else {
                throw Complaint(.badData, "\(tenant.slug) is called so already; nothing was changed")
            }
            let before = tenant.slug
            if wanted != before { tenant.slug = try CustomerRoll.free(wanted, for: tenant, in: transaction) }
            tenant.name = name ?? tenant.name
            return ("tenant.rename", "from=\(before)\nto=\(tenant.slug)")
        }
    }

    /// Changes a tenant, notes in its log who did, and computes anew what depends on it.
    ///
    /// - Parameter change: what it changes, and the act to note: its kind and body.
    private func changeLife(
        _ slug: String, _ doing: String, _ now: Instant, _ actor: String, _ isDryRun: Bool,
        _ change: (inout Tenant, Transaction) throws -> (what: String, body: String)
    ) throws -> TenantOutcome {
        try self.change(doing, now, actor, isDryRun) { transaction in
            var tenant = try CustomerRoll.standingTenant(slug, in: transaction)
            let before = tenant
            let act = try change(&tenant, transaction)
            try transaction.updateTenant(tenant, now: now)
            try transaction.insert(
                Act(
                    number: transaction.nextActNumber(of: tenant.id), at: now, by: actor, what: act.what, subject: nil,
                    body: act.body), of: tenant.id, recordedAt: now)
            return TenantChange(before: before, tenant: tenant, mayGainRows: tenant.archivedOn == nil)
        }
    }
}

/// A tenant as it was changed in the store.
struct TenantChange {
    /// Nil for a new one.
    let before: Tenant?
    let tenant: Tenant
    var warnings: [String] = []
    /// Whether rows that waited unattributed may be its own now.
    let mayGainRows: Bool
}

/// What a change of a tenant changed, or would change.
package struct TenantOutcome: Sendable {
    package let tenant: Tenant
    package let isDryRun: Bool
    package let followUps: FollowUpFlow
    /// What waited unattributed and is its own now; nil where that is nothing.
    package let attributed: HandoverOutcome?
    /// What a person should know of it, a line each.
    package let warnings: [String]
}
