import GRDB
import Inventory

extension Transaction {
    /// A tenant's acts, those taken back too, in the order in which they were written down.
    ///
    /// - Parameter until: acts that hold from later are left out, and so are those of tenants that were merged later, and
    ///   those that were taken back, whenever that was: they were never done.
    package func acts(of tenantID: Int, until: Instant = .forever) throws -> [Act] {
        let select = try statement(
            """
            select a.act_no, a.at, a.actor, a.what, a.subject_no, a.body
            from act a left join handover h on h.handover_id = a.handover_id
            where a.tenant_id = ?1 and (a.at <= ?2 or a.what = '\(Act.takeBack)')
              and (a.handover_id is null or (h.holds_from <= ?2 and \(Transaction.isInForce)))
            order by a.act_no
            """)
        select.bind(1, tenantID)
        select.bind(2, until)
        var acts: [Act] = []
        while try select.step() {
            acts.append(
                Act(
                    number: select.int(0), at: select.instant(1), by: select.text(2), what: select.text(3),
                    subject: select.int(4) == 0 ? nil : select.int(4), body: select.text(5)))
        }
        guard until < .forever else { return acts }
        let gone = Set(acts.compactMap(\.takesBack))
        return acts.filter { $0.at <= until && !gone.contains($0.number) }
    }

    /// The acts of some kinds of all tenants, by tenant; those that were taken back are left out.
    package func acts(ofKinds kinds: [String], until: Instant) throws -> [Int: [Act]] {
        let marks = kinds.map { _ in "?" }.joined(separator: ", ")
        let tenants = try Int.fetchAll(
            database, sql: "select distinct tenant_id from act where what in (\(marks))",
            arguments: StatementArguments(kinds))
        var found: [Int: [Act]] = [:]
        for tenant in tenants {
            let own = try acts(of: tenant, until: until).inForce.filter { kinds.contains($0.what) && $0.at <= until }
            if !own.isEmpty { found[tenant] = own }
        }
        return found
    }

    /// The numbers of a tenant's acts that were written down after a moment, whenever they hold from.
    package func acts(of tenantID: Int, recordedAfter moment: Instant) throws -> Set<Int> {
        Set(
            try Int.fetchAll(
                database, sql: "select act_no from act where tenant_id = ? and recorded_at > ?",
                arguments: [tenantID, moment.seconds]))
    }

    package func nextActNumber(of tenantID: Int) throws -> Int {
        let sql = "select max(act_no) from act where tenant_id = ?"
        return try (Int.fetchOne(database, sql: sql, arguments: [tenantID]) ?? 0) + 1
    }

    /// - Parameter handoverID: the handover that brought it from another tenant.
    package func insert(_ act: Act, of tenantID: Int, recordedAt: Instant, by handoverID: Int? = nil) throws {
        try database.execute(
            sql: """
                insert into act(tenant_id, act_no, at, recorded_at, actor, what, subject_no, body, handover_id)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                tenantID, act.number, act.at.seconds, recordedAt.seconds, act.by, act.what, act.subject ?? 0, act.body,
                handoverID,
            ])
    }
}
