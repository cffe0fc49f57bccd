import Inventory
import Knowledge
import Testing

@testable import Assessment

/// A 2016 CU20 server, seen open on 443 every week from 2021-03-20, updated to Jul21SU on 2021-09-10.
struct WorkedExampleTests {
    let assessor: Assessor
    let followUps: [FollowUpHistory]

    init() throws {
        assessor = try Assessor(knowledge: .load(from: ExchangeKnowledge.locate()))
        var looks: [EndpointSaying] = []
        for week in 0..<27 {
            looks.append(look("2021-03-20", plus: week * 7))
        }
        let exposure = ExposureTimeline(
            published: Timeline([(at("2021-03-20"), ["203.0.113.25"])]), sayings: looks, begins: at("2021-03-20"),
            staleAfter: 14 * 86_400)
        let builds = BuildTimeline([said("15.1.2242.4", "2021-03-20"), said("15.1.2242.12", "2021-09-10")])
        followUps = assessor.followUps(
            of: ServerHistory(firstSeen: at("2021-03-20"), builds: builds.states, exposure: exposure.states),
            Terms(zone: .utc, start: day("2021-01-01")))
    }

    @Test(arguments: [
        ("2021-06-01", ["CVE-2021-31207"], Outcome.sixtyDays, 0),
        ("2021-07-20", ["CVE-2021-31207", "CVE-2021-34473", "CVE-2021-34523"], .threeDays, 0),
        ("2021-08-20", ["CVE-2021-31207", "CVE-2021-34473", "CVE-2021-34523"], .threeDaysAndForensics, 15),
        ("2021-09-20", [], .threeDaysAndForensics, 36),
    ])
    func `the ProxyShell item of the worked example stands as the design says`(
        date: String, cves: [String], outcome: Outcome, owed: Int
    ) throws {
        let step = try #require(item("ProxyShell").step(at: at(date)))
        #expect(step.isOpen)
        #expect(step.cves.map { assessor.knowledge.cves[$0].id }.sorted() == cves)
        #expect(step.outcome == outcome)
        #expect(step.dueOn == day("2021-07-10"))
        let window = step.window.clipped(to: day(date))
        #expect(window.proved.reduce(0) { $0 + $1.count } == owed)
    }

    @Test func `the check is owed from the first exploitation to the day of the patch`() throws {
        let step = try #require(item("ProxyShell").step(at: at("2021-09-20")))
        #expect(step.window.clipped(to: day("2021-09-20")).proved == [DayRange(day("2021-08-06"), day("2021-09-10"))])
    }

    @Test func `what was public when the server appeared opens with it, what comes later opens by disclosure`() throws {
        #expect(item("ProxyShell").openedAt == at("2021-05-11"))
        #expect(item("ProxyShell").steps[0].cause == "disclosed")
        #expect(item("ProxyOracle").openedAt == at("2021-05-11"))
    }

    @Test func `a patch closes what needs no check`() throws {
        let step = try #require(item("ProxyOracle").step(at: at("2021-09-20")))
        #expect(!step.isOpen)
        #expect(step.cause == "patched")
        #expect(step.from == at("2021-09-10"))
    }

    @Test func `days before the first sighting are assumed for what was known to be exploited then`() throws {
        let step = try #require(item(FollowUpHistory.collect).step(at: at("2021-04-01")))
        #expect(step.wants.contains(.days(threat: "ProxyLogon")))
        #expect(step.window.clipped(to: day("2021-04-01")).assumed == [DayRange(day("2020-02-01"), day("2021-03-19"))])
    }

    private func item(_ threat: String) -> FollowUpHistory {
        followUps.first { $0.threat == threat }
            ?? FollowUpHistory(threat: threat, episode: 0, openedAt: .forever, steps: [])
    }
}

func at(_ text: String) -> Instant { Instant(iso: text) ?? .distantPast }
func day(_ text: String) -> CalendarDay { CalendarDay(iso: text) ?? CalendarDay(number: 0) }
func cited(_ instant: Instant, line: Int = 2) -> Citation {
    Citation(importID: 1, line: line, seenAt: instant, takenAt: instant)
}

func look(_ date: String, plus days: Int = 0, _ state: EndpointState = .open, source: String = "scan") -> EndpointSaying
{
    EndpointSaying(
        address: "203.0.113.25", port: 443, state: state, source: source,
        citation: cited(at(date) + Int64(days) * 86_400))
}

func said(_ build: String, _ date: String) -> BuildSaying {
    BuildSaying(BuildEvidence(exactly: ExchangeBuild(build) ?? ExchangeBuild(0, 0, 0, 0)), cited(at(date)))
}
