import Glibc
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
    private var keys: KeyTable
    private(set) var count = 0
    /// Whether a subject was ever seen in a second state.
    private(set) var hasFurtherStates = false

    /// - Parameter subjects: as many are expected.
    init(subjects: Int = 0) {
        parent.reserveCapacity(subjects + 1)
        tells.reserveCapacity(subjects + 1)
        exists.reserveCapacity(subjects + 1)
        keys = KeyTable(keys: 3 * subjects)
    }

    /// Adds a state as `StoredLog.forEachState` gives it: each subject by its identity and first state, then the further
    /// states without it.
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
    func kindreds(_ touched: NumberSet?) -> (subjects: [Int], alone: [Int]) {
        let kindreds = Kindreds(self, touched)
        var found: (subjects: [Int], alone: [Int]) = ([], [])
        for subject in parent.indices where exists[subject] {
            let root = root(subject)
            guard kindreds.isWanted(root) else { continue }
            found.subjects.append(subject)
            if kindreds.size[root] == 1 { found.alone.append(subject) }
        }
        return found
    }

    /// The same cut into pieces of whole kindreds, each of about as many subjects.
    func kindreds(_ touched: NumberSet?, inPiecesOf most: Int) -> [(subjects: [Int], alone: [Int])] {
        let kindreds = Kindreds(self, touched)
        var pieces: [(subjects: [Int], alone: [Int])] = []
        var pieceOfRoot = [Int32](repeating: -1, count: parent.count)
        var room = 0
        for subject in parent.indices where exists[subject] {
            let root = root(subject)
            guard kindreds.isWanted(root) else { continue }
            if pieceOfRoot[root] < 0 {
                if room <= 0 {
                    pieces.append(([], []))
                    room = most
                }
                pieceOfRoot[root] = Int32(pieces.count - 1)
                room -= Int(kindreds.size[root])
            }
            let piece = Int(pieceOfRoot[root])
            pieces[piece].subjects.append(subject)
            if kindreds.size[root] == 1 { pieces[piece].alone.append(subject) }
        }
        return pieces
    }

    /// Which kindreds are touched and have anything to compute, by their roots.
    private struct Kindreds {
        private(set) var size: [Int32]
        private var isTelling: [Bool]
        private var isTouched: [Bool]

        init(_ kinship: Kinship, _ touched: NumberSet?) {
            let count = kinship.parent.count
            size = Array(repeating: 0, count: count)
            isTelling = Array(repeating: false, count: count)
            isTouched = Array(repeating: touched == nil, count: count)
            for subject in 0..<count where kinship.exists[subject] {
                let root = kinship.root(subject)
                size[root] += 1
                if kinship.tells[subject] { isTelling[root] = true }
                if let touched, touched.contains(subject) { isTouched[root] = true }
            }
        }

        func isWanted(_ root: Int) -> Bool { isTouched[root] && (size[root] > 1 || isTelling[root]) }
    }

    private mutating func grow(to subject: Int) {
        while parent.count <= subject {
            parent.append(Int32(parent.count))
            tells.append(false)
            exists.append(false)
        }
    }

    private mutating func link(_ subject: Int, _ facts: UnsafeRawBufferPointer) {
        var facts = FactCursor(facts)
        while facts.next() {
            switch Field(rawValue: facts.field) {
            case .agentID, .adGUID, .serial: meet(subject, KeyTable.hash(facts.value, seed: UInt64(facts.field)))
            case .fqdn, .hostName, .addressName: meet(subject, KeyTable.hash(before(0x2E, facts.value), seed: 64))
            case .identityAddress: address(subject, facts.value)
            case .address: if !Kinship.isPrivate(facts.value) { address(subject, facts.value) }
            case .endpoint, .exchangeWeb:
                address(subject, before(0x20, facts.value))
                tells[subject] = true
            default: break
            }
        }
    }

    /// What stands before the first such byte; all where there is none.
    private func before(_ byte: Int32, _ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        guard let base = text.baseAddress, let hit = memchr(base, byte, text.count) else { return text }
        return UnsafeRawBufferPointer(start: base, count: UnsafeRawPointer(hit) - base)
    }

    private mutating func address(_ subject: Int, _ text: UnsafeRawBufferPointer) {
        if text.count < 2 { return }
        meet(subject, KeyTable.hash(text, seed: 65))
    }

    /// The commonest private ranges: nobody owns their addresses, so that two machines at one have nothing to do with each
    /// other. Whether one answers is kept by address all the same, so the looks at it belong together.
    static func isPrivate(_ text: UnsafeRawBufferPointer) -> Bool {
        begins(text, "10.") || begins(text, "192.168.") || begins(text, "127.")
    }

    private static func begins(_ text: UnsafeRawBufferPointer, _ start: StaticString) -> Bool {
        text.count >= start.utf8CodeUnitCount
            && memcmp(text.baseAddress!, start.utf8Start, start.utf8CodeUnitCount) == 0
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

    /// - Parameter keys: as many are expected.
    init(keys: Int) {
        var size = 64
        while size < 2 * keys { size *= 2 }
        slots = Array(repeating: (0, KeyTable.free), count: size)
    }

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

    static func hash(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
        ByteTable<Int>.hash(bytes, seed: seed)
    }
}

extension TextReader {
    /// Whether a state's facts may make its machine an Exchange server, or the tools of one.
    ///
    /// - Parameter isOther: whether a product's name speaks of anything but Exchange.
    static func tellsOfExchange(_ facts: UnsafeRawBufferPointer, isOther: (UnsafeRawBufferPointer) -> Bool) -> Bool {
        var hasBuild = false
        var hasOther = false
        var facts = FactCursor(facts)
        while facts.next() {
            switch Field(rawValue: facts.field) {
            case .build: hasBuild = true
            case .product: if isOther(facts.value) { hasOther = true } else { return true }
            case .adminDisplayVersion, .fileVersion, .webVersion, .tag, .provedCVE, .exchangeWeb, .trace: return true
            case .role: if facts.value.elementsEqual("managementtools".utf8) { return true }
            default: break
            }
        }
        return hasBuild && !hasOther
    }
}
