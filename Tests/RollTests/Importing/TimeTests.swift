import Inventory
import Roll
import Storage
import Testing

@Suite struct TimeTests {
    private func test() throws -> TestRoll {
        let test = try TestRoll()
        var edit = TenantEdit()
        edit.slug = "fabrikam"
        edit.zone = "Europe/Berlin"
        _ = try test.roll.addTenant(edit, now: TestRoll.now, by: "jane")
        return test
    }

    @Test func `the file's own end stamp comes first`() throws {
        var file = TestFile(hosts: [("a", "1")], seenAt: august2)
        file.endStamp = august16
        #expect(try test().take(file) { $0.tenantSlug = "fabrikam" }.takenAt == august16)
    }

    @Test func `what was declared comes before the newest row`() throws {
        let file = TestFile(hosts: [("a", "1")], seenAt: august2)
        let summary = try test().take(file) {
            $0.tenantSlug = "fabrikam"
            $0.seenAt = august16
        }
        #expect(summary.takenAt == august16)
    }

    @Test func `the newest row dates the file where nothing else does, and each row dates itself`() throws {
        let test = try test()
        var file = TestFile(hosts: [("a", "1"), ("b", "1"), ("c", "1")], seenAt: august2)
        file.rows[1].seenAt = august16
        file.rows[2].seenAt = nil
        #expect(try test.take(file) { $0.tenantSlug = "fabrikam" }.takenAt == august16)
        #expect(try test.log("fabrikam").sightings.map(\.seenAt) == [august2, august16, august16])
    }

    @Test func `a file without any time is a question`() throws {
        let complaint = #expect(throws: Complaint.self) {
            try test().take(TestFile(hosts: [("a", "1")])) { $0.tenantSlug = "fabrikam" }
        }
        #expect(complaint?.code == .badData)
        #expect(complaint?.next.first?.contains("--seen-at") == true)
    }

    @Test func `a declared time that contradicts the file is refused`() throws {
        var file = TestFile(hosts: [("a", "1")])
        file.endStamp = august16 + 11_520
        let complaint = #expect(throws: Complaint.self) {
            try test().take(file) {
                $0.tenantSlug = "fabrikam"
                $0.seenAt = august23
            }
        }
        #expect(complaint?.what.contains("contradicts the file, which ended at 2021-08-16T03:12:00Z") == true)
    }

    @Test(arguments: [Instant(iso: "2021-08-16")!, Instant(iso: "2021-08-15T22:00Z")!])
    func `a declared day agrees with a stamp on that day, there or in UTC`(day: Instant) throws {
        var file = TestFile(hosts: [("a", "1")])
        file.endStamp = august16 + 11_520
        let summary = try test().take(file) {
            $0.tenantSlug = "fabrikam"
            $0.seenAt = day
        }
        #expect(summary.takenAt == file.endStamp)
    }

    @Test func `a time that has not come yet is refused`() throws {
        let complaint = #expect(throws: Complaint.self) {
            try test().take(TestFile(hosts: [("a", "1")])) {
                $0.tenantSlug = "fabrikam"
                $0.seenAt = TestRoll.now + 86_400
            }
        }
        #expect(complaint?.what.contains("has not come yet") == true)
    }

    @Test func `a scan that does not say from where it looked is a question`() throws {
        var scan = TestFile(scan: ["203.0.113.25"])
        scan.vantage = nil
        let edit = { (declaration: inout Declaration) in
            declaration.tenantSlug = "fabrikam"
            declaration.seenAt = august2
        }
        let complaint = #expect(throws: Complaint.self) { try test().take(scan, edit) }
        #expect(complaint?.next.first?.contains("--vantage") == true)
        let summary = try test().take(scan) {
            edit(&$0)
            $0.vantage = .internal
        }
        #expect(summary.source == "scan-csv/internal")
        scan.rows[0].facts.append((.vantage, "internet"))
        #expect(try test().take(scan, edit).vantage == .reported, "each row says it itself")
    }
}
