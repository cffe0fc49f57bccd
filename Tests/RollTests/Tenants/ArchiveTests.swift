import Inventory
import Knowledge
import Roll
import Storage
import Testing

@Suite struct ArchiveTests {
    /// After all that the knowledge knows of.
    private let now = Instant(iso: "2026-11-20T12:00:00Z") ?? .distantPast

    private func filled() throws -> (TestRoll, Projector) {
        let projector = try Projector(knowledge: .load(from: ExchangeKnowledge.locate()))
        let test = try TestRoll { try projector.project($0) }
        try test.roll.adopt(projector.knowledge, now: now, by: "jane")
        try test.add("acme", domains: ["acme.example"])
        let file = TestFile(hosts: [("mail01.acme.example", "15.1.2242.4")], seenAt: august2)
        try test.take(file) { $0.tenantSlug = "acme" }
        return (test, projector)
    }

    @Test func `an archived tenant's follow-ups close as offboarded, and come back with it`() throws {
        let (test, projector) = try filled()
        let before = try test.projection("acme")
        let outcome = try test.roll.archive("acme", now: now, by: "jane")
        #expect(outcome.tenant.archivedOn == CalendarDay(iso: "2026-11-20"))
        let after = try test.projection("acme")
        let items = after.servers.flatMap(\.situation.items)
        #expect(items.map(\.threat) == before.servers.flatMap(\.situation.items).map(\.threat))
        #expect(after.servers.allSatisfy { $0.situation.content.contains(" end closed offboarded - -") })
        #expect(try test.roll.check().faults.isEmpty)
        let open = { (day: String) in
            try test.roll.readings(of: "acme", asOf: .day(CalendarDay(iso: day)!), projector)[0].followUps.count
        }
        #expect(try open("2026-11-20") == 0)
        #expect(try open("2026-11-19") > 0)
        #expect(throws: Complaint.self) { try test.roll.archive("acme", now: now, by: "jane") }

        _ = try test.roll.unarchive("acme", now: now, by: "jane")
        #expect(try test.projection("acme") == before)
        #expect(try open("2026-11-20") > 0)
        #expect(throws: Complaint.self) { try test.roll.unarchive("acme", now: now, by: "jane") }
        #expect(try test.roll.check().faults.isEmpty)
    }

    @Test func `lists leave an archived tenant out from its day on`() throws {
        let (test, projector) = try filled()
        _ = try test.roll.archive("acme", now: now, by: "jane")
        let names = { (day: String) in
            try test.roll.readings(of: nil, asOf: .day(CalendarDay(iso: day)!), projector).map(\.tenant.slug)
        }
        #expect(try names("2026-11-19") == ["acme"])
        #expect(try names("2026-11-20") == [])
    }
}
