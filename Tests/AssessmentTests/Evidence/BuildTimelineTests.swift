import Assessment
import Inventory
import Testing

/// DESIGN rule 3: evidence is an interval.
struct BuildTimelineTests {
    @Test func `an exact build stands until newer evidence excludes it`() {
        let timeline = BuildTimeline([said("15.1.2242.4", "2021-06-01"), cu("15.1.2242", "2021-06-08")])
        #expect(state(timeline, "2021-06-09") == exactly("15.1.2242.4"))
    }

    @Test func `newer evidence of the next update excludes the old build`() {
        let timeline = BuildTimeline([said("15.1.2242.4", "2021-06-01"), cu("15.1.2308", "2021-07-08")])
        #expect(state(timeline, "2021-07-07") == exactly("15.1.2242.4"))
        #expect(state(timeline, "2021-07-08")?.evidence.precision == .cu)
        #expect(state(timeline, "2021-07-08")?.evidence.lower == ExchangeBuild(15, 1, 2308, 0))
    }

    @Test func `of what is left the newest exact one decides`() {
        let timeline = BuildTimeline([
            said("15.1.2308.8", "2021-07-01"), cu("15.1.2308", "2021-07-05"), said("15.1.2308.14", "2021-07-15"),
        ])
        #expect(state(timeline, "2021-07-14") == exactly("15.1.2308.8"))
        #expect(state(timeline, "2021-07-15") == exactly("15.1.2308.14"))
    }

    @Test func `a prefix and "at least" together leave what both allow`() {
        let least = BuildEvidence(
            lower: ExchangeBuild(15, 1, 2308, 14), upper: ExchangeBuild(15, 1, 2308, .max), precision: .cu)
        let timeline = BuildTimeline([cu("15.1.2308", "2021-07-01"), BuildSaying(least, cited(at("2021-07-02")))])
        #expect(state(timeline, "2021-07-03")?.evidence == least)
    }

    @Test func `two exact builds at one instant are a conflict, and newer evidence settles it`() {
        let timeline = BuildTimeline([
            said("15.1.2308.8", "2021-07-01"), said("15.1.2308.14", "2021-07-01"), said("15.1.2308.14", "2021-07-08"),
        ])
        #expect(state(timeline, "2021-07-02")?.isConflict == true)
        #expect(state(timeline, "2021-07-02")?.evidence.lower == ExchangeBuild(15, 1, 2308, 8))
        #expect(state(timeline, "2021-07-08") == exactly("15.1.2308.14"))
    }

    @Test func `the order of the sayings does not matter`() {
        var sayings = [
            said("15.1.2242.4", "2021-06-01"), cu("15.1.2242", "2021-06-08"), said("15.1.2308.8", "2021-07-01"),
            said("15.1.2308.14", "2021-07-01"), cu("15.1.2308", "2021-07-20"),
        ]
        let expected = BuildTimeline(sayings)
        for _ in 0..<50 {
            sayings.shuffle()
            let timeline = BuildTimeline(sayings)
            #expect(timeline.states == expected.states)
            #expect(timeline.citations == expected.citations)
        }
    }

    @Test func `the newest line that supports a state is cited`() {
        let timeline = BuildTimeline([said("15.1.2242.4", "2021-06-01"), said("15.1.2242.4", "2021-06-08")])
        #expect(timeline.states.spans.count == 1)
        #expect(timeline.citations.map(\.seenAt) == [at("2021-06-08")])
    }

    private func state(_ timeline: BuildTimeline, _ date: String) -> BuildState? { timeline.states.value(at: at(date)) }

    private func exactly(_ build: String) -> BuildState? {
        ExchangeBuild(build).map { BuildState(BuildEvidence(exactly: $0)) }
    }

    private func cu(_ prefix: String, _ date: String) -> BuildSaying {
        let low = ExchangeBuild(prefix + ".0") ?? ExchangeBuild(0, 0, 0, 0)
        let high = ExchangeBuild(prefix + ".65535") ?? ExchangeBuild(0, 0, 0, 0)
        return BuildSaying(BuildEvidence(lower: low, upper: high, precision: .cu), cited(at(date)))
    }
}
