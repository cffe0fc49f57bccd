import Inventory
import Testing

@testable import Assessment
@testable import Knowledge

/// What records of checks come to: days and log sources, and versions of the playbook.
struct ThreatChecksTests {
    private let one: CheckRule
    private let two: CheckRule

    init() {
        one = CheckRule(Self.playbook(versions: [("2021-08-01", 1)], content: "aaaa0001"))
        two = CheckRule(Self.playbook(versions: [("2021-10-01", 2), ("2021-08-01", 1)], content: "aaaa0002"))
    }

    private static func playbook(versions: [(on: String, number: Int)], content: String) -> Playbook {
        Playbook(
            name: "Trial", subject: .threat("Trial"), title: "", version: versions[0].number, content: content,
            changes: versions.map { Playbook.Change(version: $0.number, on: day($0.on), what: "") }, cves: [],
            cvesLine: 1,
            techniques: [],
            logs: [
                Playbook.Log(source: .iis, isRequired: true, place: "", cleanMeans: ""),
                Playbook.Log(source: .files, isRequired: true, place: "", cleanMeans: ""),
                Playbook.Log(source: .security, isRequired: false, place: "", cleanMeans: ""),
            ], indicators: [], proofsOfConcept: [], queries: [], measures: [], path: "", text: "")
    }

    private func record(
        _ date: String, result: CheckResult = .noEvidence, version: Int = 1, content: String = "aaaa0001",
        _ covers: (LogSource, String, String)...
    ) -> CheckRecord {
        CheckRecord(
            at: at(date) + 36_000, threat: "Trial", result: result, version: version, content: content,
            covers: Dictionary(grouping: covers, by: \.0).mapValues { $0.map { DayRange(day($0.1), day($0.2)) } })
    }

    private func standing(
        _ records: [CheckRecord], _ rule: CheckRule, on date: String
    ) -> (covered: [String], result: CheckResult?, requeuedBy: Int?) {
        let standing =
            ThreatChecks(threat: "Trial", records, rule, .utc).standings.value(at: at(date) + 86_399) ?? .notChecked
        return (standing.covered.map(\.words), standing.result, standing.requeuedBy)
    }

    @Test func `a day is covered once each required log of it was looked at`() {
        let records = [record("2021-08-20", (.iis, "2021-08-06", "2021-08-16"), (.files, "2021-08-10", "2021-08-18"))]
        #expect(standing(records, one, on: "2021-08-19").covered == [])
        #expect(standing(records, one, on: "2021-08-20").covered == ["2021-08-10 … 2021-08-16"])
        #expect(standing(records, one, on: "2021-08-20").result == .noEvidence)
    }

    @Test func `by one check or by several`() {
        let records = [
            record("2021-08-20", (.iis, "2021-08-06", "2021-08-16")),
            record("2021-08-25", result: .inconclusive, (.files, "2021-08-01", "2021-08-12")),
            record("2021-08-28", (.files, "2021-08-13", "2021-08-14")),
        ]
        #expect(standing(records, one, on: "2021-08-21").covered == [])
        #expect(standing(records, one, on: "2021-08-25").covered == ["2021-08-06 … 2021-08-12"])
        #expect(standing(records, one, on: "2021-08-25").result == .inconclusive)
        #expect(standing(records, one, on: "2021-08-28").covered == ["2021-08-06 … 2021-08-14"])
        #expect(standing(records.reversed(), one, on: "2021-08-28").covered == ["2021-08-06 … 2021-08-14"])
    }

    @Test func `a log that the playbook does not require covers nothing, and is not missed`() {
        let records = [record("2021-08-20", (.security, "2021-08-06", "2021-08-16"))]
        #expect(standing(records, one, on: "2021-08-20").covered == [])
    }

    @Test func `days after it was done were not looked at, its own day up to its moment`() throws {
        let records = [
            record("2021-08-10", (.iis, "2021-08-06", "2021-08-30"), (.files, "2021-08-06", "2021-08-30")),
            record("2021-08-12", (.iis, "2021-08-11", "2021-08-12")),
        ]
        #expect(standing(records, one, on: "2021-09-10").covered == ["2021-08-06 … 2021-08-09"])
        let all = try #require(
            ThreatChecks(threat: "Trial", records, one, .utc).standings.value(at: at("2021-09-10")))
        #expect(all.begun == [day("2021-08-10"): at("2021-08-10") + 36_000])
    }

    @Test func `a newer version of the playbook takes its place from its day on, and not before`() {
        let records = [record("2021-08-20", (.iis, "2021-08-06", "2021-08-16"), (.files, "2021-08-06", "2021-08-16"))]
        let before = standing(records, two, on: "2021-09-30")
        #expect(before.covered == ["2021-08-06 … 2021-08-16"] && before.requeuedBy == nil)
        let after = standing(records, two, on: "2021-10-01")
        #expect(after.covered == [] && after.result == nil && after.requeuedBy == 2)
    }

    @Test func `a check by the new version counts again, what the old one covered does not`() {
        let records = [
            record("2021-08-20", (.iis, "2021-08-06", "2021-08-16"), (.files, "2021-08-06", "2021-08-16")),
            record(
                "2021-10-05", version: 2, content: "aaaa0002", (.iis, "2021-08-06", "2021-08-08"),
                (.files, "2021-08-06", "2021-08-16")),
        ]
        let now = standing(records, two, on: "2021-10-05")
        #expect(now.covered == ["2021-08-06 … 2021-08-08"] && now.result == .noEvidence)
    }

    @Test func `a check by an old version never counts once there is a newer one`() {
        let records = [record("2021-10-05", (.iis, "2021-08-06", "2021-08-16"), (.files, "2021-08-06", "2021-08-16"))]
        let now = standing(records, two, on: "2021-10-06")
        #expect(now.covered == [] && now.requeuedBy == 2)
    }

    @Test func `a check by the same number with another content does not count`() {
        let records = [
            record(
                "2021-08-20", content: "bbbb0001", (.iis, "2021-08-06", "2021-08-16"),
                (.files, "2021-08-06", "2021-08-16"))
        ]
        #expect(standing(records, one, on: "2021-08-21").covered == [])
        #expect(standing(records, one, on: "2021-08-21").requeuedBy == 1)
    }

    @Test func `the newest result stands`() {
        let records = [
            record("2021-08-20", result: .evidence), record("2021-08-22", result: .confirmed),
            record("2021-08-30", result: .remediated),
        ]
        #expect(standing(records, one, on: "2021-08-21").result == .evidence)
        #expect(standing(records, one, on: "2021-08-22").result == .confirmed)
        #expect(standing(records, one, on: "2021-09-01").result == .remediated)
    }
}
