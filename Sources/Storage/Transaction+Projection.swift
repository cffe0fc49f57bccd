import GRDB
import Inventory

extension Transaction {
    /// What is kept of a tenant's projection, each table in the order of its key.
    package func projection(of tenantID: Int) throws -> TenantProjection {
        try TenantProjection(
            servers: servers(of: tenantID), memberships: memberships(of: tenantID), intervals: intervals(of: tenantID),
            followUps: followUps(of: tenantID), steps: steps(of: tenantID))
    }

    /// Makes a tenant's kept projection equal to `new`, writing only what differs, and gives every new follow-up its
    /// number. Returns what differed.
    @discardableResult
    package func replaceProjection(of tenantID: Int, with new: TenantProjection) throws -> ProjectionDifference {
        try replaceProjection(of: tenantID, from: projection(of: tenantID), with: new)
    }

    /// As above, where the kept projection has just been read.
    @discardableResult
    package func replaceProjection(
        of tenantID: Int, from old: TenantProjection, with new: TenantProjection
    ) throws -> ProjectionDifference {
        let difference = ProjectionDifference(from: old, to: new)
        guard difference.count > 0 else { return difference }
        for row in difference.steps.gone { try delete(row, of: tenantID) }
        for row in difference.followUps.gone { try delete(row, of: tenantID) }
        for row in difference.intervals.gone { try delete(row, of: tenantID) }
        for row in difference.memberships.gone { try delete(row, of: tenantID) }
        for row in difference.servers.gone { try delete(row, of: tenantID) }
        for row in difference.servers.come { try insert(row, of: tenantID) }
        for row in difference.memberships.come { try insert(row, of: tenantID) }
        for row in difference.intervals.come { try insert(row, of: tenantID) }
        for row in difference.followUps.come { try insert(row, of: tenantID) }
        for row in difference.steps.come { try insert(row, of: tenantID) }
        try number(difference.followUps.added, of: tenantID)
        return difference
    }

    /// Takes out the lists of CVEs that no step refers to any more.
    package func pruneCVESets() throws {
        try database.execute(
            sql: "delete from cve_set where cve_set_id not in (select cve_set_id from followup_step)")
        cveSets = [:]
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
        try ["server", "asset_member", "server_interval", "followup", "followup_step"].compactMap { table in
            let sql = """
                select count(*) from \(table) p
                where p.tenant_id = 0 or not exists (select 1 from tenant t where t.tenant_id = p.tenant_id)
                """
            let rows = try Int.fetchOne(database, sql: sql) ?? 0
            return rows > 0 ? (table, rows) : nil
        }
    }

    // MARK: The numbers behind the ids of follow-ups

    /// A follow-up by what it is about.
    package struct FollowUpKey: Hashable, Sendable {
        package let tenantID: Int
        package let asset: Int
        package let threat: String
        package let episode: Int

        package init(tenantID: Int, asset: Int, threat: String, episode: Int) {
            self.tenantID = tenantID
            self.asset = asset
            self.threat = threat
            self.episode = episode
        }
    }

    /// The numbers of a tenant's follow-ups, past ones too.
    package func followUpNumbers(of tenantID: Int) throws -> [FollowUpKey: Int] {
        let select = try statement("select asset_no, threat, episode, number from followup_number where tenant_id = ?")
        select.bind(1, tenantID)
        var numbers: [FollowUpKey: Int] = [:]
        while try select.step() {
            let key = FollowUpKey(
                tenantID: tenantID, asset: select.int(0), threat: select.text(1), episode: select.int(2))
            numbers[key] = select.int(3)
        }
        return numbers
    }

    /// The follow-up of a number, if it was ever given.
    package func followUp(number: Int) throws -> FollowUpKey? {
        let sql = "select tenant_id, asset_no, threat, episode from followup_number where number = ?"
        return try Row.fetchOne(database, sql: sql, arguments: [number]).map {
            FollowUpKey(tenantID: $0[0], asset: $0[1], threat: $0[2], episode: $0[3])
        }
    }

    private func number(_ followUps: [TenantProjection.FollowUpRow], of tenantID: Int) throws {
        guard !followUps.isEmpty else { return }
        let known = try followUpNumbers(of: tenantID)
        var next = try next("number", in: "followup_number")
        let insert = try statement(
            "insert into followup_number(tenant_id, asset_no, threat, episode, number) values (?, ?, ?, ?, ?)")
        for row in followUps {
            let key = FollowUpKey(tenantID: tenantID, asset: row.asset, threat: row.threat, episode: row.episode)
            guard known[key] == nil else { continue }
            insert.bind(1, tenantID)
            insert.bind(2, row.asset)
            insert.bind(3, row.threat)
            insert.bind(4, row.episode)
            insert.bind(5, next)
            try insert.run()
            next += 1
        }
    }

    // MARK: Servers

    private func servers(of tenantID: Int) throws -> [TenantProjection.ServerRow] {
        let select = try statement(
            "select asset_no, name, kind, first_seen, last_seen from server where tenant_id = ? order by asset_no")
        select.bind(1, tenantID)
        var rows: [TenantProjection.ServerRow] = []
        while try select.step() {
            rows.append(
                .init(
                    asset: select.int(0), name: select.text(1), kind: select.text(2), firstSeen: select.instant(3),
                    lastSeen: select.instant(4)))
        }
        return rows
    }

    private func insert(_ row: TenantProjection.ServerRow, of tenantID: Int) throws {
        let insert = try statement(
            "insert into server(tenant_id, asset_no, name, kind, first_seen, last_seen) values (?, ?, ?, ?, ?, ?)")
        insert.bind(1, tenantID)
        insert.bind(2, row.asset)
        insert.bind(3, row.name)
        insert.bind(4, row.kind)
        insert.bind(5, row.firstSeen)
        insert.bind(6, row.lastSeen)
        try insert.run()
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
        let insert = try statement("insert into asset_member(tenant_id, subject_no, asset_no) values (?, ?, ?)")
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

    // MARK: Intervals

    private func intervals(of tenantID: Int) throws -> [TenantProjection.IntervalRow] {
        let select = try statement(
            """
            select asset_no, fact, valid_from, valid_to, value, import_id, line, seen_at
            from server_interval where tenant_id = ? order by asset_no, fact, valid_from
            """)
        select.bind(1, tenantID)
        var rows: [TenantProjection.IntervalRow] = []
        while try select.step() {
            rows.append(
                .init(
                    asset: select.int(0), fact: select.text(1), from: select.instant(2), to: select.instant(3),
                    value: select.text(4), importID: select.int(5), line: select.int(6), seenAt: select.instant(7)))
        }
        return rows
    }

    private func insert(_ row: TenantProjection.IntervalRow, of tenantID: Int) throws {
        let insert = try statement(
            """
            insert into server_interval(tenant_id, asset_no, fact, valid_from, valid_to, value, import_id, line, seen_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        insert.bind(1, tenantID)
        insert.bind(2, row.asset)
        insert.bind(3, row.fact)
        insert.bind(4, row.from)
        insert.bind(5, row.to)
        insert.bind(6, row.value)
        insert.bind(7, row.importID)
        insert.bind(8, row.line)
        insert.bind(9, row.seenAt)
        try insert.run()
    }

    private func delete(_ row: TenantProjection.IntervalRow, of tenantID: Int) throws {
        let delete = try statement(
            "delete from server_interval where tenant_id = ? and asset_no = ? and fact = ? and valid_from = ?")
        delete.bind(1, tenantID)
        delete.bind(2, row.asset)
        delete.bind(3, row.fact)
        delete.bind(4, row.from)
        try delete.run()
    }

    // MARK: Follow-ups

    private func followUps(of tenantID: Int) throws -> [TenantProjection.FollowUpRow] {
        let select = try statement(
            """
            select asset_no, threat, episode, opened_at from followup where tenant_id = ?
            order by asset_no, threat, episode
            """)
        select.bind(1, tenantID)
        var rows: [TenantProjection.FollowUpRow] = []
        while try select.step() {
            rows.append(
                .init(
                    asset: select.int(0), threat: select.text(1), episode: select.int(2), openedAt: select.instant(3)))
        }
        return rows
    }

    private func insert(_ row: TenantProjection.FollowUpRow, of tenantID: Int) throws {
        let insert = try statement(
            "insert into followup(tenant_id, asset_no, threat, episode, opened_at) values (?, ?, ?, ?, ?)")
        insert.bind(1, tenantID)
        insert.bind(2, row.asset)
        insert.bind(3, row.threat)
        insert.bind(4, row.episode)
        insert.bind(5, row.openedAt)
        try insert.run()
    }

    private func delete(_ row: TenantProjection.FollowUpRow, of tenantID: Int) throws {
        let delete = try statement(
            "delete from followup where tenant_id = ? and asset_no = ? and threat = ? and episode = ?")
        delete.bind(1, tenantID)
        delete.bind(2, row.asset)
        delete.bind(3, row.threat)
        delete.bind(4, row.episode)
        try delete.run()
    }

    // MARK: Steps

    private func steps(of tenantID: Int) throws -> [TenantProjection.StepRow] {
        let select = try statement(
            """
            select s.asset_no, s.threat, s.episode, s.valid_from, s.valid_to, s.is_open, s.cause, s.decision, s.due_day,
              c.cves, s.detail
            from followup_step s left join cve_set c on c.cve_set_id = s.cve_set_id
            where s.tenant_id = ? order by s.asset_no, s.threat, s.episode, s.valid_from
            """)
        select.bind(1, tenantID)
        var rows: [TenantProjection.StepRow] = []
        while try select.step() {
            rows.append(
                .init(
                    asset: select.int(0), threat: select.text(1), episode: select.int(2), from: select.instant(3),
                    to: select.instant(4), isOpen: select.bool(5), cause: select.text(6), decision: select.text(7),
                    dueOn: select.optionalInt64(8).map(CalendarDay.init(number:)), cves: select.text(9),
                    detail: select.text(10)))
        }
        return rows
    }

    private func insert(_ row: TenantProjection.StepRow, of tenantID: Int) throws {
        let cveSet = try cveSet(row.cves)
        let insert = try statement(
            """
            insert into followup_step(tenant_id, asset_no, threat, episode, valid_from, valid_to, is_open, cause,
              decision, due_day, cve_set_id, detail) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        insert.bind(1, tenantID)
        insert.bind(2, row.asset)
        insert.bind(3, row.threat)
        insert.bind(4, row.episode)
        insert.bind(5, row.from)
        insert.bind(6, row.to)
        insert.bind(7, row.isOpen)
        insert.bind(8, row.cause)
        insert.bind(9, row.decision)
        insert.bind(10, row.dueOn?.number)
        insert.bind(11, cveSet)
        insert.bind(12, row.detail)
        try insert.run()
    }

    private func delete(_ row: TenantProjection.StepRow, of tenantID: Int) throws {
        let delete = try statement(
            """
            delete from followup_step
            where tenant_id = ? and asset_no = ? and threat = ? and episode = ? and valid_from = ?
            """)
        delete.bind(1, tenantID)
        delete.bind(2, row.asset)
        delete.bind(3, row.threat)
        delete.bind(4, row.episode)
        delete.bind(5, row.from)
        try delete.run()
    }

    private func cveSet(_ cves: String) throws -> Int {
        if let known = cveSets[cves] { return known }
        let sql = "select cve_set_id from cve_set where cves = ?"
        let id: Int
        if let found = try Int.fetchOne(database, sql: sql, arguments: [cves]) {
            id = found
        } else {
            id = try next("cve_set_id", in: "cve_set")
            try database.execute(
                sql: "insert into cve_set(cve_set_id, cves) values (?, ?)", arguments: [id, cves])
        }
        cveSets[cves] = id
        return id
    }
}

extension ProjectionDifference.Table {
    fileprivate var gone: [Row] { removed + changed.map(\.old) }
    fileprivate var come: [Row] { added + changed.map(\.new) }
}
