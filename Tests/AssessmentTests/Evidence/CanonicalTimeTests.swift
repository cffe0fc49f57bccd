import Inventory
import Knowledge
import Testing

@testable import Assessment

struct CanonicalTimeTests {
    @Test func `follow-ups of the canonical history, restored, are those of the history`() throws {
        let assessor = try Assessor(knowledge: .load(from: ExchangeKnowledge.locate()))
        let terms = Terms(zone: Zone("Asia/Tokyo") ?? .utc, start: day("2021-01-01"))
        let history = ServerHistory(
            firstSeen: at("2021-06-28T02:11:09Z"), beginning: at("2020-05-05T11:00:00Z"),
            builds: BuildTimeline([
                said("15.1.2242.4", "2021-06-28T02:11:09Z"), said("15.1.2242.12", "2021-08-30T02:00:00Z"),
                said("15.1.2308.8", "2021-08-30T14:59:59Z"), said("15.1.2308.14", "2021-08-30T15:00:00Z"),
            ]).states,
            exposure: Timeline([(at("2021-06-28T02:11:09Z"), .unknown), (at("2021-06-30T17:00:00Z"), .exposed)]),
            signs: [CompromiseSign(what: "webshell", at: at("2021-08-25T04:05:06Z"))])
        let time = CanonicalTime(history, terms.zone)
        let moved = assessor.followUps(of: time.apply(to: history, terms.zone), terms)
        #expect(time.restore(moved) == assessor.followUps(of: history, terms))
    }

    @Test func `rows seen seconds apart on one day have one canonical history`() {
        func history(_ second: String) -> ServerHistory {
            let first = at("2021-08-16T06:00:\(second)Z")
            let history = ServerHistory(
                firstSeen: first, builds: Timeline(), exposure: Timeline([(first, .unknown)]))
            return CanonicalTime(history, .utc).apply(to: history, .utc)
        }
        #expect(history("01") == history("59"))
    }
}
