import Inventory
import Storage

/// A row that belongs to no tenant, as far as anything tells.
package struct UnattributedRow: Hashable, Sendable {
    package let importID: Int
    package let file: String
    package let line: Int
    /// The row's own time, if it has one.
    package let ownTime: Instant?
    package let takenAt: Instant
    package let identity: FactList
    /// What it says, without the tenant that it names.
    package let facts: FactList
    /// The tenant that it names.
    package let named: String?
    /// Why it belongs to nobody, or who would have it today.
    package fileprivate(set) var why = Why.nobodys
    let declared: Int?

    package var seenAt: Instant { ownTime ?? takenAt }
    package var name: String { identity.name }

    /// Every address that it is at or speaks of.
    package var addresses: [IPAddress] {
        (identity.facts + facts.facts).compactMap { field, value in
            switch field {
            case .address, .identityAddress: IPAddress(value)
            case .endpoint, .exchangeWeb: IPAddress(value.prefix { $0 != " " })
            default: nil
            }
        }
    }

    /// Every full host name that it has or speaks of.
    package var hostNames: [String] { identity.all(.fqdn) + facts.all(.addressName) }

    package enum Why: Hashable, Sendable {
        /// In no tenant's domains or networks.
        case nobodys
        /// Names somebody who is no tenant.
        case stranger(String)
        /// Names what two tenants are called.
        case ambiguous(String)
        /// In the domains or networks of several tenants: their slugs.
        case several([String])
        /// Names one tenant, and the file was declared another one's.
        case contradicted(named: String, declared: String)
        /// Of a tenant that was archived by then.
        case archived(String)
        /// It has one owner today: a tenant's slug.
        case owned(String)
    }
}

/// The rows that wait unattributed, and whose they would be today.
struct UnattributedRows {
    private(set) var rows: [UnattributedRow] = []
    private let attribution: Attribution
    private let tenants: [Int: Tenant]

    /// - Parameter importID: of one import; nil for all.
    init(_ transaction: Transaction, of importID: Int? = nil, now: Instant) throws {
        attribution = try Attribution(transaction, declared: nil, createTenants: false, now: now)
        tenants = Dictionary(try transaction.tenants().map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let imports = try transaction.loggedImports(of: Tenant.unattributed.id).filter {
            importID == nil || $0.key == importID
        }
        guard !imports.isEmpty else { return }
        let gone = try HandedRows(transaction)
        let records = try transaction.imports(imports.keys)
        let subjects = Dictionary(
            try transaction.subjects(of: Tenant.unattributed.id).map { ($0.number, $0) },
            uniquingKeysWith: { first, _ in first })
        var found: [UnattributedRow] = []
        try transaction.forEachEntry(of: Tenant.unattributed.id, isWanted: { imports[$0] != nil }) { importID, entry in
            guard let subject = subjects[entry.subject], subject.states.indices.contains(entry.state),
                let record = records[importID],
                !gone.contains(importID, entry.line, subject.identity)
            else { return }
            found.append(UnattributedRow(record, entry, subject))
        }
        rows = try found.sorted { ($0.importID, $0.line) < ($1.importID, $1.line) }.map { row in
            var row = row
            row.why = try why(row)
            return row
        }
    }

    private func why(_ row: UnattributedRow) throws -> UnattributedRow.Why {
        let named = row.named.flatMap { attribution.tenant(named: $0) }
        if let declared = row.declared {
            return .contradicted(named: named.map(slug) ?? row.named ?? "?", declared: slug(declared))
        }
        if let word = row.named {
            guard let named else { return .stranger(word) }
            if named == 0 { return .ambiguous(word) }
        }
        let batch = ObservationBatch(row)
        switch try attribution.place(batch.rows[0], in: batch, at: row.seenAt) {
        case .tenant(let tenant): return .owned(slug(tenant))
        case .nobody, .needsTime: break
        }
        let owners =
            named.map { [$0] } ?? attribution.owners(of: batch.rows[0], in: batch, at: row.seenAt).map(Array.init)
            ?? []
        if owners.count > 1 { return .several(owners.map(slug).sorted()) }
        return owners.first.map { .archived(slug($0)) } ?? .nobodys
    }

    private func slug(_ tenantID: Int) -> String { tenants[tenantID]?.slug ?? "?" }
}

extension UnattributedRow {
    fileprivate init(_ record: ImportRecord, _ entry: SightingPart.Entry, _ subject: Subject) {
        importID = record.id
        file = record.fileName
        line = entry.line
        ownTime = entry.seenAt
        takenAt = record.takenAt
        identity = subject.identity
        let said = subject.states[entry.state].facts
        named = said.first { $0.field == .namedTenant }?.value
        facts = FactList(said.filter { $0.field != .namedTenant })
        declared = record.options.split(separator: "\n").first { $0.hasPrefix("tenant=") }.flatMap {
            Int($0.dropFirst("tenant=".count))
        }
    }
}

extension ObservationBatch {
    /// A batch of one row, as a file said it.
    fileprivate init(_ row: UnattributedRow) {
        self.init()
        for (field, value) in row.identity.facts + row.facts.facts { add(field, value) }
        endRow(line: row.line, record: 1, seenAt: row.ownTime, tenant: row.named)
    }
}

/// The unattributed rows that handovers in force gave to tenants.
private struct HandedRows {
    private struct Key: Hashable {
        let importID: Int
        let line: Int
        let identity: FactList
    }

    private var keys: Set<Key> = []

    init(_ transaction: Transaction) throws {
        var identities: [Int: [Int: FactList]] = [:]
        for handover in try transaction.handovers() where handover.kind == .attribute && handover.undoneBy == nil {
            if identities[handover.into] == nil {
                identities[handover.into] = Dictionary(
                    try transaction.subjects(of: handover.into).map { ($0.number, $0.identity) },
                    uniquingKeysWith: { first, _ in first })
            }
            let known = identities[handover.into] ?? [:]
            var found: [Key] = []
            try transaction.forEachEntry(byHandover: handover.id, of: handover.into) { importID, entry in
                guard let identity = known[entry.subject] else { return }
                found.append(Key(importID: importID, line: entry.line, identity: identity))
            }
            keys.formUnion(found)
        }
    }

    func contains(_ importID: Int, _ line: Int, _ identity: FactList) -> Bool {
        !keys.isEmpty && keys.contains(Key(importID: importID, line: line, identity: identity))
    }
}
