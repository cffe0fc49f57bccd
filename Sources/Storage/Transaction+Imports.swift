import Foundation
import GRDB
import Inventory

extension Transaction {
    package func nextImportID() throws -> Int { try next("import_id", in: "import") }

    /// Opens the ledger's row, so that what is written next can point at it; `update` completes it before the
    /// transaction ends.
    package func begin(_ record: ImportRecord) throws {
        try write(
            record,
            sql: """
                insert into import(kind, undoes, file_kind, file_name, sha256, bytes, format, source, vantage, is_full,
                  is_allow_listed, options, encoding, delimiter, taken_at, recorded_at, recorded_by, lines, header_lines,
                  records, accepted, rejected, blank, unattributed, new_subjects, changed, unchanged, not_seen,
                  followups_new, followups_closed, followups_reopened, import_id)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
    }

    /// Completes the row of an import that this transaction began.
    package func update(_ record: ImportRecord) throws {
        try write(
            record,
            sql: """
                update import set kind = ?, undoes = ?, file_kind = ?, file_name = ?, sha256 = ?, bytes = ?, format = ?,
                  source = ?, vantage = ?, is_full = ?, is_allow_listed = ?, options = ?, encoding = ?, delimiter = ?,
                  taken_at = ?, recorded_at = ?, recorded_by = ?, lines = ?, header_lines = ?, records = ?,
                  accepted = ?, rejected = ?, blank = ?, unattributed = ?, new_subjects = ?, changed = ?,
                  unchanged = ?, not_seen = ?, followups_new = ?, followups_closed = ?, followups_reopened = ?
                where import_id = ?
                """)
    }

    package func insert(_ columns: [ColumnMeaning], of importID: Int) throws {
        for (index, column) in columns.enumerated() {
            try database.execute(
                sql: """
                    insert into import_column(import_id, position, header, meaning, field, proof)
                    values (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    importID, index + 1, column.header, column.meaning ?? "", column.field?.rawValue ?? 0,
                    column.proof,
                ])
        }
    }

    private func write(_ record: ImportRecord, sql: String) throws {
        let c = record.counts
        let arguments: [(any DatabaseValueConvertible)?] = [
            record.undoes == nil ? "import" : "undo", record.undoes, record.kind?.rawValue ?? "", record.fileName,
            Data(record.sha256), record.bytes, record.format, record.source, record.vantage?.rawValue ?? "",
            record.isFull, record.isAllowListed, record.options, record.encoding, record.delimiter,
            record.takenAt.seconds, record.recordedAt.seconds, record.recordedBy, c.lines, c.headerLines, c.records,
            c.accepted, c.rejected, c.blank, c.unattributed, c.new, c.changed, c.unchanged, c.notSeen, c.followUpsNew,
            c.followUpsClosed, c.followUpsReopened, record.id,
        ]
        try database.execute(sql: sql, arguments: StatementArguments(arguments))
    }

    /// The ledger, newest first.
    package func importLedger() throws -> [ImportRecord] {
        try Row.fetchAll(database, sql: Transaction.ledger + " order by i.import_id desc").map(Transaction.record)
    }

    /// The imports that were written down after a moment, with that time, whenever they were taken.
    package func imports(recordedAfter moment: Instant) throws -> [Int: Instant] {
        let rows = try Row.fetchAll(
            database, sql: "select import_id, recorded_at from import where recorded_at > ?",
            arguments: [moment.seconds])
        return Dictionary(uniqueKeysWithValues: rows.map { ($0["import_id"], Instant($0["recorded_at"])) })
    }

    /// The ledger's rows of the given numbers, by number.
    package func imports(_ ids: some Sequence<Int>) throws -> [Int: ImportRecord] {
        var found: [Int: ImportRecord] = [:]
        for id in Set(ids) {
            let sql = Transaction.ledger + " where i.import_id = ?"
            if let row = try Row.fetchOne(database, sql: sql, arguments: [id]) { found[id] = Transaction.record(row) }
        }
        return found
    }

    /// Whether a file of so many bytes was ever taken in.
    package func hasImport(ofBytes bytes: Int) throws -> Bool {
        try Bool.fetchOne(
            database, sql: "select exists (select 1 from import where kind = 'import' and bytes = ?)",
            arguments: [bytes]) ?? false
    }

    /// An import in force of the same bytes with the same options.
    package func importInForce(sha256: [UInt8], options: String) throws -> ImportRecord? {
        let sql =
            Transaction.ledger + """
                 where i.kind = 'import' and i.sha256 = ? and i.options = ? and u.import_id is null
                order by i.import_id limit 1
                """
        return try Row.fetchOne(database, sql: sql, arguments: [Data(sha256), options]).map(Transaction.record)
    }

    /// How an import's columns were read, in the order of the file.
    package func columns(of importID: Int) throws -> [ColumnMeaning] {
        let sql = "select header, meaning, field, proof from import_column where import_id = ? order by position"
        return try Row.fetchAll(database, sql: sql, arguments: [importID]).map { row in
            let meaning: String = row[1]
            return ColumnMeaning(
                header: row[0], meaning: meaning.isEmpty ? nil : meaning, field: Field(rawValue: row[2]), proof: row[3])
        }
    }

    package func insert(_ rejects: [Reject], of importID: Int) throws {
        guard !rejects.isEmpty else { return }
        let insert = try statement(
            """
            insert into reject(import_id, line, record, byte_offset, column_name, reason, detail, raw)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """)
        for reject in rejects {
            insert.bind(1, importID)
            insert.bind(2, reject.line)
            insert.bind(3, reject.record)
            insert.bind(4, reject.byteOffset)
            insert.bind(5, reject.column ?? "")
            insert.bind(6, reject.reason.rawValue)
            insert.bind(7, reject.detail)
            insert.bind(8, blob: reject.raw)
            try insert.run()
        }
    }

    /// An import's rejected rows, in the order of the file.
    package func rejects(of importID: Int) throws -> [Reject] {
        let sql = """
            select line, record, byte_offset, column_name, reason, detail, raw from reject where import_id = ?
            order by line, record
            """
        return try Row.fetchAll(database, sql: sql, arguments: [importID]).map { row in
            let column: String = row[3]
            return Reject(
                line: row[0], record: row[1], byteOffset: row[2], column: column.isEmpty ? nil : column,
                reason: Reject.Reason(rawValue: row[4]) ?? .value, detail: row[5], raw: [UInt8](row[6] as Data))
        }
    }

    package func insert(_ coverage: Coverage) throws {
        let insert = try statement(
            """
            insert into coverage(tenant_id, import_id, source, targets, listed_rows, listed_subjects)
            values (?, ?, ?, ?, ?, ?)
            """)
        insert.bind(1, coverage.tenantID)
        insert.bind(2, coverage.importID)
        insert.bind(3, coverage.source)
        insert.bind(4, coverage.targets.map(\.description).joined(separator: "\n"))
        insert.bind(5, coverage.listedRows)
        insert.bind(6, coverage.listedSubjects)
        try insert.run()
    }

    /// The tenants that an import said something about, by itself or by a handover in force, nobody included.
    package func tenantsCovered(by importID: Int) throws -> [Int] {
        try Int.fetchAll(
            database, sql: "select distinct tenant_id from held_coverage where import_id = ? order by tenant_id",
            arguments: [importID])
    }

    /// What an import covered of one tenant.
    package func coverage(of tenantID: Int, by importID: Int) throws -> Coverage? {
        let sql = """
            select source, targets, listed_rows, listed_subjects from coverage where tenant_id = ? and import_id = ?
            """
        return try Row.fetchOne(database, sql: sql, arguments: [tenantID, importID]).map {
            Coverage(
                tenantID: tenantID, importID: importID, source: $0[0],
                targets: ($0[1] as String).split(separator: "\n").compactMap { Network($0) }, listedRows: $0[2],
                listedSubjects: $0[3])
        }
    }

    private static let ledger = """
        select i.*, u.import_id as undone_by from import i
        left join import u on u.kind = 'undo' and u.undoes = i.import_id
        """

    private static func record(_ row: Row) -> ImportRecord {
        var record = ImportRecord(
            id: row["import_id"], fileName: row["file_name"], sha256: [UInt8](row["sha256"] as Data),
            recordedAt: Instant(row["recorded_at"]), recordedBy: row["recorded_by"])
        record.undoes = row["undoes"]
        record.kind = ImportKind(rawValue: row["file_kind"])
        record.bytes = row["bytes"]
        record.format = row["format"]
        record.source = row["source"]
        record.vantage = Vantage(rawValue: row["vantage"])
        record.isFull = row["is_full"]
        record.isAllowListed = row["is_allow_listed"]
        record.options = row["options"]
        record.encoding = row["encoding"]
        record.delimiter = row["delimiter"]
        record.takenAt = Instant(row["taken_at"])
        record.undoneBy = row["undone_by"]
        record.counts = counts(row)
        return record
    }

    private static func counts(_ row: Row) -> ImportCounts {
        var counts = ImportCounts()
        counts.lines = row["lines"]
        counts.headerLines = row["header_lines"]
        counts.records = row["records"]
        counts.accepted = row["accepted"]
        counts.rejected = row["rejected"]
        counts.blank = row["blank"]
        counts.unattributed = row["unattributed"]
        counts.new = row["new_subjects"]
        counts.changed = row["changed"]
        counts.unchanged = row["unchanged"]
        counts.notSeen = row["not_seen"]
        counts.followUpsNew = row["followups_new"]
        counts.followUpsClosed = row["followups_closed"]
        counts.followUpsReopened = row["followups_reopened"]
        return counts
    }
}
