import Inventory
import Storage

/// What is to be said about a tenant, new or known; nil and empty leave things as they are.
package struct TenantEdit: Sendable {
    package var slug: String?
    package var name: String?
    /// As in the IANA database: `Europe/Berlin`.
    package var zone: String?
    package var language: String?
    package var mode: ResponseMode?
    package var impact: MissionImpact?
    package var start: CalendarDay?
    /// Days after which a scan no longer speaks for today.
    package var staleDays: Int?
    /// The slug of the group it belongs to; nil within: it stands alone.
    package var parent: String??
    /// In CIDR notation.
    package var addedNetworks: [String] = []
    package var endedNetworks: [String] = []
    package var addedDomains: [String] = []
    package var endedDomains: [String] = []
    /// When added networks and domains begin, and ended ones end; nil: added ones hold as far back as anything is
    /// known, ended ones end now.
    package var holdingsAt: Instant?
    package var addedContacts: [Contact] = []
    package var removedContacts: [Contact] = []

    package init() {}

    /// Whether rows that waited unattributed may be the tenant's by it.
    var bringsRows: Bool { slug != nil || name != nil || !addedNetworks.isEmpty || !addedDomains.isEmpty }
}

/// A tenant with all that belongs to it.
package struct TenantSheet: Sendable {
    package let tenant: Tenant
    /// The slugs of the group it belongs to, and of those that belong to it.
    package let parent: String?
    package let parts: [String]
    /// The slug of the tenant that it became part of.
    package let mergedInto: String?
    package let formerSlugs: [String]
    package let networks: [Holding<Network>]
    package let domains: [Holding<String>]
    package let contacts: [Contact]
    package let newest: NewestImports
    package let acts: [Act]
    /// What waited unattributed and was given to it, taken back or not.
    package let handovers: [Handover]
}
