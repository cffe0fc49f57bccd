import Inventory
import Roll
import Storage
import Testing

@Suite struct TenantEditTests {
    @Test func `a tenant is added with what belongs to it and shown`() throws {
        let test = try TestRoll()
        var edit = TenantEdit()
        edit.slug = "fabrikam"
        edit.name = "Fabrikam GmbH"
        edit.zone = "Europe/Berlin"
        edit.mode = .collaborate
        edit.start = CalendarDay(iso: "2021-01-01")
        edit.addedNetworks = ["203.0.113.0/26", "2001:db8:25::/48"]
        edit.addedDomains = ["Fabrikam.Example.ORG."]
        edit.addedContacts = [Contact(role: "IT", email: "joerg.weiss@fabrikam.example.org", name: "Jörg Weiß")]
        let tenant = try test.roll.addTenant(edit, now: TestRoll.now, by: "jane").tenant
        let sheet = try test.roll.tenantSheet("fabrikam")
        #expect(sheet.tenant == tenant)
        #expect(sheet.tenant.zone.name == "Europe/Berlin")
        #expect(sheet.networks.map(\.value.description) == ["2001:db8:25::/48", "203.0.113.0/26"])
        #expect(sheet.domains.map(\.value) == ["fabrikam.example.org"])
        #expect(sheet.contacts.map(\.name) == ["Jörg Weiß"])
        #expect(sheet.newest == NewestImports())
        #expect(try test.roll.tenants().map(\.tenant.slug) == ["fabrikam"])
    }

    @Test(
        arguments: [
            ("Fabrikam", "lower-case"), ("-x", "lower-case"), ("", "lower-case"), ("über", "lower-case"),
            ("a b", "lower-case"), ("unattributed", "belongs to no tenant"), ("contoso", "is taken"),
        ])
    func `a slug that cannot be is refused`(slug: String, words: String) throws {
        let test = try TestRoll()
        try test.add("contoso")
        let complaint = #expect(throws: Complaint.self) { try test.add(slug) }
        #expect(complaint?.code == .badData)
        #expect(complaint?.what.contains(words) == true)
    }

    @Test(arguments: ["203.0.113.1/26", "203.0.113.0/33", "fabrikam", "10.0.0.0/8"])
    func `a network that cannot be a tenant's is refused and nothing is added`(network: String) throws {
        let test = try TestRoll()
        #expect(throws: Complaint.self) { try test.add("fabrikam", networks: [network]) }
        #expect(try test.roll.tenants().isEmpty)
    }

    @Test(arguments: ["org", "-x.example.org", "a..example.org", "exa mple.org", ""])
    func `a domain that is none is refused`(domain: String) throws {
        let test = try TestRoll()
        #expect(throws: Complaint.self) { try test.add("fabrikam", domains: [domain]) }
    }

    @Test func `an unknown zone, an age of no days and a network not held are refused`() throws {
        let test = try TestRoll()
        try test.add("fabrikam")
        var edits = [TenantEdit(), TenantEdit(), TenantEdit(), TenantEdit()]
        edits[0].zone = "Europe/Entenhausen"
        edits[1].staleDays = 0
        edits[2].endedNetworks = ["203.0.113.0/26"]
        edits[3].name = ""
        for edit in edits {
            #expect(throws: Complaint.self) {
                try test.roll.editTenant("fabrikam", edit, now: TestRoll.now, by: "jane")
            }
        }
    }

    @Test func `a changed tenant is computed anew`() throws {
        let test = try TestRoll { log in
            var projection = TestRoll.project(log)
            for index in projection.servers.indices { projection.servers[index].published = log.tenant.zone.name }
            return projection
        }
        try test.add("fabrikam")
        try test.take(TestFile(hosts: [("a", "1")], seenAt: august2)) { $0.tenantSlug = "fabrikam" }
        var edit = TenantEdit()
        edit.zone = "Asia/Tokyo"
        _ = try test.roll.editTenant("fabrikam", edit, now: TestRoll.now, by: "jane")
        #expect(try test.projection("fabrikam").servers.map(\.published) == ["Asia/Tokyo"])
    }

    @Test(
        arguments: [
            ("Fabrikam GmbH", "fabrikam-gmbh"), ("  A & B  ", "a-b"), ("株式会社", nil), ("x", "x"), ("ACME_42", "acme-42"),
        ] as [(String, String?)])
    func `a slug is made of a name where one can be`(name: String, slug: String?) {
        #expect(TenantName.slug(from: name) == slug)
    }
}
