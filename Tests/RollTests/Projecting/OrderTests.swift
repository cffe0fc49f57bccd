import Assessment
import Inventory
import TestSupport
import Testing

@testable import Roll

/// DESIGN rule 7: any order of importing a set of partial files gives the same facts.
struct OrderTests {
    /// One file: when, what kind, its rows.
    private struct File {
        let takenAt: String
        let isScan: Bool
        let rows: [LogFixture.Row]
    }

    @Test func `random histories give the same list in whatever order their files come`() throws {
        let projector = try LogFixture.projector()
        var random = SeededRandom(seed: 20_210_820)
        var ties = 0
        for history in 0..<90 {
            let files = (0..<6).map { _ in file(&random) }
            ties += Set(files.map(\.takenAt)).count < files.count ? 1 : 0
            let expected = try facts(files, projector)
            for _ in 0..<3 {
                let shuffled = files.shuffled(using: &random)
                #expect(try facts(shuffled, projector) == expected, "history \(history)")
            }
        }
        #expect(ties >= 30)
    }

    private func facts(_ files: [File], _ projector: Projector) throws -> [String] {
        var fixture = LogFixture()
        for file in files {
            if file.isScan {
                fixture.scan(file.takenAt, file.rows)
            } else {
                fixture.inventory(file.takenAt, file.rows)
            }
        }
        return try ["2021-08-06", "2021-08-20", "2021-09-20"].flatMap { date -> [String] in
            let end = CalendarDay(iso: date).map { Zone.utc.end(of: $0) } ?? .forever
            let reading = try projector.read(fixture.until(date), asOf: end) { _, _, _ in nil }
            let servers = reading.servers.map {
                "\(date) \($0.name) \($0.build.map { BuildText.write($0) } ?? "?") \($0.exposure) \($0.isEdge) \($0.addresses)"
            }
            let items = reading.followUps.map {
                "\(date) \($0.server.name) \($0.threat) \($0.outcome) \($0.dueOn?.description ?? "–") \($0.step.cves) "
                    + "\($0.owed.proved) \($0.owed.assumed) \($0.openedOn)"
            }
            return (servers + items).sorted()
        }
    }

    private func file(_ random: inout SeededRandom) -> File {
        let day = Int.random(in: 1...12, using: &random)
        let isScan = Bool.random(using: &random)
        let rows = (0..<Int.random(in: 1...3, using: &random)).map { _ in
            isScan ? look(&random) : machine(&random)
        }
        return File(takenAt: "2021-08-\(day < 10 ? "0" : "")\(day)T06:00:00Z", isScan: isScan, rows: rows)
    }

    private func machine(_ random: inout SeededRandom) -> LogFixture.Row {
        let host = ["mx1", "mx2"].randomElement(using: &random) ?? ""
        var facts: [(Field, String)] =
            Bool.random(using: &random) ? [(.hostName, host)] : [(.fqdn, "\(host).acme.example.org")]
        if Int.random(in: 0..<4, using: &random) == 0 {
            facts.append((.serial, ["s1", "s2"].randomElement(using: &random) ?? ""))
        }
        let builds = ["15.1.2242.4", "15.1.2242.12", "15.1.2308", "15.1.2308.14", "Version 15.1 (Build 2242.4)"]
        facts.append((.build, builds.randomElement(using: &random) ?? ""))
        if Bool.random(using: &random) {
            facts.append((.address, ["203.0.113.1", "203.0.113.2"].randomElement(using: &random) ?? ""))
        }
        if Int.random(in: 0..<4, using: &random) == 0 {
            facts.append((.role, ["edge", "mailbox"].randomElement(using: &random) ?? ""))
        }
        return .init(facts)
    }

    private func look(_ random: inout SeededRandom) -> LogFixture.Row {
        let address = ["203.0.113.1", "203.0.113.2"].randomElement(using: &random) ?? ""
        let state = EndpointState.allCases.randomElement(using: &random) ?? .open
        var facts: [(Field, String)] = [
            (.identityAddress, address), (.endpoint, "\(address) 443/tcp \(state.rawValue)"),
        ]
        if Int.random(in: 0..<3, using: &random) == 0 { facts.append((.addressName, "mx1.acme.example.org")) }
        return .init(facts)
    }
}
