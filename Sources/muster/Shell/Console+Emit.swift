import Inventory
import Reporting

extension Console {
    /// Prints an answer in the format asked for, with `--columns` and `--limit` applied.
    ///
    /// In the table format `layout` is used if given (its rows stand beside the table's, one for one) and `--columns` was
    /// not; else every column is shown under its name. Where rows are missing, this is said; the caller says what else to
    /// type next.
    ///
    /// Answers that limited themselves, or are never cut unasked, are emitted by the second form.
    func emit(_ table: ReportTable, layout: TerminalLayout? = nil) throws {
        try emit(table, layout: layout, limit: options.rowLimit)
    }

    func emit(_ table: ReportTable, layout: TerminalLayout?, limit: Int?) throws {
        let limited = table.limited(to: limit)
        let chosen = try options.columnNames.map { try limited.choosing($0) } ?? limited
        switch options.output {
        case .table: emitForPeople(chosen, options.columnNames == nil ? layout : nil)
        case .csv: write(chosen, as: CSVFormat.self)
        case .json: write(chosen, as: JSONFormat.self)
        case .ndjson: write(chosen, as: NDJSONFormat.self)
        case .md: write(chosen, as: MarkdownFormat.self)
        case .xlsx: try writeWorkbook(chosen)
        }
        sayWhatIsMissing(chosen)
    }

    /// Throws a `Complaint` (usage) where it would go to a terminal, (bad data) where a sheet does not hold it.
    private func writeWorkbook(_ table: ReportTable) throws {
        guard !isToTerminal else {
            throw Complaint(.usage, "a workbook is nothing for a terminal; send it to a file: >answer.xlsx")
        }
        guard table.rows.count <= Workbook.mostRows else {
            throw Complaint(
                .badData,
                "\(counted(table.rows.count, "row")); a sheet holds \(grouped(Workbook.mostRows)); nothing was written",
                next: ["-o csv, or --limit \(Workbook.mostRows)"])
        }
        let name = table.name ?? "muster"
        let day = table.dataAsOf ?? Instant.now.utcDay
        write(try ScratchFile.bytes { try Workbook.write([(name, table)], title: name, on: day, to: $0) })
    }

    /// Prints an answer to people, the first rows of so many.
    func emit(_ layout: TerminalLayout, of total: Int) {
        emitForPeople(layout)
        guard layout.rows.count < total else { return }
        note("\(grouped(layout.rows.count)) of \(counted(total, "row")) shown, --limit 0 for all")
    }

    /// Whether people read the answer: hints and headings are for them only.
    var isForPeople: Bool { options.output == .table }

    private func emitForPeople(_ table: ReportTable, _ given: TerminalLayout?) {
        var layout = given ?? TerminalLayout(of: table)
        layout.rows = Array(layout.rows.prefix(table.rows.count))
        emitForPeople(layout)
    }

    private func emitForPeople(_ layout: TerminalLayout) {
        let set = TerminalTable(layout, page: page)
        print(set.lines)
        if !set.leftOut.isEmpty { note("no room for \(set.leftOut.joined(separator: ", ")); whole rows: -o csv") }
    }

    private func sayWhatIsMissing(_ table: ReportTable) {
        guard table.truncated else { return }
        guard let total = table.total else { return sayThatMoreIsThere(table.rows.count) }
        if isForPeople {
            note("\(grouped(table.rows.count)) of \(counted(total, "row")) shown, --limit 0 for all")
        } else {
            warn("cut at \(counted(table.rows.count, "row")) of \(grouped(total)) (--limit); --limit 0 for all")
        }
    }

    private func sayThatMoreIsThere(_ rows: Int) {
        if isForPeople {
            note("the first \(counted(rows, "row")) shown, --limit 0 for all")
        } else {
            warn("cut at \(counted(rows, "row")) (--limit); --limit 0 for all")
        }
    }
}
