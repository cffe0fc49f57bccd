import Inventory
import Testing

struct BuildAndTimeTests {
    @Test func `builds are compared number by number, never as text`() throws {
        let texts = ["8.3.523.0", "14.3.513.0", "15.0.1497.48", "15.1.1913.7", "15.1.1913.10", "15.1.2308.8"]
        let builds = try texts.map { try #require(ExchangeBuild($0)) }
        #expect(builds.shuffled().sorted() == builds)
        #expect(builds.map(\.description) == texts)
        #expect(ExchangeBuild("15.01.2308.008") == ExchangeBuild(15, 1, 2308, 8))
    }

    @Test(arguments: ["15.1.2308", "15.1.2308.8.1", "15.1.2308.x", "15.1.70000.1", "", "15..1.2", "-15.1.1.1"])
    func `anything but four numbers is no build`(text: String) {
        #expect(ExchangeBuild(text) == nil)
    }

    @Test func `intervals meet where a build satisfies both`() {
        let cu = BuildEvidence(
            lower: ExchangeBuild(15, 1, 2308, 0), upper: ExchangeBuild(15, 1, 2308, .max), precision: .cu)
        let exact = BuildEvidence(exactly: ExchangeBuild(15, 1, 2308, 14))
        #expect(cu.intersection(exact) == exact)
        #expect(!cu.meets(BuildEvidence(exactly: ExchangeBuild(15, 1, 2375, 7))))
    }

    @Test(arguments: [("1970-01-01", 0), ("2000-02-29", 11_016), ("2021-08-20", 18_859), ("1969-12-31", -1)])
    func `days are counted from 1970`(text: String, number: Int64) throws {
        let day = try #require(CalendarDay(iso: text))
        #expect(day.number == number)
        #expect(day.description == text)
    }

    @Test(arguments: ["2021-02-29", "2021-13-01", "2021-00-10", "2021-1-01", "20210101"])
    func `a day that the calendar lacks is none`(text: String) {
        #expect(CalendarDay(iso: text) == nil)
    }

    @Test(arguments: [
        ("2021-08-20 03:12", "2021-08-20T03:12:00Z"), ("2021-08-20T05:12:00+02:00", "2021-08-20T03:12:00Z"),
        ("2021-08-20T03:12:45.123Z", "2021-08-20T03:12:45Z"), ("2021-08-20", "2021-08-20T00:00:00Z"),
    ])
    func `instants are read in their zones and written in UTC`(text: String, expected: String) {
        #expect(Instant(iso: text)?.description == expected)
    }

    @Test(arguments: ["2021-08-20T25:00Z", "2021-08-20T03:12:00X", "2021-08-20T03", "tomorrow"])
    func `what is no instant is none`(text: String) {
        #expect(Instant(iso: text) == nil)
    }

    @Test func `a local day begins and ends in its zone, also where the clocks change`() throws {
        let berlin = try #require(Zone("Europe/Berlin"))
        let day = try #require(CalendarDay(iso: "2021-03-28"))
        #expect(berlin.start(of: day).description == "2021-03-27T23:00:00Z")
        #expect(berlin.end(of: day).description == "2021-03-28T21:59:59Z")
        #expect(berlin.day(of: berlin.start(of: day)) == day)
        #expect(Zone("Europe/Nowhere") == nil)
    }
}
