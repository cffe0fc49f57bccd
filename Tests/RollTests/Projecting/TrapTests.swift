import Assessment
import Inventory
import Testing

@testable import Roll

/// Ways in which a server could fall off the list, or an exposure be lost, though nobody said that it is safe.
struct TrapTests {
    @Test(arguments: [
        "Exchange", "Microsoft Exchange", "MS Exchange", "Microsoft Exchange Server 2016 Client Access",
        "Exchange Server 2016 (Mailbox, Client Access)", "Exchange 2016 with Outlook on the web",
    ])
    func `however the product is called, a server with a build is on the list`(product: String) throws {
        var fixture = LogFixture()
        fixture.inventory("2021-08-01", [.init([(.hostName, "m"), (.product, product), (.build, "15.1.2242.4")])])
        let reading = try fixture.read("2021-08-02")
        #expect(reading.servers.map(\.name) == ["m"])
        #expect(reading.followUps.contains { $0.threat == "ProxyShell" && $0.step.cves.count == 3 })
    }

    @Test(arguments: ["Exchange Management Tools", "Exchange Online", "Exchange ActiveSync iPhone", "Outlook 2016"])
    func `what is no server is not judged by the version beside it`(product: String) throws {
        var fixture = LogFixture()
        fixture.inventory("2021-08-01", [.init([(.hostName, "m"), (.product, product), (.build, "15.1.2242.4")])])
        #expect(try fixture.read("2021-08-02").servers.isEmpty)
    }

    @Test func `tools beside a server do not take it off the list, in whatever order they are named`() throws {
        let tools = LogFixture.Row([(.hostName, "m"), (.product, "Exchange Management Tools")])
        let server = LogFixture.Row([(.hostName, "m"), (.product, "Exchange Server 2016"), (.build, "15.1.2242.4")])
        for rows in [[tools, server], [server, tools]] {
            var fixture = LogFixture()
            fixture.inventory("2021-08-01", rows)
            #expect(try fixture.read("2021-08-02").servers.count == 1)
        }
    }

    @Test func `a scan that finds a machine by another address does not unlink the first`() throws {
        var fixture = LogFixture()
        fixture.inventory("2021-08-01", [mail])
        fixture.scan("2021-08-19T10:00:00Z", [look("203.0.113.1", .open)])
        fixture.scan("2021-08-19T11:00:00Z", [look("2001:db8::1", .closed)])
        #expect(try fixture.read("2021-08-20").servers.first?.exposure == .exposed)
    }

    @Test func `an inventory that names no address says nothing of addresses`() throws {
        var fixture = LogFixture()
        fixture.inventory(
            "2021-08-01", [.init([(.fqdn, name), (.build, "15.1.2242.4"), (.address, "203.0.113.1")])])
        fixture.scan("2021-08-15", [look("203.0.113.1", .open)])
        fixture.inventory("2021-08-16", [.init([(.fqdn, name), (.owner, "jane")])])
        let reading = try fixture.read("2021-08-20")
        #expect(reading.servers.first?.exposure == .exposed)
        #expect(reading.followUps.contains { $0.daysOwed == 6 })
    }

    @Test func `a full scan from inside does not end what the internet sees`() throws {
        var fixture = LogFixture()
        fixture.inventory("2021-08-01", [mail])
        fixture.scan("2021-08-19", [look("203.0.113.1", .open)])
        fixture.take(
            "scan-csv", .scan, takenAt: "2021-08-20T06:00:00Z", source: "scan", vantage: .internal, isFull: true,
            [look("203.0.113.2", .closed)])
        #expect(try fixture.read("2021-08-20").servers.first?.exposure == .exposed)
    }

    @Test func `a full scan from the internet that no longer lists an address makes it unknown, not unexposed`() throws
    {
        var fixture = LogFixture()
        fixture.inventory(
            "2021-08-01", [.init([(.fqdn, name), (.build, "15.1.2242.4"), (.address, "203.0.113.1")])])
        fixture.scan("2021-08-18", [look("203.0.113.1", .open)])
        fixture.take(
            "scan-csv", .scan, takenAt: "2021-08-20T06:00:00Z", source: "scan", vantage: .internet, isFull: true,
            [look("203.0.113.2", .closed)])
        #expect(try fixture.read("2021-08-20").servers.first?.exposure == .unknown)
    }

    @Test func `a target that a scan lists nothing of did not answer: unknown, not unexposed`() throws {
        var fixture = LogFixture()
        fixture.inventory(
            "2021-08-01", [.init([(.fqdn, name), (.build, "15.1.2242.4"), (.address, "203.0.113.1")])])
        fixture.scan("2021-08-18", [look("203.0.113.1", .closed)])
        #expect(try fixture.read("2021-08-18").servers.first?.exposure == .notExposed)
        fixture.take(
            "scan-csv", .scan, takenAt: "2021-08-20T06:00:00Z", source: "scan", vantage: .internet,
            targets: ["203.0.113.0/28"], [look("203.0.113.2", .closed)])
        #expect(try fixture.read("2021-08-20").servers.first?.exposure == .unknown)
    }

    @Test func `the address of a name that two machines carry belongs to the one last seen with it`() throws {
        for order in [[0, 1], [1, 0]] {
            var fixture = LogFixture()
            let files: [(String, String)] = [("s1", "2021-06-01"), ("s2", "2021-08-01")]
            for i in order {
                fixture.inventory(
                    files[i].1, [.init([(.serial, files[i].0), (.fqdn, name), (.build, "15.1.2242.4")])])
            }
            fixture.scan("2021-08-19", [look("203.0.113.1", .open)])
            let roll = try LogFixture.projector().roll(fixture.until("2021-08-20"))
            let exposed = roll.servers.filter { server in
                server.facts.last { $0.fact == "exposure" && $0.from <= at("2021-08-20") }?.value == "exposed"
            }
            #expect(exposed.map(\.row.firstSeen) == [at("2021-08-01")])
        }
    }

    @Test func `what a person found out of a server known by its address counts`() throws {
        var fixture = LogFixture()
        fixture.take(
            "shadowserver-exchange", .scan, takenAt: "2021-08-19", vantage: .internet,
            [
                .init([
                    (.identityAddress, "203.0.113.50"), (.endpoint, "203.0.113.50 443/tcp open"),
                    (.exchangeWeb, "203.0.113.50 443"), (.webVersion, "15.1.2242"),
                ])
            ])
        fixture.set("file_version=15.1.2242.12", at: "2021-08-20", subject: 1)
        let server = try #require(try fixture.read("2021-08-20").servers.first)
        #expect(server.build?.evidence == BuildEvidence(exactly: ExchangeBuild(15, 1, 2242, 12)))
    }

    @Test func `a page with the name of a client is a server where Exchange's front end answers`() throws {
        var fixture = LogFixture()
        fixture.scan(
            "2021-08-19",
            [
                .init([
                    (.identityAddress, "203.0.113.50"), (.endpoint, "203.0.113.50 443/tcp open"),
                    (.exchangeWeb, "203.0.113.50 443"), (.product, "Outlook"), (.webVersion, "15.1.2242"),
                ])
            ])
        #expect(try fixture.read("2021-08-20").servers.map(\.exposure) == [.exposed])
    }

    private let name = "mail.acme.example.org"

    private var mail: LogFixture.Row { .init([(.fqdn, name), (.build, "15.1.2242.4")]) }

    private func look(_ address: String, _ state: EndpointState) -> LogFixture.Row {
        .init([
            (.identityAddress, address), (.addressName, name), (.endpoint, "\(address) 443/tcp \(state.rawValue)"),
        ])
    }

    private func at(_ text: String) -> Instant { Instant(iso: text) ?? .distantPast }
}

extension LogFixture {
    mutating func inventory(_ takenAt: String, _ rows: [Row]) {
        take("inventory-csv", .inventory, takenAt: takenAt, source: "inventory", rows)
    }

    mutating func scan(_ takenAt: String, _ rows: [Row]) {
        take("scan-csv", .scan, takenAt: takenAt, source: "scan", vantage: .internet, rows)
    }
}
