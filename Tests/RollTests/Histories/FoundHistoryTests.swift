import Inventory
import Storage
import Testing

@testable import Roll

/// What random histories found, each made as small as it still failed.
@Suite struct FoundHistoryTests {
    private let projector: Projector

    init() throws { projector = try HistoryKnowledge.projector() }

    @Test func `a full scan and what completes it publish the same addresses in any order`() throws {
        let files = [
            scan(
                1, day: 13, isFull: true,
                [(.identityAddress, "203.0.113.3"), (.addressName, "mx2.acme.example.org")]),
            scan(
                2, day: 13, [(.fqdn, "mx2.acme.example.org"), (.endpoint, "203.0.113.4 443/tcp open")],
                [(.identityAddress, "203.0.113.3"), (.webVersion, "15.1.2308.14")]),
        ]
        try expectNoFault(files) { try HistoryTrial.orderFault($0, projector) }
    }

    @Test func `what answers at a private address stays when a machine that says to have it is listed again`() throws {
        let files = [
            inventory(1, day: 4, [(.fqdn, "mx5.acme.example.org"), (.address, "10.0.0.2")]),
            scan(2, day: 8, [(.identityAddress, "10.0.0.2"), (.endpoint, "10.0.0.2 443/tcp open")]),
            inventory(3, day: 9, [(.hostName, "mx5")]),
        ]
        try expectNoFault(files)
    }

    @Test func `what two scans say of a private address is said of one address`() throws {
        let files = [
            scan(
                1, day: 4, [(.identityAddress, "10.0.0.2"), (.addressName, "mx1.acme.example.org")],
                [(.fqdn, "mx1.acme.example.org"), (.webVersion, "15.1.2308.14")]),
            scan(2, day: 5, [(.hostName, "mx3"), (.endpoint, "10.0.0.2 443/tcp open")]),
        ]
        try expectNoFault(files)
    }

    @Test func `a machine that nobody has seen any more draws no address to itself`() throws {
        let files = [
            scan(
                1, day: 1, [(.identityAddress, "203.0.113.1"), (.addressName, "mx4.acme.example.org")],
                [(.hostName, "mx4")]),
            inventory(2, day: 1, [(.fqdn, "mx4.acme.example.org")]),
        ]
        try expectNoFault(files, then: [.split(1), .undo(1)])
    }

    @Test func `an address that nobody has seen any more is merged with nothing`() throws {
        let files = [
            scan(1, day: 5, [(.identityAddress, "10.0.0.1"), (.identityAddress, "203.0.113.4")]),
            scan(
                2, day: 12, [(.identityAddress, "10.0.0.1")],
                [(.identityAddress, "203.0.113.4"), (.exchangeWeb, "203.0.113.4 443")]),
        ]
        try expectNoFault(files, then: [.merge(1, 3), .undo(0)])
    }

    @Test func `parting two addresses is no news of either`() throws {
        let files = [
            scan(1, day: 11, [(.identityAddress, "203.0.113.1"), (.webVersion, "15.1.2308")]),
            scan(2, day: 12, [(.identityAddress, "203.0.113.2"), (.webVersion, "15.1.2308")]),
        ]
        try expectNoFault(files, then: [.merge(1, 2), .split(3)])
    }

    // MARK: Histories by hand

    private func expectNoFault(_ files: [HistoryFile], then steps: [HistoryStep] = []) throws {
        try expectNoFault(files, then: steps) { history in
            var features: Set<HistoryFeature> = []
            return try HistoryTrial.storeFault(history, projector, &features)
        }
    }

    private func expectNoFault(
        _ files: [HistoryFile], then steps: [HistoryStep] = [], _ fault: (History) throws -> String?
    ) throws {
        // The seed decides in which other orders the files come.
        for seed in 1...6 as ClosedRange<UInt64> {
            let history = History(seed: seed, files: files, steps: files.indices.map { .take($0) } + steps)
            #expect(try fault(history) == nil)
        }
    }

    private func scan(
        _ number: Int, day: Int, isFull: Bool = false, _ rows: [(field: Field, value: String)]...
    ) -> HistoryFile {
        file(number, .scan, "scan-csv", .internet, day, isFull, rows)
    }

    private func inventory(_ number: Int, day: Int, _ rows: [(field: Field, value: String)]...) -> HistoryFile {
        file(number, .inventory, "inventory-csv", nil, day, false, rows)
    }

    private func file(
        _ number: Int, _ kind: ImportKind, _ format: String, _ vantage: Vantage?, _ day: Int, _ isFull: Bool,
        _ rows: [[(field: Field, value: String)]]
    ) -> HistoryFile {
        HistoryFile(
            number: number, kind: kind, format: format, source: nil, vantage: vantage,
            takenAt: Instant(iso: "2021-08-\(day < 10 ? "0" : "")\(day)T06:00:00Z") ?? .distantPast, isFull: isFull,
            isAllowListed: false, targets: [], tenant: 0,
            rows: rows.map { HistoryFile.Row(facts: $0, seenAt: nil, tenant: 0) })
    }
}
