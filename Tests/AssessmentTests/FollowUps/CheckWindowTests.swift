import Inventory
import Knowledge
import Testing

@testable import Assessment

/// Rule 8, sentence by sentence: which days a check has to look at.
struct CheckWindowTests {
    private let assessor: Assessor

    init() throws { assessor = try Assessor(knowledge: .load(from: ExchangeKnowledge.locate())) }

    @Test func `a patch never clears a check, and its own day is owed`() throws {
        let server = OneServer(builds: [("2021-06-01", "15.1.2242.4"), ("2021-09-10", "15.1.2242.12")])
        #expect(try server.owed(on: "2021-12-01", by: assessor).proved == ["2021-08-06 … 2021-09-10"])
        #expect(try server.item(by: assessor).step(at: at("2021-12-01"))?.isOpen == true)
    }

    @Test func `days on which it was proved unexposed are not owed, the day of the closing is`() throws {
        let server = OneServer(exposure: [
            ("2021-06-01", .exposed), ("2021-08-10", .notExposed), ("2021-08-20", .exposed),
        ])
        let owed = try server.owed(on: "2021-08-25", by: assessor)
        #expect(owed.proved == ["2021-08-06 … 2021-08-10", "2021-08-20 … 2021-08-25"])
        #expect(owed.assumed == [])
    }

    @Test func `a server that is closed all the time owes nothing where the way in is 443`() throws {
        let server = OneServer(exposure: [("2021-06-01", .notExposed)])
        #expect(try server.owed(on: "2021-09-01", by: assessor).proved == [])
        #expect(try server.owed(on: "2021-09-01", by: assessor).assumed == [])
    }

    @Test func `where the way in is another port a closed 443 clears nothing`() throws {
        let threat = try #require(
            assessor.knowledge.threats.first { !$0.needs443 && $0.exploitationKnownFrom != nil && !$0.cves.isEmpty })
        #expect(threat.name == "PrivExchange" || threat.name == "NTLM relay (no EP)")
        let server = OneServer(
            builds: [("2024-01-10", "15.2.1258.28")], exposure: [("2024-01-10", .notExposed)])
        let owed = try server.owed("NTLM relay (no EP)", on: "2024-03-01", by: assessor)
        #expect(owed.proved == [])
        #expect(owed.assumed == ["2024-02-01 … 2024-03-01"])
    }

    @Test func `days are proved where it was seen vulnerable and exposed, assumed where nothing was seen`() throws {
        let server = OneServer(exposure: [
            ("2021-06-01", .unknown), ("2021-08-10", .exposed), ("2021-08-20", .stale), ("2021-08-25", .exposed),
        ])
        let owed = try server.owed(on: "2021-08-26", by: assessor)
        #expect(owed.proved == ["2021-08-10 … 2021-08-19", "2021-08-25 … 2021-08-26"])
        #expect(owed.assumed == ["2021-08-06 … 2021-08-09", "2021-08-20 … 2021-08-24"])
    }

    @Test func `a build that may be fixed proves nothing and clears nothing`() throws {
        let range = BuildEvidence(
            lower: ExchangeBuild(15, 1, 2242, 0), upper: ExchangeBuild(15, 1, 2242, .max), precision: .cu)
        let history = ServerHistory(
            firstSeen: at("2021-06-01"), builds: Timeline([(at("2021-06-01"), BuildState(range))]),
            exposure: Timeline([(at("2021-06-01"), .exposed)]))
        let windows = assessor.windows(of: history, OneServer.terms, at: at("2021-08-20"))
        let place = try #require(assessor.knowledge.threats.firstIndex { $0.name == "ProxyShell" })
        let window = windows[place].clipped(to: day("2021-08-20"))
        #expect(window.proved.isEmpty)
        #expect(window.assumed.map(\.words) == ["2021-08-06 … 2021-08-20"])
    }

    @Test func `days before the first sighting are assumed from the first exploitation on`() throws {
        let server = OneServer(builds: [("2021-09-01", "15.1.2242.4")], exposure: [("2021-09-01", .exposed)])
        let owed = try server.owed(on: "2021-09-05", by: assessor)
        #expect(owed.proved == ["2021-09-01 … 2021-09-05"])
        #expect(owed.assumed == ["2021-08-06 … 2021-08-31"])
        // Also where it is fixed when it is first seen: nobody knows since when.
        let fixed = OneServer(builds: [("2021-09-01", "15.1.2242.12")], exposure: [("2021-09-01", .exposed)])
        #expect(try fixed.owed(on: "2021-09-05", by: assessor).proved == [])
        #expect(try fixed.owed(on: "2021-09-05", by: assessor).assumed == ["2021-08-06 … 2021-08-31"])
    }

    @Test func `assumed days begin with the machine`() throws {
        var server = OneServer(builds: [("2021-09-01", "15.1.2242.4")], exposure: [("2021-09-01", .exposed)])
        server.beginning = "2021-08-20"
        #expect(try server.owed(on: "2021-09-05", by: assessor).assumed == ["2021-08-20 … 2021-08-31"])
        server.beginning = "2021-09-01"
        #expect(try server.owed(on: "2021-09-05", by: assessor).assumed == [])
        // One that is older than the exploitation changes nothing.
        server.beginning = "2019-01-01"
        #expect(try server.owed(on: "2021-09-05", by: assessor).assumed == ["2021-08-06 … 2021-08-31"])
    }

    @Test func `assumed days begin with the oldest product that has the flaw`() throws {
        let server = OneServer(builds: [("2021-09-01", "15.1.2242.4")], exposure: [("2021-09-01", .exposed)])
        let threat = try #require(assessor.knowledge.threats.first { $0.name == "ProxyShell" })
        let segments = Segmenter(knowledge: assessor.knowledge, judge: assessor.judge)
            .segments(of: server.history, OneServer.terms)
        func assumed(affectedFrom: String) -> [String] {
            CheckWindow.of(
                threat, segments, server.history, OneServer.terms, affectedFrom: day(affectedFrom), publicFrom: nil
            ).assumed.map(\.words)
        }
        #expect(assumed(affectedFrom: "2012-12-03") == ["2021-08-06 … 2021-08-31"])
        #expect(assumed(affectedFrom: "2021-08-25") == ["2021-08-25 … 2021-08-31"])
    }

    @Test func `a product that never had the flaw owes nothing`() throws {
        let server = OneServer(builds: [("2025-08-01", "15.2.2562.17")], exposure: [("2025-08-01", .exposed)])
        let owed = try server.owed(on: "2025-09-01", by: assessor)
        #expect(owed.proved == [] && owed.assumed == [])
    }

    @Test func `before exploitation is known nobody owes anything, then all days since its first`() throws {
        let server = OneServer()
        #expect(try server.owed(on: "2021-08-11", by: assessor).proved == [])
        #expect(try server.owed(on: "2021-08-12", by: assessor).proved == ["2021-08-06 … 2021-08-12"])
        // What is known of exploitation a day before the flaw is public waits for that.
        let zeroDay = OneServer(builds: [("2026-05-01", "15.2.2562.41")], exposure: [("2026-05-01", .exposed)])
        #expect(try zeroDay.owed("OWA XSS 2026", on: "2026-05-14", by: assessor).proved == [])
        #expect(
            try zeroDay.owed("OWA XSS 2026", on: "2026-05-15", by: assessor).proved == ["2026-05-01 … 2026-05-15"])
    }

    @Test func `before a fix existed every affected build was vulnerable`() throws {
        let server = OneServer(builds: [("2021-01-10", "15.1.2176.2")], exposure: [("2021-01-10", .exposed)])
        #expect(
            try server.owed("ProxyLogon", on: "2021-03-02", by: assessor).proved == ["2021-01-10 … 2021-03-02"])
        #expect(
            try server.owed("ProxyLogon", on: "2021-03-02", by: assessor).assumed == ["2021-01-03 … 2021-01-09"])
    }

    @Test func `what was patched before the first exploitation owes nothing`() throws {
        let server = OneServer(builds: [("2021-06-01", "15.1.2242.4"), ("2021-08-05", "15.1.2242.12")])
        #expect(try server.owed(on: "2021-09-01", by: assessor).proved == [])
        #expect(try server.owed(on: "2021-09-01", by: assessor).assumed == [])
        let lastDay = OneServer(builds: [("2021-06-01", "15.1.2242.4"), ("2021-08-06", "15.1.2242.12")])
        #expect(try lastDay.owed(on: "2021-09-01", by: assessor).proved == ["2021-08-06 … 2021-08-06"])
    }

    @Test func `a downgrade opens the days anew`() throws {
        let server = OneServer(builds: [
            ("2021-06-01", "15.1.2242.12"), ("2021-08-20", "15.1.2242.4"), ("2021-08-25", "15.1.2242.12"),
        ])
        #expect(try server.owed(on: "2021-09-01", by: assessor).proved == ["2021-08-20 … 2021-08-25"])
    }

    @Test func `what was looked at is owed no more, the rest is`() throws {
        var server = OneServer()
        let covered = [DayRange(day("2021-08-10"), day("2021-08-12")), DayRange(day("2021-08-15"), day("2021-08-15"))]
        server.checks = [
            ThreatChecks(
                threat: "ProxyShell",
                standings: Timeline([
                    (at("2021-08-16"), CheckStanding(covered: covered, result: .noEvidence, requeuedBy: nil))
                ]))
        ]
        #expect(try server.owed(on: "2021-08-15", by: assessor).proved == ["2021-08-06 … 2021-08-15"])
        #expect(
            try server.owed(on: "2021-08-17", by: assessor).proved
                == ["2021-08-06 … 2021-08-09", "2021-08-13 … 2021-08-14", "2021-08-16 … 2021-08-17"])
        #expect(try server.owed(on: "2021-08-17", by: assessor, all: true).proved == ["2021-08-06 … 2021-08-17"])
    }

    @Test func `a day that was looked at before its danger ended is owed, one looked at after it is not`() throws {
        // Patched on the 16th at 06:00.
        var server = OneServer(builds: [("2021-06-01", "15.1.2242.4"), ("2021-08-16", "15.1.2242.12")])
        server.builds = [("2021-06-01", "15.1.2242.4"), ("2021-08-16T06:00:00Z", "15.1.2242.12")]
        let before = [DayRange(day("2021-08-06"), day("2021-08-15"))]
        for (moment, owed) in [(21_599, ["2021-08-16 … 2021-08-16"]), (21_600, [])] {
            let standing = CheckStanding(
                covered: before, begun: [day("2021-08-16"): at("2021-08-16") + Int64(moment)], result: .noEvidence,
                requeuedBy: nil)
            server.checks = [
                ThreatChecks(
                    threat: "ProxyShell", standings: Timeline([(at("2021-08-16") + Int64(moment), standing)]))
            ]
            #expect(try server.owed(on: "2021-09-01", by: assessor).proved == owed)
        }
        // Taken back to the old build on the same day: danger goes on.
        server.builds.append(("2021-08-16T08:00:00Z", "15.1.2242.4"))
        #expect(
            try server.owed(on: "2021-08-17", by: assessor).proved == ["2021-08-16 … 2021-08-17"])
    }

    @Test func `a server with assumed days only has one item of what to collect, for all threats together`() throws {
        let server = OneServer(builds: [("2021-09-01", "15.1.2308.14")], exposure: [("2021-09-01", .notExposed)])
        let items = server.followUps(assessor).filter { $0.step(at: at("2021-09-02"))?.isOpen == true }
        #expect(items.map(\.threat) == [FollowUpHistory.collect])
        let step = try #require(items[0].step(at: at("2021-09-02")))
        let days = step.wants.compactMap { want -> String? in
            if case .days(let threat) = want { threat } else { nil }
        }
        #expect(Set(days).isSuperset(of: ["ProxyLogon", "ProxyShell"]))
        #expect(step.outcome == .collect && step.dueOn == nil)
        // Merged: from the first of all to the day before it was first seen.
        #expect(step.window.clipped(to: day("2021-09-02")).assumed.map(\.words).last?.hasSuffix("2021-08-31") == true)
        #expect(step.window.clipped(to: day("2021-09-02")).proved.isEmpty)
    }

    // MARK: Sums of days

    @Test func `ranges are merged where they touch, and parted where days are taken out`() {
        func range(_ a: Int64, _ b: Int64) -> DayRange { DayRange(CalendarDay(number: a), CalendarDay(number: b)) }
        #expect(
            CheckWindow.merged([range(5, 6), range(1, 2), range(3, 3), range(9, 9)]) == [
                range(1, 3), range(5, 6), range(9, 9),
            ])
        #expect(CheckWindow.merged([range(1, 9), range(2, 3)]) == [range(1, 9)])
        #expect(CheckWindow.subtract([range(3, 4), range(8, 20)], from: [range(1, 9)]) == [range(1, 2), range(5, 7)])
        #expect(CheckWindow.subtract([range(1, 9)], from: [range(2, 3)]) == [])
        #expect(CheckWindow.intersection([range(1, 4), range(8, 9)], [range(3, 8)]) == [range(3, 4), range(8, 8)])
        let forever = DayRange(CalendarDay(number: 5), .forever)
        #expect(CheckWindow.merged([forever, range(1, 4)]) == [DayRange(CalendarDay(number: 1), .forever)])
    }
}
