import Inventory
import Knowledge
import Testing

@testable import Assessment

/// DESIGN section 4: what opens a follow-up, what closes it, and when it is due.
struct FollowUpLifeTests {
    let assessor: Assessor

    init() throws { assessor = try Assessor(knowledge: .load(from: ExchangeKnowledge.locate())) }

    @Test func `the same reasons reopen the old follow-up with its first date`() throws {
        let items = followUps([
            ("2021-06-01", "15.1.2242.4"), ("2021-07-20", "15.1.2242.12"), ("2021-07-25", "15.1.2242.4"),
        ])
        let oracle = items.filter { $0.threat == "ProxyOracle" }
        #expect(oracle.count == 1)
        #expect(oracle[0].openedAt == at("2021-06-01"))
        #expect(oracle[0].steps.filter { !$0.isOpen }.map(\.cause) == ["patched"])
        let reopened = try #require(oracle[0].step(at: at("2021-07-25")))
        #expect(reopened.isOpen && reopened.cause == "downgraded")
        #expect(reopened.dueOn == day("2021-06-15"))
    }

    @Test func `new CVEs of the catch-all after it closed open a new follow-up`() throws {
        let items = followUps([("2021-06-01", "15.1.2308.8"), ("2021-07-20", "15.1.2308.14")])
            .filter { $0.threat == "Unpatched" }
        #expect(items.map(\.episode).prefix(2) == [1, 2])
        #expect(items[1].openedAt == at("2021-10-12"))
    }

    @Test func `losing exposure changes the decision and never closes`() throws {
        let items = followUps([("2021-06-01", "15.1.2242.4")], [("2021-06-01", .exposed), ("2021-07-20", .notExposed)])
        let shell = try item("ProxyShell", items)
        #expect(shell.step(at: at("2021-07-19"))?.outcome == .threeDays)
        #expect(shell.step(at: at("2021-07-21"))?.outcome == .sixtyDays)
        #expect(shell.step(at: at("2021-07-21"))?.isOpen == true)
    }

    @Test func `a later loosening does not move the due date, a tighter decision moves it earlier`() throws {
        let items = followUps([("2021-06-01", "15.1.2242.4")], [("2021-06-01", .exposed), ("2021-07-20", .notExposed)])
        let shell = try item("ProxyShell", items)
        #expect(shell.step(at: at("2021-06-02"))?.dueOn == day("2021-07-31"))
        #expect(shell.step(at: at("2021-07-14"))?.dueOn == day("2021-07-16"))
        #expect(shell.step(at: at("2021-07-21"))?.dueOn == day("2021-07-16"))
    }

    @Test func `a corrected assumption recomputes the due date`() throws {
        let items = followUps([("2021-06-01", "15.1.2242.4")], [("2021-06-01", .unknown), ("2021-06-10", .notExposed)])
        let oracle = try item("ProxyOracle", items)
        #expect(oracle.step(at: at("2021-06-02"))?.outcome == .fourteenDays)
        #expect(oracle.step(at: at("2021-06-02"))?.dueOn == day("2021-06-15"))
        #expect(oracle.step(at: at("2021-06-11"))?.outcome == .nextUpgrade)
        #expect(oracle.step(at: at("2021-06-11"))?.dueOn == nil)
    }

    @Test func `an assumption that proves true keeps its due date`() throws {
        let items = followUps([("2021-06-01", "15.1.2242.4")], [("2021-06-01", .unknown), ("2021-06-10", .exposed)])
        #expect(try item("ProxyOracle", items).step(at: at("2021-06-11"))?.dueOn == day("2021-06-15"))
    }

    @Test func `no clock starts before the tenant's start`() throws {
        let items = followUps([("2020-06-01", "15.1.1979.3")], start: "2021-05-01")
        let logon = try item("ProxyLogon", items)
        #expect(logon.openedAt == at("2021-03-02"))
        #expect(logon.step(at: at("2021-05-02"))?.dueOn == day("2021-05-04"))
    }

    @Test func `stale exposure is decided as exposed`() throws {
        let items = followUps([("2021-06-01", "15.1.2242.4")], [("2021-06-01", .notExposed), ("2021-06-15", .stale)])
        let oracle = try item("ProxyOracle", items)
        #expect(oracle.step(at: at("2021-06-14"))?.outcome == .nextUpgrade)
        #expect(oracle.step(at: at("2021-06-15"))?.outcome == .fourteenDays)
    }

    @Test func `a server of unknown build has one item of what to collect and no follow-up`() {
        let history = ServerHistory(
            firstSeen: at("2021-06-01"), builds: Timeline(), exposure: Timeline([(at("2021-06-01"), .exposed)]))
        let items = assessor.followUps(of: history, Terms(zone: .utc, start: day("2021-01-01")))
        #expect(items.map(\.threat) == [FollowUpHistory.collect])
        #expect(items[0].step(at: at("2021-06-02"))?.wants.contains(.build) == true)
    }

    @Test func `a web shell on a patched server opens the catch-all, due on its day, and a patch does not close it`()
        throws
    {
        let items = followUps(
            [("2021-07-20", "15.1.2308.14"), ("2021-10-20", "15.1.2308.15")],
            signs: [CompromiseSign(what: "webshell", at: at("2021-08-01"))])
        let unpatched = try item("Unpatched", items)
        let step = try #require(unpatched.step(at: at("2021-08-02")))
        #expect(step.isOpen && step.cause == "evidence")
        #expect(step.outcome == .threeDaysAndForensics)
        #expect(step.dueOn == day("2021-08-01"))
        #expect(unpatched.step(at: at("2021-10-21"))?.isOpen == true)
    }

    @Test func `an Edge server owes no check where the threat needs 443`() {
        let items = followUps(
            [("2021-06-01", "15.1.2242.4")], [("2021-06-01", .unknown)], conditions: ["edge": true])
        for item in items where item.threat == "ProxyShell" || item.threat == "ProxyLogon" {
            #expect(item.steps.allSatisfy { $0.window.proved.isEmpty && $0.window.assumed.isEmpty })
        }
    }

    @Test func `an Edge server that answers on 443 is a conflict: its days are assumed, not cleared`() throws {
        let items = followUps([("2021-06-01", "15.1.2242.4")], [("2021-06-01", .exposed)], conditions: ["edge": true])
        let shell = try item("ProxyShell", items)
        let window = try #require(shell.step(at: at("2021-08-20"))).window.clipped(to: day("2021-08-20"))
        #expect(window.proved.isEmpty)
        #expect(window.assumed == [DayRange(day("2021-08-06"), day("2021-08-20"))])
    }

    @Test func `before a fix existed every affected build was vulnerable`() throws {
        let items = followUps([("2026-05-01", "15.2.2562.41")], [("2026-05-01", .exposed)])
        let web = try item("OWA XSS 2026", items)
        let step = try #require(web.step(at: at("2026-05-20")))
        #expect(step.isOpen && !step.isUndetermined)
        #expect(step.outcome == .fourteenDays)
        #expect(step.window.clipped(to: day("2026-05-20")).proved == [DayRange(day("2026-05-01"), day("2026-05-20"))])
    }

    @Test func `an unsupported product has a follow-up though nothing of it was assessed`() throws {
        let items = followUps([("2021-06-01", "14.3.513.0")])
        let step = try #require(try item("Unpatched", items).step(at: at("2021-06-02")))
        #expect(step.isOpen)
        let collect = try #require(try item(FollowUpHistory.collect, items).step(at: at("2021-08-02")))
        #expect(collect.wants.contains { if case .notAssessed = $0 { true } else { false } })
    }

    @Test func `a proof makes vulnerable what the prefix leaves open, and an exact build contradicts it`() throws {
        let shell = try #require(assessor.knowledge.cve(named: "CVE-2021-26855"))
        let range = BuildEvidence(
            lower: ExchangeBuild(15, 1, 2176, 0), upper: ExchangeBuild(15, 1, 2176, .max), precision: .cu)
        let proof = [ExploitProof(at: at("2021-03-10"), cve: shell)]
        let open = ServerHistory(
            firstSeen: at("2021-03-10"), builds: Timeline([(at("2021-03-10"), BuildState(range))]),
            exposure: Timeline([(at("2021-03-10"), .exposed)]), proofs: proof)
        let terms = Terms(zone: .utc, start: day("2021-01-01"))
        let items = assessor.followUps(of: open, terms)
        #expect(try item("ProxyLogon", items).step(at: at("2021-03-11"))?.isUndetermined == false)
        let exact = ServerHistory(
            firstSeen: at("2021-03-10"), builds: BuildTimeline([said("15.1.2176.9", "2021-03-10")]).states,
            exposure: Timeline([(at("2021-03-10"), .exposed)]), proofs: proof)
        let logon = assessor.followUps(of: exact, terms).first { $0.threat == "ProxyLogon" }
        #expect(logon?.step(at: at("2021-03-11"))?.cves.contains(shell) != true)
    }

    private func followUps(
        _ builds: [(String, String)], _ exposure: [(String, Exposure)]? = nil, conditions: [String: Bool] = [:],
        signs: [CompromiseSign] = [], start: String = "2021-01-01"
    ) -> [FollowUpHistory] {
        let first = at(builds[0].0)
        let history = ServerHistory(
            firstSeen: first, builds: BuildTimeline(builds.map { said($0.1, $0.0) }).states,
            exposure: Timeline((exposure ?? [(builds[0].0, .exposed)]).map { (at($0.0), $0.1) }),
            conditions: Timeline([(first, Conditions(conditions))]), signs: signs)
        return assessor.followUps(of: history, Terms(zone: .utc, start: day(start)))
    }

    private func item(_ threat: String, _ items: [FollowUpHistory]) throws -> FollowUpHistory {
        try #require(items.first { $0.threat == threat })
    }
}
