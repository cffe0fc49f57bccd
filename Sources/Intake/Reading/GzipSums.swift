/// The sums at the end of each part of a gzip file, held against what was unpacked: libarchive (3.6.2) skips them, and a
/// flipped bit would pass for data.
///
/// A part ends with the CRC-32 and the length of what it holds. Files are often one part; `cat a.gz b.gz` makes two, and
/// block-wise packers thousands. Where the parts meet is not known: every place where one can begin is tried, and what
/// is accepted has agreed with a sum of its own.
struct GzipSums {
    private let packed: FileBytes
    private let end: Int

    /// `end` is where the packed data end.
    init(_ packed: FileBytes, end: Int) {
        self.packed = packed
        self.end = end
    }

    /// The CRC-32 with more bytes behind it.
    static func add(_ bytes: UnsafeRawBufferPointer, to sum: UInt) -> UInt {
        ArchiveLibrary.loaded?.crc32(sum, bytes.bindMemory(to: UInt8.self).baseAddress, UInt32(bytes.count)) ?? sum
    }

    /// Whether all that was unpacked, whose CRC-32 is `sum`, agrees with the sums.
    func agree(with unpacked: FileBytes, sum: UInt) throws -> Bool {
        guard let last = try trailer(before: end) else { return false }
        if last.sum == sum, last.length == unpacked.count & 0xFFFF_FFFF { return true }
        var done = 0
        var offset = 10
        while let next = try beginning(from: offset) {
            offset = next + 1
            if let part = try trailer(before: next), try holds(part, unpacked, from: done) { done += part.length }
        }
        return try done + last.length == unpacked.count && holds(last, unpacked, from: done)
    }

    /// What the eight bytes before a place say, if they are a part's last ones.
    private func trailer(before place: Int) throws -> (sum: UInt, length: Int)? {
        guard place >= 18 else { return nil }
        let bytes = try packed.bytes(at: place - 8, count: 8)
        guard bytes.count == 8 else { return nil }
        func number(_ from: Int) -> UInt { (0..<4).reduce(0) { $0 | UInt(bytes[from + $1]) << (8 * UInt($1)) } }
        return (number(0), Int(number(4)))
    }

    /// The next place from an offset on where a part can begin.
    private func beginning(from start: Int) throws -> Int? {
        var offset = start
        while offset < end {
            let piece = try packed.bytes(at: offset, count: min(1 << 20, end - offset))
            for i in piece.indices.dropLast(2)
            where piece[i] == 0x1F && piece[i + 1] == 0x8B && piece[i + 2] == 0x08 { return offset + i }
            if piece.count < 3 { return nil }
            offset += piece.count - 2
        }
        return nil
    }

    private func holds(_ part: (sum: UInt, length: Int), _ unpacked: FileBytes, from start: Int) throws -> Bool {
        guard start + part.length <= unpacked.count else { return false }
        var sum: UInt = 0
        var offset = start
        while offset < start + part.length {
            let piece = try unpacked.bytes(at: offset, count: min(1 << 20, start + part.length - offset))
            if piece.isEmpty { return false }
            sum = piece.withUnsafeBytes { GzipSums.add($0, to: sum) }
            offset += piece.count
        }
        return sum == part.sum
    }
}
