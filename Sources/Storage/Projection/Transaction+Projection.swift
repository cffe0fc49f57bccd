import GRDB
import Inventory

extension Transaction {
    /// What is kept of a tenant's projection, each table in the order of its key.
    package func projection(of tenantID: Int) throws -> TenantProjection {
        try TenantProjection(
            servers: servers(of: tenantID), memberships: memberships(of: tenantID),
            endpoints: endpoints(of: tenantID), evidence: evidence(of: tenantID))
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
        for row in difference.evidence.removed { try delete(row, of: tenantID) }
        try insert(difference.newServers, of: tenantID)
        for (_, row) in difference.servers.changed { try update(row, of: tenantID) }
        try count(difference.servers, of: tenantID)
        for row in difference.memberships.added + difference.memberships.changed.map(\.new) {
            try insert(row, of: tenantID)
        }
        for row in difference.endpoints.added + difference.endpoints.changed.map(\.new) {
            try insert(row, of: tenantID)
        }
        for row in difference.evidence.added + difference.evidence.changed.map(\.new) {
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
        try ["server", "asset_member", "unlinked_endpoint", "evidence"].compactMap { table in
            let sql = """
                select count(*) from \(table) p
                where p.tenant_id = 0 or not exists (select 1 from tenant t where t.tenant_id = p.tenant_id)
                """
            let rows = try Int.fetchOne(database, sql: sql) ?? 0
            return rows > 0 ? (table, rows) : nil
        }
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

    func server(_ select: Statement) throws -> TenantProjection.ServerRow {
        TenantProjection.ServerRow(
            asset: select.int(0), name: select.text(1), kind: select.text(2), firstSeen: select.instant(3),
            lastSeen: select.instant(4), answersFrom: select.instant(5), published: select.text(6),
            situation: try situation(select.int(7)), moments: MomentList.read(select.borrowed(8)))
    }

    /// As many rows are written by one statement: it finds their place once, and mostly they follow each other.
    private static let together = 32

    private func insert(_ servers: PackedServers, of tenantID: Int) throws {
        try servers.withTexts { texts in
            var rest = servers.rows[...]
            while !rest.isEmpty {
                let count = rest.count >= Transaction.together ? Transaction.together : 1
                let insert = try statement(count == 1 ? Transaction.insertServer : Transaction.insertManyServers)
                for (place, row) in rest.prefix(count).enumerated() {
                    try bind(row, texts, of: tenantID, to: insert, at: place)
                }
                try insert.run()
                rest = rest.dropFirst(count)
            }
        }
    }

    private static let insertServer = """
        insert into server(tenant_id, asset_no, name, kind, first_seen, last_seen, answers_from, published,
          situation_id, moments) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    private static let insertManyServers =
        insertServer + repeatElement(", (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", count: together - 1).joined()

    private func bind(
        _ row: PackedServers.Row, _ texts: PackedServers.Texts, of tenantID: Int, to insert: Statement, at place: Int
    ) throws {
        let first = Int32(10 * place)
        insert.bind(first + 1, tenantID)
        insert.bind(first + 2, row.asset)
        insert.bind(first + 3, borrowedText: texts.name(row))
        insert.bind(first + 4, borrowedText: texts.kind(row))
        insert.bind(first + 5, row.firstSeen)
        insert.bind(first + 6, row.lastSeen)
        insert.bind(first + 7, row.answersFrom)
        insert.bind(first + 8, borrowedText: texts.published(row))
        insert.bind(first + 9, try id(of: row.situation))
        insert.bind(first + 10, borrowed: texts.moments(row))
    }

    private func update(_ row: TenantProjection.ServerRow, of tenantID: Int) throws {
        let update = try statement(
            """
            update server set name = ?, kind = ?, first_seen = ?, last_seen = ?, answers_from = ?, published = ?,
              situation_id = ?, moments = ? where tenant_id = ? and asset_no = ?
            """)
        update.bind(1, row.name)
        update.bind(2, row.kind)
        update.bind(3, row.firstSeen)
        update.bind(4, row.lastSeen)
        update.bind(5, row.answersFrom)
        update.bind(6, row.published)
        update.bind(7, try id(of: row.situation))
        update.bind(8, blob: MomentList.write(row.moments))
        update.bind(9, tenantID)
        update.bind(10, row.asset)
        try update.run()
    }

    private func delete(_ row: TenantProjection.ServerRow, of tenantID: Int) throws {
        let delete = try statement("delete from server where tenant_id = ? and asset_no = ?")
        delete.bind(1, tenantID)
        delete.bind(2, row.asset)
        try delete.run()
    }

    // MARK: How many are in a situation

    private func count(
        _ servers: ProjectionDifference.Table<TenantProjection.ServerRow>, of tenantID: Int
    ) throws {
        var more: [Int: Int] = [:]
        func leave(_ situation: Situation) throws {
            if let id = try knownID(of: situation) { more[id, default: 0] -= 1 }
        }
        var new: [Situation: Int] = [:]
        for row in servers.added { new[row.situation, default: 0] += 1 }
        for (situation, count) in new { more[try id(of: situation), default: 0] += count }
        for row in servers.removed { try leave(row.situation) }
        for (old, row) in servers.changed where old.situation != row.situation {
            more[try id(of: row.situation), default: 0] += 1
            try leave(old.situation)
        }
        for (situation, count) in more where count != 0 { try add(count, in: situation, of: tenantID) }
    }

    private func add(_ count: Int, in situation: Int, of tenantID: Int) throws {
        let known = try statement("select servers from tenant_situation where tenant_id = ? and situation_id = ?")
        known.bind(1, tenantID)
        known.bind(2, situation)
        let before = try known.step() ? known.int(0) : 0
        known.reset()
        try put(before + count, in: situation, of: tenantID, isNew: before == 0)
    }

    private func put(_ servers: Int, in situation: Int, of tenantID: Int, isNew: Bool) throws {
        let put = try statement(
            servers <= 0
                ? "delete from tenant_situation where ?1 <= 0 and tenant_id = ?2 and situation_id = ?3"
                : isNew
                    ? "insert into tenant_situation(servers, tenant_id, situation_id) values (?1, ?2, ?3)"
                    : "update tenant_situation set servers = ?1 where tenant_id = ?2 and situation_id = ?3")
        put.bind(1, servers)
        put.bind(2, tenantID)
        put.bind(3, situation)
        try put.run()
    }

    /// How many servers of each tenant are in each situation, where that is not what the servers say.
    package func situationCountFaults() throws -> [(tenantID: Int, words: String)] {
        let select = try statement(
            """
            with counted as (
              select tenant_id, situation_id, count(*) as servers from server group by tenant_id, situation_id
            )
            select coalesce(c.tenant_id, k.tenant_id), coalesce(c.situation_id, k.situation_id), ifnull(k.servers, 0),
              ifnull(c.servers, 0)
            from counted c full join tenant_situation k on k.tenant_id = c.tenant_id and k.situation_id = c.situation_id
            where c.servers is not k.servers
            """)
        var faults: [(tenantID: Int, words: String)] = []
        try select.forEachRow {
            faults.append(
                (
                    select.int(0),
                    "situation \(select.int(1)) counts \(select.int(2)) servers, there are \(select.int(3))"
                ))
        }
        return faults
    }

    /// Counts anew how many servers of each tenant are in each situation, where that is not what the servers say.
    package func mendSituationCounts() throws {
        guard try !situationCountFaults().isEmpty else { return }
        try database.execute(
            sql: """
                delete from tenant_situation;
                insert into tenant_situation(tenant_id, situation_id, servers)
                select tenant_id, situation_id, count(*) from server group by tenant_id, situation_id;
                """)
    }

    // MARK: Memberships

    package func memberships(of tenantID: Int) throws -> [TenantProjection.Membership] {
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

    package func endpoints(of tenantID: Int) throws -> [TenantProjection.EndpointRow] {
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
