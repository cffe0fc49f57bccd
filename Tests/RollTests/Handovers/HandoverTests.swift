import GRDB
import Inventory
import Roll
import Storage
import Testing

/// Rows that waited unattributed and are given to a tenant later: by hand, or by what becomes known of it.
@Suite struct HandoverTests {
    private let now = TestRoll.now

    /// Two tenants of one domain each, and a file of which four rows can be placed with neither.
    private func filled(_ edit: (inout Declaration) -> Void = { _ in }) throws -> TestRoll {
        let test = try TestRoll()
        try test.add("fabrikam", domains: ["fabrikam.example"], networks: ["203.0.113.0/26"])
        try test.add("contoso", domains: ["contoso.example"], networks: ["192.0.2.0/26"])
        try test.take(HandoverTests.file, edit)
        return test
    }

    private static let file = TestFile([
        row([(.fqdn, "mail01.fabrikam.example")]),  // 2
        row([(.fqdn, "lone.example"), (.address, "198.51.100.7")]),  // 3
        row([(.hostName, "stray")]),  // 4
        row([(.hostName, "named")], tenant: "Adatum AG"),  // 5
        row([(.fqdn, "both.fabrikam.example"), (.address, "192.0.2.9")]),  // 6
    ])

    private static func row(_ facts: [(Field, String)], tenant: String? = nil) -> TestFile.Row {
        TestFile.Row(facts: facts + [(.build, "15.1.2242.4")], seenAt: august2, tenant: tenant)
    }

    private func waiting(_ test: TestRoll) throws -> [Int: UnattributedRow.Why] {
        Dictionary(uniqueKeysWithValues: try test.roll.unattributed(now: now).map { ($0.line, $0.why) })
    }

    private func attribute(_ test: TestRoll, lines: ClosedRange<Int>, to slug: String) throws -> HandoverOutcome {
        try test.roll.attribute(of: 1, to: slug, reason: "lines", now: now, by: "jane") { lines.contains($0.line) }
    }

    private func expectWhole(_ test: TestRoll) throws {
        #expect(try faults(test).isEmpty)
    }

    /// Without those for want of knowledge, of which these tests need none.
    private func faults(_ test: TestRoll) throws -> [String] {
        try test.roll.check().faults.filter { $0.table != "knowledge" }.map(\.words)
    }

    private func alter(_ test: TestRoll, _ sql: String) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        try DatabaseQueue(path: test.path, configuration: configuration).write { try $0.execute(sql: sql) }
    }

    @Test func `every row that waits says why`() throws {
        let test = try filled()
        #expect(
            try waiting(test) == [
                3: .nobodys, 4: .nobodys, 5: .stranger("Adatum AG"), 6: .several(["contoso", "fabrikam"]),
            ])
        try test.take(TestFile([HandoverTests.row([(.hostName, "x")], tenant: "contoso")])) {
            $0.tenantSlug = "fabrikam"
        }
        #expect(
            try test.roll.unattributed(of: 2, now: now).map(\.why) == [
                .contradicted(named: "contoso", declared: "fabrikam")
            ])
    }

    @Test func `rows that a person gives to a tenant are its own as if they always had been`() throws {
        let test = try filled()
        let outcome = try attribute(test, lines: 3...4, to: "fabrikam")
        #expect(outcome.rows.map(\.line) == [3, 4])
        #expect(outcome.followUps.flatMap(\.changes).map(\.kind) == [.new, .new])
        #expect(try test.names("fabrikam") == ["mail01.fabrikam.example", "lone.example", "stray"])
        #expect(try test.projection("fabrikam").servers.map(\.firstSeen) == [august2, august2, august2])
        #expect(try waiting(test).keys.sorted() == [5, 6])
        try expectWhole(test)

        // As if the file had been taken for it.
        let other = try TestRoll()
        try other.add("fabrikam")
        try other.take(TestFile(Array(HandoverTests.file.rows.prefix(3)))) { $0.tenantSlug = "fabrikam" }
        #expect(try other.projection("fabrikam") == test.projection("fabrikam"))
        #expect(try test.roll.rebuild(now: now, by: "jane").rows == 0)
    }

    @Test func `what was attributed waits again when that is taken back, and can be given to another one`() throws {
        let test = try filled()
        let before = try test.projection("fabrikam")
        let outcome = try attribute(test, lines: 3...5, to: "fabrikam")
        let undone = try test.roll.takeBack(handover: outcome.handover.id, now: now, by: "joe")
        #expect(undone.undone?.rows == 3)
        #expect(undone.followUps.flatMap(\.changes).map(\.cause) == ["reattributed", "reattributed", "reattributed"])
        #expect(try test.projection("fabrikam") == before)
        #expect(try waiting(test).keys.sorted() == [3, 4, 5, 6])
        try expectWhole(test)
        _ = try attribute(test, lines: 3...3, to: "contoso")
        _ = try attribute(test, lines: 4...4, to: "fabrikam")
        #expect(try test.names("contoso") == ["lone.example"])
        #expect(try test.names("fabrikam") == ["mail01.fabrikam.example", "stray"])
        try expectWhole(test)
        #expect(throws: Complaint.self) {
            try test.roll.takeBack(handover: outcome.handover.id, now: now, by: "joe")
        }
    }

    @Test func `a preview changes nothing`() throws {
        let test = try filled()
        let before = try test.projection("fabrikam")
        let preview = try test.roll.attribute(to: "fabrikam", reason: "all", now: now, by: "jane", isDryRun: true) {
            _ in
            true
        }
        #expect(preview.rows.count == 4)
        #expect(try test.projection("fabrikam") == before)
        #expect(try waiting(test).count == 4)
        #expect(try test.roll.handovers().isEmpty)
    }

    @Test func `a network that a tenant gets brings it the rows that waited, and no others`() throws {
        let test = try filled()
        var edit = TenantEdit()
        edit.addedNetworks = ["198.51.100.0/24"]
        let outcome = try test.roll.editTenant("contoso", edit, now: now, by: "jane")
        #expect(outcome.attributed?.rows.map(\.name) == ["lone.example"])
        #expect(try test.names("contoso") == ["lone.example"])
        #expect(try waiting(test).keys.sorted() == [4, 5, 6])
        // What another one has is not touched.
        edit.addedNetworks = []
        edit.addedDomains = ["mail01.fabrikam.example"]
        #expect(try test.roll.editTenant("contoso", edit, now: now, by: "jane").attributed == nil)
        #expect(try test.names("fabrikam") == ["mail01.fabrikam.example"])
        try expectWhole(test)
    }

    @Test func `a network that holds from a later day brings nothing from before`() throws {
        let test = try filled()
        var edit = TenantEdit()
        edit.addedNetworks = ["198.51.100.0/24"]
        edit.holdingsAt = august16
        #expect(try test.roll.editTenant("contoso", edit, now: now, by: "jane").attributed == nil)
        #expect(try waiting(test)[3] == .nobodys)
    }

    @Test func `a new tenant gets the rows that name it`() throws {
        let test = try filled()
        try test.add("adatum", name: "Adatum AG")
        #expect(try test.names("adatum") == ["named"])
        #expect(try test.log("adatum").subjects[0].states[0].all(.namedTenant) == [])
        #expect(try waiting(test).keys.sorted() == [3, 4, 6])
        try expectWhole(test)
    }

    @Test func `a tenant that gets a name by renaming gets the rows that name it`() throws {
        let test = try filled()
        let outcome = try test.roll.rename("contoso", to: "adatum", name: "Adatum AG", now: now, by: "jane")
        #expect(outcome.attributed?.rows.map(\.line) == [5])
        try expectWhole(test)
    }

    @Test func `undoing the import takes back what was attributed of it`() throws {
        let test = try filled()
        let outcome = try attribute(test, lines: 3...6, to: "contoso")
        _ = try test.roll.undo(1, now: now, by: "jane")
        #expect(try test.log("contoso").sightings.isEmpty)
        #expect(try test.projection("contoso").servers.isEmpty)
        #expect(try waiting(test).isEmpty)
        try expectWhole(test)
        // Either order comes to the same.
        _ = try test.roll.takeBack(handover: outcome.handover.id, now: now, by: "jane")
        try expectWhole(test)
        try test.take(HandoverTests.file)
        #expect(try waiting(test).count == 4)
    }

    @Test func `what a full file listed of others is not missing from whoever gets a row of it`() throws {
        let test = try TestRoll()
        try test.add("fabrikam")
        try test.take(TestFile(hosts: [("a", "15.1.2242.4"), ("b", "15.1.2242.4")], seenAt: august2)) {
            $0.tenantSlug = "fabrikam"
            $0.source = "cmdb"
        }
        try test.take(TestFile(hosts: [("c", "15.1.2242.4")], seenAt: august16)) {
            $0.source = "cmdb"
            $0.isFull = true
        }
        _ = try test.roll.attribute(of: 2, to: "fabrikam", reason: "all", now: now, by: "jane") { _ in true }
        let imports = try test.log("fabrikam").imports
        #expect(imports[2]?.isFull == false)
        #expect(imports[2]?.source == "cmdb")
        try expectWhole(test)
    }

    @Test func `a row of somebody known is news of it`() throws {
        let test = try TestRoll()
        try test.add("fabrikam", domains: ["fabrikam.example"])
        try test.take(TestFile(hosts: [("mail01", "15.1.2242.4")], seenAt: august2)) { $0.tenantSlug = "fabrikam" }
        try test.take(TestFile(hosts: [("mail01", "15.1.2308.99")], seenAt: august16))
        let outcome = try test.roll.attribute(to: "fabrikam", reason: "all", now: now, by: "jane") { _ in true }
        #expect(outcome.followUps.flatMap(\.changes).map(\.kind) == [.closed])
        #expect(try test.log("fabrikam").subjects.map(\.states.count) == [2])
        try expectWhole(test)
    }

    @Test func `what cannot be attributed is said plainly`() throws {
        let test = try filled()
        func words(_ body: () throws -> HandoverOutcome) -> String? {
            do { _ = try body() } catch { return (error as? Complaint)?.what }
            return nil
        }
        #expect(
            words { try attribute(test, lines: 2...2, to: "fabrikam") }?.hasPrefix("no row that waits is meant") == true
        )
        #expect(
            words { try attribute(test, lines: 3...3, to: "nobody") }?.hasPrefix("there is no tenant 'nobody'") == true)
        #expect(
            words { try test.roll.takeBack(handover: 7, now: now, by: "x") }?.hasPrefix("there is no handover 7")
                == true)
        _ = try test.roll.archive("contoso", now: now, by: "jane")
        #expect(
            words { try attribute(test, lines: 3...3, to: "contoso") }?.hasPrefix("contoso is archived since") == true)
        _ = try test.roll.undo(1, now: now, by: "jane")
        #expect(
            words { try attribute(test, lines: 3...3, to: "fabrikam") }?.hasPrefix("import 1 was undone by 2") == true)
    }

    @Test func `rows of an archived tenant wait, and are its own when it comes back`() throws {
        let test = try filled()
        _ = try test.roll.archive("contoso", from: CalendarDay(iso: "2021-08-10"), now: now, by: "jane")
        let file = TestFile(hosts: [("mx.contoso.example", "15.1.2242.4")], seenAt: august16)
        try test.take(file)
        #expect(try test.roll.unattributed(of: 2, now: now).map(\.why) == [.archived("contoso")])
        let early = TestFile(hosts: [("old.contoso.example", "15.1.2242.4")], seenAt: august2)
        try test.take(early)
        #expect(try test.names("contoso") == ["old.contoso.example"])
        #expect(throws: Complaint.self) { try test.take(file) { $0.tenantSlug = "contoso" } }
        let outcome = try test.roll.unarchive("contoso", now: now, by: "jane")
        #expect(outcome.attributed?.rows.map(\.name) == ["mx.contoso.example"])
        try expectWhole(test)
    }

    @Test func `a handover that was altered is named by the check`() throws {
        let test = try filled()
        _ = try attribute(test, lines: 3...4, to: "fabrikam")
        try alter(test, "update handover set row_count = 3")
        #expect(try faults(test) == ["handover 1: rows are 2, the ledger says 3"])
        try alter(test, "update handover set row_count = 2")
        try alter(test, "delete from handed_coverage")
        #expect(try test.roll.check().faults.map(\.table).contains("coverage"))
    }
}
