import Foundation
import GRDB
import Inventory
import Storage
import TestSupport
import Testing

@Suite struct JournalTests {
    private struct Broken: Error {}

    private func mode(_ test: TestStore) throws -> String? {
        try DatabaseQueue(path: test.path).read { try String.fetchOne($0, sql: "pragma journal_mode") }
    }

    private func fill(_ test: TestStore, _ body: (Transaction) throws -> Void = { _ in }) throws {
        try test.store.write(TestStore.holder, isBulk: true, ending: { _ in .commit }) { transaction in
            try transaction.begin(ledgerRow(1, takenAt: TestStore.now))
            try body(transaction)
        }
    }

    @Test func `an empty store is filled under the rollback journal and keeps a log of changes afterwards`() throws {
        let test = try TestStore()
        try fill(test) { _ in #expect(FileManager.default.fileExists(atPath: test.path + "-journal")) }
        #expect(try mode(test) == "wal")
        #expect(try test.store.read { try $0.importLedger().count } == 1)
    }

    @Test func `what goes wrong while an empty store is filled leaves it empty`() throws {
        let test = try TestStore()
        #expect(throws: Broken.self) { try fill(test) { _ in throw Broken() } }
        #expect(try mode(test) == "wal")
        #expect(try test.store.read { try $0.importLedger().isEmpty })
    }

    @Test func `a store with imports keeps its log of changes, so that readers need not wait`() throws {
        let test = try TestStore()
        try test.write { try $0.begin(ledgerRow(2, takenAt: TestStore.now)) }
        try fill(test) { _ in #expect(!FileManager.default.fileExists(atPath: test.path + "-journal")) }
    }

    @Test func `an empty store that somebody else has open keeps its log of changes`() throws {
        let test = try TestStore()
        let other = try DatabaseQueue(path: test.path)
        try other.read { _ = try Int.fetchOne($0, sql: "select count(*) from tenant") }
        try fill(test) { _ in #expect(!FileManager.default.fileExists(atPath: test.path + "-journal")) }
    }

    @Test func `a reader takes back what a process left that was killed while it filled the store`() throws {
        let test = try TestStore()
        let folder = try TemporaryFolder()
        let copy = folder.path(of: "killed.db")
        try fill(test) { transaction in
            // More than the cache holds, so that pages are written before the end; then the files as they lie.
            let writer = try SubjectWriter(transaction)
            try transaction.insertTenant(TestStore.fabrikam, now: TestStore.now)
            let facts = [UInt8](repeating: 7, count: 400_000)
            for number in 1...100 {
                try facts.withUnsafeBytes { try writer.add(subject: number, of: 1, identity: $0, facts: $0) }
            }
            for ending in ["", "-journal"] {
                try FileManager.default.copyItem(atPath: test.path + ending, toPath: copy + ending)
            }
        }
        let store = try Store.open(path: copy, .read)
        #expect(try store.read { try $0.importLedger().isEmpty })
        #expect(try store.read { try $0.tenantIDs().isEmpty })
    }

    @Test func `subjects that are held back are written by tenant, and seen by whoever asks`() throws {
        let test = try TestStore()
        try test.write { transaction in
            for id in 1...3 {
                var tenant = TestStore.fabrikam
                tenant.id = id
                tenant.slug = "tenant-\(id)"
                try transaction.insertTenant(tenant, now: TestStore.now)
            }
            let writer = try SubjectWriter(transaction)
            writer.holdsMuch = true
            for number in 1...100 {
                for id in [2, 3, 1] {
                    try FactList([(.hostName, "host\(number)")]).bytes.withUnsafeBytes {
                        try writer.add(subject: number, of: id, identity: $0, facts: $0)
                    }
                }
            }
            var seen: [Int] = []
            try writer.settle()
            try transaction.forEachState(of: 3) { number, _, _, _, _ in seen.append(number) }
            #expect(seen == Array(1...100))
        }
        #expect(try test.store.read { try $0.subjects(of: 2).last?.identity.first(.hostName) } == "host100")
    }
}
