import Inventory
import Roll
import Storage
import Testing

@Suite struct RenameTests {
    private func filled() throws -> TestRoll {
        let test = try TestRoll()
        try test.add("fabrikam", domains: ["fabrikam.example"])
        try test.add("northwind", networks: ["192.0.2.0/26"])
        try test.take(TestFile(hosts: [("mail01.fabrikam.example", "15.1.2242.4")], seenAt: august2)) {
            $0.tenantSlug = "fabrikam"
        }
        return test
    }

    @Test func `the former slug still means it, in commands and in files`() throws {
        let test = try filled()
        let outcome = try test.roll.rename("fabrikam", to: "fabrikam-eu", now: TestRoll.now, by: "jane")
        #expect(outcome.tenant.slug == "fabrikam-eu")
        let sheet = try test.roll.tenantSheet("fabrikam")
        #expect(sheet.tenant.slug == "fabrikam-eu")
        #expect(sheet.formerSlugs == ["fabrikam"])
        #expect(sheet.acts.map(\.body) == ["from=fabrikam\nto=fabrikam-eu"])
        let row = TestFile.Row(
            facts: [(.hostName, "x"), (.build, "15.1.2242.4")], seenAt: august16, tenant: "fabrikam")
        #expect(try test.take(TestFile([row])).counts.unattributed == 0)
        #expect(try test.names("fabrikam-eu") == ["mail01.fabrikam.example", "x"])
        #expect(throws: Complaint.self) { try test.add("fabrikam") }

        let back = try test.roll.rename("fabrikam-eu", to: "fabrikam", now: TestRoll.now, by: "jane")
        #expect(back.tenant.slug == "fabrikam")
        #expect(try test.roll.tenantSheet("fabrikam-eu").tenant.slug == "fabrikam")
    }

    @Test func `undoing an import after a renaming takes back what it said`() throws {
        let test = try filled()
        _ = try test.roll.rename("fabrikam", to: "fabrikam-eu", now: TestRoll.now, by: "jane")
        _ = try test.roll.undo(1, now: TestRoll.now, by: "jane")
        #expect(try test.projection("fabrikam-eu").servers.isEmpty)
        #expect(try test.roll.check().faults.filter { $0.table != "knowledge" }.isEmpty)
    }

    @Test(arguments: ["northwind", "Fab", "unattributed", "fabrikam"])
    func `a slug that is taken or cannot be is refused`(slug: String) throws {
        let test = try filled()
        #expect(throws: Complaint.self) {
            try test.roll.rename("fabrikam", to: slug, now: TestRoll.now, by: "jane")
        }
        #expect(try test.roll.tenantSheet("fabrikam").formerSlugs == [])
    }

    @Test func `a tenant belongs to a group, which cannot belong to it`() throws {
        let test = try filled()
        var edit = TenantEdit()
        edit.parent = .some("northwind")
        _ = try test.roll.editTenant("fabrikam", edit, now: TestRoll.now, by: "jane")
        #expect(try test.roll.tenantSheet("fabrikam").parent == "northwind")
        #expect(try test.roll.tenantSheet("northwind").parts == ["fabrikam"])
        edit.parent = .some("fabrikam")
        for slug in ["fabrikam", "northwind"] {
            #expect(throws: Complaint.self) {
                try test.roll.editTenant(slug, edit, now: TestRoll.now, by: "jane")
            }
        }
        edit.parent = .some(nil)
        _ = try test.roll.editTenant("fabrikam", edit, now: TestRoll.now, by: "jane")
        #expect(try test.roll.tenantSheet("fabrikam").parent == nil)
    }

    @Test func `a domain or network that another one has too is said`() throws {
        let test = try filled()
        var edit = TenantEdit()
        edit.addedDomains = ["fabrikam.example", "mail.fabrikam.example"]
        edit.addedNetworks = ["192.0.2.0/26", "192.0.2.0/24", "198.51.100.0/24"]
        #expect(try test.roll.editTenant("northwind", edit, now: TestRoll.now, by: "jane").warnings.count == 2)
        let outcome = try test.roll.editTenant("fabrikam", edit, now: TestRoll.now, by: "jane", isDryRun: true)
        #expect(outcome.warnings.contains { $0.hasPrefix("network 192.0.2.0/26 is northwind's too: ") })
        #expect(outcome.warnings.contains { $0.hasPrefix("network 192.0.2.0/24 contains 192.0.2.0/26 of northwind: ") })
        #expect(outcome.warnings.contains { $0.hasPrefix("domain fabrikam.example is northwind's too: ") })
        edit = TenantEdit()
        edit.addedNetworks = ["203.0.113.0/26"]
        #expect(try test.roll.editTenant("northwind", edit, now: TestRoll.now, by: "jane").warnings == [])
    }
}
