import Storage

/// A tenant's subjects by identity, for the time of an import: finds a row's subject and its state without asking the
/// database.
///
/// 32 bytes a slot, open addressing. Identities are told apart by the 128 bits of a `KeyedHash`; the states of a subject
/// by 64 such bits.
final class SubjectIndex {
    struct Slot {
        var first: UInt64 = 0
        var second: UInt64 = 0
        /// The state that was met last.
        var stateHash: UInt64 = 0
        /// 0: the slot is free.
        var subject: UInt32 = 0
        var state: UInt32 = 0
    }

    private var slots: UnsafeMutableBufferPointer<Slot>
    private var used = 0
    private var states = StateTable()

    /// - Parameter room: as many subjects are expected.
    init(room: Int = 0) {
        var capacity = 16
        while room * 4 > capacity * 3 { capacity *= 2 }
        slots = .allocate(capacity: capacity)
        slots.initialize(repeating: Slot())
    }

    deinit { slots.deallocate() }

    var byteCount: Int { slots.count * MemoryLayout<Slot>.stride + states.byteCount }
    var count: Int { used }

    /// The identity's slot, if it is known.
    func find(_ key: (UInt64, UInt64)) -> UnsafeMutablePointer<Slot>? {
        let slot = place(key.0, key.1)
        return slot.pointee.subject == 0 ? nil : slot
    }

    /// Adds an identity that is not known yet, with its first state.
    func insert(_ key: (UInt64, UInt64), subject: Int, stateHash: UInt64) {
        if (used + 1) * 4 > slots.count * 3 { grow() }
        place(key.0, key.1).pointee = Slot(
            first: key.0, second: key.1, stateHash: stateHash, subject: UInt32(subject), state: 0)
        used += 1
    }

    /// The number of a subject's state; nil for one that is not known.
    func state(_ hash: UInt64, of slot: UnsafeMutablePointer<Slot>) -> Int? {
        if slot.pointee.stateHash == hash { return Int(slot.pointee.state) }
        guard let known = states[hash, slot.pointee.subject] else { return nil }
        slot.pointee.stateHash = hash
        slot.pointee.state = known
        return Int(known)
    }

    /// Adds a further state of a subject; gives its number.
    func addState(_ hash: UInt64, of slot: UnsafeMutablePointer<Slot>) -> Int {
        let subject = slot.pointee.subject
        let count = states.count(of: subject)
        // The first one is looked up like the others from now on.
        if count == nil { states.insert(slot.pointee.stateHash, subject, slot.pointee.state) }
        let number = (count ?? 0) + 1
        states.insert(hash, subject, number)
        states.setCount(number, of: subject)
        slot.pointee.stateHash = hash
        slot.pointee.state = number
        return Int(number)
    }

    /// The slot that holds the key, else the free one where it belongs.
    private func place(_ first: UInt64, _ second: UInt64) -> UnsafeMutablePointer<Slot> {
        let mask = slots.count - 1
        var index = Int(truncatingIfNeeded: first) & mask
        while true {
            let slot = slots.baseAddress! + index
            if slot.pointee.subject == 0 || (slot.pointee.first == first && slot.pointee.second == second) {
                return slot
            }
            index = (index + 1) & mask
        }
    }

    private func grow() {
        let old = slots
        slots = .allocate(capacity: old.count * 2)
        slots.initialize(repeating: Slot())
        for slot in old where slot.subject != 0 { place(slot.first, slot.second).pointee = slot }
        old.deallocate()
    }
}

/// The states of the subjects that have more than one: their numbers by subject and hash, and per subject the greatest.
private struct StateTable {
    private struct Entry {
        var hash: UInt64
        /// 0: free.
        var subject: UInt32
        var number: UInt32
    }

    private var entries: [Entry] = []
    private var used = 0
    /// Stands for "how many" in place of a state's hash: none is the same but by a chance of 2^-64.
    private static let counting: UInt64 = 0x6d75_7374_6572_2121

    var byteCount: Int { entries.count * MemoryLayout<Entry>.stride }

    subscript(hash: UInt64, subject: UInt32) -> UInt32? {
        guard !entries.isEmpty else { return nil }
        let entry = entries[place(hash, subject)]
        return entry.subject == 0 ? nil : entry.number
    }

    func count(of subject: UInt32) -> UInt32? { self[StateTable.counting, subject] }

    mutating func setCount(_ count: UInt32, of subject: UInt32) { insert(StateTable.counting, subject, count) }

    /// Adds a number, or replaces the one that is there.
    mutating func insert(_ hash: UInt64, _ subject: UInt32, _ number: UInt32) {
        if (used + 1) * 2 > entries.count { grow() }
        let place = place(hash, subject)
        if entries[place].subject == 0 { used += 1 }
        entries[place] = Entry(hash: hash, subject: subject, number: number)
    }

    private func place(_ hash: UInt64, _ subject: UInt32) -> Int {
        let mask = entries.count - 1
        var index = Int(truncatingIfNeeded: (hash ^ UInt64(subject)) &* 0x9e37_79b9_7f4a_7c15 >> 20) & mask
        while entries[index].subject != 0, entries[index].hash != hash || entries[index].subject != subject {
            index = (index + 1) & mask
        }
        return index
    }

    private mutating func grow() {
        let old = entries
        entries = Array(repeating: Entry(hash: 0, subject: 0, number: 0), count: max(64, old.count * 2))
        for entry in old where entry.subject != 0 { entries[place(entry.hash, entry.subject)] = entry }
    }
}
