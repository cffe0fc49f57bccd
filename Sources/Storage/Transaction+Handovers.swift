import GRDB
import Inventory

extension Transaction {
    package func nextHandoverID() throws -> Int { try next("handover_id", in: "handover") }

    package func insert(_ handover: Handover) throws {
        try database.execute(
            sql: """
                insert into handover(handover_id, kind, undoes, from_tenant, into_tenant, at, holds_from, actor, reason,
                  row_count) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                handover.id, handover.kind.rawValue, handover.undoes, handover.from, handover.into,
                handover.at.seconds, handover.holdsFrom.seconds, handover.by, handover.reason, handover.rows,
            ])
    }

    /// Notes how many rows a handover that this transaction began came to.
    package func update(rows: Int, ofHandover handoverID: Int) throws {
        try database.execute(
            sql: "update handover set row_count = ? where handover_id = ?", arguments: [rows, handoverID])
    }

    /// The ledger of handovers, in the order in which they were done.
    package func handovers() throws -> [Handover] {
        try Row.fetchAll(
            database,
            sql: """
                select h.*, u.handover_id as undone_by from handover h
                left join handover u on u.kind = 'undo' and u.undoes = h.handover_id
                order by h.handover_id
                """
        ).compactMap { row in
            guard let kind = Handover.Kind(rawValue: row["kind"]) else { return nil }
            return Handover(
                id: row["handover_id"], kind: kind, undoes: row["undoes"], from: row["from_tenant"],
                into: row["into_tenant"], at: Instant(row["at"]), by: row["actor"], reason: row["reason"],
                rows: row["row_count"], undoneBy: row["undone_by"])
        }
    }

    package func insert(_ coverage: HandedCoverage, of tenantID: Int, by handoverID: Int) throws {
        try database.execute(
            sql: """
                insert into handed_coverage(tenant_id, import_id, handover_id, source, lists_all, targets)
                values (?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                tenantID, coverage.importID, handoverID, coverage.source, coverage.listsAll,
                coverage.targets.map(\.description).joined(separator: "\n"),
            ])
    }

    package func insertHanded(
        _ part: SightingPart, number: Int, of tenantID: Int, importID: Int, by handoverID: Int
    ) throws {
        let insert = try statement(
            """
            insert into handed_sighting(tenant_id, import_id, handover_id, part_no, entries, at_taken, own_seen_min,
              own_seen_max, body) values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        insert.bind(1, tenantID)
        insert.bind(2, importID)
        insert.bind(3, handoverID)
        insert.bind(4, number)
        insert.bind(5, part.entries)
        insert.bind(6, part.atTaken)
        insert.bind(7, part.ownTimes?.lowerBound.seconds)
        insert.bind(8, part.ownTimes?.upperBound.seconds)
        insert.bind(9, blob: part.body)
        try insert.run()
    }

    /// Calls with every sighting that a handover brought, taken back or not, as it was written.
    package func forEachEntry(
        byHandover handoverID: Int, of tenantID: Int, _ visit: (_ importID: Int, SightingPart.Entry) -> Void
    ) throws {
        let select = try statement(
            "select import_id, body from handed_sighting where tenant_id = ? and handover_id = ? order by import_id, part_no"
        )
        select.bind(1, tenantID)
        select.bind(2, handoverID)
        while try select.step() {
            let importID = select.int(0)
            _ = SightingPart.forEach(in: select.borrowed(1)) { visit(importID, $0) }
        }
    }

    /// What the imports in force cover of a tenant, as another one takes it over.
    ///
    /// - Parameter source: what the other one calls a source.
    package func coverages(of tenantID: Int, source: (String) -> String) throws -> [HandedCoverage] {
        try loggedImports(of: tenantID).values.sorted { $0.id < $1.id }.map {
            HandedCoverage(importID: $0.id, source: source($0.source), listsAll: $0.isFull, targets: $0.targets)
        }
    }

    /// How many rows each handover brought, as they are read back.
    package func handedCounts() throws -> [Int: Int] {
        let rows = try Row.fetchAll(
            database, sql: "select handover_id, sum(entries) from handed_sighting group by handover_id")
        return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
    }
}
