import Inventory
import Roll
import Storage
import Testing

@Suite struct ActTests {
    private func filled() throws -> TestRoll {
        let test = try TestRoll()
        try test.add("fabrikam")
        let rows: [[(Field, String)]] = [
            [(.fqdn, "mail01.fabrikam.example.org"), (.address, "203.0.113.25")], [(.hostName, "mbx03")],
            [(.identityAddress, "203.0.113.9")], [(.serial, "abc123")], [(.fqdn, "mbx03.fabrikam.example.org")],
        ]
        try test.take(TestFile(rows.map { TestFile.Row(facts: $0, seenAt: august2) })) { $0.tenantSlug = "fabrikam" }
        return test
    }

    @Test(
        arguments: [
            ("mail01.fabrikam.example.org", 1), ("MAIL01.fabrikam.example.org.", 1), ("mail01", 1), ("203.0.113.25", 1),
            ("203.0.113.9", 3), ("ABC123", 4), ("mbx03.fabrikam.example.org", 5),
        ])
    func `a machine is found by any of its names`(name: String, subject: Int) throws {
        let test = try filled()
        let found = try test.roll.store.read { transaction in
            try CustomerRoll.subject(named: name, of: CustomerRoll.tenant("fabrikam", in: transaction), in: transaction)
        }
        #expect(found.subject == subject)
    }

    @Test func `a name that means two machines, or none, is a question`() throws {
        let test = try filled()
        for name in ["mbx03", "nobody", "fabrikam.example.org"] {
            let complaint = #expect(throws: Complaint.self) {
                try test.roll.record(
                    tenant: "fabrikam", host: name, at: august16, what: "asset.set", body: "hybrid=no",
                    now: TestRoll.now, by: "jane")
            }
            #expect(complaint?.code == .badData)
        }
        #expect(try test.log("fabrikam").acts.isEmpty)
    }

    @Test func `an act is kept with who, when and of whom, its facts sorted`() throws {
        let test = try filled()
        let act = try test.roll.record(
            tenant: "fabrikam", host: "mail01", at: august16, what: "asset.set",
            body: " hybrid=no\nextended_support=yes\n",
            now: TestRoll.now, by: "jane")
        #expect(
            act
                == Act(
                    number: 1, at: august16, by: "jane", what: "asset.set", subject: 1,
                    body: "extended_support=yes\nhybrid=no"))
        let whole = try test.roll.record(
            tenant: "fabrikam", host: nil, at: august16, what: "tenant.fact", body: "schema=yes", now: TestRoll.now,
            by: "joe")
        #expect(whole.subject == nil)
        #expect(try test.log("fabrikam").acts == [act, whole])
    }

    @Test func `an act cannot hold from a day that has not come`() throws {
        let complaint = #expect(throws: Complaint.self) {
            try filled().roll.record(
                tenant: "fabrikam", host: "mail01", at: TestRoll.now + 1, what: "asset.set", body: "hybrid=no",
                now: TestRoll.now, by: "jane")
        }
        #expect(complaint?.code == .badData)
    }
}
