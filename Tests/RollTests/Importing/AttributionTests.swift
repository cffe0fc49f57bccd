import Inventory
import Roll
import Storage
import Testing

@Suite struct AttributionTests {
    private func test() throws -> TestRoll {
        let test = try TestRoll()
        try test.add(
            "fabrikam", name: "Fabrikam GmbH", domains: ["fabrikam.example.org"], networks: ["203.0.113.0/26"])
        try test.add(
            "contoso", name: "株式会社コントソ", domains: ["contoso.example.org", "tokyo.fabrikam.example.org"],
            networks: ["198.51.100.0/25", "203.0.113.16/28"])
        return test
    }

    private func take(_ test: TestRoll, _ rows: [TestFile.Row], _ edit: (inout Declaration) -> Void = { _ in }) throws
        -> ImportSummary
    {
        try test.take(TestFile(rows)) {
            $0.seenAt = august2
            edit(&$0)
        }
    }

    @Test(
        arguments: [
            ("fabrikam", "fabrikam"), ("FABRIKAM", "fabrikam"), ("Fabrikam GmbH", "fabrikam"), ("株式会社コントソ", "contoso"),
        ])
    func `a tenant column names a tenant by slug or name`(text: String, slug: String) throws {
        let test = try test()
        _ = try take(test, [.init(facts: [(.hostName, "web1")], tenant: text)])
        #expect(try test.names(slug) == ["web1"])
    }

    @Test func `a former slug is still understood`() throws {
        let test = try test()
        var edit = TenantEdit()
        edit.slug = "fabrikam-ag"
        _ = try test.roll.editTenant("fabrikam", edit, now: TestRoll.now, by: "jane")
        _ = try take(test, [.init(facts: [(.hostName, "web1")], tenant: "fabrikam")])
        #expect(try test.names("fabrikam-ag") == ["web1"])
    }

    @Test func `a name that two tenants share names neither`() throws {
        let test = try test()
        try test.add("fabrikam-2", name: "Fabrikam GmbH")
        let summary = try take(test, [.init(facts: [(.hostName, "web1")], tenant: "Fabrikam GmbH")])
        #expect(summary.counts.unattributed == 1)
    }

    @Test func `an unknown tenant waits, or is made where that is asked for`() throws {
        let test = try test()
        let rows = [
            TestFile.Row(facts: [(.hostName, "web1")], tenant: "North Wind, Inc."),
            TestFile.Row(facts: [(.hostName, "web2")], tenant: "株式会社"),
            TestFile.Row(facts: [(.hostName, "web3")], tenant: "North Wind, Inc."),
        ]
        let waiting = try take(test, rows)
        #expect(waiting.counts.unattributed == 3)
        #expect(waiting.counts.accepted == 0)
        #expect(try test.unattributed() == ["web1", "web2", "web3"])
        let made = try take(test, rows) { $0.createTenants = true }
        #expect(made.createdTenants == ["north-wind-inc", "tenant-4"])
        #expect(try test.names("north-wind-inc") == ["web1", "web3"])
        #expect(made.counts.unattributed == 0)
    }

    @Test func `a domain attributes, the longest first`() throws {
        let test = try test()
        _ = try take(
            test,
            [
                .init(facts: [(.fqdn, "mail01.fabrikam.example.org")]),
                .init(facts: [(.fqdn, "mail01.tokyo.fabrikam.example.org")]),
                .init(facts: [(.fqdn, "mail01.notfabrikam.example.org")]),
                .init(facts: [(.identityAddress, "192.0.2.9"), (.addressName, "mx.contoso.example.org")]),
            ])
        #expect(try test.names("fabrikam") == ["mail01.fabrikam.example.org"])
        #expect(try test.names("contoso") == ["mail01.tokyo.fabrikam.example.org", "192.0.2.9"])
        #expect(try test.unattributed() == ["mail01.notfabrikam.example.org"])
    }

    @Test func `a public network attributes, the longest prefix first; a private address never`() throws {
        let test = try test()
        _ = try take(
            test,
            [
                .init(facts: [(.identityAddress, "203.0.113.5")]), .init(facts: [(.identityAddress, "203.0.113.20")]),
                .init(facts: [(.identityAddress, "203.0.113.200")]), .init(facts: [(.identityAddress, "10.0.0.1")]),
                .init(facts: [(.hostName, "edge"), (.endpoint, "198.51.100.7 443/tcp open")]),
            ])
        #expect(try test.names("fabrikam") == ["203.0.113.5"])
        #expect(try test.names("contoso") == ["203.0.113.20", "edge"])
        #expect(try test.unattributed() == ["203.0.113.200", "10.0.0.1"])
    }

    @Test func `a row that two tenants match goes to neither`() throws {
        let test = try test()
        let summary = try take(
            test,
            [
                .init(facts: [(.fqdn, "mail01.fabrikam.example.org"), (.address, "198.51.100.7")]),
                .init(facts: [(.hostName, "nat"), (.address, "198.51.100.7"), (.address, "203.0.113.5")]),
            ])
        #expect(summary.counts.unattributed == 2)
        #expect(summary.counts.accepted == 0)
    }

    @Test func `a network attributes while it is the tenant's`() throws {
        let test = try test()
        var edit = TenantEdit()
        edit.endedNetworks = ["203.0.113.0/26"]
        edit.holdingsAt = august16
        _ = try test.roll.editTenant("fabrikam", edit, now: TestRoll.now, by: "jane")
        edit = TenantEdit()
        edit.addedNetworks = ["203.0.113.0/26"]
        edit.holdingsAt = august16
        _ = try test.roll.editTenant("contoso", edit, now: TestRoll.now, by: "jane")
        var rows = [
            TestFile.Row(facts: [(.identityAddress, "203.0.113.5")], seenAt: august2),
            TestFile.Row(facts: [(.identityAddress, "203.0.113.6")], seenAt: august16),
        ]
        _ = try take(test, rows) { $0.seenAt = august16 }
        #expect(try test.names("fabrikam") == ["203.0.113.5"])
        #expect(try test.names("contoso") == ["203.0.113.6"])

        // Without times of their own, rows wait until the file says at its end when it was taken.
        rows = [TestFile.Row(facts: [(.identityAddress, "203.0.113.7")]), TestFile.Row(facts: [(.hostName, "x")])]
        var scan = TestFile(rows)
        scan.endStamp = august23
        let summary = try test.take(scan)
        #expect(summary.counts.accepted == 1)
        #expect(try test.names("contoso") == ["203.0.113.6", "203.0.113.7"])
        #expect(try test.log("contoso").sightings.map(\.seenAt).max() == august23)
    }

    @Test func `a declared tenant takes all rows but those that name another`() throws {
        let test = try test()
        let rows = [
            TestFile.Row(facts: [(.hostName, "a")], tenant: "Sales"), TestFile.Row(facts: [(.hostName, "b")]),
            TestFile.Row(facts: [(.hostName, "c")], tenant: "contoso"),
            TestFile.Row(facts: [(.hostName, "d")], tenant: "fabrikam"),
        ]
        let summary = try take(test, rows) { $0.tenantSlug = "fabrikam" }
        #expect(try test.names("fabrikam") == ["a", "b", "d"])
        #expect(try test.unattributed() == ["c"])
        #expect(summary.counts.accepted == 3)
        #expect(summary.counts.unattributed == 1)
    }

    @Test func `a declared tenant that is not there is named, with those that begin alike`() throws {
        let complaint = #expect(throws: Complaint.self) {
            try take(test(), [.init(facts: [(.hostName, "a")])]) { $0.tenantSlug = "fabricam" }
        }
        #expect(complaint?.code == .badData)
        #expect(complaint?.facts == ["there are: fabrikam"])
    }

    @Test func `who was looked at and did not answer is covered all the same`() throws {
        let test = try test()
        var scan = TestFile(scan: ["203.0.113.5"])
        scan.endStamp = august2
        let summary = try test.take(scan) { $0.targets = [Network("198.51.100.0/24")!, Network("203.0.113.0/24")!] }
        #expect(summary.tenants == 2)
        #expect(try test.log("contoso").imports[1]?.targets.count == 2)
    }
}
