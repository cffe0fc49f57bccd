import GRDB
import Inventory
import Storage
import Testing

@Suite struct ProjectionStoreTests {
    static let situation = Situation(
        content: "build @0 15.1.2308.8\nfollowup Get-App deserialization 1 @0",
        items: [
            .init(threat: "Get-App deserialization", episode: 1, isOpen: true, cause: "appeared"),
            .init(threat: "Unpatched", episode: 7, isOpen: false, cause: "patched"),
            .init(threat: "collect", episode: 1, isOpen: true, cause: ""),
        ])

    static func server(_ asset: Int, _ name: String) -> TenantProjection.ServerRow {
        .init(
            asset: asset, name: name, kind: "server", firstSeen: Instant(10), lastSeen: Instant(20),
            answersFrom: Instant(20), published: "192.0.2.1 2001:db8::1", situation: situation,
            moments: [Instant(-5), Instant(10), Instant(1_000_000_000)])
    }

    static let projection = TenantProjection(
        servers: [server(1, "mail01"), server(3, "mail03")], memberships: [.init(subject: 4, asset: 1)],
        endpoints: [.init(endpoint: "192.0.2.9:443", openAt: Instant(20))])

    private func filled() throws -> TestStore {
        let test = try TestStore()
        try test.write { transaction in
            try transaction.insertTenant(TestStore.fabrikam, now: TestStore.now)
            try transaction.replaceProjection(of: 1, with: Self.projection)
        }
        return test
    }

    private func count(_ table: String, _ test: TestStore) throws -> Int {
        try DatabaseQueue(path: test.path).read { try Int.fetchOne($0, sql: "select count(*) from \(table)")! }
    }

    @Test func `a projection is read back`() throws {
        #expect(try filled().store.read { try $0.projection(of: 1) } == Self.projection)
    }

    @Test func `servers in one situation share its row`() throws {
        #expect(try count("situation", filled()) == 1)
    }

    @Test func `only what differs is written`() throws {
        let test = try filled()
        var new = Self.projection
        new.servers[0].lastSeen = Instant(30)
        new.memberships = []
        let difference = try test.write { try $0.replaceProjection(of: 1, with: new) }
        #expect(difference.servers.changed.count == 1)
        #expect(difference.memberships.removed.count == 1)
        #expect(difference.count == 2)
        #expect(try test.store.read { try $0.projection(of: 1) } == new)
    }

    @Test func `open follow-ups are counted without what is only to be collected`() throws {
        #expect(try filled().store.read { try $0.openItems(of: [1]) } == 2)
    }

    @Test func `a follow-up keeps its number when it goes and comes again`() throws {
        let test = try filled()
        func numbers() throws -> [Int?] {
            let known = try test.store.read { try $0.followUpNumbers(of: 1) }
            return Self.projection.servers.flatMap { server in
                server.situation.items.map { known.number(asset: server.asset, threat: $0.threat, episode: $0.episode) }
            }
        }
        let before = try numbers()
        try test.write { try $0.replaceProjection(of: 1, with: .empty) }
        try test.write { try $0.replaceProjection(of: 1, with: Self.projection) }
        #expect(try numbers() == before)
        #expect(Set(before.compactMap { $0 }).count == 6)
    }

    @Test func `the number of a follow-up leads back to it`() throws {
        let test = try filled()
        for server in Self.projection.servers {
            for item in server.situation.items {
                let key = try test.store.read { transaction in
                    let number = try transaction.followUpNumbers(of: 1, asset: server.asset)
                        .number(asset: server.asset, threat: item.threat, episode: item.episode)
                    return try transaction.followUp(number: #require(number))
                }
                #expect(
                    key
                        == FollowUpKey(
                            tenantID: 1, asset: server.asset, threat: item.threat, episode: item.episode))
            }
        }
        #expect(try test.store.read { try $0.followUp(number: 1 << 40) } == nil)
    }

    @Test func `situations that no server is in are taken out`() throws {
        let test = try filled()
        try test.write { transaction in
            try transaction.replaceProjection(of: 1, with: .empty)
            try transaction.pruneSituations()
        }
        #expect(try count("situation", test) == 0)
    }
}
