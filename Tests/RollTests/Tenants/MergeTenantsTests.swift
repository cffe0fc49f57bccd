import Inventory
import Knowledge
import Roll
import Storage
import Testing

/// One tenant becomes part of another one, and is parted again.
@Suite struct MergeTenantsTests {
    /// After all that the knowledge knows of.
    private let now = Instant(iso: "2026-11-20T12:00:00Z") ?? .distantPast

    private func filled() throws -> (test: TestRoll, projector: Projector) {
        let projector = try Projector(knowledge: .load(from: ExchangeKnowledge.locate()))
        let test = try TestRoll { try projector.project($0) }
        try test.roll.adopt(projector.knowledge, now: now, by: "jane")
        try test.add("acme", domains: ["acme.example"])
        try test.add("bolt", domains: ["bolt.example"], networks: ["203.0.113.0/26"])
        try test.take(TestFile(hosts: [("mail01.acme.example", "15.1.2242.4")], seenAt: august2)) {
            $0.tenantSlug = "acme"
            $0.isFull = true
        }
        try test.take(
            TestFile(hosts: [("mx.bolt.example", "15.1.2242.4"), ("mx2.bolt.example", "15.1.2308.8")], seenAt: august2)
        ) {
            $0.tenantSlug = "bolt"
            $0.isFull = true
        }
        return (test, projector)
    }

    private func merge(_ test: TestRoll, _ slug: String = "bolt", into other: String = "acme") throws
        -> TenantMergeOutcome
    {
        try test.roll.mergeTenant(slug, into: other, now: now, by: "jane")
    }

    private func expectWhole(_ test: TestRoll) throws {
        #expect(try test.roll.check().faults.map(\.words) == [])
    }

    private func servers(_ test: TestRoll, _ slug: String) throws -> [String] {
        try test.projection(slug).servers.filter(\.isServer).map(\.name).sorted()
    }

    @Test func `all of it is the other one's with its past, and its own follow-ups close as merged`() throws {
        let (test, projector) = try filled()
        let before = try (test.projection("acme"), test.projection("bolt"))
        let merged = try merge(test)
        #expect(merged.rows == 2)
        #expect(merged.meeting == [])
        #expect(try servers(test, "acme") == ["mail01.acme.example", "mx.bolt.example", "mx2.bolt.example"])
        #expect(try test.projection("acme").servers.map(\.firstSeen) == [august2, august2, august2])
        let flows = merged.outcome.followUps
        #expect(flows.map(\.tenant) == ["bolt", "acme"])
        #expect(flows[0].changes.allSatisfy { $0.kind == .closed && $0.cause == "merged" })
        #expect(flows[0].openAfter == 0)
        #expect(flows[1].openAfter == flows[0].openBefore + flows[1].openBefore)
        try expectWhole(test)

        // Beside each other as of the day before; one of them from its day on.
        let tenants = { (day: String) in
            try test.roll.readings(of: nil, asOf: .day(CalendarDay(iso: day)!), projector).map {
                "\($0.tenant.slug) \($0.servers.count)"
            }
        }
        #expect(try tenants("2026-11-19") == ["acme 1", "bolt 2"])
        #expect(try tenants("2026-11-20") == ["acme 3"])
        let reading = try test.roll.readings(of: "bolt", asOf: .now(now), projector)
        #expect(reading.map(\.tenant.slug) == ["acme"])

        let undone = try test.roll.unmergeTenant("bolt", now: now + 60, by: "joe")
        #expect(undone.followUps.map(\.openAfter) == [flows[1].openBefore, flows[0].openBefore])
        #expect(try test.projection("acme") == before.0)
        #expect(try test.projection("bolt") == before.1)
        #expect(try tenants("2026-11-20") == ["acme 1", "bolt 2"])
        #expect(try test.roll.tenantSheet("bolt").acts.map(\.what) == ["tenant.merge", "tenant.unmerge"])
        try expectWhole(test)
    }

    @Test func `a preview changes nothing`() throws {
        let (test, _) = try filled()
        let before = try (test.projection("acme"), test.projection("bolt"))
        let preview = try test.roll.mergeTenant("bolt", into: "acme", now: now, by: "jane", isDryRun: true)
        #expect(preview.rows == 2)
        #expect(try test.projection("acme") == before.0)
        #expect(try test.projection("bolt") == before.1)
        #expect(try test.roll.handovers().isEmpty)
    }

    @Test func `undoing an import after the merge is as if it had never been`() throws {
        let (test, _) = try filled()
        try test.take(TestFile(hosts: [("mx.bolt.example", "15.1.2308.14")], seenAt: august16)) {
            $0.tenantSlug = "bolt"
        }
        _ = try merge(test)
        _ = try test.roll.undo(2, now: now, by: "jane")
        #expect(try servers(test, "acme") == ["mail01.acme.example", "mx.bolt.example"])
        try expectWhole(test)
        _ = try test.roll.unmergeTenant("bolt", now: now, by: "jane")
        #expect(try servers(test, "acme") == ["mail01.acme.example"])
        #expect(try servers(test, "bolt") == ["mx.bolt.example"])
        try expectWhole(test)

        // What was never taken in was never merged.
        let (other, _) = try filled()
        _ = try other.roll.undo(2, now: now, by: "jane")
        try other.take(TestFile(hosts: [("mx.bolt.example", "15.1.2308.14")], seenAt: august16)) {
            $0.tenantSlug = "bolt"
        }
        _ = try merge(other)
        _ = try merge(test)
        #expect(try servers(other, "acme") == servers(test, "acme"))
    }

    @Test func `its slug, domains and networks mean the other one, and its files go on as its own streams`() throws {
        let (test, _) = try filled()
        _ = try merge(test)
        let byName = try test.take(TestFile(hosts: [("new.bolt.example", "15.1.2308.8")], seenAt: august16))
        #expect(byName.counts.unattributed == 0)
        #expect(try servers(test, "acme").contains("new.bolt.example"))
        // A full list of its machines ends nothing of the other one's.
        let full = try test.take(
            TestFile(
                hosts: [("mx.bolt.example", "15.1.2308.8"), ("mx3.bolt.example", "15.1.2308.8")], seenAt: august16)
        ) {
            $0.tenantSlug = "bolt"
            $0.isFull = true
        }
        #expect(full.source == "bolt/inventory")
        #expect(full.counts.notSeen == 1)
        let presence = try test.projection("acme").servers.map(\.name)
        #expect(presence.contains("mail01.acme.example"))
        try expectWhole(test)
        _ = try test.roll.unmergeTenant("bolt", now: now, by: "jane")
        #expect(try servers(test, "bolt") == ["mx.bolt.example", "mx2.bolt.example"])
        try expectWhole(test)
    }

    @Test func `a file that was taken for it is the same file afterwards`() throws {
        let (test, _) = try filled()
        let file = TestFile(hosts: [("mx9.bolt.example", "15.1.2308.8")], seenAt: august16)
        try test.take(file) { $0.tenantSlug = "bolt" }
        _ = try merge(test)
        #expect(try test.take(file) { $0.tenantSlug = "bolt" }.sameAs?.id == 3)
    }

    @Test func `what people set on its machines goes with them; what was said of it as a whole is named`() throws {
        let (test, _) = try filled()
        _ = try test.roll.record(
            tenant: "bolt", host: "mx", at: august16, what: "asset.set", body: "build=15.1.2308.14", now: now, by: "joe"
        )
        _ = try test.roll.merge(["mx", "mx2"], of: "bolt", now: now, by: "joe")
        _ = try test.roll.record(
            tenant: "bolt", host: nil, at: august16, what: "tenant.fact", body: "schema_updated=yes", now: now,
            by: "joe")
        let merged = try merge(test)
        #expect(merged.facts == ["schema_updated=yes"])
        #expect(try servers(test, "acme") == ["mail01.acme.example", "mx.bolt.example"])
        #expect(try test.log("acme").acts.map(\.what) == ["asset.set", "asset.merge", "tenant.merge"])
        try expectWhole(test)
        _ = try test.roll.unmergeTenant("bolt", now: now, by: "jane")
        #expect(try test.log("acme").acts.map(\.what) == ["tenant.merge", "tenant.unmerge"])
        try expectWhole(test)
    }

    @Test func `machines that both call by one name are named, for they become one`() throws {
        let (test, _) = try filled()
        for slug in ["acme", "bolt"] {
            try test.take(TestFile(hosts: [("exch", "15.1.2242.4")], seenAt: august16)) {
                $0.tenantSlug = slug
                $0.source = "other"
            }
        }
        #expect(try merge(test).meeting == ["exch"])
        try expectWhole(test)
    }

    @Test func `a group is merged step by step and parted in the other order`() throws {
        let (test, _) = try filled()
        try test.add("core")
        _ = try merge(test)
        _ = try merge(test, "acme", into: "core")
        #expect(try servers(test, "core").count == 3)
        #expect(
            try test.take(TestFile(hosts: [("n.bolt.example", "15.1.2308.8")], seenAt: august16)) {
                $0.tenantSlug = "bolt"
            }.source == "acme/bolt/inventory")
        #expect(try servers(test, "core").count == 4)
        #expect(throws: Complaint.self) { try test.roll.unmergeTenant("bolt", now: now, by: "jane") }
        _ = try test.roll.undo(1, now: now, by: "jane")
        #expect(try servers(test, "core").count == 3)
        try expectWhole(test)
        _ = try test.roll.unmergeTenant("acme", now: now, by: "jane")
        _ = try test.roll.unmergeTenant("bolt", now: now, by: "jane")
        #expect(try servers(test, "bolt") == ["mx.bolt.example", "mx2.bolt.example"])
        #expect(try servers(test, "core") == ["n.bolt.example"])
        try expectWhole(test)
    }

    @Test func `what was attributed to it goes with it, and cannot be taken back alone`() throws {
        let (test, _) = try filled()
        try test.take(TestFile(hosts: [("stray", "15.1.2242.4")], seenAt: august16))
        let attributed = try test.roll.attribute(to: "bolt", reason: "all", now: now, by: "jane") { _ in true }
        _ = try merge(test)
        #expect(try servers(test, "acme").contains("stray"))
        #expect(throws: Complaint.self) {
            try test.roll.takeBack(handover: attributed.handover.id, now: now, by: "jane")
        }
        try expectWhole(test)
        _ = try test.roll.unmergeTenant("bolt", now: now, by: "jane")
        _ = try test.roll.takeBack(handover: attributed.handover.id, now: now, by: "jane")
        #expect(try !servers(test, "bolt").contains("stray"))
        try expectWhole(test)
    }

    @Test func `what cannot be merged is said plainly`() throws {
        let (test, _) = try filled()
        func words(_ slug: String, _ other: String) -> String? {
            do { _ = try merge(test, slug, into: other) } catch { return (error as? Complaint)?.what }
            return nil
        }
        #expect(words("bolt", "bolt") == "'bolt' and 'bolt' are one tenant already; nothing was changed")
        #expect(words("nobody", "bolt")?.hasPrefix("there is no tenant 'nobody'") == true)
        #expect(throws: Complaint.self) { try test.roll.unmergeTenant("bolt", now: now, by: "jane") }
        _ = try merge(test)
        #expect(words("bolt", "acme")?.hasPrefix("bolt became part of acme on 2026-11-20") == true)
        #expect(words("acme", "bolt")?.hasPrefix("bolt became part of acme on 2026-11-20") == true)
        #expect(throws: Complaint.self) {
            try test.roll.rename("bolt", to: "bolts", now: now, by: "jane")
        }
        try test.add("core")
        _ = try test.roll.archive("core", now: now, by: "jane")
        #expect(words("acme", "core")?.hasPrefix("core is archived since") == true)
    }
}
