import GRDB
import Inventory

extension Transaction {
    /// All tenants but nobody, by slug.
    package func tenants() throws -> [Tenant] {
        try Row.fetchAll(database, sql: Transaction.tenantRows + " where t.tenant_id > 0 order by t.slug").map(
            Transaction.tenant)
    }

    package func tenant(_ id: Int) throws -> Tenant? {
        let select = try statement(
            """
            select t.slug, t.name, t.zone, t.language, t.mode, t.impact, t.start_day, t.archived_day, t.stale_days,
              t.parent_id, h.into_tenant, h.at
            from tenant t \(Transaction.mergeInForce)
            where t.tenant_id = ?
            """)
        select.bind(1, id)
        defer { select.reset() }
        guard try select.step() else { return nil }
        return Tenant(
            id: id, slug: select.text(0), name: select.text(1), zone: Zone(select.text(2)) ?? .utc,
            language: select.text(3), mode: ResponseMode(rawValue: select.text(4)) ?? .notify,
            impact: MissionImpact(rawValue: select.text(5)) ?? .medium,
            start: CalendarDay(number: select.optionalInt64(6) ?? 0),
            archivedOn: select.optionalInt64(7).map(CalendarDay.init(number:)),
            staleDays: select.optionalInt64(8).map(Int.init), parentID: select.optionalInt64(9).map(Int.init),
            merged: select.optionalInt64(10).map { Tenant.Merged(into: Int($0), at: select.instant(11)) })
    }

    /// The tenant that has or had this slug; a present slug goes before a former one.
    package func tenant(slug: String) throws -> Tenant? {
        let sql = """
            select t.tenant_id from tenant t where t.slug = :slug and t.tenant_id > 0
            union all
            select s.tenant_id from tenant_slug s
              where s.slug = :slug and not exists (select 1 from tenant p where p.slug = :slug)
            limit 1
            """
        return try Int.fetchOne(database, sql: sql, arguments: ["slug": slug]).flatMap { try tenant($0) }
    }

    /// Former slug and whose it was, newest first.
    package func formerSlugs() throws -> [(slug: String, tenantID: Int)] {
        try Row.fetchAll(database, sql: "select slug, tenant_id from tenant_slug order by until_at desc, slug")
            .map { ($0[0], $0[1]) }
    }

    /// The id that the next tenant gets.
    package func nextTenantID() throws -> Int { try next("tenant_id", in: "tenant") }

    package func insertTenant(_ tenant: Tenant, now: Instant) throws {
        let insert = try statement(
            """
            insert into tenant(tenant_id, slug, name, zone, language, mode, impact, start_day, archived_day, stale_days,
              created_at, parent_id) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        insert.bind(1, tenant.id)
        insert.bind(2, tenant.slug)
        insert.bind(3, tenant.name)
        insert.bind(4, tenant.zone.name)
        insert.bind(5, tenant.language)
        insert.bind(6, tenant.mode.rawValue)
        insert.bind(7, tenant.impact.rawValue)
        insert.bind(8, tenant.start.number)
        insert.bind(9, tenant.archivedOn?.number)
        insert.bind(10, tenant.staleDays.map(Int64.init))
        insert.bind(11, now)
        insert.bind(12, tenant.parentID.map(Int64.init))
        try insert.run()
    }

    /// Writes all of the tenant's own facts; a changed slug is remembered as a former one.
    package func updateTenant(_ tenant: Tenant, now: Instant) throws {
        if let before = try self.tenant(tenant.id), before.slug != tenant.slug {
            try database.execute(
                sql: """
                    insert into tenant_slug(tenant_id, slug, until_at) values (?, ?, ?)
                    on conflict (tenant_id, slug) do update set until_at = excluded.until_at
                    """,
                arguments: [tenant.id, before.slug, now.seconds])
        }
        let sql = """
            update tenant set slug = ?, name = ?, zone = ?, language = ?, mode = ?, impact = ?, start_day = ?,
              archived_day = ?, stale_days = ?, parent_id = ? where tenant_id = ?
            """
        try database.execute(
            sql: sql,
            arguments: [
                tenant.slug, tenant.name, tenant.zone.name, tenant.language, tenant.mode.rawValue,
                tenant.impact.rawValue, tenant.start.number, tenant.archivedOn?.number, tenant.staleDays,
                tenant.parentID, tenant.id,
            ])
    }

    /// Networks of one tenant, or of all.
    package func networks(of tenantID: Int? = nil) throws -> [Holding<Network>] {
        try holdings("tenant_network", "network", tenantID).compactMap { row in
            Network(row.value).map { Holding(tenantID: row.tenantID, value: $0, from: row.from, to: row.to) }
        }
    }

    /// Domains of one tenant, or of all.
    package func domains(of tenantID: Int? = nil) throws -> [Holding<String>] {
        try holdings("tenant_domain", "domain", tenantID)
    }

    package func insert(network: Holding<Network>) throws {
        try insert("tenant_network", "network", network.value.description, network.tenantID, network.from, network.to)
    }

    package func insert(domain: Holding<String>) throws {
        try insert("tenant_domain", "domain", domain.value, domain.tenantID, domain.from, domain.to)
    }

    /// Ends a network at `at`; one that began no earlier is taken out. Returns whether the tenant held it then.
    package func end(network: Network, of tenantID: Int, at instant: Instant) throws -> Bool {
        try end("tenant_network", "network", network.description, tenantID, instant)
    }

    /// Ends a domain at `at`; one that began no earlier is taken out. Returns whether the tenant held it then.
    package func end(domain: String, of tenantID: Int, at instant: Instant) throws -> Bool {
        try end("tenant_domain", "domain", domain, tenantID, instant)
    }

    package func contacts(of tenantID: Int) throws -> [Contact] {
        try Row.fetchAll(
            database, sql: "select role, email, name from tenant_contact where tenant_id = ? order by role, email",
            arguments: [tenantID]
        ).map { Contact(role: $0[0], email: $0[1], name: $0[2]) }
    }

    package func put(contact: Contact, of tenantID: Int) throws {
        try database.execute(
            sql: """
                insert into tenant_contact(tenant_id, role, email, name) values (?, ?, ?, ?)
                on conflict (tenant_id, role, email) do update set name = excluded.name
                """,
            arguments: [tenantID, contact.role, contact.email, contact.name])
    }

    package func remove(contact: Contact, of tenantID: Int) throws {
        try database.execute(
            sql: "delete from tenant_contact where tenant_id = ? and role = ? and email = ?",
            arguments: [tenantID, contact.role, contact.email])
    }

    /// When each tenant was last looked at, imports in force only and none taken after `until`. A tenant that nobody
    /// looked at is missing.
    package func newestImports(until: Instant = .forever) throws -> [Int: NewestImports] {
        let sql = """
            select c.tenant_id, i.file_kind, i.vantage, max(i.taken_at)
            from (
              select tenant_id, import_id from coverage
              union all
              select tenant_id, import_id from handed_coverage h where \(Transaction.isInForce)
            ) c join import i on i.import_id = c.import_id
            where c.tenant_id > 0 and i.taken_at <= ?
              and \(Transaction.isImportInForce)
            group by c.tenant_id, i.file_kind, i.vantage
            """
        var newest: [Int: NewestImports] = [:]
        for row in try Row.fetchAll(database, sql: sql, arguments: [until.seconds]) {
            let at = Instant(row[3])
            switch (row[1] as String, row[2] as String) {
            case ("inventory", _): newest[row[0], default: NewestImports()].inventory.raise(to: at)
            case (_, "internet"): newest[row[0], default: NewestImports()].internet.raise(to: at)
            case (_, "internal"): newest[row[0], default: NewestImports()].internal.raise(to: at)
            default: break
            }
        }
        return newest
    }

    /// A tenant's row, with the merge in force that made it part of another one.
    private static let tenantRows = """
        select t.*, h.into_tenant as merged_into, h.at as merged_at from tenant t \(Transaction.mergeInForce)
        """

    /// To a tenant `t` the merge `h` in force that made it part of another one.
    private static let mergeInForce =
        "left join handover h on h.kind = 'merge' and h.from_tenant = t.tenant_id and \(Transaction.isInForce)"

    private static func tenant(_ row: Row) -> Tenant {
        Tenant(
            id: row["tenant_id"], slug: row["slug"], name: row["name"], zone: Zone(row["zone"] as String) ?? .utc,
            language: row["language"], mode: ResponseMode(rawValue: row["mode"]) ?? .notify,
            impact: MissionImpact(rawValue: row["impact"]) ?? .medium, start: CalendarDay(number: row["start_day"]),
            archivedOn: (row["archived_day"] as Int64?).map(CalendarDay.init(number:)), staleDays: row["stale_days"],
            parentID: row["parent_id"],
            merged: (row["merged_into"] as Int?).map { Tenant.Merged(into: $0, at: Instant(row["merged_at"])) })
    }

    private func holdings(_ table: String, _ column: String, _ tenantID: Int?) throws -> [Holding<String>] {
        let sql = """
            select tenant_id, \(column), valid_from, valid_to from \(table)
            where tenant_id = coalesce(?, tenant_id) order by tenant_id, \(column), valid_from
            """
        return try Row.fetchAll(database, sql: sql, arguments: [tenantID]).map {
            Holding(tenantID: $0[0], value: $0[1], from: Instant($0[2]), to: Instant($0[3]))
        }
    }

    private func insert(
        _ table: String, _ column: String, _ value: String, _ tenantID: Int, _ from: Instant, _ to: Instant
    ) throws {
        try database.execute(
            sql: """
                insert into \(table)(tenant_id, \(column), valid_from, valid_to) values (?, ?, ?, ?)
                on conflict (tenant_id, \(column), valid_from) do update set valid_to = excluded.valid_to
                """,
            arguments: [tenantID, value, from.seconds, to.seconds])
    }

    private func end(_ table: String, _ column: String, _ value: String, _ tenantID: Int, _ at: Instant) throws -> Bool
    {
        let held = "tenant_id = ? and \(column) = ? and valid_to > ?"
        let arguments: StatementArguments = [tenantID, value, at.seconds]
        let sql = "select count(*) from \(table) where \(held)"
        guard try Int.fetchOne(database, sql: sql, arguments: arguments) ?? 0 > 0 else { return false }
        try database.execute(
            sql: "delete from \(table) where \(held) and valid_from >= ?", arguments: arguments + [at.seconds])
        try database.execute(
            sql: "update \(table) set valid_to = ? where \(held)", arguments: [at.seconds] + arguments)
        return true
    }
}

extension Optional<Instant> {
    fileprivate mutating func raise(to other: Instant) {
        if self.map({ $0 < other }) ?? true { self = other }
    }
}
