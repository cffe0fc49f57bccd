import Foundation
import GRDB
import GRDBSQLite
import Inventory

extension Transaction {
    /// What all servers come to. It is kept in a file beside the store, `PATH-list`, and made anew by whoever reads first
    /// after something was written.
    package func summary() throws -> RollSummary? {
        guard let revision = try revision() else { return nil }
        let path = database.path
        if let path, let kept = SideFile.list.read(beside: path), let summary = RollSummary(kept, of: revision) {
            return summary
        }
        let bytes = try RollSummary.bytes(self, revision: revision)
        if let path { SideFile.list.keep(bytes, beside: path) }
        return RollSummary(Data(bytes), of: revision)
    }

    /// What tells this content of the store from every other; nil of a store that an older program wrote.
    package func revision() throws -> [UInt8]? {
        try Data.fetchOne(database, sql: "select value from meta where name = 'revision'").map { [UInt8]($0) }
    }

    /// Says that the content is another one from now on.
    func renewRevision() throws {
        var random = SystemRandomNumberGenerator()
        let revision = Data((0..<16).map { _ in UInt8.random(in: 0...255, using: &random) })
        try database.execute(
            sql: """
                insert into meta(name, value) values ('revision', ?)
                on conflict (name) do update set value = excluded.value
                """, arguments: [revision])
    }

    /// The servers of a tenant in a situation, of one kind.
    package func servers(of tenantID: Int, in situation: Int, kind: String) throws -> [TenantProjection.ServerRow] {
        let select = try statement(
            """
            select asset_no, name, kind, first_seen, last_seen, answers_from, published, situation_id, moments
            from server where tenant_id = ? and situation_id = ? and kind = ? order by asset_no
            """)
        select.bind(1, tenantID)
        select.bind(2, situation)
        select.bind(3, kind)
        var rows: [TenantProjection.ServerRow] = []
        try select.forEachRow { rows.append(try server(select)) }
        return rows
    }
}

extension Database {
    /// Where the main database lies; nil in memory.
    fileprivate var path: String? {
        guard let connection = sqliteConnection, let name = sqlite3_db_filename(connection, "main") else { return nil }
        let path = String(cString: name)
        return path.isEmpty ? nil : path
    }
}
