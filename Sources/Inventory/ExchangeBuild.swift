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
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var numbers: [UInt16] = []
        for part in parts {
            guard part.utf8.count <= 5, part.utf8.allSatisfy({ (48...57).contains($0) }), let n = UInt16(part) else {
                return nil
            }
            numbers.append(n)
        }
        self.init(numbers[0], numbers[1], numbers[2], numbers[3])
        guard key >= 0 else { return nil }
    }

    package var major: UInt16 { UInt16(truncatingIfNeeded: key >> 48) }
    package var minor: UInt16 { UInt16(truncatingIfNeeded: key >> 32) }
    package var build: UInt16 { UInt16(truncatingIfNeeded: key >> 16) }
    package var revision: UInt16 { UInt16(truncatingIfNeeded: key) }

    /// `15.1.2308.8`, without padding.
    package var description: String { "\(major).\(minor).\(build).\(revision)" }

    package static func < (a: ExchangeBuild, b: ExchangeBuild) -> Bool { a.key < b.key }
}
