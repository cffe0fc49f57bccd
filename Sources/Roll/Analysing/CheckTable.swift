import Assessment
import Inventory
import Knowledge
import Storage

/// Fills `checks`.
struct CheckTable {
    private let rows: SliceWriter
    private let checks: CheckSource

    init?(_ slice: Slice, _ source: ReadingSource) throws {
        guard let rows = try slice.writer("checks") else { return nil }
        self.rows = rows
        checks = try CheckSource(source.transaction, source.asOf, source.projector)
    }

    func add(_ reading: TenantReading) throws {
        let (from, to, last) = (rows.day("owed_from"), rows.day("owed_to"), rows.day("last_check"))
        for row in checks.list(of: reading, due: false, assumed: true).rows {
            rows.set(rows["tenant"], reading.tenant.slug)
            rows.set(rows["asset_id"], row.server.asset)
            rows.set(rows["asset"], row.server.name)
            rows.set(rows["threat"], row.threat)
            rows.set(from, row.owed?.first)
            rows.set(to, row.owed?.last)
            rows.set(rows["days"], row.owed?.count ?? 0)
            rows.set(rows["how"], row.how)
            rows.set(last, row.last?.on)
            rows.set(rows["result"], row.last?.record.result.rawValue)
            rows.set(rows["playbook_version"], row.last?.record.version)
            rows.set(rows["asked_again_by"], row.requeuedBy)
            rows.set(rows["logs_required"], list: row.requiredLogs.map(\.rawValue))
            try rows.add()
        }
    }
}
