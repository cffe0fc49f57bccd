import Foundation
import Inventory
import Storage

extension CustomerRoll {
    /// Adds a tenant; `edit.slug` is required, the name is the slug unless given, the start is today unless given. What
    /// waited unattributed and is its own becomes so.
    package func addTenant(
        _ edit: TenantEdit, now: Instant, by actor: String, isDryRun: Bool = false
    ) throws -> TenantOutcome {
        guard let slug = edit.slug else { throw Complaint(.usage, "a tenant needs a slug") }
        return try change("adds tenant \(slug)", now, actor, isDryRun) { transaction in
            let zone = try edit.zone.map(CustomerRoll.zone) ?? .utc
            let blank = Tenant(
                id: try transaction.nextTenantID(), slug: "", name: edit.name ?? slug, zone: zone,
                start: zone.day(of: now))
            let tenant = try CustomerRoll.apply(edit, to: blank, in: transaction)
            try transaction.insertTenant(tenant, now: now)
            try CustomerRoll.applyHoldings(edit, to: tenant.id, now: now, in: transaction)
            return TenantChange(
                before: nil, tenant: tenant, warnings: try sharedHoldings(edit, of: tenant, now, transaction),
                mayGainRows: true)
        }
    }

    /// Changes a tenant, and computes anew what depends on it. What waited unattributed and is now its own becomes so.
    ///
    /// - Throws: a complaint (65) where it became part of another one, and for what cannot be.
    package func editTenant(
        _ slug: String, _ edit: TenantEdit, now: Instant, by actor: String, isDryRun: Bool = false
    ) throws -> TenantOutcome {
        try change("edits tenant \(slug)", now, actor, isDryRun) { transaction in
            let before = try CustomerRoll.standingTenant(slug, in: transaction)
            let tenant = try CustomerRoll.apply(edit, to: before, in: transaction)
            try transaction.updateTenant(tenant, now: now)
            try CustomerRoll.applyHoldings(edit, to: tenant.id, now: now, in: transaction)
            return TenantChange(
                before: before, tenant: tenant, warnings: try sharedHoldings(edit, of: tenant, now, transaction),
                mayGainRows: edit.bringsRows)
        }
    }

    /// Changes a tenant, computes anew what depends on it, and gives it what waited unattributed and is now its own.
    ///
    /// - Parameter make: changes the tenant in the store.
    func change(
        _ doing: String, _ now: Instant, _ actor: String, _ isDryRun: Bool,
        make: (Transaction) throws -> TenantChange
    ) throws -> TenantOutcome {
        let holder = Holder(actor: actor, what: doing, since: now)
        return try store.write(holder, ending: { _ in isDryRun ? .rollBack : .commit }) { transaction in
            let change = try make(transaction)
            let result = try recompute(change.tenant.id, in: transaction)
            let attributed =
                change.mayGainRows
                ? try attributeByRules(
                    to: change.tenant, reason: "its slug, name, domains and networks", now: now, by: actor,
                    isDryRun: isDryRun, in: transaction) : nil
            try transaction.pruneSituations()
            return TenantOutcome(
                tenant: change.tenant, isDryRun: isDryRun,
                followUps: FollowUpFlow(
                    tenant: change.tenant.slug,
                    from: result.before.standing(at: now, of: change.before ?? change.tenant),
                    to: result.after.standing(at: now, of: change.tenant)),
                attributed: attributed, warnings: change.warnings)
        }
    }

    /// All tenants by slug with the times of their newest imports up to `until`.
    package func tenants(until: Instant = .forever) throws -> [(tenant: Tenant, newest: NewestImports)] {
        try store.read { transaction in
            let newest = try transaction.newestImports(until: until)
            return try transaction.tenants().map { ($0, newest[$0.id] ?? NewestImports()) }
        }
    }

    package func tenantSheet(_ slug: String, until: Instant = .forever) throws -> TenantSheet {
        try store.read { transaction in
            let tenant = try CustomerRoll.ownTenant(slug, in: transaction)
            let tenants = try transaction.tenants()
            let survivors = Survivors(tenants)
            return try TenantSheet(
                tenant: tenant, parent: tenant.parentID.flatMap { try transaction.tenant(survivors[$0])?.slug },
                parts: tenants.filter { survivors[$0.parentID ?? 0] == tenant.id && $0.merged == nil }.map(\.slug),
                mergedInto: tenant.merged.flatMap { try transaction.tenant($0.into)?.slug },
                formerSlugs: transaction.formerSlugs().filter { $0.tenantID == tenant.id }.map(\.slug),
                networks: transaction.networks(of: tenant.id), domains: transaction.domains(of: tenant.id),
                contacts: transaction.contacts(of: tenant.id),
                newest: transaction.newestImports(until: until)[tenant.id] ?? NewestImports(),
                acts: transaction.acts(of: tenant.id).filter { $0.at <= until },
                handovers: transaction.handovers().filter {
                    $0.kind == .attribute && $0.into == tenant.id && $0.at <= until
                })
        }
    }

    /// The tenant that a present or former slug means today: the one it became part of, where it did.
    ///
    /// - Throws: a complaint (65) that names the slugs which begin alike.
    package static func tenant(_ slug: String, in transaction: Transaction) throws -> Tenant {
        try chain(slug, in: transaction).last!
    }

    /// The tenant of a present or former slug, the one that it became part of, and so on.
    static func chain(_ slug: String, in transaction: Transaction) throws -> [Tenant] {
        var chain = [try ownTenant(slug, in: transaction)]
        while let into = chain[chain.count - 1].merged?.into, let next = try transaction.tenant(into) {
            chain.append(next)
        }
        return chain
    }

    /// The tenant of a present or former slug, though it became part of another one.
    ///
    /// - Throws: a complaint (65) that names the slugs which begin alike.
    package static func ownTenant(_ slug: String, in transaction: Transaction) throws -> Tenant {
        if let found = try transaction.tenant(slug: slug) { return found }
        let alike = try transaction.tenants().map(\.slug).filter { $0.hasPrefix(slug.prefix(3)) }.prefix(5)
        throw Complaint(
            .badData, "there is no tenant '\(slug)'; nothing was changed",
            facts: alike.isEmpty ? [] : ["there are: " + alike.joined(separator: ", ")],
            next: ["muster tenant list", "muster tenant add \(slug)"])
    }

    private static func apply(_ edit: TenantEdit, to tenant: Tenant, in transaction: Transaction) throws -> Tenant {
        var tenant = tenant
        if let slug = edit.slug, slug.isEmpty || slug != tenant.slug {
            tenant.slug = try free(slug, for: tenant, in: transaction)
        }
        if let name = edit.name {
            guard !name.isEmpty else { throw Complaint(.badData, "a tenant's name must not be empty") }
            tenant.name = name
        }
        if let zone = edit.zone { tenant.zone = try self.zone(zone) }
        if let days = edit.staleDays {
            guard days > 0 else { throw Complaint(.badData, "the age of a scan must be at least 1 day; found \(days)") }
            tenant.staleDays = days
        }
        tenant.language = edit.language ?? tenant.language
        tenant.mode = edit.mode ?? tenant.mode
        tenant.impact = edit.impact ?? tenant.impact
        tenant.start = edit.start ?? tenant.start
        if let parent = edit.parent {
            tenant.parentID = try parent.map { try self.parent($0, of: tenant, in: transaction) }
        }
        return tenant
    }

    /// The tenant of a slug, as the group that another one belongs to.
    private static func parent(_ slug: String, of tenant: Tenant, in transaction: Transaction) throws -> Int {
        let parent = try standingTenant(slug, in: transaction)
        var above: Tenant? = parent
        while let one = above {
            guard one.id != tenant.id else {
                throw Complaint(.badData, "\(parent.slug) belongs to \(tenant.slug) itself; nothing was changed")
            }
            above = try one.parentID.flatMap { try transaction.tenant($0) }
        }
        return parent.id
    }

    /// The tenant of a present or former slug, which is one of its own.
    ///
    /// - Throws: a complaint (65) where it is not there or became part of another one.
    static func standingTenant(_ slug: String, in transaction: Transaction) throws -> Tenant {
        let tenant = try ownTenant(slug, in: transaction)
        guard let merged = tenant.merged, let whole = try transaction.tenant(merged.into) else { return tenant }
        throw Complaint(
            .badData,
            "\(tenant.slug) became part of \(whole.slug) on \(tenant.zone.day(of: merged.at)); nothing was changed",
            next: ["say it of \(whole.slug), or part them again: muster tenant merge \(tenant.slug) --undo"])
    }

    /// As `standingTenant`, and not archived either: it takes rows.
    static func livingTenant(_ slug: String, in transaction: Transaction) throws -> Tenant {
        let tenant = try standingTenant(slug, in: transaction)
        guard let archived = tenant.archivedOn else { return tenant }
        throw Complaint(
            .badData, "\(tenant.slug) is archived since \(archived); nothing was changed",
            next: ["bring it back: muster tenant archive \(tenant.slug) --undo"])
    }

    static func free(_ slug: String, for tenant: Tenant, in transaction: Transaction) throws -> String {
        guard TenantName.isSlug(slug) else {
            throw Complaint(
                .badData, "a slug is lower-case letters, digits and hyphens, at most 63; found '\(slug)'",
                next: TenantName.slug(from: slug).map { ["muster tenant add \($0)"] } ?? [])
        }
        guard slug != Tenant.unattributed.slug else {
            throw Complaint(.badData, "'\(slug)' is the name for what belongs to no tenant; choose another slug")
        }
        if let other = try transaction.tenant(slug: slug), other.id != tenant.id {
            throw Complaint(
                .badData, "slug '\(slug)' is taken; nothing was changed",
                facts: [other.slug == slug ? "by \(other.name)" : "it was a former slug of \(other.slug)"],
                next: ["muster tenant show \(other.slug)"])
        }
        return slug
    }

    private static func zone(_ name: String) throws -> Zone {
        guard let zone = Zone(name) else {
            throw Complaint(.badData, "a zone is named as in the IANA database, such as Europe/Berlin; found '\(name)'")
        }
        return zone
    }

    private static func applyHoldings(
        _ edit: TenantEdit, to tenantID: Int, now: Instant, in transaction: Transaction
    ) throws {
        let from = edit.holdingsAt ?? .distantPast
        for text in edit.addedNetworks {
            try transaction.insert(network: Holding(tenantID: tenantID, value: network(text), from: from))
        }
        for text in edit.addedDomains {
            try transaction.insert(domain: Holding(tenantID: tenantID, value: domain(text), from: from))
        }
        let end = edit.holdingsAt ?? now
        for text in edit.endedNetworks {
            guard try transaction.end(network: network(text), of: tenantID, at: end) else { throw notHeld(text) }
        }
        for text in edit.endedDomains {
            guard try transaction.end(domain: domain(text), of: tenantID, at: end) else { throw notHeld(text) }
        }
        for contact in edit.addedContacts {
            guard contact.email.contains("@"), !contact.role.isEmpty else {
                throw Complaint(.badData, "a contact is a role and an e-mail address; found '\(contact.email)'")
            }
            try transaction.put(contact: contact, of: tenantID)
        }
        for contact in edit.removedContacts { try transaction.remove(contact: contact, of: tenantID) }
    }

    private static func network(_ text: String) throws -> Network {
        guard let network = Network(text) else {
            throw Complaint(
                .badData,
                "a network is written as 192.0.2.0/24 or 2001:db8::/48, without bits behind the prefix; found '\(text)'"
            )
        }
        guard network.base.isPublic else {
            throw Complaint(
                .badData, "a private network belongs to everyone and attributes nothing; found '\(text)'",
                facts: [
                    "public networks only: rows from private addresses are placed by -t, a tenant column or a domain"
                ])
        }
        return network
    }

    private static func domain(_ text: String) throws -> String {
        guard let domain = TenantName.domain(text) else {
            throw Complaint(.badData, "a domain is written as example.org; found '\(text)'")
        }
        return domain
    }

    private static func notHeld(_ what: String) -> Complaint {
        Complaint(.badData, "'\(what)' is not the tenant's at that time; nothing was changed")
    }
}
