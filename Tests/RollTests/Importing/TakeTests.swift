import Foundation
import GRDB
import Inventory
import Roll
import Storage
import Testing

@Suite struct TakeTests {
    private let hosts = [
        ("mail01.fabrikam.example.org", "15.1.2242.4"), ("mail02.fabrikam.example.org", "15.1.2242.4"),
    ]

    private func filled() throws -> TestRoll {
        let test = try TestRoll()
        try test.add("fabrikam")
        try test.take(TestFile(hosts: hosts, seenAt: august2)) { $0.tenantSlug = "fabrikam" }
        return test
    }

    @Test func `a first import is news and is counted`() throws {
        let test = try TestRoll()
        try test.add("fabrikam")
        var file = TestFile(hosts: hosts, seenAt: august2)
        file.rejects = [TestFile.reject(line: 9)]
        let summary = try test.take(file) {
            $0.tenantSlug = "fabrikam"
            $0.rejectLimit = .count(1)
        }
        #expect(summary.importID == 1)
        #expect(summary.source == "inventory")
        #expect(summary.takenAt == august2)
        #expect(summary.counts.accepted == 2)
        #expect(summary.counts.rejected == 1)
        #expect(summary.counts.new == 2)
        #expect(summary.counts.notSeen == nil)
        #expect(summary.counts.followUpsNew == 2)
        #expect(summary.openAfter == 2)
        #expect(summary.subjectChanges.map(\.isNew) == [true, true])
        let ledger = try test.roll.store.read { try $0.importLedger() }
        #expect(ledger.map(\.counts) == [summary.counts])
        #expect(try test.roll.store.read { try $0.rejects(of: 1) } == file.rejects)
        #expect(try test.roll.store.read { try $0.columns(of: 1) }.map(\.header) == ["Host"])
    }

    @Test func `the same bytes with the same options change nothing`() throws {
        let test = try filled()
        let before = try Data(contentsOf: URL(fileURLWithPath: test.path))
        let again = try test.take(TestFile(hosts: hosts, seenAt: august2)) { $0.tenantSlug = "fabrikam" }
        #expect(again.sameAs?.id == 1)
        #expect(again.importID == nil)
        #expect(try Data(contentsOf: URL(fileURLWithPath: test.path)) == before)
    }

    @Test func `the same bytes taken at another time are news`() throws {
        let test = try filled()
        let again = try test.take(TestFile(hosts: hosts, seenAt: august2)) {
            $0.tenantSlug = "fabrikam"
            $0.seenAt = august16
        }
        #expect(again.importID == 2)
        #expect(again.counts.unchanged == 2)
        #expect(again.counts.new + again.counts.changed == 0)
    }

    @Test func `the same bytes are news when the import of them was undone`() throws {
        let test = try filled()
        _ = try test.roll.undo(1, now: TestRoll.now, by: "jane")
        #expect(try test.projection("fabrikam") == .empty)
        let again = try test.take(TestFile(hosts: hosts, seenAt: august2)) { $0.tenantSlug = "fabrikam" }
        #expect(again.importID == 3)
        #expect(again.counts.new == 2)
        #expect(try test.names("fabrikam") == hosts.map(\.0))
    }

    @Test func `an import that is undone leaves no open address behind`() throws {
        let test = try filled()
        var file = TestFile(hosts: [("mail09.fabrikam.example.org", "15.1.2242.4")], seenAt: august2)
        file.rows[0].facts.append((.address, "203.0.113.9"))
        try test.take(file) { $0.tenantSlug = "fabrikam" }
        #expect(try test.projection("fabrikam").endpoints.map(\.endpoint) == ["203.0.113.9:443"])
        _ = try test.roll.undo(2, now: TestRoll.now, by: "jane")
        #expect(try test.projection("fabrikam").endpoints.isEmpty)
    }

    @Test func `a changed row is told from an unchanged and a new one`() throws {
        let test = try filled()
        let next = [
            ("mail01.fabrikam.example.org", "15.1.2242.4"), ("mail02.fabrikam.example.org", "15.1.2308.99"),
            ("mail03.fabrikam.example.org", "15.1.2308.14"),
        ]
        let summary = try test.take(TestFile(hosts: next, seenAt: august16)) { $0.tenantSlug = "fabrikam" }
        #expect(summary.counts.new == 1)
        #expect(summary.counts.changed == 1)
        #expect(summary.counts.unchanged == 1)
        #expect(summary.counts.followUpsNew == 1)
        #expect(summary.counts.followUpsClosed == 1)
        #expect(summary.closedByCause == ["patched": 1])
        #expect(summary.openBefore == 2)
        #expect(summary.openAfter == 2)
        let change = try #require(summary.subjectChanges.first { !$0.isNew })
        #expect(change.name == "mail02.fabrikam.example.org")
        #expect(change.differences.map(\.field) == [.build])
        #expect(change.differences.map(\.old) == ["15.1.2242.4"])
        #expect(change.differences.map(\.new) == ["15.1.2308.99"])
    }

    @Test func `a follow-up that opens again is counted as reopened`() throws {
        let test = try filled()
        let host = "mail01.fabrikam.example.org"
        try test.take(TestFile(hosts: [(host, "15.1.2308.99")], seenAt: august16)) { $0.tenantSlug = "fabrikam" }
        let summary = try test.take(TestFile(hosts: [(host, "15.1.2242.4")], seenAt: august23)) {
            $0.tenantSlug = "fabrikam"
        }
        #expect(summary.counts.followUpsReopened == 1)
        #expect(summary.counts.followUpsNew == 0)
        #expect(summary.counts.changed == 1, "a state known from before is still a change")
        #expect(try test.log("fabrikam").subjects[0].states.count == 2)
    }

    @Test func `a scan says nothing new of what an inventory says`() throws {
        let test = try filled()
        var scan = TestFile(scan: [])
        scan.rows = [.init(facts: [(.fqdn, "mail01.fabrikam.example.org"), (.endpoint, "- 443/tcp open")])]
        let edit = { (declaration: inout Declaration) in
            declaration.tenantSlug = "fabrikam"
            declaration.seenAt = august16
        }
        try test.take(scan, edit)
        scan.name = "again.csv"
        scan.rows[0].seenAt = august23
        #expect(throws: Complaint.self, "declared before its newest row was seen") {
            try test.take(scan, edit)
        }
        let again = try test.take(scan) {
            $0.tenantSlug = "fabrikam"
            $0.seenAt = august23
        }
        #expect(again.counts.unchanged == 1)
        let inventory = try test.take(TestFile(hosts: hosts, seenAt: august23)) { $0.tenantSlug = "fabrikam" }
        #expect(inventory.counts.unchanged == 2)
    }

    @Test func `a late file changes no newest state`() throws {
        let test = try filled()
        let late = Instant(iso: "2021-07-01")!
        let summary = try test.take(TestFile(hosts: [("mail01.fabrikam.example.org", "15.1.2176.2")], seenAt: late)) {
            $0.tenantSlug = "fabrikam"
        }
        #expect(summary.counts.unchanged == 1)
        #expect(
            try test.projection("fabrikam").servers.map { $0.situation.content.prefix(20) }
                == ["build @1 15.1.2242.4", "build @1 15.1.2242.4"])
    }

    @Test func `a dry run says what would change and changes nothing`() throws {
        let test = try filled()
        let before = try Data(contentsOf: URL(fileURLWithPath: test.path))
        let file = TestFile(hosts: [("mail01.fabrikam.example.org", "15.1.2308.99")], seenAt: august16)
        let preview = try test.take(file) {
            $0.tenantSlug = "fabrikam"
            $0.isDryRun = true
        }
        #expect(preview.importID == nil)
        #expect(preview.counts.changed == 1)
        #expect(preview.counts.followUpsClosed == 1)
        #expect(try Data(contentsOf: URL(fileURLWithPath: test.path)) == before)
        #expect(try test.roll.store.read { try $0.importLedger().count } == 1)
        let real = try test.take(file) { $0.tenantSlug = "fabrikam" }
        #expect(real.counts == preview.counts)
    }

    @Test func `what fails in the middle leaves nothing`() throws {
        let test = try filled()
        var file = TestFile(hosts: (1...10).map { ("web\($0)", "1") }, seenAt: august16)
        file.batchSize = 3
        file.failure = CancellationError()
        #expect(throws: CancellationError.self) { try test.take(file) { $0.tenantSlug = "fabrikam" } }
        #expect(try test.names("fabrikam") == hosts.map(\.0))
        #expect(try test.roll.store.read { try $0.importLedger().count } == 1)
    }

    @Test func `an interrupted import says how far it came and leaves nothing`() throws {
        let test = try filled()
        let file = TestFile(hosts: [("web1", "1")], seenAt: august16)
        var declaration = Declaration(actor: "jane")
        declaration.tenantSlug = "fabrikam"
        let complaint = #expect(throws: Complaint.self) {
            try test.roll.take(file.incoming, declaration, now: TestRoll.now, shouldStop: { true }) {
                try file.read($0)
            }
        }
        #expect(complaint?.code == .interrupted)
        #expect(complaint?.what == "interrupted at row 0; rolled back, nothing was changed")
        #expect(try test.names("fabrikam") == hosts.map(\.0))
    }

    @Test func `tenants come in any order with the same facts`() throws {
        let rows = (0..<600).map { index in
            TestFile.Row(
                facts: [(.hostName, "host\(index / 7)"), (.build, "15.1.\(index % 3).1")],
                seenAt: august2 + Int64(index % 5),
                tenant: "tenant-\(index % 7)")
        }
        var results: [[String]] = []
        for order in [rows, rows.reversed(), rows.shuffled()] {
            let test = try TestRoll()
            for index in 0..<7 { try test.add("tenant-\(index)") }
            try test.take(TestFile(order))
            results.append(
                try (0..<7).map { index in
                    let log = try test.log("tenant-\(index)")
                    let names = Dictionary(uniqueKeysWithValues: log.subjects.map { ($0.number, $0) })
                    return log.sightings.map {
                        "\(names[$0.subject]!.identity.name) \(names[$0.subject]!.states[$0.state].facts) \($0.seenAt)"
                    }.sorted().joined(separator: "\n")
                })
            #expect(try test.roll.check().parts.filter { $0.name != "knowledge" }.flatMap(\.faults).isEmpty)
        }
        #expect(results[0] == results[1])
        #expect(results[0] == results[2])
    }

    @Test func `a reader that miscounts is found out`() throws {
        let test = try filled()
        let file = TestFile(hosts: [("web1", "1")], seenAt: august16)
        var declaration = Declaration(actor: "jane")
        declaration.tenantSlug = "fabrikam"
        let complaint = #expect(throws: Complaint.self) {
            try test.roll.take(file.incoming, declaration, now: TestRoll.now) { sink in
                var report = try file.read(sink)
                report.accepted += 1
                return report
            }
        }
        #expect(complaint?.code == .bug)
    }
}
