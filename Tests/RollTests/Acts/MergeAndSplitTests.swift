import Inventory
import Knowledge
import Roll
import Storage
import Testing

/// Merge and split by a person, through the store: what happens to follow-ups, and how it is taken back.
@Suite struct MergeAndSplitTests {
    /// After all that the knowledge knows of.
    private let now = Instant(iso: "2026-11-20T12:00:00Z") ?? .distantPast

    /// Two machines of one name, told apart by serials, and an address that a scan found.
    private func filled() throws -> TestRoll {
        let projector = try Projector(knowledge: .load(from: ExchangeKnowledge.locate()))
        let test = try TestRoll { try projector.project($0) }
        try test.roll.adopt(projector.knowledge, now: now, by: "jane")
        try test.add("acme")
        let rows: [[(Field, String)]] = [
            [(.serial, "s1"), (.fqdn, "mail01.acme.example"), (.build, "15.1.2242.4")],
            [(.serial, "s2"), (.fqdn, "mail01.acme.example"), (.build, "15.1.2242.4")],
            [(.fqdn, "file01.acme.example"), (.product, "Windows")],
        ]
        try test.take(TestFile(rows.map { .init(facts: $0, seenAt: august2) })) { $0.tenantSlug = "acme" }
        var scan = TestFile([
            .init(facts: [
                (.identityAddress, "203.0.113.50"), (.endpoint, "203.0.113.50 443/tcp open"),
                (.exchangeWeb, "203.0.113.50 443"), (.webVersion, "15.1.2242"),
            ])
        ])
        scan.kind = .scan
        scan.format = "scan-csv"
        scan.vantage = .internet
        scan.endStamp = august16
        try test.take(scan) { $0.tenantSlug = "acme" }
        return test
    }

    private func expectWhole(_ test: TestRoll) throws {
        #expect(try test.roll.check().faults.map(\.words) == [])
    }

    private func merge(_ test: TestRoll, _ names: String..., dryRun: Bool = false) throws -> ActOutcome {
        try test.roll.merge(names, of: "acme", now: now, by: "jane", isDryRun: dryRun)
    }

    @Test func `two machines of one name become one; the other's follow-ups close as merged and come back`() throws {
        let test = try filled()
        let before = try test.projection("acme")
        #expect(before.servers.map(\.asset) == [1, 2, 4])
        let ids = try test.roll.store.read { try $0.followUpNumbers(of: 1) }

        let outcome = try merge(test, "s1", "s2")
        #expect(outcome.before.map(\.subjects) == [[1], [2]])
        #expect(outcome.after.map(\.subjects) == [[1, 2]])
        #expect(outcome.followUps.changes.allSatisfy { $0.kind == .closed && $0.cause == "merged" })
        #expect(outcome.followUps.openBefore - outcome.followUps.openAfter == outcome.followUps.changes.count)
        let merged = try test.projection("acme")
        #expect(merged.servers.map(\.kind) == ["server", "departed", "server"])
        let items = merged.servers[1].situation.items
        #expect(items.allSatisfy { !$0.isOpen && $0.cause == "merged" })
        #expect(merged.servers[1].situation.content.contains("step \(now) end closed merged"))
        #expect(items.map(\.threat) == before.servers[1].situation.items.map(\.threat))
        try expectWhole(test)

        let undone = try test.roll.takeBack(act: outcome.act.number, of: "acme", now: now + 60, by: "joe")
        #expect(undone.followUps.changes.allSatisfy { $0.kind == .reopened })
        #expect(try test.projection("acme") == before)
        #expect(try test.roll.store.read { try $0.followUpNumbers(of: 1) } == ids)
        #expect(try test.log("acme").acts.isEmpty)
        #expect(try test.roll.store.read { try $0.acts(of: 1) }.map(\.what) == [Act.merge, Act.takeBack])
        try expectWhole(test)
    }

    @Test func `a preview says the same and changes nothing`() throws {
        let test = try filled()
        let before = try test.projection("acme")
        let preview = try merge(test, "s1", "s2", dryRun: true)
        #expect(try test.projection("acme") == before)
        #expect(try test.log("acme").acts.isEmpty)
        let outcome = try merge(test, "s1", "s2")
        #expect(preview.followUps.changes == outcome.followUps.changes)
        #expect(preview.after == outcome.after)
    }

    @Test func `an address that a scan found is merged with the machine behind it`() throws {
        let test = try filled()
        _ = try merge(test, "s1", "203.0.113.50")
        let projection = try test.projection("acme")
        #expect(projection.servers.filter(\.isServer).map(\.asset) == [1, 2])
        #expect(projection.servers[0].situation.content.contains(" exposed\n"))
        #expect(projection.endpoints.isEmpty)
        try expectWhole(test)
        _ = try test.roll.split(["203.0.113.50"], from: "s1", of: "acme", now: now, by: "jane")
        #expect(try test.projection("acme").servers.map(\.asset) == [1, 2, 4])
        try expectWhole(test)
    }

    @Test func `a split parts what a merge joined, and what people set follows its subject`() throws {
        let test = try filled()
        _ = try merge(test, "s1", "s2")
        let set = try test.roll.record(
            tenant: "acme", host: "s2", at: august16, what: "asset.set", body: "file_version=15.1.2308.14",
            now: now, by: "jane")
        #expect(set.subject == 2)
        #expect(try builds(test, asset: 1).last == "15.1.2308.14")
        let outcome = try test.roll.split(["s2"], from: "mail01", of: "acme", now: now + 60, by: "jane")
        #expect(outcome.after.map(\.subjects) == [[1], [2]])
        #expect(try builds(test, asset: 1).last == "15.1.2242.4")
        #expect(try builds(test, asset: 2).last == "15.1.2308.14")
        try expectWhole(test)
        _ = try test.roll.takeBack(act: outcome.act.number, of: "acme", now: now + 120, by: "jane")
        #expect(try builds(test, asset: 1).last == "15.1.2308.14")
        try expectWhole(test)
        _ = try test.roll.takeBack(act: set.number, of: "acme", now: now + 180, by: "jane")
        #expect(try builds(test, asset: 1).last == "15.1.2242.4")
        try expectWhole(test)
    }

    @Test func `undoing the import that first saw a merged machine leaves no trace of it`() throws {
        let test = try filled()
        _ = try merge(test, "s1", "203.0.113.50")
        _ = try test.roll.undo(1, now: now, by: "jane")
        #expect(try test.projection("acme").servers.filter(\.isServer).map(\.name) == ["203.0.113.50"])
        try expectWhole(test)
        _ = try test.roll.undo(2, now: now, by: "jane")
        #expect(try test.projection("acme").servers.isEmpty)
        try expectWhole(test)
    }

    @Test func `as of a day before the merge, the machines are two`() throws {
        let test = try filled()
        _ = try merge(test, "s1", "s2")
        let projector = try Projector(knowledge: .load(from: ExchangeKnowledge.locate()))
        let then = try test.roll.readings(of: "acme", asOf: .day(CalendarDay(iso: "2026-11-19")!), projector)
        #expect(then[0].servers.map(\.asset).sorted() == [1, 2, 4])
        let now = try test.roll.readings(of: "acme", asOf: .day(CalendarDay(iso: "2026-11-20")!), projector)
        #expect(now[0].servers.map(\.asset).sorted() == [1, 4])
    }

    @Test func `what cannot be merged, split or taken back is said plainly, and nothing changes`() throws {
        let test = try filled()
        try test.add("other")
        try test.take(TestFile(hosts: [("web9.other.example", "1")], seenAt: august2)) { $0.tenantSlug = "other" }
        func complaint(_ body: () throws -> ActOutcome) -> Complaint? {
            do {
                _ = try body()
                return nil
            } catch { return error as? Complaint }
        }
        let several = complaint { try merge(test, "mail01", "file01") }
        #expect(several?.what.contains("several assets") == true)
        #expect(several?.facts.count == 2)
        #expect(several?.facts.first == "mail01.acme.example (subject 1; serial s1)")
        #expect(complaint { try merge(test, "s1", "s1") }?.what.contains("one asset already") == true)
        #expect(complaint { try merge(test, "s1", "nobody") }?.what.contains("no asset 'nobody'") == true)
        let elsewhere = complaint { try merge(test, "s1", "web9.other.example") }
        #expect(elsewhere?.facts.first?.contains("there is one of other") == true)
        let missing = complaint {
            try test.roll.split(["s2"], from: "s1", of: "acme", now: now, by: "jane")
        }
        #expect(missing?.what.contains("no subject of mail01.acme.example") == true)
        let whole = complaint { try test.roll.split(["1"], from: "s1", of: "acme", now: now, by: "jane") }
        #expect(whole?.what.contains("nothing to part from") == true)
        #expect(complaint { try test.roll.takeBack(act: 9, of: "acme", now: now, by: "jane") } != nil)
        let act = try merge(test, "s1", "s2").act.number
        let kind = complaint {
            try test.roll.takeBack(act: act, of: "acme", kinds: ["asset.set"], now: now, by: "jane")
        }
        #expect(kind?.next == ["muster asset merge --undo 1 -t acme"])
        let undo = try test.roll.takeBack(act: act, of: "acme", now: now, by: "jane").act.number
        #expect(complaint { try test.roll.takeBack(act: act, of: "acme", now: now, by: "jane") } != nil)
        #expect(complaint { try test.roll.takeBack(act: undo, of: "acme", now: now, by: "jane") } != nil)
        #expect(try test.log("acme").acts.isEmpty)
    }

    private func builds(_ test: TestRoll, asset: Int) throws -> [String] {
        let roll = try LogFixture.projector().roll(test.log("acme"))
        let server = roll.servers.first { $0.row.asset == asset }
        return (server?.facts ?? []).filter { $0.fact == "build" }.sorted { $0.from < $1.from }.map(\.value)
    }
}
