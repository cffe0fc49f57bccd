import Assessment
import Inventory
import Knowledge
import Storage
import Testing

@testable import Roll

/// What people recorded stays with the machine it was recorded for: after an undo, a merge and a split.
@Suite struct WorkFollowsTests {
    /// After all that the knowledge knows of.
    private let now = Instant(iso: "2026-11-20T12:00:00Z") ?? .distantPast
    private let projector: Projector

    init() throws { projector = try Projector(knowledge: .load(from: ExchangeKnowledge.locate())) }

    // MARK: A roll

    private static let shell = #"C:\inetpub\wwwroot\aspnet_client\k2.aspx"#
    private static let export = #"New-MailboxExportRequest -Mailbox "a" -FilePath "\\127.0.0.1\C$\inetpub\x.aspx""#

    private func inventory(_ machines: [[(Field, String)]], seen: String) -> TestFile {
        TestFile(machines.map { .init(facts: $0 + [(.build, "15.1.2242.4")], seenAt: Instant(iso: seen)) })
    }

    private let mail01: [(Field, String)] = [(.serial, "s1"), (.fqdn, "mail01.acme.example")]
    private let mail02: [(Field, String)] = [(.serial, "s2"), (.fqdn, "mail02.acme.example")]

    /// Two servers, imports 1 and 2, and what was hunted on both, import 3.
    private func filled() throws -> TestRoll {
        let projector = projector
        let test = try TestRoll { try projector.project($0) }
        try test.roll.adopt(projector.knowledge, now: now, by: "jane")
        try test.add("acme")
        try test.take(inventory([mail01], seen: "2021-08-02T05:00:00Z")) { $0.tenantSlug = "acme" }
        try test.take(inventory([mail02], seen: "2021-08-03T05:00:00Z")) { $0.tenantSlug = "acme" }
        var hunt = TestFile([
            .init(facts: mail01 + [(.trace, "path - \(Self.shell)")], seenAt: Instant(iso: "2021-08-16T06:00:00Z")),
            .init(
                facts: mail02 + [(.trace, "command 2021-08-09T03:13:20Z \(Self.export)")],
                seenAt: Instant(iso: "2021-08-16T06:00:00Z")),
        ])
        hunt.kind = .evidence
        hunt.format = "hunting-csv"
        hunt.vantage = .reported
        try test.take(hunt) { $0.tenantSlug = "acme" }
        return test
    }

    private func expectWhole(_ test: TestRoll, _ place: SourceLocation = #_sourceLocation) throws {
        #expect(try test.roll.check().faults.map(\.words) == [], sourceLocation: place)
    }

    private func time(_ day: String) -> Instant { Instant(iso: "\(day)T09:00:00Z") ?? .distantPast }

    // MARK: Work

    private func id(_ test: TestRoll, _ asset: Int, _ threat: String) throws -> FollowUpID {
        try test.roll.store.read { transaction in
            let numbers = try transaction.followUpNumbers(of: 1)
            let number = try #require(numbers.number(asset: asset, threat: threat, episode: 1), "\(asset) \(threat)")
            return FollowUpIDs(key: try transaction.followUpKey()).id(number)
        }
    }

    @discardableResult
    private func work(
        _ test: TestRoll, _ asset: Int, _ threat: String, _ wish: WorkWish, on day: String
    ) throws -> WorkOutcome {
        let order = WorkOrder(try id(test, asset, threat), wish)
        return try #require(
            try test.roll.carryOut([order], at: time(day), now: now, by: "jane", projector).first)
    }

    private func check(_ test: TestRoll, _ asset: String, on day: String, _ from: String, _ to: String) throws {
        let days = DayRange(CalendarDay(iso: from)!, CalendarDay(iso: to)!)
        _ = try test.roll.record(
            CheckReportByHand(
                asset: asset, threat: "ProxyShell", result: .noEvidence,
                covers: [CheckCover(logs: [.iis, .msexchange, .files], days: days)], version: nil, note: nil),
            of: "acme", at: time(day), now: now, by: "jane", projector)
    }

    private func dismiss(_ test: TestRoll, _ asset: Int, on day: String) throws {
        let found = try evidence(test).filter { $0.row.key.asset == asset && $0.isOpen }
        _ = try test.roll.judge(
            found.map(\.id), of: "acme", as: .dismiss, reason: "ours", at: time(day), now: now, by: "jane", projector)
    }

    /// Everything that people can record, about the first server.
    private func workOnMail01(_ test: TestRoll) throws {
        try work(test, 1, "ProxyOracle", .assign("joe"), on: "2021-08-05")
        try work(test, 1, "ProxyOracle", .note("asked the customer"), on: "2021-08-06")
        try work(test, 1, "ProxyOracle", .snooze(until: CalendarDay(iso: "2021-08-12")!, reason: nil), on: "2021-08-06")
        try work(
            test, 1, "ProxyToken", .accept(until: CalendarDay(iso: "2021-08-12")!, reason: "board"), on: "2021-08-06")
        try check(test, "s1", on: "2021-08-20", "2021-08-06", "2021-08-16")
        try dismiss(test, 1, on: "2021-08-17")
    }

    // MARK: What there is

    private func evidence(_ test: TestRoll) throws -> [EvidenceReading] {
        try test.roll.evidence(of: "acme", asOf: .now(now), projector)
    }

    /// How a server's follow-up stands on a day, as it is computed: `snoozed by joe`.
    private func state(_ test: TestRoll, _ asset: Int, _ threat: String, on day: String) throws -> String? {
        let log = try test.log("acme")
        guard let server = try projector.roll(log).servers.first(where: { $0.row.asset == asset }),
            let step = projector.followUps(of: server, log.tenant).first(where: { $0.threat == threat })?
                .step(at: time(day))
        else { return nil }
        return step.work.state.rawValue + (step.work.owner.map { " by \($0)" } ?? "")
    }

    /// The days of ProxyShell that a server still owes, as of 2021-08-22: assumed ones, as nobody scanned.
    private func owed(_ test: TestRoll, _ asset: Int) throws -> [String] {
        let log = try test.log("acme")
        guard let server = try projector.roll(log).servers.first(where: { $0.row.asset == asset }) else { return [] }
        let terms = Terms(zone: .utc, start: log.tenant.start)
        let windows = projector.assessor.windows(of: server.history, terms, at: time("2021-08-22"))
        let place = projector.knowledge.threats.firstIndex { $0.name == "ProxyShell" } ?? 0
        return windows[place].clipped(to: CalendarDay(iso: "2021-08-22")!).assumed.map { "\($0.first) … \($0.last)" }
    }

    /// What lies on each server: `1 path dismissed`.
    private func signs(_ test: TestRoll) throws -> [String] {
        try evidence(test).map { "\($0.row.key.asset) \($0.trace.kind.rawValue) \($0.row.state)" }.sorted()
    }

    private func notes(_ test: TestRoll, _ asset: Int) throws -> [String] {
        try test.roll.story(of: id(test, asset, "ProxyOracle"), asOf: .now(now), projector).events
            .filter { $0.by == "jane" }.map { "\($0.what): \($0.words)" }
    }

    /// All of it on the machine that is asset `asset` now.
    private func expectWork(_ test: TestRoll, on asset: Int, _ place: SourceLocation = #_sourceLocation) throws {
        #expect(try state(test, asset, "ProxyOracle", on: "2021-08-07") == "snoozed by joe", sourceLocation: place)
        #expect(try state(test, asset, "ProxyToken", on: "2021-08-07") == "accepted", sourceLocation: place)
        #expect(
            try owed(test, asset) == ["2021-08-17 … 2021-08-22"], sourceLocation: place)
        #expect(try signs(test).contains("\(asset) path dismissed"), sourceLocation: place)
    }

    private func expectNoWork(_ test: TestRoll, on asset: Int, _ place: SourceLocation = #_sourceLocation) throws {
        #expect(try state(test, asset, "ProxyOracle", on: "2021-08-07") == "open", sourceLocation: place)
        #expect(try state(test, asset, "ProxyToken", on: "2021-08-07") == "open", sourceLocation: place)
        #expect(try owed(test, asset) == ["2021-08-06 … 2021-08-22"], sourceLocation: place)
        #expect(try signs(test).contains("\(asset) command found"), sourceLocation: place)
    }

    // MARK: Undo

    @Test func `everything stands where it was recorded`() throws {
        let test = try filled()
        try workOnMail01(test)
        try expectWork(test, on: 1)
        try expectNoWork(test, on: 2)
        #expect(
            try notes(test, 1).filter { !$0.hasPrefix("checked") && !$0.hasPrefix("evidence") } == [
                "assigned: to joe", "note: asked the customer", "snoozed: until 2021-08-12",
            ])
        try expectWhole(test)
    }

    @Test func `an undo of another import leaves it as it is`() throws {
        let test = try filled()
        try workOnMail01(test)
        _ = try test.roll.undo(2, now: now, by: "jane")
        try expectWork(test, on: 1)
        try expectWhole(test)
    }

    @Test func `an undo of the import that brought the machine hides it, the same rows bring it back`() throws {
        let test = try filled()
        try workOnMail01(test)
        let before = try id(test, 1, "ProxyOracle")
        let notesBefore = try notes(test, 1)
        _ = try test.roll.undo(1, now: now, by: "jane")
        _ = try test.roll.undo(3, now: now, by: "jane")
        #expect(try test.projection("acme").servers.filter(\.isServer).map(\.asset) == [2])
        #expect(try signs(test) == [])
        try expectWhole(test)
        // Mended: a row more, and the same machine at the same time.
        let third: [(Field, String)] = [(.serial, "s3"), (.fqdn, "mail03.acme.example")]
        try test.take(inventory([third, mail01], seen: "2021-08-02T05:00:00Z")) { $0.tenantSlug = "acme" }
        var hunt = TestFile([
            .init(facts: mail01 + [(.trace, "path - \(Self.shell)")], seenAt: Instant(iso: "2021-08-16T06:00:00Z")),
            .init(
                facts: mail02 + [(.trace, "command 2021-08-09T03:13:20Z \(Self.export)")],
                seenAt: Instant(iso: "2021-08-16T06:00:00Z")),
            .init(facts: third + [(.trace, "path - C:\\readme.txt")], seenAt: Instant(iso: "2021-08-16T06:00:00Z")),
        ])
        hunt.kind = .evidence
        hunt.format = "hunting-csv"
        hunt.vantage = .reported
        try test.take(hunt) { $0.tenantSlug = "acme" }
        try expectWork(test, on: 1)
        try expectNoWork(test, on: 2)
        #expect(try id(test, 1, "ProxyOracle") == before)
        #expect(try notes(test, 1) == notesBefore)
        try expectWhole(test)
    }

    @Test func `work on a machine that another import knows by its short name stays with it`() throws {
        let test = try filled()
        // The same machine as an agent names it: of one name with the first row.
        try test.take(inventory([[(.hostName, "mail01")]], seen: "2021-08-04T05:00:00Z")) { $0.tenantSlug = "acme" }
        #expect(try test.projection("acme").servers.filter(\.isServer).count == 2)
        try workOnMail01(test)
        _ = try test.roll.undo(1, now: now, by: "jane")
        let left = try #require(
            try test.projection("acme").servers.first { $0.isServer && $0.name.hasPrefix("mail01") })
        #expect(try state(test, left.asset, "ProxyOracle", on: "2021-08-07") == "snoozed by joe")
        #expect(try signs(test).contains("\(left.asset) path dismissed"))
        try expectWhole(test)
    }

    // MARK: Acts taken back

    @Test func `each act can be taken back alone`() throws {
        let test = try filled()
        try workOnMail01(test)
        let acts = try test.log("acme").acts
        for what in [Deed.snooze, Deed.accept, Deed.check, Deed.evidence(.dismiss), Deed.assign] {
            let act = try #require(acts.first { $0.what == what })
            _ = try test.roll.takeBack(act: act.number, of: "acme", kinds: [what], now: now, by: "jane")
            try expectWhole(test)
        }
        #expect(try state(test, 1, "ProxyOracle", on: "2021-08-07") == "open")
        #expect(try state(test, 1, "ProxyToken", on: "2021-08-07") == "open")
        #expect(try owed(test, 1) == ["2021-08-06 … 2021-08-22"])
        #expect(try signs(test) == ["1 path found", "2 command found"])
        #expect(try notes(test, 1) == ["note: asked the customer"])
    }

    // MARK: Merge and split

    @Test func `a check of a merged machine goes with the one that was named once they part`() throws {
        for name in ["mail02.acme.example", "mail02", "s2"] {
            let test = try filled()
            let merge = try test.roll.merge(["s1", "s2"], of: "acme", now: now, by: "jane")
            try check(test, name, on: "2021-08-20", "2021-08-06", "2021-08-16")
            _ = try test.roll.retire(
                name, of: "acme", at: time("2021-09-20"), now: now, by: "jane")
            #expect(try owed(test, 1) == ["2021-08-17 … 2021-08-22"])
            _ = try test.roll.takeBack(act: merge.act.number, of: "acme", now: now, by: "jane")
            #expect(try owed(test, 1) == ["2021-08-06 … 2021-08-22"], "\(name)")
            #expect(try owed(test, 2) == ["2021-08-17 … 2021-08-22"], "\(name)")
            let retired = try test.log("acme").acts.first { $0.what == Deed.retire }
            #expect(retired?.subject == 2)
            try expectWhole(test)
        }
    }

    @Test func `merged machines have what was recorded for both, and part with their own`() throws {
        let test = try filled()
        try workOnMail01(test)
        try work(test, 2, "ProxyRelay", .assign("ann"), on: "2021-08-07")
        try check(test, "s2", on: "2021-08-21", "2021-08-17", "2021-08-18")
        let merge = try test.roll.merge(["s1", "s2"], of: "acme", now: now, by: "jane")
        #expect(try state(test, 1, "ProxyOracle", on: "2021-08-07") == "snoozed by joe")
        #expect(try state(test, 1, "ProxyRelay", on: "2021-08-08") == "assigned by ann")
        // Each looked at some of the days of what is one machine.
        #expect(try owed(test, 1) == ["2021-08-19 … 2021-08-22"])
        #expect(try signs(test) == ["1 command found", "1 path dismissed"])
        try expectWhole(test)
        _ = try test.roll.takeBack(act: merge.act.number, of: "acme", now: now, by: "jane")
        try expectWork(test, on: 1)
        #expect(try state(test, 1, "ProxyRelay", on: "2021-08-08") == "open")
        #expect(try state(test, 2, "ProxyRelay", on: "2021-08-08") == "assigned by ann")
        #expect(try owed(test, 2) == ["2021-08-06 … 2021-08-16", "2021-08-19 … 2021-08-22"])
        #expect(try signs(test) == ["1 path dismissed", "2 command found"])
        try expectWhole(test)
    }

    @Test func `what was recorded for one machine follows its subjects when they are parted`() throws {
        let test = try filled()
        _ = try test.roll.merge(["s1", "s2"], of: "acme", now: now, by: "jane")
        try work(test, 1, "ProxyOracle", .assign("joe"), on: "2021-08-05")
        // Evidence is judged where it lies: the export was told of by the second subject.
        let export = try #require(try evidence(test).first { $0.trace.kind == .command })
        #expect(export.row.subject == 2)
        _ = try test.roll.judge(
            [export.id], of: "acme", as: .confirm, reason: nil, at: time("2021-08-17"), now: now, by: "jane", projector)
        _ = try test.roll.split(["s2"], from: "mail01", of: "acme", now: now, by: "jane")
        #expect(try state(test, 1, "ProxyOracle", on: "2021-08-07") == "assigned by joe")
        #expect(try state(test, 2, "ProxyOracle", on: "2021-08-07") == "open")
        let parted = try signs(test)
        #expect(parted == ["1 path found", "2 command confirmed"])
        try expectWhole(test)
    }

    @Test func `the id of evidence stays the same over a merge of machines that it is not about`() throws {
        let test = try filled()
        let before = try evidence(test).map(\.id)
        _ = try test.roll.merge(["s1", "s2"], of: "acme", now: now, by: "jane")
        #expect(Set(try evidence(test).map(\.id)) == Set(before))
    }

    // MARK: Retirement

    @Test func `a machine that a full file no longer lists keeps its items until a person retires it`() throws {
        let test = try filled()
        let full = inventory([mail01], seen: "2021-08-23T05:00:00Z")
        try test.take(full) {
            $0.tenantSlug = "acme"
            $0.isFull = true
            $0.acceptShrink = true
        }
        #expect(try state(test, 2, "ProxyOracle", on: "2021-08-24") == "open")
        let retired = try test.roll.retire(
            "s2", of: "acme", reason: "scrapped", at: time("2021-08-25"), now: now, by: "jane")
        #expect(try state(test, 2, "ProxyOracle", on: "2021-08-26") == "closed")
        // What was found on it is still somebody's work.
        #expect(try state(test, 2, "ProxyShell", on: "2021-08-26") != "closed")
        #expect(retired.followUps.changes.contains { $0.kind == .closed && $0.cause == "retired" })
        try expectWhole(test)
        // Seen again: as it was, with its first date.
        let again = try test.take(inventory([mail02], seen: "2021-09-01T05:00:00Z")) { $0.tenantSlug = "acme" }
        #expect(try state(test, 2, "ProxyOracle", on: "2021-09-02") == "reopened")
        let oracle = again.followUpChanges.filter { $0.threat == "ProxyOracle" }
        #expect(oracle.map(\.kind) == [.reopened])
        #expect(oracle.map(\.cause) == ["appeared"])
        try expectWhole(test)
        _ = try test.roll.takeBack(act: retired.act.number, of: "acme", kinds: [Deed.retire], now: now, by: "jane")
        #expect(try state(test, 2, "ProxyOracle", on: "2021-08-26") == "open")
        try expectWhole(test)
    }

    @Test func `an address of it that is closed does not show that a retired machine is there`() throws {
        let test = try filled()
        _ = try test.roll.retire("s2", of: "acme", at: time("2021-08-25"), now: now, by: "jane")
        for (state, isThere) in [("closed", false), ("open", true)] {
            var scan = TestFile([
                .init(facts: mail02 + [(.endpoint, "203.0.113.9 443/tcp \(state)")], seenAt: time("2021-08-28"))
            ])
            scan.kind = .scan
            scan.format = "scan-csv"
            scan.vantage = .internet
            try test.take(scan) { $0.tenantSlug = "acme" }
            #expect(try self.state(test, 2, "ProxyOracle", on: "2021-08-29") == (isThere ? "reopened" : "closed"))
        }
        try expectWhole(test)
    }
}
