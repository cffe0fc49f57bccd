import Inventory
import Storage
import TestSupport
import Testing

@testable import Roll

/// What one server's course tells of another without kin is what computing that one gives.
@Suite struct LoneServersTests {
    @Test func `what is taken over from another server is what computing it gives`() throws {
        let projector = try LogFixture.projector()
        let lone = LoneServers()
        var random = SeededRandom(seed: 17)
        var takenOver = 0
        var alike = 0
        var servers = 0
        for number in 0..<120 {
            let log = RandomEstate.log(&random)
            let computed = try projector.project(log)
            let stored = StoredLog(log)
            let known = try lone.known(of: log.subjects.map(\.number), in: stored)
            let open = Set(known.toCompute + known.likeOthers)
            #expect(known.servers == computed.servers.filter { !open.contains($0.asset) }, "log \(number)")
            lone.learn(known, from: computed.servers.filter { known.toCompute.contains($0.asset) })
            let now = try lone.known(of: known.likeOthers, in: stored)
            let likeOthers = Set(known.likeOthers).subtracting(now.toCompute)
            #expect(now.servers == computed.servers.filter { likeOthers.contains($0.asset) }, "log \(number)")
            #expect(now.likeOthers.isEmpty, "whose case is known now is like nobody who is not")
            takenOver += known.servers.count + now.servers.count
            alike += now.servers.count
            servers += computed.servers.count
        }
        #expect(takenOver > 300, "\(takenOver) of \(servers)")
        #expect(alike > 5, "\(alike) of \(servers) are like one of the same tenant")
        #expect(takenOver < servers)
    }

    @Test func `servers that differ in name, address, owner and clock are computed once`() throws {
        let projector = try LogFixture.projector()
        let lone = LoneServers()
        for (name, address, time) in [("mail01", "203.0.113.7", "06:00:01"), ("mail77", "203.0.113.70", "18:30:59")] {
            var fixture = LogFixture()
            fixture.take(
                "inventory-csv", .inventory, takenAt: "2021-08-20T00:00:00Z", source: "inventory",
                [
                    .init(
                        [
                            (.fqdn, "\(name).example.org"), (.build, "15.1.2308.8"), (.owner, name),
                            (.address, address),
                        ], seenAt: "2021-08-16T\(time)Z")
                ])
            let known = try lone.known(of: [1], in: StoredLog(fixture.log))
            let computed = try projector.project(fixture.log).servers
            #expect(computed.count == 1)
            #expect(known.servers == (name == "mail01" ? [] : computed))
            lone.learn(known, from: computed)
        }
    }

    @Test func `a server of which ports are spoken is computed by itself`() throws {
        var fixture = LogFixture()
        fixture.take(
            "nmap-xml", .scan, takenAt: "2021-08-20T00:00:00Z", vantage: .internet,
            [
                .init([
                    (.fqdn, "mail01.example.org"), (.build, "15.1.2308.8"), (.endpoint, "203.0.113.7 443/tcp open"),
                ])
            ])
        let lone = LoneServers()
        for _ in 1...2 {
            let known = try lone.known(of: [1], in: StoredLog(fixture.log))
            #expect(known.servers.isEmpty)
            #expect(known.toCompute == [1])
            lone.learn(known, from: try LogFixture.projector().project(fixture.log).servers)
        }
    }
}

/// A few machines that share nothing, in a few files of few days.
private enum RandomEstate {
    /// Files of a tenant: few different lists of them, so that tenants have them in common.
    private static let files: [[(isScan: Bool, takenAt: String, source: String, isFull: Bool)]] = [
        [(false, "2021-08-17T00:00:00Z", "cmdb", false)],
        [(false, "2021-08-16T06:00:00Z", "cmdb", true), (false, "2021-08-20T09:00:00Z", "cmdb", true)],
        [
            (false, "2021-08-16T06:00:00Z", "cmdb", true), (true, "2021-08-16T17:45:10Z", "scanner", false),
            (false, "2021-08-20T09:00:00Z", "agent", false),
        ],
        [(true, "2021-08-16T06:00:00Z", "scanner", true), (false, "2021-08-16T06:00:00Z", "cmdb", false)],
    ]

    static func log(_ random: inout SeededRandom) -> TenantLog {
        var fixture = LogFixture()
        for file in files.randomElement(using: &random)! {
            let rows = (1...16).filter { _ in Int.random(in: 0..<4, using: &random) > 0 }.map { row($0, &random) }
            fixture.take(
                file.isScan ? "nessus-csv" : "inventory-csv", file.isScan ? .scan : .inventory, takenAt: file.takenAt,
                source: file.source, vantage: file.isScan ? .internet : .reported, isFull: file.isFull, rows)
        }
        return fixture.log
    }

    private static func row(_ machine: Int, _ random: inout SeededRandom) -> LogFixture.Row {
        var facts: [(Field, String)] = [(.fqdn, "mail\(machine).acme.example.org")]
        if machine == 2 { facts.append((.serial, "serial-2")) }
        if machine == 3 { facts = [(.agentID, "agent-3")] }
        func maybe(_ share: Int, _ field: Field, _ values: [String]) {
            guard Int.random(in: 0..<share, using: &random) == 0 else { return }
            facts.append((field, values.randomElement(using: &random)!))
        }
        maybe(1, .build, ["15.1.2242.4", "15.1.2308.8"])
        maybe(30, .product, ["Exchange Server 2016", "Microsoft Exchange", "7-Zip"])
        maybe(30, .fileVersion, ["15.1.2308.14"])
        maybe(30, .role, ["mailbox", "edge", "managementtools"])
        maybe(30, .condition, ["hybrid=yes", "edge=no"])
        maybe(30, .whenCreated, ["2021-08-01T10:00:00Z"])
        maybe(30, .tag, ["webshell"])
        maybe(4, .owner, ["Jörg Weiß", "Anna Groß"])
        maybe(2, .address, ["203.0.113.\(machine)", "10.0.0.\(machine)"])
        maybe(30, .endpoint, ["203.0.113.\(machine) 443/tcp open"])
        let day = ["14", "16"].randomElement(using: &random)!
        let seenAt = Int.random(in: 0..<4, using: &random) == 0 ? "2021-08-\(day)T\(clock(&random))Z" : nil
        return .init(facts, seenAt: seenAt)
    }

    private static func clock(_ random: inout SeededRandom) -> String {
        ["00:00:00", "00:00:01", "06:00:00", "17:45:10"].randomElement(using: &random)!
    }
}
