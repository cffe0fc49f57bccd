import Inventory
import Storage
import Testing

@testable import Roll

/// DESIGN rule 13: identity.
struct IdentityTests {
    @Test func `a short name joins the one FQDN that begins with it`() {
        let identity = identity([[(.hostName, "mail01")], [(.fqdn, "mail01.acme.example")]])
        #expect(identity.assets.map(\.name) == ["mail01.acme.example"])
    }

    @Test func `with two FQDNs a short name stays apart, ambiguous`() {
        let identity = identity([
            [(.hostName, "mail01")], [(.fqdn, "mail01.acme.example")], [(.fqdn, "mail01.lab.acme.example")],
        ])
        #expect(identity.assets.map(\.name).sorted() == ["mail01", "mail01.acme.example", "mail01.lab.acme.example"])
        #expect(identity.assets.first { $0.name == "mail01" }?.isAmbiguous == true)
    }

    @Test func `a machine identifier joins across names`() {
        let identity = identity([
            [(.agentID, "a-1"), (.fqdn, "old.acme.example")], [(.agentID, "a-1"), (.fqdn, "new.acme.example")],
        ])
        #expect(identity.assets.count == 1)
    }

    @Test func `two values of one machine identifier never join through a name`() {
        let identity = identity([
            [(.agentID, "a-1"), (.fqdn, "mail01.acme.example")], [(.agentID, "a-2"), (.fqdn, "mail01.acme.example")],
        ])
        #expect(identity.assets.count == 2)
    }

    @Test func `a name carried by two machines belongs, at a time, to the one last seen with it`() throws {
        let subjects = numbered([
            [(.agentID, "a-1"), (.fqdn, "mail01.acme.example")], [(.agentID, "a-2"), (.fqdn, "mail01.acme.example")],
            [(.fqdn, "mail01.acme.example")],
        ])
        let sightings = [sighting(1, day: 1), sighting(2, day: 10), sighting(3, day: 5), sighting(3, day: 12)]
        let identity = Identity(subjects, sightings: sightings)
        let first = try #require(identity.asset(ofSubject: 1))
        let second = try #require(identity.asset(ofSubject: 2))
        #expect(first != second)
        #expect(identity.asset(of: sightings[2]) == first)
        #expect(identity.asset(of: sightings[3]) == second)
    }

    @Test func `an address never joins machines`() {
        let identity = identity([[(.identityAddress, "203.0.113.25")], [(.fqdn, "mail01.acme.example")]])
        #expect(identity.assets.count == 1)
        #expect(identity.addressSubjects.map(\.address) == ["203.0.113.25"])
    }

    @Test func `the order of the subjects does not matter`() {
        let facts: [[(Field, String)]] = [
            [(.hostName, "mail01")], [(.fqdn, "mail01.acme.example")], [(.agentID, "a-1"), (.hostName, "mail01")],
            [(.agentID, "a-1"), (.fqdn, "mx.acme.example")], [(.hostName, "ex02")],
            [(.serial, "s"), (.hostName, "ex02")],
        ]
        let expected = Set(identity(facts).assets.map { "\($0.fqdns.sorted()) \($0.subjects.count)" })
        for _ in 0..<30 {
            #expect(
                Set(identity(facts.shuffled()).assets.map { "\($0.fqdns.sorted()) \($0.subjects.count)" }) == expected)
        }
    }

    private func identity(_ facts: [[(Field, String)]]) -> Identity {
        Identity(numbered(facts), sightings: facts.indices.map { sighting($0 + 1, day: 1) })
    }

    private func numbered(_ facts: [[(Field, String)]]) -> [Subject] {
        facts.enumerated().map { Subject(number: $0 + 1, identity: FactList($1), states: [.empty]) }
    }

    private func sighting(_ subject: Int, day: Int64) -> Sighting {
        Sighting(importID: 1, line: 2, subject: subject, state: 0, seenAt: Instant(day * 86_400))
    }
}
