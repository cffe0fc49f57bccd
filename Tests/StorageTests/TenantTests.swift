import Inventory
import Storage
import Testing

@Suite struct TenantTests {
    @Test func `a tenant is read back with all that was agreed`() throws {
        let test = try TestStore()
        try test.write { try $0.insertTenant(TestStore.fabrikam, now: TestStore.now) }
        #expect(try test.store.read { try $0.tenants() } == [TestStore.fabrikam])
        #expect(try test.store.read { try $0.tenant(slug: "fabrikam") } == TestStore.fabrikam)
        #expect(try test.store.read { try $0.tenant(slug: "unattributed") } == nil)
    }

    @Test func `a former slug still finds its tenant until another has it`() throws {
        let test = try TestStore()
        var renamed = TestStore.fabrikam
        renamed.slug = "fabrikam-ag"
        try test.write { transaction in
            try transaction.insertTenant(TestStore.fabrikam, now: TestStore.now)
            try transaction.updateTenant(renamed, now: TestStore.now)
        }
        #expect(try test.store.read { try $0.tenant(slug: "fabrikam") } == renamed)
        let other = Tenant(id: 2, slug: "fabrikam", name: "Another", start: CalendarDay(number: 0))
        try test.write { try $0.insertTenant(other, now: TestStore.now) }
        #expect(try test.store.read { try $0.tenant(slug: "fabrikam") } == other)
    }

    @Test func `a network ends on a day and is kept`() throws {
        let test = try TestStore()
        let network = Network("203.0.113.0/26")!
        let day = Instant(iso: "2021-08-01")!
        try test.write { transaction in
            try transaction.insertTenant(TestStore.fabrikam, now: TestStore.now)
            try transaction.insert(network: Holding(tenantID: 1, value: network))
            #expect(try transaction.end(network: network, of: 1, at: day))
            #expect(try !transaction.end(network: network, of: 1, at: day + 1))
        }
        #expect(
            try test.store.read { try $0.networks() } == [
                Holding(tenantID: 1, value: network, from: .distantPast, to: day)
            ])
    }

    @Test func `the newest imports are told apart by what they looked at`() throws {
        let test = try TestStore()
        let day = Instant(iso: "2021-08-02")!
        try test.write { transaction in
            try transaction.insertTenant(TestStore.fabrikam, now: TestStore.now)
            let rows = [
                ledgerRow(1, takenAt: day), ledgerRow(2, takenAt: day + 1, kind: .scan, vantage: .internet),
                ledgerRow(3, takenAt: day + 2, kind: .scan, vantage: .internal),
                ledgerRow(4, takenAt: day + 3, kind: .scan, vantage: .internet),
            ]
            for row in rows {
                try transaction.begin(row)
                try transaction.insert(
                    Coverage(
                        tenantID: 1, importID: row.id, source: row.source, targets: [], listedRows: 0,
                        listedSubjects: 0))
            }
        }
        let newest = try test.store.read { try $0.newestImports() }
        #expect(newest == [1: NewestImports(inventory: day, internet: day + 3, internal: day + 2)])
        let before = try test.store.read { try $0.newestImports(until: day + 1) }
        #expect(before == [1: NewestImports(inventory: day, internet: day + 1, internal: nil)])
    }
}
