import ArgumentParser
import Inventory
import Reporting
import Roll
import Storage

/// `muster imports show`: one import, or one of its lines as it was taken.
struct ImportsShow: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "One import and how its columns were read; with --line what a line of it said.",
        discussion: """
              muster imports show 58
              muster imports show 58 --line 14
              muster imports show I-7KQ2M9 --line 14            by its id in the views of sql
            """)

    @Argument(help: ArgumentHelp("The import's number, or its id in sql.", valueName: "number"))
    var name: String

    @Option(help: ArgumentHelp("The physical line, from 1.", valueName: "n"))
    var line: Int?

    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        try global.open(.read).roll.store.read { transaction in
            guard let number = ImportIDs(key: try transaction.followUpKey()).number(name) else {
                throw Complaint(
                    .usage, "an import is a number such as 58, or an id such as I-7KQ2M9; found \"\(name)\"",
                    next: ["muster imports list"])
            }
            let record = try transaction.existingImport(number)
            if let line {
                try show(ImportedLine(line, of: record, in: transaction), of: record, console)
            } else {
                try show(record, columns: transaction.columns(of: number), console)
            }
        }
    }

    private func show(_ record: ImportRecord, columns: [ColumnMeaning], _ console: Console) throws {
        let ledger = ImportLedger(records: [record])
        guard console.isForPeople, global.columns == nil else { return try console.emit(ledger.table) }
        let table = ledger.table
        let rows = zip(table.columns, table.rows[0]).compactMap { column, cell in
            cell.text(joinedBy: ", ").map { [StyledText(column.name), StyledText($0)] }
        }
        console.print("import \(record.id)  \(record.fileName)")
        console.print(aligned(Array(rows.dropFirst())))
        guard !columns.isEmpty else { return }
        console.print()
        console.print(
            aligned(
                [["COLUMN", "TAKEN AS", "PROOF"]]
                    + columns.map { column in
                        [
                            StyledText(column.header),
                            StyledText(column.meaning ?? "kept, not used", column.meaning == nil ? .yellow : .plain),
                            StyledText(column.proof),
                        ]
                    }))
    }

    private func show(_ line: ImportedLine, of record: ImportRecord, _ console: Console) throws {
        try console.emit(line.table, layout: line.layout(of: record))
    }
}

/// What one physical line of an import said: the facts that were taken from it, or why it was rejected.
struct ImportedLine {
    private let number: Int
    /// Who it was said of: a tenant's slug.
    private let rows: [(tenant: String, field: String, value: String, seenAt: Instant)]
    private let rejects: [Reject]

    /// Throws a `Complaint` (no input) where no record of the import begins on the line.
    init(_ number: Int, of record: ImportRecord, in transaction: Transaction) throws {
        self.number = number
        var rows: [(String, String, String, Instant)] = []
        var placed: Set<FactList> = []
        // Nobody last: what was handed on since is shown with whoever has it.
        for id in try transaction.tenantsCovered(by: record.id).sorted(by: >) {
            guard let tenant = try transaction.tenant(id), tenant.merged == nil, let log = try transaction.log(of: id)
            else { continue }
            let subjects = Dictionary(log.subjects.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
            for sighting in log.sightings where sighting.importID == record.id && sighting.line == number {
                guard let subject = subjects[sighting.subject],
                    id != Tenant.unattributed.id || !placed.contains(subject.identity)
                else { continue }
                placed.insert(subject.identity)
                for (field, value) in subject.identity.facts + subject.states[sighting.state].facts {
                    rows.append((tenant.slug, field.words, value, sighting.seenAt))
                }
            }
        }
        self.rows = rows
        rejects = try transaction.rejects(of: record.id).filter { $0.line == number }
        guard !rows.isEmpty || !rejects.isEmpty else {
            throw Complaint(
                .noInput, "no record of import \(record.id) begins on line \(number)",
                facts: record.undoneBy.map { ["import \(record.id) was undone by \($0)"] } ?? [],
                next: ["muster imports show \(record.id)"])
        }
    }

    var table: ReportTable {
        ReportTable(
            columns: [
                .init("line", .integer), .init("tenant"), .init("fact"), .init("value"), .init("seen_at", .instant),
            ],
            rows: rows.map {
                [.integer(number), .text($0.tenant), .text($0.field), .text($0.value), .instant($0.seenAt)]
            }
                + rejects.map { reject in
                    [
                        .integer(number), .null, .text("rejected: \(RejectTable.why(reject))"),
                        .text(String(decoding: reject.raw, as: UTF8.self)), .null,
                    ]
                })
    }

    func layout(of record: ImportRecord) -> TerminalLayout {
        TerminalLayout(
            heading: ["\(record.fileName):\(number)   import \(record.id), taken at \(record.takenAt)", ""],
            columns: [.init("TENANT"), .init("FACT"), .init("VALUE", mayBeCut: true), .init("SEEN AT", leaves: 1)],
            rows: rows.map { row in
                TerminalLayout.Row([
                    StyledText(row.tenant), StyledText(row.field), StyledText(row.value), "\(row.seenAt)",
                ])
            }
                + rejects.map { reject in
                    TerminalLayout.Row([
                        "–", "\(red: "rejected: \(RejectTable.why(reject))")",
                        StyledText(String(decoding: reject.raw, as: UTF8.self)), "–",
                    ])
                })
    }
}
