import Inventory

extension Transaction {
    /// When anything was last seen of a tenant, or a person last said something of it; nil where nothing ever was.
    package func newestEvidence(of tenantID: Int) throws -> Instant? {
        let select = try statement(
            """
            select max(seen) from (
              select case when s.at_taken > 0 and (s.own_seen_max is null or i.taken_at > s.own_seen_max)
                then i.taken_at else s.own_seen_max end as seen
              from sighting s join import i on i.import_id = s.import_id
              where s.tenant_id = ?1
                and not exists (select 1 from import u where u.kind = 'undo' and u.undoes = i.import_id)
              union all select max(at) from act where tenant_id = ?1)
            """)
        select.bind(1, tenantID)
        defer { select.reset() }
        guard try select.step() else { return nil }
        return select.optionalInt64(0).map { Instant($0) }
    }
}
