import GRDB
import Inventory

extension Transaction {
    /// What was found on the assets of a tenant, in the order of its key.
    package func evidence(of tenantID: Int) throws -> [TenantProjection.EvidenceRow] {
        let select = try statement(
            """
            select asset_no, trace, occurred_at, name, subject_no, indicators, threats, state, first_seen, last_seen,
              confirmed_at, contained_at, ended_at
            from evidence where tenant_id = ? order by asset_no, trace, occurred_at
            """)
        select.bind(1, tenantID)
        var rows: [TenantProjection.EvidenceRow] = []
        while try select.step() {
            func instant(_ column: Int32) -> Instant? { select.optionalInt64(column).map { Instant($0) } }
            let occurred = select.instant(2)
            rows.append(
                TenantProjection.EvidenceRow(
                    key: .init(
                        asset: select.int(0), trace: select.text(1),
                        occurredAt: occurred == .distantPast ? nil : occurred),
                    name: select.text(3), subject: select.int(4), indicators: select.text(5), threats: select.text(6),
                    state: select.text(7), firstSeen: select.instant(8), lastSeen: select.instant(9),
                    confirmedAt: instant(10), containedAt: instant(11), endedAt: instant(12)))
        }
        // SQLite orders text by bytes as Swift does not.
        return rows.sorted { $0.key < $1.key }
    }

    /// The tenants on whose assets anything was found.
    package func tenantsWithEvidence() throws -> Set<Int> {
        Set(try Int.fetchAll(database, sql: "select distinct tenant_id from evidence"))
    }

    func insert(_ row: TenantProjection.EvidenceRow, of tenantID: Int) throws {
        let insert = try statement(
            """
            insert or replace into evidence(tenant_id, asset_no, trace, occurred_at, name, subject_no, indicators,
              threats, state, first_seen, last_seen, confirmed_at, contained_at, ended_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        bind(row.key, of: tenantID, to: insert)
        insert.bind(5, row.name)
        insert.bind(6, row.subject)
        insert.bind(7, row.indicators)
        insert.bind(8, row.threats)
        insert.bind(9, row.state)
        insert.bind(10, row.firstSeen)
        insert.bind(11, row.lastSeen)
        insert.bind(12, row.confirmedAt?.seconds)
        insert.bind(13, row.containedAt?.seconds)
        insert.bind(14, row.endedAt?.seconds)
        try insert.run()
    }

    func delete(_ row: TenantProjection.EvidenceRow, of tenantID: Int) throws {
        let delete = try statement(
            "delete from evidence where tenant_id = ? and asset_no = ? and trace = ? and occurred_at = ?")
        bind(row.key, of: tenantID, to: delete)
        try delete.run()
    }

    private func bind(_ key: TenantProjection.EvidenceRow.Key, of tenantID: Int, to statement: Statement) {
        statement.bind(1, tenantID)
        statement.bind(2, key.asset)
        statement.bind(3, key.trace)
        statement.bind(4, key.occurredAt ?? .distantPast)
    }
}
