/// One build of Exchange: four numbers that are compared one by one, never as text or as a fraction (1913.10 > 1913.7).
package struct ExchangeBuild: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The four numbers as one sortable integer: 16 bits each, the first on top. 15.1.2308.8 is `15<<48 | 1<<32 | 2308<<16 | 8`.
    package let key: Int64

    package init(_ major: UInt16, _ minor: UInt16, _ build: UInt16, _ revision: UInt16) {
        key = Int64(major) << 48 | Int64(minor) << 32 | Int64(build) << 16 | Int64(revision)
    }

    /// From a stored key; the caller vouches that it came from `key`.
    package init(key: Int64) { self.key = key }

    /// Reads exactly four numbers of at most 65535 with dots between, zero-padded or not; nil for anything else.
    package init?(_ text: some StringProtocol) {
        var key: UInt64 = 0
        var number: UInt64 = 0
        var digits = 0
        var dots = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                number = number * 10 + UInt64(byte - UInt8(ascii: "0"))
                digits += 1
                guard digits <= 5, number <= UInt16.max else { return nil }
            case UInt8(ascii: "."):
                guard digits > 0, dots < 3 else { return nil }
                key = key << 16 | number
                (number, digits) = (0, 0)
                dots += 1
            default: return nil
            }
        }
        guard dots == 3, digits > 0 else { return nil }
        self.key = Int64(bitPattern: key << 16 | number)
        guard self.key >= 0 else { return nil }
    }

    package var major: UInt16 { UInt16(truncatingIfNeeded: key >> 48) }
    package var minor: UInt16 { UInt16(truncatingIfNeeded: key >> 32) }
    package var build: UInt16 { UInt16(truncatingIfNeeded: key >> 16) }
    package var revision: UInt16 { UInt16(truncatingIfNeeded: key) }

    /// `15.1.2308.8`, without padding.
    package var description: String { "\(major).\(minor).\(build).\(revision)" }

    package static func < (a: ExchangeBuild, b: ExchangeBuild) -> Bool { a.key < b.key }
}
