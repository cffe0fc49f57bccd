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
}

/// A tenant with all that belongs to it.
package struct TenantSheet: Sendable {
    package let tenant: Tenant
    package let formerSlugs: [String]
    package let networks: [Holding<Network>]
    package let domains: [Holding<String>]
    package let contacts: [Contact]
    package let newest: NewestImports
    package let acts: [Act]
}
