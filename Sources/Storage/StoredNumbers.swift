extension [UInt8] {
    /// Appends a number as LEB128: seven bits a byte, the lowest first, the eighth says that more follow.
    package mutating func append(number: UInt64) {
        var n = number
        while n >= 0x80 {
            append(UInt8(truncatingIfNeeded: n) | 0x80)
            n >>= 7
        }
        append(UInt8(truncatingIfNeeded: n))
    }

    /// Appends a text with its length before it.
    package mutating func append(text: String) {
        append(number: UInt64(text.utf8.count))
        append(contentsOf: text.utf8)
    }
}

/// Reads LEB128 numbers.
package struct NumberReader {
    let bytes: UnsafeRawBufferPointer
    var position = 0

    package init(bytes: UnsafeRawBufferPointer, position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    package var isAtEnd: Bool { position == bytes.count }

    package mutating func next() -> UInt64? {
        var result: UInt64 = 0
        var shift: UInt64 = 0
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            guard shift < 63 || byte <= 1 else { return nil }
            result |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return result }
            shift += 7
        }
        return nil
    }

    /// A number, and as many bytes as it says.
    package mutating func counted() -> UnsafeRawBufferPointer? {
        guard let number = next(), let count = Int(exactly: number), count <= bytes.count - position else { return nil }
        defer { position += count }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
    }

    /// A text with its length before it.
    package mutating func text() -> String? { counted().map { String(decoding: $0, as: UTF8.self) } }

    /// How many things follow, of which each has a byte at least.
    package mutating func count() -> Int? {
        next().flatMap { Int(exactly: $0) }.flatMap { $0 <= bytes.count - position ? $0 : nil }
    }
}

/// Signed numbers as unsigned ones, small ones small.
func zigzag(_ n: Int64) -> UInt64 { UInt64(bitPattern: (n << 1) ^ (n >> 63)) }
func unzigzag(_ n: UInt64) -> Int64 { Int64(bitPattern: n >> 1) ^ -Int64(bitPattern: n & 1) }
