import Inventory
import Knowledge
import Testing

@testable import Assessment

/// A server as tests tell of it: builds and exposure by the day on which they were seen, at midnight UTC.
struct OneServer {
    var builds: [(String, String)] = [("2021-06-01", "15.1.2242.4")]
    var exposure: [(String, Exposure)] = [("2021-06-01", .exposed)]
    var firstSeen: String?
    var beginning: String?
    var conditions: [String: Bool] = [:]
    var signs: [CompromiseSign] = []
    var checks: [ThreatChecks] = []
    var retired: [(String, Bool)] = []
    var work: [WorkAct] = []

    static let terms = Terms(zone: .utc, start: day("2021-01-01"))

    var history: ServerHistory {
        let first = at(firstSeen ?? builds.first?.0 ?? "2021-06-01")
        return ServerHistory(
            firstSeen: first, beginning: beginning.map(at),
            builds: BuildTimeline(builds.map { said($0.1, $0.0) }).states,
            exposure: Timeline(exposure.map { (at($0.0), $0.1) }),
            conditions: Timeline([(first, Conditions(conditions))]), signs: signs, checks: checks,
            retired: Timeline(retired.map { (at($0.0), $0.1) }), work: work)
    }

    func followUps(_ assessor: Assessor, _ terms: Terms = OneServer.terms) -> [FollowUpHistory] {
        assessor.followUps(of: history, terms)
    }

    /// The first follow-up of a threat.
    func item(_ threat: String = "ProxyShell", by assessor: Assessor) throws -> FollowUpHistory {
        try #require(followUps(assessor).first { $0.threat == threat })
    }

    /// What a check of a threat has to look at as of a day, all of it or what nobody has looked at: `2021-08-06 … 2021-08-20`
    /// each.
    func owed(
        _ threat: String = "ProxyShell", on date: String, by assessor: Assessor, all: Bool = false
    ) throws -> (proved: [String], assumed: [String]) {
        let windows = assessor.windows(of: history, OneServer.terms, at: at(date), all: all)
        let place = try #require(assessor.knowledge.threats.firstIndex { $0.name == threat })
        let window = windows[place].clipped(to: day(date))
        return (window.proved.map(\.words), window.assumed.map(\.words))
    }
}

extension DayRange {
    /// `2021-08-06 … 2021-08-20`.
    var words: String { "\(first) … \(last)" }
}

extension FollowUpHistory {
    /// How it stands on a day: `accepted` with its last day, or `open`, `closed patched` …
    func state(on date: String) throws -> String {
        let step = try #require(self.step(at: at(date)))
        let until = step.work.until.map { " until \($0)" } ?? ""
        let owner = step.work.owner.map { " by \($0)" } ?? ""
        let cause = step.work.state == .closed || step.work.state == .reopened ? " \(step.cause)" : ""
        #expect(step.isOpen == (step.work.state != .closed && step.work.state != .accepted))
        return "\(step.work.state.rawValue)\(cause)\(until)\(owner)"
    }
}
