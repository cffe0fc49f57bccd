import Glibc

/// Cuts a line that holds no quote into cells, or what stands before the first quoted cell: they lie between its
/// delimiters, and need no parser.
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

    /// Whether there is a quote in it.
    func holdsQuote(_ line: Cell) -> Bool { line.baseAddress.map { memchr($0, 0x22, line.count) != nil } ?? false }

    /// The part of a line before the cell in which its first quote stands, without the delimiter between; nil where that
    /// is the first cell, or there is no quote.
    func front(of line: Cell) -> Cell? {
        guard let base = line.baseAddress, let quote = memchr(base, 0x22, line.count) else { return nil }
        var end = UnsafeRawPointer(quote) - UnsafeRawPointer(base) - 1
        while end >= 0, base[end] != delimiter { end -= 1 }
        return end < 0 ? nil : Cell(start: base, count: end)
    }

    /// Where each cell ends of a line without a quote; nil for one that libcsv must look at: too long, with too many cells.
    func cut(_ line: Cell) -> UnsafeBufferPointer<Int>? {
        guard let base = line.baseAddress, line.count <= Limits.field else { return nil }
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
