import Foundation
import GRDB
import Inventory
import Storage
import TestSupport
import Testing

@Suite struct SchemaTests {
    @Test func `a new store is its owner's alone`() throws {
        let test = try TestStore()
        #expect(try mode(test.path) == 0o600)
    }

    @Test func `a new store for a group is the group's too`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path(of: "team.db")
        _ = try Store.create(path: path, group: true, now: TestStore.now)
        #expect(try mode(path) == 0o660)
    }

    @Test func `a store is never made over another file`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("precious", to: "muster.db")
        let complaint = #expect(throws: Complaint.self) { try Store.create(path: path, now: TestStore.now) }
        #expect(complaint?.code == .cannotWrite)
        #expect(try folder.read("muster.db") == "precious")
    }

    @Test func `a folder that is not there is a clear error`() throws {
        let complaint = #expect(throws: Complaint.self) {
            try Store.create(path: "/nowhere/at/all/muster.db", now: TestStore.now)
        }
        #expect(complaint?.code == .cannotWrite)
    }

    @Test func `a store that is not there is a matter of configuration`() throws {
        let folder = try TemporaryFolder()
        let complaint = #expect(throws: Complaint.self) { try Store.open(path: folder.path(of: "no.db"), .read) }
        #expect(complaint?.code == .configuration)
    }

    @Test func `a file that is no database is refused`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(String(repeating: "host,build\n", count: 500), to: "hosts.csv")
        let complaint = #expect(throws: Complaint.self) { try Store.open(path: path, .write) }
        #expect(complaint?.code == .configuration)
        #expect(complaint?.what.contains("not a muster database") == true)
    }

    @Test func `another program's database is refused`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path(of: "other.db")
        try DatabaseQueue(path: path).write { try $0.execute(sql: "create table t(x)") }
        let complaint = #expect(throws: Complaint.self) { try Store.open(path: path, .write) }
        #expect(complaint?.what.contains("not a muster database") == true)
    }

    @Test func `a store that a newer program wrote is refused`() throws {
        let test = try TestStore()
        try DatabaseQueue(path: test.path).write { try $0.execute(sql: "pragma user_version = 999") }
        let complaint = #expect(throws: Complaint.self) { try Store.open(path: test.path, .read) }
        #expect(complaint?.code == .configuration)
        #expect(complaint?.what.contains("newer") == true)
    }

    @Test func `every table is strict and has a key of its own`() throws {
        let test = try TestStore()
        let tables = try DatabaseQueue(path: test.path).read { database in
            try Row.fetchAll(
                database, sql: "select name, strict, wr from pragma_table_list where type = 'table' and schema = 'main'"
            )
            .filter { !($0["name"] as String).hasPrefix("sqlite_") }
        }
        #expect(tables.count > 15)
        for table in tables {
            #expect(table["strict"] as Bool && table["wr"] as Bool, "\(table["name"] as String)")
        }
    }

    @Test func `the tenant leads every key of a tenant's data`() throws {
        let test = try TestStore()
        let keys = try DatabaseQueue(path: test.path).read { database in
            try Row.fetchAll(
                database,
                sql: """
                    select t.name as name, c.pk as pk from pragma_table_list t, pragma_table_info(t.name) c
                    where t.type = 'table' and c.name = 'tenant_id'
                    """)
        }
        #expect(keys.count >= 14)
        for key in keys { #expect(key["pk"] as Int == 1, "\(key["name"] as String)") }
    }

    private func mode(_ path: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int ?? 0
    }
}
