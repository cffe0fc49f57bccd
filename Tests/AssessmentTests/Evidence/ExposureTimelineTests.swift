import Assessment
import Inventory
import Testing

/// DESIGN rules 1, 5 and 15: exposure on 443 from the internet.
struct ExposureTimelineTests {
    private let address = "203.0.113.25"
    private let other = "2001:db8:25::25"

    @Test func `open from the internet is exposed, since the first look that says so`() {
        let timeline = timeline([look("2021-06-01"), look("2021-06-08")])
        #expect(timeline.states.value(at: at("2021-06-09")) == .exposed)
        #expect(timeline.exposedSince.first == at("2021-06-01"))
    }

    @Test func `a look older than the tenant's age is stale, on its day`() {
        let timeline = timeline([look("2021-06-01")])
        #expect(timeline.states.value(at: at("2021-06-14T23:59:59Z")) == .exposed)
        #expect(timeline.states.value(at: at("2021-06-15")) == .stale)
    }

    @Test func `without a known public address, or without a look at one, it is unknown`() {
        #expect(timeline([look("2021-06-01")], addresses: []).states.value(at: at("2021-06-02")) == .unknown)
        #expect(timeline([]).states.value(at: at("2021-06-02")) == .unknown)
    }

    @Test func `not exposed needs every known public address covered`() {
        let closed = look("2021-06-02", .closed)
        #expect(timeline([closed], addresses: [address]).states.value(at: at("2021-06-03")) == .notExposed)
        #expect(timeline([closed], addresses: [address, other]).states.value(at: at("2021-06-03")) == .unknown)
    }

    @Test func `a negative of one source never hides a fresh positive of another`() {
        let timeline = timeline([look("2021-06-01", source: "feed"), look("2021-06-05", .closed, source: "scan")])
        #expect(timeline.states.value(at: at("2021-06-06")) == .exposed)
        #expect(timeline.states.value(at: at("2021-06-15")) == .notExposed)
    }

    @Test func `the same source seeing it closed ends its own positive`() {
        let timeline = timeline([look("2021-06-01"), look("2021-06-05", .filtered)])
        #expect(timeline.states.value(at: at("2021-06-06")) == .notExposed)
    }

    @Test func `an address that did not answer host discovery is unknown, not unexposed`() {
        let timeline = timeline([look("2021-06-01"), look("2021-06-05", .unscanned)])
        #expect(timeline.states.value(at: at("2021-06-06")) == .unknown)
    }

    @Test func `of two looks of one source at one instant the worse counts`() {
        for looks in [
            [look("2021-06-01"), look("2021-06-01", .closed)], [look("2021-06-01", .closed), look("2021-06-01")],
        ] {
            #expect(timeline(looks).states.value(at: at("2021-06-02")) == .exposed)
        }
    }

    @Test func `exposed again after closed counts anew, after stale it does not`() {
        let closed = timeline([look("2021-06-01"), look("2021-06-05", .closed), look("2021-06-09")])
        #expect(closed.exposedSince.last(where: { $0 != nil }) == at("2021-06-09"))
        let stale = timeline([look("2021-06-01"), look("2021-07-09")])
        #expect(stale.exposedSince.last(where: { $0 != nil }) == at("2021-06-01"))
    }

    @Test func `the order of the looks does not matter`() {
        var looks = [
            look("2021-06-01"), look("2021-06-05", .closed, source: "b"), look("2021-06-05", .unscanned),
            look("2021-06-20", .closed), look("2021-07-01"), look("2021-07-01", .closed),
        ]
        let expected = timeline(looks)
        for _ in 0..<50 {
            looks.shuffle()
            let shuffled = timeline(looks)
            #expect(shuffled.states == expected.states)
            #expect(shuffled.citations == expected.citations)
        }
    }

    private func timeline(_ looks: [EndpointSaying], addresses: Set<String> = ["203.0.113.25"]) -> ExposureTimeline {
        ExposureTimeline(
            published: Timeline([(at("2021-06-01"), addresses)]), sayings: looks, begins: at("2021-06-01"),
            staleAfter: 14 * 86_400)
    }
}
