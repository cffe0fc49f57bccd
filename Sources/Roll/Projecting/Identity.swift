import Inventory
import Storage

/// Which subjects are one machine (DESIGN rule 13).
///
/// What a person merged or split goes before everything else. Machine identifiers join. A name joins unless that would
/// give one machine two values of one identifier, or bring together what was split; then each machine stays its own, and
/// what carries the name alone belongs, at a time, to the machine last seen with it. A short name joins the one FQDN that
/// begins with it. Addresses never join machines, unless a person says so.
///
/// A subject that no import in force has seen is there because somebody did something about it. It joins nothing: it
/// follows the machine that its identifiers or, failing those, its names mean, so that what was done is not lost.
struct Identity {
    /// One machine.
    struct Asset {
        /// The smallest number of its subjects.
        let number: Int
        let subjects: [Int]
        /// The FQDN, else the short name, else an identifier, else an address.
        let name: String
        let fqdns: Set<String>
        /// What it carries itself, canonical: orders machines by content where a tie must be broken.
        let content: [UInt8]
        /// Whether it goes by a short name that two FQDNs begin with.
        let isAmbiguous: Bool
    }

    /// By number. Subjects that are an address only are not among them, unless a person merged them.
    private(set) var assets: [Asset] = []
    /// Subjects that carry nothing but an address, by address.
    private(set) var addressSubjects: [(subject: Int, address: String)] = []
    /// Addresses that belong to a machine because a person said so, with its index in `assets`.
    private(set) var addressesByHand: [(address: String, asset: Int)] = []
    private var indexOfSubject: [Int: Int] = [:]
    /// Subjects that carry a contested name alone: who was seen with the name when, in order of time.
    private var contested: [Int: [(at: Instant, asset: Int)]] = [:]
    /// Likewise by contested name.
    private var claims: [String: [(at: Instant, asset: Int)]] = [:]
    private var byName: [String: Int] = [:]
    private var isAddress: Set<Int> = []

    /// The index in `assets` of the machine that a sighting belongs to; nil for an address, which belongs to whom it is
    /// published for.
    func asset(of sighting: Sighting) -> Int? {
        if let claims = contested[sighting.subject], !claims.isEmpty {
            return (claims.last { $0.at <= sighting.seenAt } ?? claims[0]).asset
        }
        return isAddress.contains(sighting.subject) ? nil : indexOfSubject[sighting.subject]
    }

    /// The index in `assets` of a subject's machine now; nil for an address that nobody merged with a machine.
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

    init(_ subjects: [Subject], sightings: [Sighting], acts: [Act] = []) {
        let byHand = IdentityByHand(acts)
        let merged = byHand.together.reduce(into: Set<Int>()) { $0.formUnion($1) }
        let isSeen = Identity.seen(subjects, sightings)
        var names: [IdentityNames] = []
        var numbers: [Int] = []
        var unseen: [(number: Int, names: IdentityNames)] = []
        for subject in subjects.sorted(by: { $0.identity.bytes.lexicographicallyPrecedes($1.identity.bytes) }) {
            let own = IdentityNames(subject.identity)
            if own.isAddressOnly {
                isAddress.insert(subject.number)
                addressSubjects += own.addresses.map { (subject.number, $0) }
                if !merged.contains(subject.number) { continue }
            }
            if isSeen[subject.number] {
                names.append(own)
                numbers.append(subject.number)
            } else {
                unseen.append((subject.number, own))
            }
        }
        var groups = IdentityGroups(names, numbers, byHand)
        groups.joinByIdentifier()
        let contestedNames = groups.joinByName()
        build(groups, numbers, subjects, following: groups.followers(unseen, byHand))
        settle(contestedNames, groups, numbers, sightings)
        for (subject, address) in addressSubjects where isSeen[subject] {
            if let asset = indexOfSubject[subject] { addressesByHand.append((address, asset)) }
        }
    }

    private static func seen(_ subjects: [Subject], _ sightings: [Sighting]) -> [Bool] {
        var isSeen = [Bool](repeating: false, count: (subjects.lazy.map(\.number).max() ?? 0) + 1)
        for sighting in sightings where isSeen.indices.contains(sighting.subject) { isSeen[sighting.subject] = true }
        return isSeen
    }

    /// - Parameter following: subjects that joined nothing, and the position of one that they follow; nil: nobody.
    private mutating func build(
        _ groups: IdentityGroups, _ numbers: [Int], _ subjects: [Subject], following: [(number: Int, position: Int?)]
    ) {
        var members = Dictionary(grouping: numbers.indices) { groups.root($0) }.mapValues { $0.map { numbers[$0] } }
        var alone: [[Int]] = []
        for (number, position) in following {
            if let position {
                members[groups.root(position), default: []].append(number)
            } else {
                alone.append([number])
            }
        }
        let identities = Dictionary(subjects.map { ($0.number, $0.identity) }, uniquingKeysWith: { a, _ in a })
        let whole = members.map { (list: $1.sorted(), names: groups.names[$0], isSeen: true) }
        let rest = alone.map { (list: $0, names: IdentityNames(identities[$0[0]] ?? .empty), isSeen: false) }
        for (list, all, isSeen) in (whole + rest).sorted(by: { $0.list[0] < $1.list[0] }) {
            for number in list { indexOfSubject[number] = assets.count }
            // What nobody has seen draws no address to itself.
            if isSeen { for fqdn in all.fqdns { byName[fqdn] = assets.count } }
            assets.append(
                Asset(
                    number: list[0], subjects: list, name: all.label, fqdns: all.fqdns,
                    content: list.compactMap { identities[$0]?.bytes }.min { $0.lexicographicallyPrecedes($1) } ?? [],
                    isAmbiguous: all.fqdns.isEmpty && all.shorts.contains { groups.ambiguousShorts.contains($0) }))
        }
    }

    /// Says who was last seen with each contested name.
    private mutating func settle(
        _ contestedNames: Set<String>, _ groups: IdentityGroups, _ numbers: [Int], _ sightings: [Sighting]
    ) {
        guard !contestedNames.isEmpty else { return }
        let indexOfNumber = Dictionary(uniqueKeysWithValues: numbers.enumerated().map { ($1, $0) })
        for sighting in sightings {
            guard let index = indexOfNumber[sighting.subject], groups.own[index].isSettled,
                let asset = indexOfSubject[sighting.subject]
            else { continue }
            for name in groups.own[index].hostNames where contestedNames.contains(name) {
                claims[name, default: []].append((sighting.seenAt, asset))
            }
        }
        for name in claims.keys {
            claims[name]?.sort {
                $0.at != $1.at
                    ? $0.at < $1.at : assets[$0.asset].content.lexicographicallyPrecedes(assets[$1.asset].content)
            }
        }
        for (index, number) in numbers.enumerated() where !groups.own[index].isSettled {
            guard let name = groups.own[index].hostNames.sorted().first(where: { contestedNames.contains($0) }) else {
                continue
            }
            contested[number] = claims[name]
        }
    }
}
