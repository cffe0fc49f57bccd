import Foundation
import Inventory
import Knowledge
import Storage
import TestSupport
import Testing

@testable import Roll

struct AdoptTests {
    @Test func `the knowledge stands in the store row by row, once`() throws {
        let folder = try TemporaryFolder()
        let now = Instant(1_700_000_000)
        let projector = try LogFixture.projector()
        let roll = CustomerRoll(try Store.create(path: folder.path + "/muster.db", now: now), projector)
        let knowledge = projector.knowledge
        #expect(try roll.adopt(knowledge, now: now, by: "jane"))
        #expect(try !roll.adopt(knowledge, now: now, by: "jane"))
        let counts = try roll.store.read { try $0.knowledgeCounts() }
        #expect(counts["known_build"] == knowledge.builds.count)
        #expect(counts["known_cve"] == knowledge.cves.count)
        #expect(counts["known_threat"] == knowledge.threats.count)
        #expect(counts["known_threat_cve"] == knowledge.threats.reduce(0) { $0 + $1.cves.count })
        #expect((counts["known_fix"] ?? 0) >= 7_213)
    }
}
