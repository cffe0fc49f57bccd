import Inventory

/// What a subject, or a machine of several, is known by.
struct IdentityNames {
    private(set) var identifiers: [Field: Set<String>] = [:]
    private(set) var fqdns: Set<String> = []
    private(set) var shorts: Set<String> = []
    private(set) var addresses: Set<String> = []
    /// By split: on which side of it.
    var sides: [Int: Bool] = [:]
    /// Whether a person said which machine it is.
    var isByHand = false

    init(_ identity: FactList) {
        identity.forEach { field, value in
            let text = String(decoding: value, as: UTF8.self)
            switch field {
            case .agentID, .adGUID, .serial: identifiers[field, default: []].insert(text)
            case .fqdn: fqdns.insert(text)
            case .hostName: shorts.insert(text)
            case .identityAddress: addresses.insert(text)
            default: break
            }
        }
    }

    var hostNames: Set<String> { fqdns.union(shorts) }
    var isAddressOnly: Bool { identifiers.isEmpty && fqdns.isEmpty && shorts.isEmpty && !addresses.isEmpty }
    /// Whether it is one machine for sure: it has an identifier, or was split from another one.
    var isMachine: Bool { !identifiers.isEmpty || !sides.isEmpty }
    /// Whether it belongs to its machine at all times, whoever else carries its name.
    var isSettled: Bool { isMachine || isByHand }

    /// The FQDN, else the short name, else an identifier, else an address; of several the first.
    var label: String {
        fqdns.min() ?? shorts.min() ?? identifiers.sorted { $0.key < $1.key }.first?.value.min() ?? addresses.min()
            ?? ""
    }

    /// Whether the two cannot be one machine.
    func conflicts(with other: IdentityNames) -> Bool {
        wasSplit(from: other)
            || identifiers.contains { field, values in
                other.identifiers[field].map { $0.isDisjoint(with: values) } ?? false
            }
    }

    /// Whether a person said that the two are not one machine.
    func wasSplit(from other: IdentityNames) -> Bool {
        sides.contains { split, side in other.sides[split].map { $0 != side } ?? false }
    }

    mutating func add(_ other: IdentityNames) {
        identifiers.merge(other.identifiers) { $0.union($1) }
        fqdns.formUnion(other.fqdns)
        shorts.formUnion(other.shorts)
        addresses.formUnion(other.addresses)
        sides.merge(other.sides) { own, _ in own }
    }
}

extension IdentityNames {
    /// The bytes of the label of an identity where it lies; nil for what is nothing but an address.
    @inline(__always)
    static func label(of identity: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        // Values of one field stand in their order.
        var best = Int.max
        var label = UnsafeRawBufferPointer(start: nil, count: 0)
        var facts = FactCursor(identity)
        while facts.next() {
            let place: Int
            switch Field(rawValue: facts.field) {
            case .fqdn: place = 0
            case .hostName: place = 1
            case .agentID, .adGUID, .serial: place = 1 + Int(facts.field)
            default: continue
            }
            if place < best {
                best = place
                label = facts.value
            }
        }
        return best < Int.max ? label : nil
    }
}
