import Inventory
import Storage

/// Computes the kindreds of tenants that something new was said of. For one thread at a time: it remembers what it met.
final class PartProjector {
    private let project: (TenantLog) throws -> TenantProjection
    private let isOther: ((UnsafeRawBufferPointer) -> Bool)?
    private let lone: LoneServers?
    private var products = ByteTable<Bool>(most: 10_000)

    /// - Parameters:
    ///   - project: the pure function from a log, or that of some kindreds, to its projection.
    ///   - isOther: whether a product's name speaks of anything but Exchange; nil: every subject may be a server.
    ///   - knowsLikes: whether what follows for a lone machine may be taken over from another one like it.
    init(
        _ project: @escaping (TenantLog) throws -> TenantProjection,
        isOther: ((UnsafeRawBufferPointer) -> Bool)? = nil, knowsLikes: Bool = false
    ) {
        self.project = project
        self.isOther = isOther
        lone = knowsLikes ? LoneServers() : nil
    }

    /// Who of a tenant has to do with whom.
    ///
    /// - Parameter expected: about as many subjects.
    func kinship(of log: StoredLog, expected: Int) throws -> Kinship {
        var kinship = Kinship(subjects: expected)
        try log.forEachState { kinship.add($0, $1, $2, tells) }
        kinship.join(log.acts)
        for subject in log.listedAsServers { kinship.tell(subject) }
        return kinship
    }

    /// Whether a state's facts may lead to a server: machines of which none do need not be computed.
    func tells(_ facts: UnsafeRawBufferPointer) -> Bool {
        guard let isOther else { return true }
        return TextReader.tellsOfExchange(facts) { name in
            if let known = products[name] { return known }
            let answer = isOther(name)
            products.insert(name, answer)
            return answer
        }
    }

    /// What follows from some kindreds, given by their subjects.
    ///
    /// - Parameters:
    ///   - subjects: ascending.
    ///   - alone: those of them that have no kin, ascending.
    func projection(of log: StoredLog, subjects: [Int], alone: [Int]) throws -> TenantProjection {
        // What people did about one machine sets it apart; what they said of the tenant bears on all.
        let acts = log.acts.inForce
        let named = NumberSet(acts.flatMap { $0.subjects.union([$0.subject].compactMap { $0 }) })
        let alone = acts.isEmpty ? alone : alone.filter { !named.contains($0) }
        guard let lone, !acts.contains(where: { $0.what == "tenant.fact" }), !alone.isEmpty else {
            return try project(log.log(of: NumberSet(subjects)))
        }
        let known = try lone.known(of: alone, in: log)
        var rest = NumberSet(subjects)
        for subject in alone { rest.remove(subject) }
        for subject in known.toCompute { rest.insert(subject) }
        var projection = rest.count == 0 ? .empty : try project(log.log(of: rest))
        lone.learn(known, from: projection.servers)
        projection.servers += known.servers
        if !known.likeOthers.isEmpty {
            let now = try lone.known(of: known.likeOthers, in: log)
            projection.servers += now.servers
            if !now.toCompute.isEmpty {
                projection.servers += try project(log.log(of: NumberSet(now.toCompute))).servers
            }
        }
        projection.servers.sort { $0.asset < $1.asset }
        return projection
    }

    /// Every address that subjects are at or speak of, in whatever state they were; private ones only as far as the
    /// subjects' kin has all looks at them.
    static func addresses(_ log: StoredLog, _ wanted: NumberSet) throws -> Set<String> {
        var found: Set<String> = []
        func add(_ facts: UnsafeRawBufferPointer) {
            var facts = FactCursor(facts)
            while facts.next() {
                switch Field(rawValue: facts.field) {
                case .address where Kinship.isPrivate(facts.value): break
                case .identityAddress, .address: found.insert(String(decoding: facts.value, as: UTF8.self))
                case .endpoint, .exchangeWeb:
                    found.insert(String(decoding: facts.value.prefix { $0 != UInt8(ascii: " ") }, as: UTF8.self))
                default: break
                }
            }
        }
        try log.forEachState { number, identity, facts in
            guard wanted.contains(number) else { return }
            identity.map(add)
            add(facts)
        }
        return found
    }
}
