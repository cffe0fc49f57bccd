import Assessment
import Inventory
import Knowledge
import Storage

/// Something found that speaks of a compromise, as a person reads it.
package struct EvidenceReading: Sendable {
    package let id: EvidenceID
    package let tenant: Tenant
    package let row: TenantProjection.EvidenceRow
    package let trace: Trace
    /// Whether follow-ups hang on it: the asset runs Exchange.
    package let isOnServer: Bool

    package var isOpen: Bool { row.endedAt == nil }
    /// `ProxyShell v1 proxyshell-export-aspx`, one per indicator that it matches.
    package var indicators: [String] { row.indicators.split(separator: ";").map(String.init) }
    package var threats: [String] { row.threats.split(separator: ";").map(String.init) }
}

extension CustomerRoll {
    /// The evidence of a tenant, or of all, as of a moment: what is open first, the newest first.
    package func evidence(of slug: String?, asOf: AsOf, _ projector: Projector) throws -> [EvidenceReading] {
        try store.read { transaction in
            let key = try transaction.followUpKey()
            let isCurrent = try transaction.loadedKnowledge().first?.fingerprint == projector.knowledge.fingerprint()
            return try tenants(slug, asOf, transaction).flatMap { tenant -> [EvidenceReading] in
                let instant = asOf.instant(in: tenant.zone)
                let rows: [TenantProjection.EvidenceRow]
                let servers: Set<Int>
                let newest = try transaction.newestEvidence(of: tenant.id) ?? .distantPast
                if isCurrent, newest <= instant {
                    rows = try transaction.evidence(of: tenant.id)
                    if rows.isEmpty { return [] }
                    servers = Set(try transaction.projection(of: tenant.id).servers.filter(\.isServer).map(\.asset))
                } else {
                    guard let log = try transaction.log(of: tenant.id, until: instant) else { return [] }
                    let roll = try projector.roll(log)
                    rows = roll.evidence
                    servers = Set(roll.servers.filter(\.row.isServer).map(\.row.asset))
                }
                return rows.compactMap { EvidenceReading($0, tenant, key, servers) }
            }.sorted { a, b in
                if a.isOpen != b.isOpen { return a.isOpen }
                if a.row.lastSeen != b.row.lastSeen { return a.row.lastSeen > b.row.lastSeen }
                return (a.tenant.slug, a.row.key) < (b.tenant.slug, b.row.key)
            }
        }
    }
}

extension EvidenceReading {
    /// Nil where the trace cannot be read.
    init?(_ row: TenantProjection.EvidenceRow, _ tenant: Tenant, _ key: [UInt8], _ servers: Set<Int>) {
        guard let trace = Trace(row.key.trace) else { return nil }
        self.init(
            id: EvidenceID(
                key: key, tenantID: tenant.id, subject: row.subject, trace: row.key.trace, occurredAt: row.key.occurredAt),
            tenant: tenant, row: row, trace: trace, isOnServer: servers.contains(row.key.asset))
    }
}
