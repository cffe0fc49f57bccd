import Inventory
import Reporting
import Roll

/// What imports did, for programs: a row per file. As JSON one file that was named is one object; several, or a folder,
/// are a list of items as everywhere.
struct ImportTable {
    let outcomes: [ImportOutcome]
    let isDryRun: Bool
    /// Whether one file was named.
    let isOne: Bool

    func write(to console: Console) throws {
        let chosen = try console.options.columnNames.map { try table.choosing($0) } ?? table
        switch console.options.output {
        case .json where isOne: console.write(chosen, as: NDJSONFormat.self)
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
                .init("taken_at", .instant), .init("result"), .init("error"),
            ],
            rows: outcomes.map(cells))
    }

    private func cells(_ outcome: ImportOutcome) -> [Cell] {
        let rest: [Cell] = [
            .instant(outcome.summary?.takenAt), .text(outcome.result.rawValue), .text(outcome.problem?.what),
        ]
        guard let summary = outcome.summary else {
            var cells = [Cell](repeating: .null, count: 21)
            cells[1] = .text(outcome.name)
            cells[19] = .flag(false)
            cells[20] = .flag(isDryRun)
            return cells + rest
        }
        return cells(summary, isNoop: outcome.result == .noop) + rest
    }

    /// A file that there was nothing to do for was not read: its counts are not known, and nothing changed.
    private func cells(_ summary: ImportSummary, isNoop: Bool) -> [Cell] {
        let wasRead = summary.sameAs == nil
        let counts = summary.counts
        func read(_ number: Int) -> Cell { wasRead ? .integer(number) : .null }
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
