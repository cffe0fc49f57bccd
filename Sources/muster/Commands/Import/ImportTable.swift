import Inventory
import Reporting
import Roll

/// What imports did, for programs: a row per file. As JSON one object per file, not a list of items, so that the common
/// case of one file is one object.
struct ImportTable {
    let summaries: [ImportSummary]

    func write(to console: Console) throws {
        let chosen = try console.options.columnNames.map { try table.choosing($0) } ?? table
        switch console.options.output {
        case .json, .ndjson: console.write(chosen, as: NDJSONFormat.self)
        default: try console.emit(table)
        }
    }

    private var table: ReportTable {
        ReportTable(
            columns: [
                .init("import", .integer), .init("file"), .init("format"), .init("source"), .init("encoding"),
                .init("delimiter"), .init("lines", .integer), .init("records", .integer), .init("accepted", .integer),
                .init("rejected", .integer), .init("blank", .integer), .init("unattributed", .integer),
                .init("new_assets", .integer), .init("changed", .integer), .init("unchanged", .integer),
                .init("not_seen", .integer), .init("followups_new", .integer), .init("followups_closed", .integer),
                .init("followups_reopened", .integer), .init("noop", .integer), .init("dry_run", .integer),
            ],
            rows: summaries.map(cells))
    }

    /// A file that there was nothing to do for was not read: its counts are not known, and nothing changed.
    private func cells(_ summary: ImportSummary) -> [Cell] {
        let isNoop = summary.sameAs != nil
        let counts = summary.counts
        func read(_ number: Int) -> Cell { isNoop ? .null : .integer(number) }
        return [
            .integer(summary.importID ?? summary.sameAs?.id), .text(summary.file.name), .text(summary.file.format),
            .text(summary.source),
            .text(summary.report?.encoding ?? summary.sameAs?.encoding), .text(summary.report?.delimiter),
            read(counts.lines), read(counts.records), read(counts.accepted), read(counts.rejected), read(counts.blank),
            read(counts.unattributed), .integer(counts.new), .integer(counts.changed), read(counts.unchanged),
            .integer(counts.notSeen), .integer(counts.followUpsNew), .integer(counts.followUpsClosed),
            .integer(counts.followUpsReopened), .flag(isNoop), .flag(summary.isDryRun),
        ]
    }
}
