import Foundation
import Inventory
import Storage
import Synchronization
import Testing

@Suite struct HolderTests {
    @Test func `whoever waits is told who holds the store, and gives up in time`() throws {
        let test = try TestStore()
        let told = Mutex<[String]>([])
        let other = try Store.open(path: test.path, .write, wait: 0.1) { holder in
            told.withLock { $0.append(holder?.words ?? "?") }
        }
        let complaint = try test.write { _ in
            #expect(throws: Complaint.self) { try other.write(TestStore.holder) { _ in } }
        }
        #expect(complaint?.code == .busy)
        #expect(complaint?.facts.first?.contains("jane tests since 2021-08-20T12:00:00Z (process") == true)
        #expect(told.withLock { $0.count } == 1)
        #expect(told.withLock { $0.first?.hasPrefix("jane tests since") } == true)
    }

    @Test func `readers never wait and see what was before`() throws {
        let test = try TestStore()
        let reader = try Store.open(path: test.path, .read, wait: 0)
        try test.write { transaction in
            try transaction.insertTenant(TestStore.fabrikam, now: TestStore.now)
            #expect(try reader.read { try $0.tenants() }.isEmpty)
        }
        #expect(try reader.read { try $0.tenants() } == [TestStore.fabrikam])
    }

    @Test func `a note left behind by a process that is gone is not believed`() throws {
        let test = try TestStore()
        let other = try Store.open(path: test.path, .write, wait: 0.05)
        let complaint = try test.write { _ in
            // As a killed import leaves it.
            try test.folder.write("4194303\n1\n0\njoe\nimports x.csv\n", to: "muster.db-holder")
            return #expect(throws: Complaint.self) { try other.write(TestStore.holder) { _ in } }
        }
        #expect(complaint?.facts.first?.contains("another process") == true)
    }

    @Test func `the note goes with the work`() throws {
        let test = try TestStore()
        try test.write { _ in #expect(FileManager.default.fileExists(atPath: test.path + "-holder")) }
        #expect(!FileManager.default.fileExists(atPath: test.path + "-holder"))
    }

    @Test func `what throws is rolled back`() throws {
        let test = try TestStore()
        #expect(throws: CancellationError.self) {
            try test.write { transaction in
                try transaction.insertTenant(TestStore.fabrikam, now: TestStore.now)
                throw CancellationError()
            }
        }
        #expect(try test.store.read { try $0.tenants() }.isEmpty)
    }

    @Test func `what breaks a rule of the schema is our error`() throws {
        let test = try TestStore()
        let complaint = #expect(throws: Complaint.self) {
            try test.write { transaction in
                try transaction.insertTenant(TestStore.fabrikam, now: TestStore.now)
                try transaction.insertTenant(TestStore.fabrikam, now: TestStore.now)
            }
        }
        #expect(complaint?.code == .bug)
    }

    @Test func `a store that cannot be written to says so`() throws {
        let test = try TestStore()
        let reader = try Store.open(path: test.path, .read)
        let complaint = #expect(throws: Complaint.self) {
            try reader.write(TestStore.holder) { try $0.insertTenant(TestStore.fabrikam, now: TestStore.now) }
        }
        #expect(complaint?.code == .cannotWrite)
    }
}
