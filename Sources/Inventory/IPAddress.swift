import Glibc

/// An IPv4 or IPv6 address, in the 16 bytes of IPv6 (IPv4 as ::ffff:a.b.c.d).
package struct IPAddress: Hashable, Comparable, Sendable, CustomStringConvertible {
    private let high: UInt64
    private let low: UInt64

    private init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Reads dotted IPv4 or any form of IPv6, without port, brackets or zone index; nil for anything else.
    package init?(_ text: some StringProtocol) {
        var text = String(text)
        guard let address = text.withUTF8({ IPAddress(utf8: $0) }) else { return nil }
        self = address
    }

    /// Reads as `init(_:)` does, from the bytes of a text.
    package init?(utf8 text: UnsafeBufferPointer<UInt8>) {
        if let plain = IPAddress(plainIPv6: text) {
            self = plain
            return
        }
        guard (2...45).contains(text.count), !text.contains(0) else { return nil }
        var v4 = in_addr()
        var v6 = in6_addr()
        let family = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 46) { terminated in
            memcpy(terminated.baseAddress!, text.baseAddress!, text.count)
            terminated[text.count] = 0
            let address = terminated.baseAddress!
            if inet_pton(AF_INET, address, &v4) == 1 { return AF_INET }
            return inet_pton(AF_INET6, address, &v6) == 1 ? AF_INET6 : 0
        }
        if family == AF_INET {
            self.init(high: 0, low: 0xffff_0000_0000 | UInt64(UInt32(bigEndian: v4.s_addr)))
            return
        }
        guard family == AF_INET6 else { return nil }
        let words = withUnsafeBytes(of: v6) { raw in
            (
                UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
        self.init(high: words.0, low: words.1)
    }

    /// Reads groups of hexadecimal digits with colons between them, which most IPv6 addresses are; nil for anything else.
    private init?(plainIPv6 text: UnsafeBufferPointer<UInt8>) {
        guard text.count >= 3, text.count <= 39 else { return nil }
        var words: (UInt64, UInt64) = (0, 0)
        /// What stands behind `::` is shifted to the end.
        var behind: (UInt64, UInt64) = (0, 0)
        var groups = 0
        var groupsBehind = -1
        var value: UInt64 = 0
        var digits = 0
        func push(_ value: UInt64, _ words: inout (UInt64, UInt64)) {
            words.0 = words.0 << 16 | words.1 >> 48
            words.1 = words.1 << 16 | value
        }
        var i = 0
        if text[0] == UInt8(ascii: ":") {
            guard text[1] == UInt8(ascii: ":") else { return nil }
            groupsBehind = 0
            i = 2
        }
        while i < text.count {
            let byte = text[i]
            i += 1
            if byte &- 0x30 < 10 {
                value = value << 4 | UInt64(byte &- 0x30)
                digits += 1
            } else if byte | 0x20 >= 0x61, byte | 0x20 <= 0x66 {
                value = value << 4 | UInt64((byte | 0x20) &- 0x57)
                digits += 1
            } else {
                guard byte == UInt8(ascii: ":"), digits > 0 else { return nil }
                if groupsBehind < 0 {
                    push(value, &words)
                    groups += 1
                } else {
                    push(value, &behind)
                    groupsBehind += 1
                }
                (value, digits) = (0, 0)
                // A colon at the end belongs to `::` only.
                guard i < text.count else { return nil }
                if text[i] == UInt8(ascii: ":") {
                    guard groupsBehind < 0 else { return nil }
                    groupsBehind = 0
                    i += 1
                }
            }
            guard digits <= 4 else { return nil }
        }
        if digits > 0 {
            if groupsBehind < 0 {
                push(value, &words)
                groups += 1
            } else {
                push(value, &behind)
                groupsBehind += 1
            }
        }
        guard groupsBehind < 0 ? groups == 8 : groups + groupsBehind < 8 else { return nil }
        if groupsBehind >= 0 {
            for _ in 0..<8 - groups { push(0, &words) }
            words.0 |= behind.0
            words.1 |= behind.1
        }
        self.init(high: words.0, low: words.1)
    }

    package var isIPv4: Bool { high == 0 && low >> 32 == 0xffff }

    /// The canonical text: `203.0.113.25`, `2001:db8:25::25`.
    package var description: String {
        if isIPv4 {
            return "\(low >> 24 & 255).\(low >> 16 & 255).\(low >> 8 & 255).\(low & 255)"
        }
        var text: [UInt8] = []
        append(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the canonical text.
    package func append(to out: inout [UInt8]) {
        if isIPv4 { return out.append(contentsOf: description.utf8) }
        let zeros = longestZeros
        // As the C library writes them: an IPv4 address behind 96 zero bits.
        if zeros == 0..<6 {
            out.append(contentsOf: "::".utf8)
            return out.append(contentsOf: IPAddress(high: 0, low: 0xffff_0000_0000 | low).description.utf8)
        }
        var i = 0
        while i < 8 {
            if i == zeros.lowerBound, !zeros.isEmpty {
                out.append(UInt8(ascii: ":"))
                if zeros.upperBound == 8 { out.append(UInt8(ascii: ":")) }
                i = zeros.upperBound
                continue
            }
            if i > 0 { out.append(UInt8(ascii: ":")) }
            IPAddress.append(group(i), to: &out)
            i += 1
        }
    }

    /// One of the eight groups of 16 bits.
    private func group(_ index: Int) -> UInt64 {
        (index < 4 ? high >> UInt64(48 - 16 * index) : low >> UInt64(112 - 16 * index)) & 0xffff
    }

    /// The first of the longest runs of groups that are zero, which `::` stands for; one group alone is written.
    private var longestZeros: Range<Int> {
        var best = 0..<0
        var start = 0
        for i in 0...8 where i == 8 || group(i) != 0 {
            if i - start > max(best.count, 1) { best = start..<i }
            start = i + 1
        }
        return best
    }

    private static func append(_ group: UInt64, to out: inout [UInt8]) {
        var shift: UInt64 = group > 0xfff ? 12 : group > 0xff ? 8 : group > 0xf ? 4 : 0
        while true {
            let digit = UInt8(truncatingIfNeeded: group >> shift & 15)
            out.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
            if shift == 0 { return }
            shift -= 4
        }
    }

    /// Whether the address can be reached from the internet: not private, loopback, link-local, shared (RFC 6598),
    /// multicast or unspecified. The documentation ranges count as public, since examples use them as such.
    package var isPublic: Bool {
        !IPAddress.notPublic.contains { $0.contains(self) }
    }

    private static let notPublic: [Network] = [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16",
        "224.0.0.0/4", "240.0.0.0/4", "::/128", "::1/128", "fc00::/7", "fe80::/10", "ff00::/8",
    ].compactMap { Network($0) }

    package static func < (a: IPAddress, b: IPAddress) -> Bool {
        a.high != b.high ? a.high < b.high : a.low < b.low
    }

    /// The address with all but its first `prefix` bits cleared; counted in IPv6's 128 bits.
    package func masked(_ prefix: Int) -> IPAddress {
        let h = prefix >= 64 ? high : (prefix == 0 ? 0 : high & ~(UInt64.max >> UInt64(prefix)))
        let l = prefix <= 64 ? 0 : (prefix == 128 ? low : low & ~(UInt64.max >> UInt64(prefix - 64)))
        return IPAddress(high: h, low: l)
    }
}

/// A range of addresses in CIDR notation.
package struct Network: Hashable, Sendable, CustomStringConvertible {
    package let base: IPAddress
    /// Prefix length counted in IPv6's 128 bits; an IPv4 network has 96 more than is written.
    package let prefixLength: Int

    /// Reads `192.0.2.0/24`, `2001:db8::/48` or a single address; nil for anything else, also where bits behind the
    /// prefix are set (192.0.2.1/24).
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let address = IPAddress(parts[0]) else { return nil }
        let width = address.isIPv4 ? 32 : 128
        var length = width
        if parts.count == 2 {
            guard let n = Int(parts[1]), (0...width).contains(n), parts[1].utf8.allSatisfy({ (48...57).contains($0) })
            else {
                return nil
            }
            length = n
        }
        prefixLength = length + 128 - width
        base = address
        guard address.masked(prefixLength) == address else { return nil }
    }

    package func contains(_ address: IPAddress) -> Bool {
        address.isIPv4 == base.isIPv4 && address.masked(prefixLength) == base
    }

    package var description: String { "\(base)/\(base.isIPv4 ? prefixLength - 96 : prefixLength)" }
}
