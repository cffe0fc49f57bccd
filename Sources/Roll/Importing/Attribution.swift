import Inventory
import Storage

/// Finds the tenant a row belongs to: what was declared for the file, else the row's tenant column, else the tenants'
/// domains and networks as they were at the row's time. A row that fits no tenant, or two, belongs to nobody, and so does
/// one of a tenant that was archived by then. What belongs to a tenant that became part of another one is that one's.
final class Attribution {
    enum Placement: Equatable {
        case tenant(Int)
        case nobody
        /// Depends on when the row was seen, which is not known yet.
        case needsTime
    }

    /// A value where it lies.
    private typealias Text = UnsafeBufferPointer<UInt8>

    private let declared: Int?
    private let createTenants: Bool
    private let transaction: Transaction
    private let now: Instant
    /// Slugs, former slugs and names; 0 for a name that two tenants share.
    private var byWord: [String: Int]
    private var domains: [UInt64: [Holding<String>]] = [:]
    /// Prefix length → masked address → who holds it.
    private var networks: [(length: Int, holdings: [IPAddress: [Holding<Network>]])]
    private var last: (word: [UInt8], tenant: Int)?
    /// From when on a tenant is archived.
    private let archived: [Int: Instant]
    private(set) var created: [String] = []

    init(_ transaction: Transaction, declared: Int?, createTenants: Bool, now: Instant) throws {
        self.declared = declared
        self.createTenants = createTenants
        self.transaction = transaction
        self.now = now
        let tenants = try transaction.tenants()
        let survivors = Survivors(tenants)
        archived = Dictionary(
            tenants.compactMap { tenant in tenant.archivedOn.map { (tenant.id, tenant.zone.start(of: $0)) } },
            uniquingKeysWith: min)
        byWord = try Attribution.words(tenants, transaction).mapValues { survivors[$0] }
        for domain in try transaction.domains().map(survivors.holding) {
            let key = Array(domain.value.utf8).withUnsafeBufferPointer { Attribution.key($0) }
            domains[key, default: []].append(domain)
        }
        var byLength: [Int: [IPAddress: [Holding<Network>]]] = [:]
        for network in try transaction.networks().map(survivors.holding) {
            byLength[network.value.prefixLength, default: [:]][network.value.base, default: []].append(network)
        }
        networks = byLength.map { ($0.key, $0.value) }.sorted { $0.0 > $1.0 }
    }

    /// - Parameter time: when the row was seen; nil where that is not known yet.
    func place(_ row: ObservationBatch.Row, in batch: ObservationBatch, at time: Instant?) throws -> Placement {
        if let declared {
            // A row that names another tenant of ours is not this tenant's.
            guard let range = row.tenant, let named = try known(batch[range]), named != declared else {
                return .tenant(declared)
            }
            return .nobody
        }
        return try lasting(find(row, in: batch, at: time), at: time)
    }

    private func find(
        _ row: ObservationBatch.Row, in batch: ObservationBatch, at time: Instant?
    ) throws -> Placement {
        if let range = row.tenant {
            guard let named = try known(batch[range]) ?? create(batch[range]), named != 0 else {
                return .nobody
            }
            return .tenant(named)
        }
        guard let found = owners(of: row, in: batch, at: time) else { return .needsTime }
        guard found.count == 1, let tenant = found.first else { return .nobody }
        return .tenant(tenant)
    }

    /// The tenant that a word names: its slug, a former one, or its name; 0 for a name that two tenants share.
    func tenant(named word: String) -> Int? { byWord[word] ?? byWord[word.lowercased()] }

    // MARK: By when it ends

    /// Whether a tenant takes no rows from some time on.
    func endsSometime(_ tenantID: Int) -> Bool { archived[tenantID] != nil }

    private func lasting(_ placement: Placement, at time: Instant?) -> Placement {
        guard case .tenant(let tenant) = placement, let end = archived[tenant] else { return placement }
        return time.map { $0 < end ? placement : .nobody } ?? .needsTime
    }

    // MARK: By the tenant column

    private func known(_ word: Text) throws -> Int? {
        if let last, last.word.elementsEqual(word) { return last.tenant }
        guard let tenant = tenant(named: String(decoding: word, as: UTF8.self)) else { return nil }
        last = (Array(word), tenant)
        return tenant
    }

    private func create(_ word: Text) throws -> Int? {
        guard createTenants else { return nil }
        let name = String(decoding: word, as: UTF8.self)
        let id = try transaction.nextTenantID()
        let wanted = TenantName.slug(from: name) ?? "tenant-\(id)"
        var slug = wanted
        var suffix = 2
        while byWord[slug] != nil {
            slug = "\(wanted)-\(suffix)"
            suffix += 1
        }
        try transaction.insertTenant(Tenant(id: id, slug: slug, name: name, start: now.utcDay), now: now)
        byWord[slug] = id
        byWord[name] = id
        created.append(slug)
        return id
    }

    private static func words(_ tenants: [Tenant], _ transaction: Transaction) throws -> [String: Int] {
        var words: [String: Int] = [:]
        for tenant in tenants { words[tenant.name] = words[tenant.name] == nil ? tenant.id : 0 }
        for former in try transaction.formerSlugs().reversed() { words[former.slug] = former.tenantID }
        for tenant in tenants { words[tenant.slug] = tenant.id }
        words[Tenant.unattributed.slug] = 0
        return words
    }

    // MARK: By domain and network

    /// Whose domains and networks a row meets; nil where that depends on a time which is not known.
    func owners(of row: ObservationBatch.Row, in batch: ObservationBatch, at time: Instant?) -> Set<Int>? {
        guard !domains.isEmpty || !networks.isEmpty else { return [] }
        var found = Set<Int>()
        for span in batch.spans(of: row) {
            let value = batch[span.range]
            let owners: Owners
            switch span.field {
            case .fqdn, .addressName: owners = self.owners(ofName: value, at: time)
            case .address, .identityAddress: owners = self.owners(ofAddress: value, at: time)
            case .endpoint, .exchangeWeb:
                owners = self.owners(
                    ofAddress: Text(rebasing: value.prefix { $0 != UInt8(ascii: " ") }), at: time)
            default: continue
            }
            guard let owners else { return nil }
            found.formUnion(owners)
        }
        return found
    }

    /// Nil: depends on the time, which is not known.
    private typealias Owners = [Int]?

    private func owners(ofName name: Text, at time: Instant?) -> Owners {
        guard !domains.isEmpty else { return [] }
        var rest = name
        while true {
            if let candidates = domains[Attribution.key(rest)] {
                let holding = candidates.filter { $0.value.utf8.elementsEqual(rest) }
                guard let owners = Attribution.owners(holding, at: time) else { return nil }
                if !owners.isEmpty { return owners }
            }
            guard let dot = rest.firstIndex(of: UInt8(ascii: ".")) else { return [] }
            rest = Text(rebasing: rest[(dot + 1)...])
        }
    }

    private func owners(ofAddress text: Text, at time: Instant?) -> Owners {
        guard !networks.isEmpty, let address = IPAddress(utf8: text), address.isPublic else {
            return []
        }
        for (length, holdings) in networks {
            guard let candidates = holdings[address.masked(length)] else { continue }
            let holding = candidates.filter { $0.value.contains(address) }
            guard let owners = Attribution.owners(holding, at: time) else { return nil }
            if !owners.isEmpty { return owners }
        }
        return []
    }

    private static func owners<Value>(_ holdings: [Holding<Value>], at time: Instant?) -> Owners {
        guard let time else {
            let isAlways = holdings.allSatisfy { $0.from == .distantPast && $0.to == .forever }
            return isAlways ? holdings.map(\.tenantID) : nil
        }
        return holdings.filter { $0.from <= time && time < $0.to }.map(\.tenantID)
    }

    private static func key(_ bytes: Text) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }

    // MARK: By what a scan aimed at

    /// Tenants with a network that meets one of the ranges at a time.
    func tenants(meeting targets: [Network], at time: Instant) -> Set<Int> {
        var found = Set<Int>()
        for (_, holdings) in networks {
            for holding in holdings.values.joined() where holding.from <= time && time < holding.to {
                let network = holding.value
                if targets.contains(where: { $0.contains(network.base) || network.contains($0.base) }) {
                    found.insert(holding.tenantID)
                }
            }
        }
        return found
    }
}

/// Which tenant speaks for one that became part of another one.
struct Survivors {
    private let into: [Int: Int]

    init(_ tenants: [Tenant]) {
        into = Dictionary(
            tenants.compactMap { tenant in tenant.merged.map { (tenant.id, $0.into) } },
            uniquingKeysWith: { first, _ in first })
    }

    subscript(tenantID: Int) -> Int {
        var tenantID = tenantID
        while let next = into[tenantID] { tenantID = next }
        return tenantID
    }

    func holding<Value>(_ holding: Holding<Value>) -> Holding<Value> {
        Holding(tenantID: self[holding.tenantID], value: holding.value, from: holding.from, to: holding.to)
    }
}
