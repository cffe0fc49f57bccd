import Inventory

extension Transaction {
    /// When anything was last seen of a tenant, a file that covers it was last taken (what a full one leaves out ends
    /// then), or a person last said something of it; nil where nothing ever was.
    package func newestEvidence(of tenantID: Int) throws -> Instant? {
        [try newestSighting(of: tenantID), try newestTaken(of: tenantID), try newestAct(of: tenantID)]
            .compactMap { $0 }.max()
    }

    /// When anything was last seen of a tenant by a file in force; nil where nothing ever was. What a person says makes
    /// nobody less silent.
    package func newestSighting(of tenantID: Int) throws -> Instant? {
        try newest(
            """
            select max(seen) from (
              select case when s.at_taken > 0 and (s.own_seen_max is null or i.taken_at > s.own_seen_max)
                then i.taken_at else s.own_seen_max end as seen
              from (
                select import_id, at_taken, own_seen_max from sighting where tenant_id = ?1
                union all
                select import_id, at_taken, own_seen_max from handed_sighting h
                where tenant_id = ?1 and \(Transaction.isInForce)
              ) s join import i on i.import_id = s.import_id
              where \(Transaction.isImportInForce))
            """, of: tenantID)
    }

    /// When a file in force that looked from the internet was last taken; nil where none was.
    package func newestLook(of tenantID: Int) throws -> Instant? {
        try newest(
            """
            select max(i.taken_at) from held_coverage c join import i on i.import_id = c.import_id
            where c.tenant_id = ?1 and i.vantage = 'internet'
              and \(Transaction.isImportInForce)
            """, of: tenantID)
    }

    private func newestTaken(of tenantID: Int) throws -> Instant? {
        try newest(
            """
            select max(i.taken_at) from held_coverage c join import i on i.import_id = c.import_id
            where c.tenant_id = ?1 and \(Transaction.isImportInForce)
            """, of: tenantID)
    }

    private func newestAct(of tenantID: Int) throws -> Instant? {
        try newest("select max(at) from act where tenant_id = ?1", of: tenantID)
    }

    private func newest(_ sql: String, of tenantID: Int) throws -> Instant? {
        let select = try statement(sql)
        select.bind(1, tenantID)
        defer { select.reset() }
        guard try select.step() else { return nil }
        return select.optionalInt64(0).map { Instant($0) }
    }
}
