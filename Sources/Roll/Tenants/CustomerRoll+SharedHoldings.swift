import Inventory
import Storage

extension CustomerRoll {
    /// What to say of domains and networks that another tenant has too, at a time at which both hold: rows in the same
    /// one belong to nobody; of two that contain each other the longer one decides.
    func sharedHoldings(
        _ edit: TenantEdit, of tenant: Tenant, _ now: Instant, _ transaction: Transaction
    ) throws -> [String] {
        let tenants = try transaction.tenants()
        let survivors = Survivors(tenants)
        let slugs = Dictionary(tenants.map { ($0.id, $0.slug) }, uniquingKeysWith: { first, _ in first })
        let from = edit.holdingsAt ?? .distantPast
        func others<Value>(_ all: [Holding<Value>]) -> [(slug: String, value: Value)] {
            all.map(survivors.holding).filter { $0.tenantID != tenant.id && $0.to > from }.map {
                (slugs[$0.tenantID] ?? "?", $0.value)
            }
        }
        let networks = try others(transaction.networks())
        let domains = try others(transaction.domains())
        return edit.addedNetworks.compactMap { Network($0) }.flatMap { added in
            networks.compactMap { other in CustomerRoll.words(added, other.value, other.slug, tenant.slug) }
        }
            + edit.addedDomains.compactMap { TenantName.domain($0) }.flatMap { added in
                domains.compactMap { other in CustomerRoll.words(added, other.value, other.slug, tenant.slug) }
            }
    }

    private static func words(_ added: Network, _ other: Network, _ slug: String, _ own: String) -> String? {
        if added == other { return same("network", added.description, slug) }
        if other.contains(added.base), other.prefixLength < added.prefixLength {
            return "network \(added) lies in \(other) of \(slug): what is seen in it is \(own)'s from now on"
        }
        if added.contains(other.base), added.prefixLength < other.prefixLength {
            return "network \(added) contains \(other) of \(slug): what is seen in that stays \(slug)'s"
        }
        return nil
    }

    private static func words(_ added: String, _ other: String, _ slug: String, _ own: String) -> String? {
        if added == other { return same("domain", added, slug) }
        if added.hasSuffix("." + other) {
            return "domain \(added) lies in \(other) of \(slug): what is seen in it is \(own)'s from now on"
        }
        if other.hasSuffix("." + added) {
            return "domain \(added) contains \(other) of \(slug): what is seen in that stays \(slug)'s"
        }
        return nil
    }

    private static func same(_ kind: String, _ value: String, _ slug: String) -> String {
        "\(kind) \(value) is \(slug)'s too: rows that only it places belong to neither, until one of them gives it up"
    }
}
