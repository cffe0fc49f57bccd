import GRDB
import Inventory

extension Transaction {
    /// What is kept of a tenant's projection, each table in the order of its key.
    package func projection(of tenantID: Int) throws -> TenantProjection {
        try TenantProjection(
            servers: servers(of: tenantID), memberships: memberships(of: tenantID),
            endpoints: endpoints(of: tenantID))
    }

    /// Makes a tenant's kept projection equal to `new`, writing only what differs, and gives every new follow-up its
    /// number. Returns what differed.
    @discardableResult
    package func replaceProjection(of tenantID: Int, with new: TenantProjection) throws -> ProjectionDifference {
        let difference = ProjectionDifference(from: try projection(of: tenantID), to: new)
        try apply(difference, to: tenantID)
        return difference
    }

    /// Writes what differs from the kept projection, and gives every new follow-up its number.
    package func apply(_ difference: ProjectionDifference, to tenantID: Int) throws {
        guard difference.count > 0 else { return }
        for row in difference.servers.removed { try delete(row, of: tenantID) }
        for row in difference.memberships.removed { try delete(row, of: tenantID) }
        for row in difference.endpoints.removed { try delete(row, of: tenantID) }
        try put(difference.servers.added, of: tenantID)
        for (old, row) in difference.servers.changed {
            if old.situation == row.situation { try update(row, of: tenantID) } else { try put([row], of: tenantID) }
        }
        for row in difference.memberships.added + difference.memberships.changed.map(\.new) {
            try insert(row, of: tenantID)
        }
        for row in difference.endpoints.added + difference.endpoints.changed.map(\.new) {
            try insert(row, of: tenantID)
        }
        for row in difference.servers.added { try number(row.situation, of: row.asset, of: tenantID) }
        for (old, row) in difference.servers.changed where old.situation.items != row.situation.items {
            try number(row.situation, of: row.asset, of: tenantID)
        }
    }

    /// Gives every follow-up of a projection that has none its number.
    package func number(_ projection: TenantProjection, of tenantID: Int) throws {
        for row in projection.servers { try number(row.situation, of: row.asset, of: tenantID) }
    }

    /// Takes out rows of the projection under a tenant that is none.
    package func removeProjectionRowsOfNobody() throws {
        for (table, _) in try projectionRowsOfNobody() {
            try database.execute(
                sql: "delete from \(table) where tenant_id = 0 or tenant_id not in (select tenant_id from tenant)")
        }
    }

    /// Tables of the projection that hold rows under a tenant that is none, with their number.
    package func projectionRowsOfNobody() throws -> [(table: String, rows: Int)] {
        try ["server", "asset_member", "unlinked_endpoint"].compactMap { table in
            let sql = """
                select count(*) from \(table) p
                where p.tenant_id = 0 or not exists (select 1 from tenant t where t.tenant_id = p.tenant_id)
                """
            let rows = try Int.fetchOne(database, sql: sql) ?? 0
            return rows > 0 ? (table, rows) : nil
        }
    }

    /// Runs `body`, which writes many servers where there is none yet: their index is made behind it, in one go.
    package func fillingServers(_ body: () throws -> Void) throws {
        let index = "server_by_situation"
        guard try Int.fetchOne(database, sql: "select 1 from server limit 1") == nil,
            let sql = try String.fetchOne(
                database, sql: "select sql from sqlite_master where type = 'index' and name = ?", arguments: [index])
        else { return try body() }
        try database.execute(sql: "drop index \(index)")
        try body()
        try database.execute(sql: sql)
    }

    // MARK: Servers

    private func servers(of tenantID: Int) throws -> [TenantProjection.ServerRow] {
        let select = try statement(
            """
            select asset_no, name, kind, first_seen, last_seen, answers_from, published, situation_id, moments
            from server where tenant_id = ? order by asset_no
            """)
        select.bind(1, tenantID)
        var rows: [TenantProjection.ServerRow] = []
        while try select.step() { rows.append(try server(select)) }
        return rows
    }

    private func server(_ select: Statement) throws -> TenantProjection.ServerRow {
        TenantProjection.ServerRow(
            asset: select.int(0), name: select.text(1), kind: select.text(2), firstSeen: select.instant(3),
            lastSeen: select.instant(4), answersFrom: select.instant(5), published: select.text(6),
            situation: try situation(select.int(7)), moments: MomentList.read(select.borrowed(8)))
    }

    /// As many rows are written by one statement: it finds their place once, and mostly they follow each other.
    private static let together = 32

    private func put(_ rows: [TenantProjection.ServerRow], of tenantID: Int) throws {
        var rest = rows[...]
        while !rest.isEmpty {
            let count = rest.count >= Transaction.together ? Transaction.together : 1
            let insert = try statement(Transaction.putServers(count))
            for row in rest.prefix(count).enumerated() {
                try bind(row.element, of: tenantID, to: insert, at: row.offset)
            }
            try insert.run()
            rest = rest.dropFirst(count)
        }
    }

    private static func putServers(_ count: Int) -> String { count == 1 ? putServer : putManyServers }
    private static let putServer = """
        insert or replace into server(tenant_id, asset_no, name, kind, first_seen, last_seen, answers_from, published,
          situation_id, moments) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    private static let putManyServers =
        putServer + repeatElement(", (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", count: together - 1).joined()

    private func bind(
        _ row: TenantProjection.ServerRow, of tenantID: Int, to insert: Statement, at index: Int
    ) throws {
        let first = Int32(10 * index)
        let situation = try id(of: row.situation)
        insert.bind(first + 1, tenantID)
        insert.bind(first + 2, row.asset)
        insert.bind(first + 3, row.name)
        insert.bind(first + 4, row.kind)
        insert.bind(first + 5, row.firstSeen)
        insert.bind(first + 6, row.lastSeen)
        insert.bind(first + 7, row.answersFrom)
        insert.bind(first + 8, row.published)
        insert.bind(first + 9, situation)
        insert.bind(first + 10, blob: MomentList.write(row.moments))
    }

    /// Writes a server that is in the situation in which it was.
    private func update(_ row: TenantProjection.ServerRow, of tenantID: Int) throws {
        let update = try statement(
            """
            update server set name = ?, kind = ?, first_seen = ?, last_seen = ?, answers_from = ?, published = ?,
              moments = ? where tenant_id = ? and asset_no = ?
            """)
        update.bind(1, row.name)
        update.bind(2, row.kind)
        update.bind(3, row.firstSeen)
        update.bind(4, row.lastSeen)
        update.bind(5, row.answersFrom)
        update.bind(6, row.published)
        update.bind(7, blob: MomentList.write(row.moments))
        update.bind(8, tenantID)
        update.bind(9, row.asset)
        try update.run()
    }

    private func delete(_ row: TenantProjection.ServerRow, of tenantID: Int) throws {
        let delete = try statement("delete from server where tenant_id = ? and asset_no = ?")
        delete.bind(1, tenantID)
        delete.bind(2, row.asset)
        try delete.run()
    }

    // MARK: Memberships

    private func memberships(of tenantID: Int) throws -> [TenantProjection.Membership] {
        let select = try statement(
            "select subject_no, asset_no from asset_member where tenant_id = ? order by subject_no")
        select.bind(1, tenantID)
        var rows: [TenantProjection.Membership] = []
        while try select.step() { rows.append(.init(subject: select.int(0), asset: select.int(1))) }
        return rows
    }

    private func insert(_ row: TenantProjection.Membership, of tenantID: Int) throws {
        let insert = try statement(
            "insert or replace into asset_member(tenant_id, subject_no, asset_no) values (?, ?, ?)")
        insert.bind(1, tenantID)
        insert.bind(2, row.subject)
        insert.bind(3, row.asset)
        try insert.run()
    }

    private func delete(_ row: TenantProjection.Membership, of tenantID: Int) throws {
        let delete = try statement("delete from asset_member where tenant_id = ? and subject_no = ?")
        delete.bind(1, tenantID)
        delete.bind(2, row.subject)
        try delete.run()
    }

    // MARK: Endpoints

    private func endpoints(of tenantID: Int) throws -> [TenantProjection.EndpointRow] {
        let select = try statement(
            "select endpoint, open_at from unlinked_endpoint where tenant_id = ? order by endpoint")
        select.bind(1, tenantID)
        var rows: [TenantProjection.EndpointRow] = []
        while try select.step() { rows.append(.init(endpoint: select.text(0), openAt: select.instant(1))) }
        return rows
    }

    private func insert(_ row: TenantProjection.EndpointRow, of tenantID: Int) throws {
        let insert = try statement(
            "insert or replace into unlinked_endpoint(tenant_id, endpoint, open_at) values (?, ?, ?)")
        insert.bind(1, tenantID)
        insert.bind(2, row.endpoint)
        insert.bind(3, row.openAt)
        try insert.run()
    }

    private func delete(_ row: TenantProjection.EndpointRow, of tenantID: Int) throws {
        let delete = try statement("delete from unlinked_endpoint where tenant_id = ? and endpoint = ?")
        delete.bind(1, tenantID)
        delete.bind(2, row.endpoint)
        try delete.run()
    }
}
