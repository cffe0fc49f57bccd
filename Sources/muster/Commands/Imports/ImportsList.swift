import ArgumentParser
import Inventory
import Reporting
import Roll
import Storage

/// `muster imports list`: the ledger.
struct ImportsList: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The ledger of imports, the newest first.",
        discussion: """
              muster imports list
              muster imports list -t fabrikam -o csv
            """)

    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let records: [ImportRecord] = try global.open(.read).roll.store.read { try self.records($0) }
        let table = ImportLedger(records: records).table
        try console.emit(table, layout: ImportLedger(records: records).layout)
        if console.isForPeople, let first = records.first { console.next("muster imports show \(first.id)") }
    }

    /// Of one tenant, or all.
    private func records(_ transaction: Transaction) throws -> [ImportRecord] {
        let all = try transaction.importLedger()
        guard let slug = global.tenant else { return all }
        let tenant = try CustomerRoll.tenant(slug, in: transaction)
        return try all.filter { try transaction.tenantsCovered(by: $0.undoes ?? $0.id).contains(tenant.id) }
    }
}

/// Rows of the ledger as a table.
struct ImportLedger {
    let records: [ImportRecord]

    var table: ReportTable {
        ReportTable(
            columns: [
                .init("import", .integer), .init("kind"), .init("file"), .init("format"), .init("source"),
                .init("vantage"),
                .init("coverage"), .init("taken_at", .instant), .init("recorded_at", .instant), .init("recorded_by"),
                .init("lines", .integer), .init("records", .integer), .init("accepted", .integer),
                .init("rejected", .integer), .init("blank", .integer), .init("unattributed", .integer),
                .init("new_assets", .integer), .init("changed", .integer), .init("unchanged", .integer),
                .init("not_seen", .integer), .init("undoes", .integer), .init("undone_by", .integer), .init("sha256"),
            ],
            rows: records.map(cells))
    }

    var layout: TerminalLayout {
        TerminalLayout(
            heading: [StyledText(counted(records.count, "import"))] + (records.isEmpty ? [] : [""]),
            columns: [
                .init("#", right: true), .init("FILE", mayBeCut: true), .init("SOURCE", leaves: 1, mayBeCut: true),
                .init("TAKEN AT"),
                .init("ACCEPTED", right: true), .init("REJECTED", right: true), .init("NEW", right: true, leaves: 2),
                .init("CHANGED", right: true, leaves: 3), .init("BY", leaves: 0),
            ],
            rows: records.map(row))
    }

    private func cells(_ record: ImportRecord) -> [Cell] {
        let counts = record.counts
        let isUndo = record.undoes != nil
        func number(_ value: Int) -> Cell { isUndo ? .null : .integer(value) }
        func text(_ value: String) -> Cell { isUndo ? .null : .text(value) }
        return [
            .integer(record.id), .text(record.kind?.rawValue ?? "undo"), text(record.fileName), text(record.format),
            text(record.source), .text(record.vantage?.rawValue), text(record.isFull ? "full" : "partial"),
            isUndo ? .null : .instant(record.takenAt), .instant(record.recordedAt), .text(record.recordedBy),
            number(counts.lines), number(counts.records), number(counts.accepted), number(counts.rejected),
            number(counts.blank), number(counts.unattributed), number(counts.new), number(counts.changed),
            number(counts.unchanged), .integer(counts.notSeen), .integer(record.undoes), .integer(record.undoneBy),
            text(record.sha256.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()),
        ]
    }

    private func row(_ record: ImportRecord) -> TerminalLayout.Row {
        let counts = record.counts
        if let undone = record.undoes {
            return TerminalLayout.Row([
                "\(record.id)", "undoes import \(undone)", "–", "–", "–", "–", "–", "–", StyledText(record.recordedBy),
            ])
        }
        let undone = record.undoneBy.map { " (undone by \($0))" } ?? ""
        return TerminalLayout.Row([
            "\(record.id)", StyledText(record.fileName) + StyledText(undone, .yellow), StyledText(record.source),
            StyledText(record.takenAt.description), StyledText(grouped(counts.accepted)),
            StyledText(grouped(counts.rejected), counts.rejected > 0 ? .red : .plain), StyledText(grouped(counts.new)),
            StyledText(grouped(counts.changed)), StyledText(record.recordedBy),
        ])
    }
}
