import Inventory

/// Union-find over subjects, with what each group is called. The order in which subjects come decides nothing: they are
/// sorted by content, and so are the names by which they join.
struct IdentityGroups {
    /// What each subject carries itself.
    let own: [IdentityNames]
    /// What each group carries, at its root.
    private(set) var names: [IdentityNames]
    private(set) var ambiguousShorts: Set<String> = []
    private var parent: [Int]
    private let hasSplits: Bool
    private let positions: [Int: Int]

    /// - Parameter numbers: those of the subjects, in the order of `names`.
    init(_ names: [IdentityNames], _ numbers: [Int], _ byHand: IdentityByHand) {
        var names = names
        parent = Array(names.indices)
        hasSplits = !byHand.apart.isEmpty
        positions =
            byHand.isEmpty ? [:] : Dictionary(numbers.enumerated().map { ($1, $0) }, uniquingKeysWith: { a, _ in a })
        for set in byHand.together {
            for number in set { positions[number].map { names[$0].isByHand = true } }
        }
        for (index, split) in byHand.apart.enumerated() {
            for number in split.one { positions[number].map { names[$0].sides[index] = true } }
            for number in split.other { positions[number].map { names[$0].sides[index] = false } }
        }
        own = names
        self.names = names
        for set in byHand.together {
            let members = set.compactMap { positions[$0] }.sorted()
            for member in members.dropFirst() { join(members[0], member) }
        }
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
        guard !hasSplits else { return joinByIdentifierWithSplits() }
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

    /// An identifier that machines carry which a person split (a cloned disk) joins neither of them.
    private mutating func joinByIdentifierWithSplits() {
        var members: [String: [Int]] = [:]
        for i in own.indices {
            for (field, values) in own[i].identifiers {
                for value in values { members["\(field.rawValue) \(value)", default: []].append(i) }
            }
        }
        for (_, list) in members.sorted(by: { $0.key < $1.key }) {
            let roots = Set(list.map(root)).filter { !names[$0].sides.isEmpty }.sorted()
            let clash = roots.contains { a in roots.contains { names[a].wasSplit(from: names[$0]) } }
            let joined = clash ? list.filter { names[root($0)].sides.isEmpty } : list
            for member in joined.dropFirst() { join(joined[0], member) }
        }
    }

    /// Joins by FQDN, then short names to the one FQDN that begins with them. Returns the names that two machines carry.
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

    /// Whom each of the subjects follows that joined nothing: the position of one of the one machine that it was merged
    /// with, else that has its identifiers, else its FQDN, else its short name; nil where there is none, or several.
    func followers(
        _ unseen: [(number: Int, names: IdentityNames)], _ byHand: IdentityByHand
    ) -> [(number: Int, position: Int?)] {
        unseen.map { number, names in
            let merged = (byHand.together.first { $0.contains(number) } ?? []).compactMap { positions[$0] }
            let candidates = [
                merged,
                own.indices.filter {
                    own[$0].identifiers.contains { names.identifiers[$0]?.isDisjoint(with: $1) == false }
                },
                own.indices.filter { !own[$0].fqdns.isDisjoint(with: names.fqdns) },
                own.indices.filter { !own[$0].shorts.isDisjoint(with: names.shorts) },
            ]
            let found = candidates.first { !$0.isEmpty } ?? []
            return (number, Set(found.map(root)).count == 1 ? found[0] : nil)
        }
    }

    private func grouped(_ path: KeyPath<IdentityNames, Set<String>>) -> [(String, [Int])] {
        var members: [String: [Int]] = [:]
        for i in own.indices {
            for name in own[i][keyPath: path] { members[name, default: []].append(i) }
        }
        return members.sorted { $0.key < $1.key }
    }

    /// Joins the members, unless two of their machines cannot be one: then those stay apart, and false is returned.
    private mutating func joinAll(_ members: [Int]) -> Bool {
        let machines = Set(members.map(root)).filter { names[$0].isMachine }.sorted()
        let clash = machines.contains { a in machines.contains { $0 != a && names[a].conflicts(with: names[$0]) } }
        let joined = clash ? members.filter { !names[root($0)].isMachine } : members
        for member in joined.dropFirst() { join(joined[0], member) }
        return !clash
    }
}
