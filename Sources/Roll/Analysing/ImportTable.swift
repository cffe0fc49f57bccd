import Inventory
import Storage

/// Fills `imports`.
struct ImportTable {
    private let rows: SliceWriter
    private let source: ReadingSource
    private let ids: ImportIDs

    init?(_ slice: Slice, _ source: ReadingSource, _ ids: ImportIDs) throws {
        guard let rows = try slice.writer("imports") else { return nil }
        self.rows = rows
        self.source = source
        self.ids = ids
    }

    /// - Parameters:
    ///   - tenants: whose imports are seen.
    ///   - isPortfolio: whether all are seen, and what belongs to nobody too.
    func fill(_ tenants: [Tenant], isPortfolio: Bool) throws {
        let records = try source.transaction.importLedger()
        let known = Dictionary(uniqueKeysWithValues: records.map { ($0.id, $0) })
        let instants = Dictionary(uniqueKeysWithValues: tenants.map { ($0.id, source.asOf.instant(in: $0.zone)) })
        let slugs = Dictionary(uniqueKeysWithValues: tenants.map { ($0.id, $0.slug) })
        var held =
            try tenants.count == 1
            ? source.transaction.heldImports(of: tenants[0].id) : source.transaction.heldImports()
        // A file of which no row could be taken covers nobody; it was taken in for its tenant all the same.
        let covered = Set(held.filter { $0.tenantID > 0 }.map(\.importID))
        for record in records where record.undoes == nil && !covered.contains(record.id) {
            guard let tenant = record.declaredTenant else { continue }
            held.append(
                HeldImport(
                    tenantID: tenant, importID: record.id, source: record.source, listsAll: true, listed: (0, 0)))
        }
        for item in held {
            guard let record = known[item.importID] else { continue }
            if item.tenantID == 0 {
                guard isPortfolio, record.takenAt <= source.asOf.latest else { continue }
            } else {
                guard let instant = instants[item.tenantID], record.takenAt <= instant else { continue }
            }
            try add(record, item, tenant: slugs[item.tenantID], isPortfolio: isPortfolio)
        }
    }

    private func add(_ record: ImportRecord, _ held: HeldImport, tenant: String?, isPortfolio: Bool) throws {
        let isOwn = record.declaredTenant == held.tenantID
        rows.set(rows["import"], ids.id(record.id))
        rows.set(rows["number"], isPortfolio ? record.id : nil)
        rows.set(rows["tenant"], tenant)
        rows.set(rows["file"], isOwn ? record.fileName : nil)
        rows.set(rows["kind"], record.kind?.rawValue)
        rows.set(rows["format"], record.format)
        rows.set(rows["source"], held.source)
        rows.set(rows["vantage"], record.vantage?.rawValue)
        rows.set(rows["coverage"], record.isFull && held.listsAll ? "full" : "partial")
        rows.set(rows["is_allow_listed"], flag: record.isAllowListed)
        rows.set(rows.instant("taken"), record.takenAt)
        rows.set(rows.instant("recorded"), record.recordedAt)
        rows.set(rows["recorded_by"], record.recordedBy)
        rows.set(rows["is_undone"], flag: record.undoneBy != nil)
        rows.set(rows["listed_rows"], held.listed?.rows)
        rows.set(rows["listed_assets"], held.listed?.subjects)
        if isOwn { setFile(record.counts) }
        try rows.add()
    }

    private func setFile(_ counts: ImportCounts) {
        rows.set(rows["file_lines"], counts.lines)
        rows.set(rows["file_records"], counts.records)
        rows.set(rows["file_accepted"], counts.accepted)
        rows.set(rows["file_rejected"], counts.rejected)
        rows.set(rows["file_blank"], counts.blank)
        rows.set(rows["file_unattributed"], counts.unattributed)
        rows.set(rows["new_assets"], counts.new)
        rows.set(rows["changed"], counts.changed)
        rows.set(rows["unchanged"], counts.unchanged)
        rows.set(rows["not_seen"], counts.notSeen)
    }
}

/// Fills `rejects`.
struct RejectTable {
    private let rows: SliceWriter
    private let source: ReadingSource
    private let ids: ImportIDs
    /// As many bytes of a row are shown.
    private static let most = 4_096

    init?(_ slice: Slice, _ source: ReadingSource, _ ids: ImportIDs) throws {
        guard let rows = try slice.writer("rejects") else { return nil }
        self.rows = rows
        self.source = source
        self.ids = ids
    }

    /// As `ImportTable.fill`; of one tenant only what files hold that were taken in for it alone.
    func fill(_ tenants: [Tenant], isPortfolio: Bool) throws {
        let known = Dictionary(uniqueKeysWithValues: tenants.map { ($0.id, $0) })
        for record in try source.transaction.importLedger() where record.counts.rejected > 0 {
            let tenant = record.declaredTenant.flatMap { known[$0] }
            guard tenant != nil || isPortfolio else { continue }
            guard record.takenAt <= tenant.map({ source.asOf.instant(in: $0.zone) }) ?? source.asOf.latest else {
                continue
            }
            for reject in try source.transaction.rejects(of: record.id) {
                rows.set(rows["import"], ids.id(record.id))
                rows.set(rows["tenant"], tenant?.slug)
                rows.set(rows["file"], record.fileName)
                rows.set(rows["line"], reject.line)
                rows.set(rows["record"], reject.record)
                rows.set(rows["byte_offset"], reject.byteOffset)
                rows.set(rows["column_name"], reject.column)
                rows.set(rows["reason"], reject.reason.rawValue)
                rows.set(rows["detail"], reject.detail)
                rows.set(rows["raw"], String(decoding: reject.raw.prefix(RejectTable.most), as: UTF8.self))
                try rows.add()
            }
        }
    }
}

extension ImportRecord {
    /// The tenant for which alone it was taken in (`-t`); nil where its rows say whose they are.
    var declaredTenant: Int? {
        let line = options.prefix { !$0.isNewline }
        return line.hasPrefix("tenant=") ? Int(line.dropFirst("tenant=".count)) : nil
    }
}
