import Foundation
import Glibc
import Inventory
import TestSupport
import Testing

/// Addresses are read and written as the C library does it, without asking it each time.
@Suite struct AddressTextTests {
    private static let odd = [
        "::", "::1", "1::", ":1::", "1:::2", "1::2::3", ":::", ":", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:",
        "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8:9", "1:2:3:4::5:6:7:8", "12345::", "g::", "FE80::1",
        "2001:DB8::0:1", "0:0:0:0:0:0:0:0", "1:0:0:2:0:0:0:3", "1:0:0:2:0:0:3:4", "0:0:1::", "::ffff:192.0.2.1",
        "::192.0.2.1", "::ffff:0:192.0.2.1", "1:2:3:4:5:6:192.0.2.1", "::1.2.3", "0::ffff:c000:201", "::c000:201",
        "::1:c000:201", "2001:db8::1%eth0", "[::1]", "", "1", "abcd", "::-1", "1::2:", ":1", "192.0.2.1", "10.0.0.1",
    ]

    @Test func `addresses are read as the C library reads them`() {
        var random = SeededRandom(seed: 3)
        for text in AddressTextTests.odd + (0..<40_000).map({ _ in AddressTextTests.text(&random) }) {
            let address = IPAddress(text)
            #expect(address?.description == AddressTextTests.canonical(text), "\(text)")
        }
    }

    /// Groups of few digits, mostly an address.
    private static func text(_ random: inout SeededRandom) -> String {
        var text = ""
        for place in 0..<Int.random(in: 2...9, using: &random) {
            if place > 0 { text += ":" }
            if Int.random(in: 0..<7, using: &random) == 0 { text += ":" }
            let value = [0, 0, 1, 0xab, 0xFFFF, 0x10000].randomElement(using: &random)!
            text += String(value, radix: 16, uppercase: Int.random(in: 0..<4, using: &random) == 0)
        }
        if Int.random(in: 0..<9, using: &random) == 0 { text += "::" }
        return text
    }

    /// As `inet_pton` and `inet_ntop` give it; IPv4 as such where it is mapped into IPv6.
    private static func canonical(_ text: String) -> String? {
        var v4 = in_addr()
        if inet_pton(AF_INET, text, &v4) == 1 { return text }
        var v6 = in6_addr()
        guard inet_pton(AF_INET6, text, &v6) == 1 else { return nil }
        var buffer = [CChar](repeating: 0, count: 46)
        inet_ntop(AF_INET6, &v6, &buffer, 46)
        let written = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return written.hasPrefix("::ffff:") && written.contains(".") ? String(written.dropFirst(7)) : written
    }
}
