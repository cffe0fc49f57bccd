import Inventory
import Storage

/// Which subjects are one machine (DESIGN rule 13).
///
/// Machine identifiers join. A name joins unless that would give one machine two values of one identifier; then each
/// machine stays its own, and what carries the name alone belongs, at a time, to the machine last seen with it. A short
/// name joins the one FQDN that begins with it. Addresses never join machines.
struct Identity {
    /// One machine.
    struct Asset {
        /// The smallest number of its subjects.
        let number: Int
        let subjects: [Int]
        /// The FQDN, else the short name, else an identifier.
        let name: String
        let fqdns: Set<String>
        /// What it carries itself, canonical: orders machines by content where a tie must be broken.
        let content: [UInt8]
        /// Whether it goes by a short name that two FQDNs begin with.
        let isAmbiguous: Bool
    }

    /// By number. Subjects that are an address only are not among them.
    private(set) var assets: [Asset] = []
    /// Subjects that carry nothing but an address, by address.
    private(set) var addressSubjects: [(subject: Int, address: String)] = []
    private var indexOfSubject: [Int: Int] = [:]
    /// Subjects that carry a contested name alone: who was seen with the name when, in order of time.
    private var contested: [Int: [(at: Instant, asset: Int)]] = [:]
    /// Likewise by contested name.
    private var claims: [String: [(at: Instant, asset: Int)]] = [:]
    private var byName: [String: Int] = [:]

    /// The index in `assets` of the machine that a sighting belongs to; nil for an address.
    func asset(of sighting: Sighting) -> Int? {
        if let claims = contested[sighting.subject], !claims.isEmpty {
            return (claims.last { $0.at <= sighting.seenAt } ?? claims[0]).asset
        }
        return indexOfSubject[sighting.subject]
    }

    /// The index in `assets` of a subject's machine now; nil for an address.
    func asset(ofSubject subject: Int) -> Int? {
        contested[subject]?.last?.asset ?? indexOfSubject[subject]
    }

    /// The index in `assets` of the machine that goes by an FQDN at a time; nil where none does.
    func asset(named fqdn: String, at instant: Instant) -> Int? {
        if let claims = claims[fqdn], !claims.isEmpty {
            return (claims.last { $0.at <= instant } ?? claims[0]).asset
        }
        return byName[fqdn]
    }

    private struct Names {
        var identifiers: [Field: Set<String>] = [:]
        var fqdns: Set<String> = []
        var shorts: Set<String> = []
        var hasIdentifier: Bool { !identifiers.isEmpty }

        func conflicts(with other: Names) -> Bool {
            identifiers.contains { field, values in
                other.identifiers[field].map { $0.isDisjoint(with: values) } ?? false
            }
        }

        mutating func add(_ other: Names) {
            identifiers.merge(other.identifiers) { $0.union($1) }
            fqdns.formUnion(other.fqdns)
            shorts.formUnion(other.shorts)
        }
    }

    init(_ subjects: [Subject], sightings: [Sighting]) {
        var names: [Names] = []
        var numbers: [Int] = []
        for subject in subjects.sorted(by: { $0.identity.bytes.lexicographicallyPrecedes($1.identity.bytes) }) {
            var own = Names()
            var address: String?
            subject.identity.forEach { field, value in
                let text = String(decoding: value, as: UTF8.self)
                switch field {
                case .agentID, .adGUID, .serial: own.identifiers[field, default: []].insert(text)
                case .fqdn: own.fqdns.insert(text)
                case .hostName: own.shorts.insert(text)
                case .identityAddress: address = text
                default: break
                }
            }
            if let address, !own.hasIdentifier, own.fqdns.isEmpty, own.shorts.isEmpty {
                addressSubjects.append((subject.number, address))
            } else {
                names.append(own)
                numbers.append(subject.number)
            }
        }
        var groups = Groups(names)
        groups.joinByIdentifier()
        let contestedNames = groups.joinByName()
        build(groups, numbers, subjects)
        settle(contestedNames, groups, numbers, sightings)
    }

    private mutating func build(_ groups: Groups, _ numbers: [Int], _ subjects: [Subject]) {
        let members = Dictionary(grouping: numbers.indices) { groups.root($0) }
        let ordered = members.values.map { list in list.map { numbers[$0] }.sorted() }.sorted { $0[0] < $1[0] }
        let indexOfNumber = Dictionary(uniqueKeysWithValues: numbers.enumerated().map { ($1, $0) })
        let identities = Dictionary(subjects.map { ($0.number, $0.identity.bytes) }, uniquingKeysWith: { a, _ in a })
        func content(_ list: [Int], _ identities: [Int: [UInt8]]) -> [UInt8] {
            list.compactMap { identities[$0] }.min { $0.lexicographicallyPrecedes($1) } ?? []
        }
        for list in ordered {
            guard let first = list.first, let index = indexOfNumber[first] else { continue }
            let all = groups.names[groups.root(index)]
            let label =
                all.fqdns.min() ?? all.shorts.min() ?? all.identifiers.sorted { $0.key < $1.key }.first?.value.min()
            for number in list { indexOfSubject[number] = assets.count }
            for fqdn in all.fqdns { byName[fqdn] = assets.count }
            assets.append(
                Asset(
                    number: first, subjects: list, name: label ?? "", fqdns: all.fqdns,
                    content: content(list, identities),
                    isAmbiguous: all.fqdns.isEmpty && all.shorts.contains { groups.ambiguousShorts.contains($0) }))
        }
    }

    /// Says who was last seen with each contested name.
    private mutating func settle(
        _ contestedNames: Set<String>, _ groups: Groups, _ numbers: [Int], _ sightings: [Sighting]
    ) {
        guard !contestedNames.isEmpty else { return }
        let indexOfNumber = Dictionary(uniqueKeysWithValues: numbers.enumerated().map { ($1, $0) })
        for sighting in sightings {
            guard let index = indexOfNumber[sighting.subject], groups.own[index].hasIdentifier,
                let asset = indexOfSubject[sighting.subject]
            else { continue }
            for name in groups.own[index].fqdns.union(groups.own[index].shorts) where contestedNames.contains(name) {
                claims[name, default: []].append((sighting.seenAt, asset))
            }
        }
        for name in claims.keys {
            claims[name]?.sort {
                $0.at != $1.at
                    ? $0.at < $1.at : assets[$0.asset].content.lexicographicallyPrecedes(assets[$1.asset].content)
            }
        }
        for (index, number) in numbers.enumerated() where !groups.own[index].hasIdentifier {
            guard
                let name = groups.own[index].fqdns.union(groups.own[index].shorts).sorted().first(where: {
                    contestedNames.contains($0)
                })
            else { continue }
            contested[number] = claims[name]
        }
    }

    /// Union-find over subjects, with what each group is called.
    private struct Groups {
        /// What each subject carries itself.
        let own: [Names]
        /// What each group carries, at its root.
        private(set) var names: [Names]
        private(set) var ambiguousShorts: Set<String> = []
        private var parent: [Int]

        init(_ names: [Names]) {
            own = names
            self.names = names
            parent = Array(names.indices)
        }

        func root(_ i: Int) -> Int {
            var i = i
            while parent[i] != i { i = parent[i] }
            return i
        }

        private mutating func join(_ a: Int, _ b: Int) {
            let (a, b) = (min(root(a), root(b)), max(root(a), root(b)))
            guard a != b else { return }
            parent[b] = a
            names[a].add(names[b])
        }

        mutating func joinByIdentifier() {
            var first: [String: Int] = [:]
            for i in own.indices {
                for (field, values) in own[i].identifiers {
                    for value in values {
                        let key = "\(field.rawValue) \(value)"
                        if let other = first[key] { join(other, i) } else { first[key] = i }
                    }
                }
            }
        }

        /// Joins by FQDN, then short names to the one FQDN that begins with them. Returns the names that two machines
        /// carry.
        mutating func joinByName() -> Set<String> {
            var contested: Set<String> = []
            let named = grouped(\.fqdns)
            for (name, members) in named where !joinAll(members) { contested.insert(name) }
            let membersOf = Dictionary(named, uniquingKeysWith: { first, _ in first })
            var labels: [String: Set<String>] = [:]
            for set in own.map(\.fqdns) {
                for fqdn in set { labels[String(fqdn.prefix { $0 != "." }), default: []].insert(fqdn) }
            }
            for (short, members) in grouped(\.shorts) {
                let fqdns = labels[short] ?? []
                if fqdns.count > 1 {
                    ambiguousShorts.insert(short)
                    _ = joinAll(members.filter { own[$0].fqdns.isEmpty })
                    continue
                }
                let full = fqdns.flatMap { membersOf[$0] ?? [] }
                if !joinAll(full + members) { contested.insert(short) }
            }
            return contested
        }

        private func grouped(_ path: KeyPath<Names, Set<String>>) -> [(String, [Int])] {
            var members: [String: [Int]] = [:]
            for i in own.indices {
                for name in own[i][keyPath: path] { members[name, default: []].append(i) }
            }
            return members.sorted { $0.key < $1.key }
        }

        /// Joins the members, unless two of their machines cannot be one: then those stay apart, and false is returned.
        private mutating func joinAll(_ members: [Int]) -> Bool {
            let machines = Set(members.map(root)).filter { names[$0].hasIdentifier }.sorted()
            let clash = machines.contains { a in machines.contains { $0 != a && names[a].conflicts(with: names[$0]) } }
            let joined = clash ? members.filter { !names[root($0)].hasIdentifier } : members
            for member in joined.dropFirst() { join(joined[0], member) }
            return !clash
        }
    }
}
