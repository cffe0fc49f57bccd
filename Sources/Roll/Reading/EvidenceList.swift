import Assessment
import Inventory
import Knowledge
import Storage

/// Something found that speaks of a compromise, as a person reads it.
package struct EvidenceReading: Sendable {
    package let id: EvidenceID
    /// The machine's own subjects that tell of it, the first that told first; empty where only an address tells.
    let tellers: [Int]
    /// All subjects of the machine.
    let machine: Set<Int>
    /// The subject that what is said of it is written down for: the first that told of it; of what an address tells the
    /// machine behind it, since each has a word of its own.
    var subject: Int { tellers.first ?? row.key.asset }
    package let tenant: Tenant
    package let row: TenantProjection.EvidenceRow
    package let trace: Trace
    /// Whether follow-ups hang on it: the asset runs Exchange.
    package let isOnServer: Bool
    /// The newest line that tells of it; import 0: an act of a person, whose number is the line.
    package let importID: Int
    package let line: Int

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
            let source = try ReadingSource(transaction, asOf, projector, fromLog: false)
            // Who has none today had none before: what was found is never forgotten.
            let having = try source.isCurrent ? transaction.tenantsWithEvidence() : nil
            if slug == nil, having?.isEmpty == true { return [] }
            return try tenants(slug, asOf, transaction).filter { having?.contains($0.id) ?? true }.flatMap {
                try source.evidence(of: $0, key)
            }.sorted { a, b in
                if a.isOpen != b.isOpen { return a.isOpen }
                if a.row.lastSeen != b.row.lastSeen { return a.row.lastSeen > b.row.lastSeen }
                return (a.tenant.slug, a.row.key) < (b.tenant.slug, b.row.key)
            }
        }
    }

    /// In the order of the assets; from the log, which has the lines.
    static func readings(
        of tenant: Tenant, until instant: Instant = .forever, _ key: [UInt8], _ projector: Projector,
        _ transaction: Transaction
    ) throws -> [EvidenceReading] {
        guard let log = try transaction.log(of: tenant.id, until: instant) else { return [] }
        let roll = try projector.roll(log)
        let servers = Set(roll.servers.filter(\.row.isServer).map(\.row.asset))
        return roll.citedEvidence.compactMap { row, finding in
            guard let trace = Trace(row.key.trace) else { return nil }
            let citation = finding.citations.last
            let names = EvidenceNames(key, tenant, row)
            return EvidenceReading(
                id: finding.tellers.first.map { names.id($0) } ?? names.id(row.subject, behind: row.key.asset),
                tellers: finding.tellers, machine: roll.subjects(of: row.key.asset), tenant: tenant, row: row,
                trace: trace,
                isOnServer: servers.contains(row.key.asset),
                importID: citation?.importID ?? 0, line: citation?.line ?? 0)
        }
    }
}

extension ReadingSource {
    /// The evidence of a tenant as of the moment; the log is asked only where there is any.
    func evidence(of tenant: Tenant, _ key: [UInt8]) throws -> [EvidenceReading] {
        if try hasNothingNewer(tenant), try transaction.evidence(of: tenant.id).isEmpty { return [] }
        let instant = asOf.instant(in: tenant.zone)
        return try CustomerRoll.readings(of: tenant, until: instant, key, projector, transaction)
    }
}

/// The ids of one piece of evidence.
private struct EvidenceNames {
    private let key: [UInt8]
    private let tenant: Tenant
    private let row: TenantProjection.EvidenceRow

    init(_ key: [UInt8], _ tenant: Tenant, _ row: TenantProjection.EvidenceRow) {
        self.key = key
        self.tenant = tenant
        self.row = row
    }

    /// As a subject of the machine tells of it, or as an address does behind which it is.
    func id(_ subject: Int, behind asset: Int? = nil) -> EvidenceID {
        EvidenceID(
            key: key, tenantID: tenant.id, subject: subject, behind: asset, trace: row.key.trace,
            occurredAt: row.key.occurredAt)
    }
}

extension EvidenceReading {
    /// Ids that it has had, or would have had by another of the subjects that tell of it.
    ///
    /// - Parameter key: the store's.
    func formerIDs(_ key: [UInt8]) -> Set<EvidenceID> {
        let names = EvidenceNames(key, tenant, row)
        return Set(
            tellers.map { names.id($0) } + machine.map { names.id(row.subject, behind: $0) } + [names.id(row.subject)])
    }
}
