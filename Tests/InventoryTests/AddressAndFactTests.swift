import Inventory
import Testing

struct AddressAndFactTests {
    @Test(arguments: [
        ("203.0.113.25", "203.0.113.25"), ("2001:DB8:0:0::25", "2001:db8::25"), ("::ffff:203.0.113.25", "203.0.113.25"),
    ])
    func `addresses have one canonical text`(text: String, expected: String) {
        #expect(IPAddress(text)?.description == expected)
    }

    @Test(arguments: ["203.0.113.300", "203.0.113", "mail01", "203.0.113.25:443", ""])
    func `what is no address is none`(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test(arguments: [
        ("10.1.2.3", false), ("172.16.0.1", false), ("192.168.1.1", false), ("127.0.0.1", false), ("100.64.1.1", false),
        ("fd00::1", false), ("::1", false), ("203.0.113.25", true), ("172.32.0.1", true), ("2001:db8::25", true),
    ])
    func `private and local addresses are not public, those of the documentation are`(text: String, isPublic: Bool) {
        #expect(IPAddress(text)?.isPublic == isPublic)
    }

    @Test func `a network holds its own kind of addresses only`() throws {
        let small = try #require(Network("203.0.113.0/26"))
        #expect(small.contains(try #require(IPAddress("203.0.113.63"))))
        #expect(!small.contains(try #require(IPAddress("203.0.113.64"))))
        #expect(Network("::/0")?.contains(try #require(IPAddress("203.0.113.1"))) == false)
        #expect(small.description == "203.0.113.0/26")
    }

    @Test(arguments: ["203.0.113.1/24", "203.0.113.0/33", "203.0.113.0/x", "mail/24"])
    func `bits behind the prefix and nonsense are no network`(text: String) {
        #expect(Network(text) == nil)
    }

    @Test func `the same facts give the same bytes, whatever their order`() {
        let facts: [(Field, String)] = [
            (.owner, "Jörg"), (.address, "203.0.113.2"), (.address, "203.0.113.1"), (.address, "203.0.113.1"),
            (.other, String(repeating: "long ", count: 100)),
        ]
        let expected = FactList(facts)
        for _ in 0..<20 { #expect(FactList(facts.shuffled()) == expected) }
        #expect(expected.all(.address) == ["203.0.113.1", "203.0.113.2"])
        #expect(expected.first(.owner) == "Jörg")
        #expect(FactList(stored: expected.bytes).facts.count == 4)
    }
}
