import Assessment
import Inventory
import Testing

@testable import Roll

/// A feed's row `15.2.721` tagged `exchange;webshell` for a host that a full inventory lists by its short name with
/// `Version 15.2 (Build 721.2)`; then the host is missing from the next full inventory but still in the feed.
struct FeedAndInventoryTests {
    private var fixture = LogFixture()

    init() {
        fixture.take(
            "inventory-csv", .inventory, takenAt: "2021-03-08T06:00:00Z", source: "inventory", isFull: true,
            [
                .init([(.hostName, "ex01"), (.product, "Exchange Server 2019"), (.build, "Version 15.2 (Build 721.2)")]
                ),
                .init([(.hostName, "file01"), (.operatingSystem, "Windows Server 2019")]),
            ])
        fixture.take(
            "shadowserver-exchange", .scan, takenAt: "2021-03-14T10:00:00Z", source: "shadowserver", vantage: .internet,
            [.init(feedRow, seenAt: "2021-03-14T04:10:00Z")])
        fixture.take(
            "inventory-csv", .inventory, takenAt: "2021-03-15T06:00:00Z", source: "inventory", isFull: true,
            [.init([(.hostName, "file01"), (.operatingSystem, "Windows Server 2019")])])
        fixture.take(
            "shadowserver-exchange", .scan, takenAt: "2021-03-16T10:00:00Z", source: "shadowserver", vantage: .internet,
            [.init(feedRow, seenAt: "2021-03-16T04:10:00Z")])
    }

    private let feedRow: [(Field, String)] = [
        (.hostName, "ex01"), (.endpoint, "203.0.113.7 443/tcp open"), (.exchangeWeb, "203.0.113.7 443"),
        (.webVersion, "15.2.721"), (.tag, "exchange"), (.tag, "webshell"), (.addressName, "mail.acme.example.org"),
    ]

    @Test func `the feed's server name and the inventory's short name are one machine`() throws {
        let reading = try fixture.read("2021-03-14")
        #expect(reading.servers.map(\.name) == ["ex01"])
        #expect(reading.servers.first?.addresses == ["203.0.113.7"])
    }

    @Test func `both say the cumulative update only, so what its builds differ in is undetermined`() throws {
        let server = try #require(try fixture.read("2021-03-14").servers.first)
        #expect(server.build?.evidence.precision == .cu)
        let logon = try #require(try fixture.read("2021-03-14").followUps.first { $0.threat == "ProxyLogon" })
        #expect(logon.step.isUndetermined)
        #expect(logon.nextSteps.contains { $0.text.contains("ExSetup.exe") })
    }

    @Test func `the web shell lifts every item of the server to the top and is due on its day`() throws {
        for item in try fixture.read("2021-03-14").followUps where !item.isCollect {
            #expect(item.outcome == .threeDaysAndForensics)
            #expect(
                item.dueOn == CalendarDay(iso: "2021-03-14")
                    || (item.dueOn.map { $0 < CalendarDay(iso: "2021-03-14")! } ?? false))
            #expect(item.nextSteps.first?.text == "investigate the webshell evidence")
        }
    }

    @Test func `it is exposed since the feed first saw it`() throws {
        let server = try #require(try fixture.read("2021-03-14").servers.first)
        #expect(server.exposure == .exposed)
        #expect(server.exposedSince == CalendarDay(iso: "2021-03-14"))
        #expect(try fixture.read("2021-03-13").servers.first?.exposure == .unknown)
    }

    @Test func `missing from the full inventory it is not seen, but stays on the list, exposed as the feed says`()
        throws
    {
        let roll = try LogFixture.projector().roll(fixture.until("2021-03-15"))
        let presence = roll.servers[0].facts.last { $0.fact == "presence" }
        #expect(presence?.value == "not_seen")
        let reading = try fixture.read("2021-03-15")
        #expect(reading.servers.first?.exposure == .exposed)
        #expect(!reading.followUps.isEmpty)
    }

    @Test func `the feed sees it again, so it is seen`() throws {
        let roll = try LogFixture.projector().roll(fixture.until("2021-03-16"))
        #expect(roll.servers[0].facts.last { $0.fact == "presence" }?.value == "seen")
        #expect(try fixture.read("2021-03-16").servers.first?.exposedSince == CalendarDay(iso: "2021-03-14"))
    }
}
