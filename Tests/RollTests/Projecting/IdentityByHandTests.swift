import Inventory
import Storage
import TestSupport
import Testing

@testable import Roll

/// DESIGN rule 13: merge and split by a person.
struct IdentityByHandTests {
    private let acme: [[(Field, String)]] = [
        [(.serial, "s1"), (.fqdn, "mail01.acme.example")], [(.serial, "s2"), (.fqdn, "mail01.acme.example")],
        [(.fqdn, "mail01.acme.example")], [(.hostName, "mail01")], [(.serial, "s1"), (.hostName, "old01")],
        [(.identityAddress, "203.0.113.25")], [(.identityAddress, "2001:db8::25")],
    ]

    @Test func `a person may merge what identifiers keep apart`() {
        #expect(groups([]) == [[1, 5], [2], [3, 4]])
        #expect(groups([merge(1, [1, 2, 5])]) == [[1, 2, 3, 4, 5]])
    }

    @Test func `a split parts what an identifier joined, and the rest stays one`() {
        #expect(groups([split(1, [5], from: [1])]) == [[1], [2], [3, 4], [5]])
        let merged = merge(1, [1, 2, 5])
        #expect(groups([merged, split(2, [5], from: [1, 2, 3, 4])]) == [[1, 2, 3, 4], [5]])
    }

    @Test func `several subjects that are split off are one machine`() {
        #expect(groups([merge(1, [1, 2, 5]), split(2, [2, 5], from: [1, 3, 4])]) == [[1, 3, 4], [2, 5]])
    }

    @Test func `the later act overrules the earlier`() {
        let all = [merge(1, [1, 2, 5]), split(2, [2], from: [1, 3, 4, 5]), merge(3, [1, 2, 3, 4, 5])]
        #expect(groups(all) == [[1, 2, 3, 4, 5]])
        #expect(groups(Array(all.prefix(2))) == [[1, 3, 4, 5], [2]])
    }

    @Test func `an act that was taken back counts as if it had not been done`() {
        let undo = Act(number: 2, at: Instant(0), by: "jane", what: Act.takeBack, subject: 1, body: "act=1")
        #expect(groups([merge(1, [1, 2, 5]), undo].inForce) == groups([]))
    }

    @Test func `a name that a split contests belongs, at a time, to the machine last seen with it`() throws {
        let subjects = numbered([
            [(.fqdn, "mail01.acme.example"), (.hostName, "mail01")], [(.fqdn, "mail01.acme.example")],
            [(.hostName, "mail01")],
        ])
        let sightings = [sighting(1, day: 1), sighting(2, day: 10), sighting(3, day: 5), sighting(3, day: 12)]
        let identity = Identity(subjects, sightings: sightings, acts: [split(1, [2], from: [1])])
        let first = try #require(identity.asset(ofSubject: 1))
        let second = try #require(identity.asset(ofSubject: 2))
        #expect(first != second)
        #expect(identity.asset(named: "mail01.acme.example", at: Instant(5 * 86_400)) == first)
        #expect(identity.asset(named: "mail01.acme.example", at: Instant(12 * 86_400)) == second)
        // The short name is carried by the first only.
        #expect(identity.asset(of: sightings[2]) == first)
    }

    @Test func `an address that is merged with a machine belongs to it, and is no machine of its own`() throws {
        let identity = identity([merge(1, [4, 6, 7])])
        let machine = try #require(identity.asset(ofSubject: 4))
        #expect(identity.asset(ofSubject: 6) == machine)
        #expect(Set(identity.addressesByHand.map(\.address)) == ["203.0.113.25", "2001:db8::25"])
        #expect(identity.assets[machine].subjects == [3, 4, 6, 7])
    }

    @Test func `two addresses of one host without a name are one machine`() throws {
        let identity = identity([merge(1, [6, 7])])
        let machine = try #require(identity.asset(ofSubject: 6))
        #expect(identity.asset(ofSubject: 7) == machine)
        #expect(identity.assets[machine].name == "2001:db8::25")
    }

    @Test func `what nobody sees any more joins nothing, and follows the machine of its name`() {
        let facts: [[(Field, String)]] = [
            [(.serial, "s1"), (.fqdn, "mail01.acme.example")], [(.serial, "s1"), (.hostName, "old01")],
            [(.fqdn, "mail01.acme.example")], [(.hostName, "old01")],
        ]
        let identity = Identity(numbered(facts), sightings: [sighting(3, day: 1), sighting(4, day: 1)])
        #expect(identity.assets.map(\.subjects) == [[1, 3], [2, 4]])
    }

    @Test func `the order of the subjects does not matter to merges and splits`() {
        var random = SeededRandom(seed: 13)
        let machines: [[(Field, String)]] = [
            [(.serial, "s1"), (.fqdn, "a.acme.example")], [(.serial, "s1"), (.fqdn, "b.acme.example")],
            [(.hostName, "a")], [(.hostName, "b")], [(.agentID, "g"), (.hostName, "a")], [(.fqdn, "a.acme.example")],
        ]
        for _ in 0..<200 {
            var acts: [Act] = []
            for number in 1...3 {
                let all = (1...6).shuffled(using: &random)
                let cut = Int.random(in: 1...3, using: &random)
                acts.append(
                    Bool.random(using: &random)
                        ? merge(number, Array(all.prefix(cut + 1)))
                        : split(number, Array(all.prefix(cut)), from: Array(all.dropFirst(cut).prefix(2))))
            }
            func content(_ order: [Int]) -> Set<Set<Int>> {
                // The machine on place i gets the number i + 1; the acts are told so.
                let numberOf = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0 + 1) })
                let told = acts.map { act in
                    Act(
                        number: act.number, at: act.at, by: act.by, what: act.what, subject: nil,
                        body: Act.body(
                            ["subject", "apart", "rest"].map { name in
                                (name, act.numbers(name).compactMap { numberOf[$0] })
                            }))
                }
                let identity = Identity(
                    numbered(order.map { machines[$0 - 1] }), sightings: order.indices.map { sighting($0 + 1, day: 1) },
                    acts: told)
                return Set(identity.assets.map { Set($0.subjects.map { order[$0 - 1] }) })
            }
            let expected = content(Array(1...6))
            #expect(content((1...6).shuffled(using: &random)) == expected)
            #expect(expected.joined().count == 6)
        }
    }

    private func identity(_ acts: [Act]) -> Identity {
        Identity(numbered(acme), sightings: acme.indices.map { sighting($0 + 1, day: 1) }, acts: acts)
    }

    private func groups(_ acts: [Act]) -> [[Int]] { identity(acts).assets.map(\.subjects) }

    private func merge(_ number: Int, _ subjects: [Int]) -> Act {
        Act(
            number: number, at: Instant(Int64(number)), by: "jane", what: Act.merge, subject: subjects.min(),
            body: Act.body([("subject", subjects)]))
    }

    private func split(_ number: Int, _ subjects: [Int], from rest: [Int]) -> Act {
        Act(
            number: number, at: Instant(Int64(number)), by: "jane", what: Act.split, subject: subjects.min(),
            body: Act.body([("apart", subjects), ("rest", rest)]))
    }

    private func numbered(_ facts: [[(Field, String)]]) -> [Subject] {
        facts.enumerated().map { Subject(number: $0 + 1, identity: FactList($1), states: [.empty]) }
    }

    private func sighting(_ subject: Int, day: Int64) -> Sighting {
        Sighting(importID: 1, line: 2, subject: subject, state: 0, seenAt: Instant(day * 86_400))
    }
}
