import Inventory
import Storage

/// Fills `evidence`.
struct EvidenceTable {
    private let rows: SliceWriter
    private let source: ReadingSource
    private let imports: ImportIDs
    private let key: [UInt8]

    init?(_ slice: Slice, _ source: ReadingSource, _ imports: ImportIDs) throws {
        guard let rows = try slice.writer("evidence") else { return nil }
        self.rows = rows
        self.source = source
        self.imports = imports
        key = try source.transaction.followUpKey()
    }

    func add(_ tenant: Tenant) throws {
        for reading in try source.evidence(of: tenant, key) {
            let row = reading.row
            rows.set(rows["evidence"], reading.id.description)
            rows.set(rows["tenant"], tenant.slug)
            rows.set(rows["asset_id"], row.key.asset)
            rows.set(rows["asset"], row.name)
            rows.set(rows["is_on_exchange"], flag: reading.isOnServer)
            rows.set(rows["threats"], row.threats)
            rows.set(rows["indicators"], row.indicators)
            rows.set(rows["kind"], reading.trace.kind.rawValue)
            rows.set(rows["trace"], reading.trace.text)
            rows.set(rows.instant("occurred"), row.key.occurredAt)
            rows.set(rows.instant("first_seen"), row.firstSeen)
            rows.set(rows["last_seen_at"], row.lastSeen)
            rows.set(rows["state"], row.state)
            rows.set(rows["is_open"], flag: reading.isOpen)
            rows.set(rows["confirmed_at"], row.confirmedAt)
            rows.set(rows["contained_at"], row.containedAt)
            rows.set(rows["ended_at"], row.endedAt)
            rows.set(rows["import"], reading.importID > 0 ? imports.id(reading.importID) : nil)
            rows.set(rows["line"], reading.importID > 0 ? reading.line : nil)
            try rows.add()
        }
    }
}
