import Inventory
import Storage

/// Which subjects of a tenant have to do with each other: they share an identifier, a host's first label, an address that
/// is not private or of which both a look tells, in any state they were ever in, or a person named them in one act.
///
/// What is computed from a tenant's log falls into as many parts as there are kindreds: what is said of one changes
/// nothing in another. So an import computes anew only the kindreds that it touched, and of those only the ones that
/// have more than one subject or speak of Exchange or of a port; most machines are alone and do neither.
struct Kinship {
    private var parent: [Int32] = []
    private var tells: [Bool] = []
    private var exists: [Bool] = []
    private var keys = KeyTable()
    private(set) var count = 0
    /// Whether a subject was ever seen in a second state.
    private(set) var hasFurtherStates = false

    /// Adds a state as `Transaction.forEachState` gives it: each subject by its identity and first state, then the
    /// further states without it.
    ///
    /// - Parameter isExchange: whether a state's facts may speak of Exchange.
    mutating func add(
        _ subject: Int, _ identity: UnsafeRawBufferPointer?, _ facts: UnsafeRawBufferPointer,
        _ isExchange: (UnsafeRawBufferPointer) -> Bool
    ) {
        grow(to: subject)
        if let identity {
            exists[subject] = true
            count += 1
            link(subject, identity)
        } else {
            hasFurtherStates = true
        }
        link(subject, facts)
        if isExchange(facts) { tells[subject] = true }
    }

    /// Joins whom people named in one act; once all states were added.
    mutating func join(_ acts: [Act]) {
        for act in acts {
            let named = act.isAboutIdentity ? act.subjects.sorted() : [act.subject].compactMap { $0 }
            for subject in named where parent.indices.contains(subject) {
                tells[subject] = true
                join(named[0], subject)
            }
        }
    }

    /// Notes that something beside its states tells of Exchange.
    mutating func tell(_ subject: Int) { tells[subject] = true }

    /// The subjects of all kindreds that were touched and have anything to compute, and those of them that are alone;
    /// both ascending.
    ///
    /// - Parameter touched: nil for all.
    func kindreds(_ touched: ((Int) -> Bool)?) -> (subjects: [Int], alone: [Int]) {
        var size = [Int32](repeating: 0, count: parent.count)
        var isTelling = [Bool](repeating: false, count: parent.count)
        var isTouched = [Bool](repeating: touched == nil, count: parent.count)
        for subject in parent.indices where exists[subject] {
            let root = root(subject)
            size[root] += 1
            if tells[subject] { isTelling[root] = true }
            if let touched, touched(subject) { isTouched[root] = true }
        }
        var found: (subjects: [Int], alone: [Int]) = ([], [])
        for subject in parent.indices where exists[subject] {
            let root = root(subject)
            guard isTouched[root], size[root] > 1 || isTelling[root] else { continue }
            found.subjects.append(subject)
            if size[root] == 1 { found.alone.append(subject) }
        }
        return found
    }

    private mutating func grow(to subject: Int) {
        while parent.count <= subject {
            parent.append(Int32(parent.count))
            tells.append(false)
            exists.append(false)
        }
    }

    private mutating func link(_ subject: Int, _ facts: UnsafeRawBufferPointer) {
        FactList.forEach(in: facts) { field, value in
            switch field {
            case .agentID, .adGUID, .serial: meet(subject, KeyTable.hash(value, seed: UInt64(field.rawValue)))
            case .fqdn, .hostName, .addressName: meet(subject, KeyTable.hash(label(value), seed: 64))
            case .identityAddress: address(subject, value)
            case .address: if !Kinship.isPrivate(value) { address(subject, value) }
            case .endpoint, .exchangeWeb:
                address(subject, UnsafeRawBufferPointer(rebasing: value.prefix { $0 != UInt8(ascii: " ") }))
                tells[subject] = true
            default: break
            }
        }
    }

    private func label(_ name: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: name.prefix { $0 != UInt8(ascii: ".") })
    }

    private mutating func address(_ subject: Int, _ text: UnsafeRawBufferPointer) {
        if text.count < 2 { return }
        meet(subject, KeyTable.hash(text, seed: 65))
    }

    /// The commonest private ranges: nobody owns their addresses, so that two machines at one have nothing to do with each
    /// other. Whether one answers is kept by address all the same, so the looks at it belong together.
    static func isPrivate(_ text: some Sequence<UInt8>) -> Bool {
        text.starts(with: "10.".utf8) || text.starts(with: "192.168.".utf8) || text.starts(with: "127.".utf8)
    }

    private mutating func meet(_ subject: Int, _ key: UInt64) {
        if let other = keys.insert(key, Int32(subject)) { join(Int(other), subject) }
    }

    private mutating func join(_ a: Int, _ b: Int) {
        let (a, b) = (root(a), root(b))
        if a != b { parent[max(a, b)] = Int32(min(a, b)) }
    }

    private func root(_ subject: Int) -> Int {
        var root = Int32(subject)
        while parent[Int(root)] != root { root = parent[Int(root)] }
        return Int(root)
    }
}

/// From a key to the first subject that had it; open addressing. Two keys of one hash only make two kindreds one, which
/// costs time and changes nothing.
private struct KeyTable {
    private var slots: [(key: UInt64, subject: Int32)]
    private var used = 0
    private static let free: Int32 = -1

    init() { slots = Array(repeating: (0, KeyTable.free), count: 64) }

    /// Gives who had the key before; nil where nobody did.
    mutating func insert(_ key: UInt64, _ subject: Int32) -> Int32? {
        if (used + 1) * 2 > slots.count { grow() }
        let place = place(key)
        if slots[place].subject != KeyTable.free { return slots[place].subject }
        slots[place] = (key, subject)
        used += 1
        return nil
    }

    private func place(_ key: UInt64) -> Int {
        let mask = slots.count - 1
        var index = Int(truncatingIfNeeded: key) & mask
        while slots[index].subject != KeyTable.free, slots[index].key != key { index = (index + 1) & mask }
        return index
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: (0, KeyTable.free), count: old.count * 2)
        for slot in old where slot.subject != KeyTable.free { slots[place(slot.key)] = slot }
    }

    /// FNV-1a, its bits mixed once more.
    static func hash(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
        var hash = 0xcbf2_9ce4_8422_2325 ^ (seed &* 0x9e37_79b9_7f4a_7c15)
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        hash ^= hash >> 32
        return hash &* 0x9e37_79b9_7f4a_7c15
    }
}

extension TextReader {
    /// Whether a state's facts may make its machine an Exchange server, or the tools of one.
    func tellsOfExchange(_ facts: UnsafeRawBufferPointer) -> Bool {
        var hasBuild = false
        var hasOther = false
        var tells = false
        FactList.forEach(in: facts) { field, value in
            switch field {
            case .build: hasBuild = true
            case .product:
                if product(String(decoding: value, as: UTF8.self)) == .other { hasOther = true } else { tells = true }
            case .adminDisplayVersion, .fileVersion, .webVersion, .tag, .provedCVE, .exchangeWeb: tells = true
            case .role: if value.elementsEqual("managementtools".utf8) { tells = true }
            default: break
            }
        }
        return tells || (hasBuild && !hasOther)
    }
}
