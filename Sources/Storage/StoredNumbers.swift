extension [UInt8] {
    /// Appends a number as LEB128: seven bits a byte, the lowest first, the eighth says that more follow.
    mutating func append(number: UInt64) {
        var n = number
        while n >= 0x80 {
            append(UInt8(truncatingIfNeeded: n) | 0x80)
            n >>= 7
        }
        append(UInt8(truncatingIfNeeded: n))
    }
}

/// Reads LEB128 numbers.
struct NumberReader {
    let bytes: UnsafeRawBufferPointer
    var position = 0

    var isAtEnd: Bool { position == bytes.count }

    mutating func next() -> UInt64? {
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
    mutating func counted() -> UnsafeRawBufferPointer? {
        guard let number = next(), let count = Int(exactly: number), count <= bytes.count - position else { return nil }
        defer { position += count }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
    }
}

/// Signed numbers as unsigned ones, small ones small.
func zigzag(_ n: Int64) -> UInt64 { UInt64(bitPattern: (n << 1) ^ (n >> 63)) }
func unzigzag(_ n: UInt64) -> Int64 { Int64(bitPattern: n >> 1) ^ -Int64(bitPattern: n & 1) }
