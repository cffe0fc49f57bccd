import Glibc

/// Cuts a line that holds no quote into cells: they lie between its delimiters, and need no parser.
///
/// Most lines of most files are such. The cells stay where they are, so that no byte is copied.
final class PlainLine {
    private let delimiter: UInt8
    private let ends: UnsafeMutablePointer<Int>

    init(delimiter: UInt8) {
        self.delimiter = delimiter
        ends = .allocate(capacity: Limits.columns)
    }

    deinit { ends.deallocate() }

    /// Where each cell ends; nil for a line that libcsv must look at: with a quote in it, too long, with too many cells.
    func cut(_ line: Cell) -> UnsafeBufferPointer<Int>? {
        guard let base = line.baseAddress, line.count <= Limits.field else { return nil }
        if memchr(base, 0x22, line.count) != nil { return nil }
        let raw = UnsafeRawPointer(base)
        let eight = 0x0101_0101_0101_0101 &* UInt64(delimiter)
        var count = 0
        var i = 0
        while i + 8 <= line.count {
            guard count + 8 < Limits.columns else { return nil }
            var hits = zeroBytes(UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: i, as: UInt64.self)) ^ eight)
            while hits != 0 {
                ends[count] = i &+ hits.trailingZeroBitCount >> 3
                count &+= 1
                hits &= hits &- 1
            }
            i &+= 8
        }
        guard count + 8 < Limits.columns else { return nil }
        while i < line.count {
            if base[i] == delimiter {
                ends[count] = i
                count &+= 1
            }
            i &+= 1
        }
        ends[count] = line.count
        return UnsafeBufferPointer(start: ends, count: count + 1)
    }

    /// The highest bit of each byte that is zero, and no other bit.
    private func zeroBytes(_ word: UInt64) -> UInt64 {
        let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
        return ~(((word & low) &+ low) | word | low)
    }
}
