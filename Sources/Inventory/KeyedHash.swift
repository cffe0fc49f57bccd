/// SipHash-1-3 with 128 bits out and a random key of its own: tells identities and states apart in memory, where nobody
/// who writes a file can foresee what collides. Never stored.
package struct KeyedHash: Sendable {
    private let key0: UInt64
    private let key1: UInt64

    package init() {
        var random = SystemRandomNumberGenerator()
        key0 = random.next()
        key1 = random.next()
    }

    package func callAsFunction(_ bytes: UnsafeRawBufferPointer) -> (UInt64, UInt64) {
        var state = SipState(key0, key1)
        let words = bytes.count >> 3
        for i in 0..<words {
            state.take(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: i << 3, as: UInt64.self)))
        }
        var last = UInt64(truncatingIfNeeded: bytes.count) << 56
        for i in (words << 3)..<bytes.count { last |= UInt64(bytes[i]) << UInt64((i & 7) << 3) }
        state.take(last)
        return state.finish()
    }
}

private struct SipState {
    private var v0: UInt64
    private var v1: UInt64
    private var v2: UInt64
    private var v3: UInt64

    init(_ key0: UInt64, _ key1: UInt64) {
        v0 = key0 ^ 0x736f_6d65_7073_6575
        v1 = key1 ^ 0x646f_7261_6e64_6f6d ^ 0xee
        v2 = key0 ^ 0x6c79_6765_6e65_7261
        v3 = key1 ^ 0x7465_6462_7974_6573
    }

    @inline(__always)
    mutating func take(_ word: UInt64) {
        v3 ^= word
        round()
        v0 ^= word
    }

    mutating func finish() -> (UInt64, UInt64) {
        v2 ^= 0xee
        for _ in 0..<3 { round() }
        let first = v0 ^ v1 ^ v2 ^ v3
        v1 ^= 0xdd
        for _ in 0..<3 { round() }
        return (first, v0 ^ v1 ^ v2 ^ v3)
    }

    @inline(__always)
    private mutating func round() {
        v0 &+= v1
        v1 = rotated(v1, 13) ^ v0
        v0 = rotated(v0, 32)
        v2 &+= v3
        v3 = rotated(v3, 16) ^ v2
        v0 &+= v3
        v3 = rotated(v3, 21) ^ v0
        v2 &+= v1
        v1 = rotated(v1, 17) ^ v2
        v2 = rotated(v2, 32)
    }

    @inline(__always)
    private func rotated(_ word: UInt64, _ bits: UInt64) -> UInt64 { word &<< bits | word &>> (64 &- bits) }
}
