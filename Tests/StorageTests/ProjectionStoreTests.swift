import GRDB
import Inventory
import Storage
import Testing

@Suite struct ProjectionStoreTests {
    static let projection = TenantProjection(
        servers: [.init(asset: 1, name: "mail01", kind: "server", firstSeen: Instant(10), lastSeen: Instant(20))],
        memberships: [.init(subject: 4, asset: 1)],
        intervals: [
            .init(
                asset: 1, fact: "build", from: Instant(10), to: .forever, value: "15.1.2308.8", importID: 1, line: 2,
                seenAt: Instant(20))
        ],
        followUps: [
            .init(asset: 1, threat: "ProxyShell", episode: 1, openedAt: Instant(10)),
            .init(asset: 1, threat: "collect", episode: 1, openedAt: Instant(10)),
        ],
        steps: [
            .init(
                asset: 1, threat: "ProxyShell", episode: 1, from: Instant(20), to: .forever, isOpen: true,
                cause: "appeared", decision: "3_days", dueOn: CalendarDay(iso: "2021-08-26"), cves: "CVE-2021-31207",
                detail: "a\nb"),
            .init(
                asset: 1, threat: "collect", episode: 1, from: Instant(20), to: Instant(30), isOpen: false, cause: "",
                decision: "", dueOn: nil, cves: "", detail: ""),
        ])

    private func filled() throws -> TestStore {
        let test = try TestStore()
        try test.write { transaction in
            try transaction.insertTenant(TestStore.fabrikam, now: TestStore.now)
            try transaction.replaceProjection(of: 1, with: Self.projection)
        }
        return test
    }

    @Test func `a projection is read back`() throws {
        #expect(try filled().store.read { try $0.projection(of: 1) } == Self.projection)
    }

    @Test func `only what differs is written`() throws {
        let test = try filled()
        var new = Self.projection
        new.servers[0] = .init(asset: 1, name: "mail01", kind: "server", firstSeen: Instant(10), lastSeen: Instant(30))
        new.memberships = []
        let difference = try test.write { try $0.replaceProjection(of: 1, with: new) }
        #expect(difference.servers.changed.count == 1)
        #expect(difference.memberships.removed.count == 1)
        #expect(difference.count == 2)
        #expect(try test.store.read { try $0.projection(of: 1) } == new)
    }

    @Test func `a follow-up keeps its number when it goes and comes again`() throws {
        let test = try filled()
        let before = try test.store.read { try $0.followUpNumbers(of: 1) }
        try test.write { try $0.replaceProjection(of: 1, with: .empty) }
        try test.write { try $0.replaceProjection(of: 1, with: Self.projection) }
        #expect(before.count == 2)
        #expect(try test.store.read { try $0.followUpNumbers(of: 1) } == before)
        let number = try #require(before.values.first)
        #expect(try test.store.read { try $0.followUp(number: number) } == before.first?.key)
    }

    @Test func `lists of CVEs that nothing refers to are taken out`() throws {
        let test = try filled()
        try test.write { transaction in
            try transaction.replaceProjection(of: 1, with: .empty)
            try transaction.pruneCVESets()
        }
        let left = try DatabaseQueue(path: test.path).read { try Int.fetchOne($0, sql: "select count(*) from cve_set") }
        #expect(left == 0)
    }
}
