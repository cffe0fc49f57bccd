import Storage

/// A tenant's subjects by identity, for the time of an import: finds a row's subject and tells whether its state is the
/// newest one, without asking the database.
///
/// 32 bytes a slot, open addressing. Identities are told apart by the 128 bits of a `KeyedHash`; a state is compared by
/// 64 such bits with the subject's newest.
final class SubjectIndex {
    struct Slot {
        var first: UInt64 = 0
        var second: UInt64 = 0
        var stateHash: UInt64 = 0
        /// 0: the slot is free.
        var subject: UInt32 = 0
        var state: UInt32 = 0
    }

    private var slots: UnsafeMutableBufferPointer<Slot>
    private var used = 0
    private(set) var newestSubject = 0

    /// - Parameter room: as many subjects are expected.
    init(room: Int = 0) {
        var capacity = 16
        while room * 4 > capacity * 3 { capacity *= 2 }
        slots = .allocate(capacity: capacity)
        slots.initialize(repeating: Slot())
    }

    deinit { slots.deallocate() }

    var byteCount: Int { slots.count * MemoryLayout<Slot>.stride }
    var count: Int { used }

    /// The identity's slot, if it is known.
    func find(_ key: (UInt64, UInt64)) -> UnsafeMutablePointer<Slot>? {
        let slot = place(key.0, key.1)
        return slot.pointee.subject == 0 ? nil : slot
    }

    /// Adds an identity that is not known yet.
    func insert(_ key: (UInt64, UInt64), subject: Int, state: Int, stateHash: UInt64) {
        if (used + 1) * 4 > slots.count * 3 { grow() }
        place(key.0, key.1).pointee = Slot(
            first: key.0, second: key.1, stateHash: stateHash, subject: UInt32(subject), state: UInt32(state))
        used += 1
        newestSubject = max(newestSubject, subject)
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
