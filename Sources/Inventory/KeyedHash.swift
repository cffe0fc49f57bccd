/// Tells identities and states apart in memory by 128 bits, under a random key of its own: nobody who writes a file can
/// foresee what collides. Never stored.
///
/// NH, the hash of UMAC (RFC 4418), twice with keys that overlap (Toeplitz), each folded from 128 to 64 bits by a multiply
/// and shift: two different texts meet with a probability of about 2^-126, whatever they are. A text longer than a page is
/// hashed page by page, and the hashes of the pages once more.
package struct KeyedHash: Sendable {
    /// Words of a page; each takes a key of its own, and two further for the length.
    private static let page = 128
    private static let pageBytes = page * 8
    private static let levels = 4
    private static let keysOfLevel = page + 4

    private let keys: [UInt64]
    private let folds: (UInt64, UInt64, UInt64, UInt64)

    package init() {
        var random = SystemRandomNumberGenerator()
        keys = (0..<KeyedHash.levels * KeyedHash.keysOfLevel).map { _ in random.next() }
        folds = (random.next() | 1, random.next() | 1, random.next() | 1, random.next() | 1)
    }

    package func callAsFunction(_ bytes: UnsafeRawBufferPointer) -> (UInt64, UInt64) {
        keys.withUnsafeBufferPointer { keys in
            let sums = bytes.count <= KeyedHash.pageBytes ? sums(bytes, keys, 0) : pages(bytes, keys, level: 0)
            return (fold(sums.0, folds.0, folds.1), fold(sums.1, folds.2, folds.3))
        }
    }

    /// The hash of a text of several pages: that of the hashes of its pages.
    private func pages(
        _ bytes: UnsafeRawBufferPointer, _ keys: UnsafeBufferPointer<UInt64>, level: Int
    ) -> (UInt128, UInt128) {
        var words: [UInt64] = []
        var start = 0
        while start < bytes.count {
            let end = min(start + KeyedHash.pageBytes, bytes.count)
            let page = sums(UnsafeRawBufferPointer(rebasing: bytes[start..<end]), keys, level)
            for sum in [page.0, page.1] {
                words.append(UInt64(truncatingIfNeeded: sum))
                words.append(UInt64(truncatingIfNeeded: sum >> 64))
            }
            start = end
        }
        let next = min(level + 1, KeyedHash.levels - 1)
        return words.withUnsafeBytes {
            $0.count <= KeyedHash.pageBytes ? sums($0, keys, next) : pages($0, keys, level: next)
        }
    }

    /// Both sums of a page: each pair of words, its keys added, multiplied; the length is a pair of its own.
    @inline(__always)
    private func sums(
        _ bytes: UnsafeRawBufferPointer, _ keys: UnsafeBufferPointer<UInt64>, _ level: Int
    ) -> (UInt128, UInt128) {
        let key = keys.baseAddress! + level * KeyedHash.keysOfLevel
        let length = UInt64(bytes.count)
        var sums = (
            UInt128(length &+ key[KeyedHash.page]) &* UInt128(key[KeyedHash.page + 1]),
            UInt128(length &+ key[KeyedHash.page + 2]) &* UInt128(key[KeyedHash.page + 3])
        )
        var i = 0
        var place = 0
        while i + 16 <= bytes.count {
            let first = bytes.loadUnaligned(fromByteOffset: i, as: UInt64.self)
            let second = bytes.loadUnaligned(fromByteOffset: i + 8, as: UInt64.self)
            add(first, second, key + place, &sums)
            i += 16
            place += 2
        }
        if i < bytes.count {
            add(KeyedHash.word(bytes, from: i), KeyedHash.word(bytes, from: i + 8), key + place, &sums)
        }
        return sums
    }

    @inline(__always)
    private func add(_ first: UInt64, _ second: UInt64, _ key: UnsafePointer<UInt64>, _ sums: inout (UInt128, UInt128))
    {
        let one = (first &+ key[0]).multipliedFullWidth(by: second &+ key[1])
        let other = (first &+ key[2]).multipliedFullWidth(by: second &+ key[3])
        sums.0 &+= UInt128(one.high) << 64 | UInt128(one.low)
        sums.1 &+= UInt128(other.high) << 64 | UInt128(other.low)
    }

    /// Up to eight bytes, zeros behind them.
    @inline(__always)
    private static func word(_ bytes: UnsafeRawBufferPointer, from start: Int) -> UInt64 {
        var word: UInt64 = 0
        var shift: UInt64 = 0
        var i = start
        while i < bytes.count, shift < 64 {
            word |= UInt64(bytes[i]) &<< shift
            shift += 8
            i += 1
        }
        return word
    }

    @inline(__always)
    private func fold(_ sum: UInt128, _ low: UInt64, _ high: UInt64) -> UInt64 {
        let product =
            UInt128(low) &* UInt128(UInt64(truncatingIfNeeded: sum)) &+ UInt128(high)
            &* UInt128(UInt64(truncatingIfNeeded: sum >> 64))
        return UInt64(truncatingIfNeeded: product >> 64)
    }
}
