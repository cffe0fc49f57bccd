import Glibc

/// What is remembered of pieces of bytes, each by its content: asked millions of times for few different ones.
///
/// Open addressing over a table that is half full at most; the bytes lie behind each other.
struct ByteTable<Value> {
    private struct Slot {
        var hash: UInt64
        /// Where its bytes lie; negative for a free slot.
        var start: Int
        var count: Int
        var value: Int
    }

    private var slots: [Slot]
    private var bytes: [UInt8] = []
    private var values: [Value] = []
    private let most: Int

    /// - Parameter most: when as many are remembered, all are forgotten.
    init(most: Int) {
        self.most = most
        slots = Array(repeating: ByteTable.free, count: 64)
    }

    private static var free: Slot { Slot(hash: 0, start: -1, count: 0, value: 0) }

    var count: Int { values.count }

    subscript(piece: UnsafeRawBufferPointer) -> Value? {
        let slot = slots[place(ByteTable.hash(piece), piece)]
        return slot.start < 0 ? nil : values[slot.value]
    }

    /// Remembers a value for bytes that have none yet.
    mutating func insert(_ piece: UnsafeRawBufferPointer, _ value: Value) {
        if values.count >= most { self = ByteTable(most: most) }
        if (values.count + 1) * 2 > slots.count { grow() }
        let hash = ByteTable.hash(piece)
        slots[place(hash, piece)] = Slot(hash: hash, start: bytes.count, count: piece.count, value: values.count)
        bytes.append(contentsOf: piece)
        values.append(value)
    }

    /// The slot that holds the piece, else the free one where it belongs.
    private func place(_ hash: UInt64, _ piece: UnsafeRawBufferPointer) -> Int {
        let mask = slots.count - 1
        var index = Int(truncatingIfNeeded: hash) & mask
        while slots[index].start >= 0, !holds(slots[index], hash, piece) { index = (index + 1) & mask }
        return index
    }

    private func holds(_ slot: Slot, _ hash: UInt64, _ piece: UnsafeRawBufferPointer) -> Bool {
        guard slot.hash == hash, slot.count == piece.count else { return false }
        return bytes.withUnsafeBytes { bytes in
            piece.isEmpty || memcmp(bytes.baseAddress! + slot.start, piece.baseAddress!, piece.count) == 0
        }
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: ByteTable.free, count: old.count * 2)
        let mask = slots.count - 1
        for slot in old where slot.start >= 0 {
            var index = Int(truncatingIfNeeded: slot.hash) & mask
            while slots[index].start >= 0 { index = (index + 1) & mask }
            slots[index] = slot
        }
    }

    /// Eight bytes at a time, multiplied and folded. Whoever chooses the bytes could make them meet: that costs time.
    static func hash(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) -> UInt64 {
        var hash = 0x9e37_79b9_7f4a_7c15 ^ (seed &* 0xa076_1d64_78bd_642f) ^ UInt64(bytes.count)
        var i = 0
        while i + 8 <= bytes.count {
            hash = mixed(hash ^ bytes.loadUnaligned(fromByteOffset: i, as: UInt64.self))
            i += 8
        }
        var last: UInt64 = 0
        var shift: UInt64 = 0
        while i < bytes.count {
            last |= UInt64(bytes[i]) << shift
            shift += 8
            i += 1
        }
        return mixed(hash ^ last)
    }

    private static func mixed(_ word: UInt64) -> UInt64 {
        let (high, low) = word.multipliedFullWidth(by: 0xe703_7ed1_a0b4_28db)
        return high ^ low
    }
}
