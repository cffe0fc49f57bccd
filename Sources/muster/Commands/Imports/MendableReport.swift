import Inventory
import Reporting
import Storage

/// An import's rejected rows to be mended: the rows on standard output, what to mend and how to take them in on standard
/// error.
struct MendableReport {
    private let record: ImportRecord
    private let rejects: [Reject]
    private let rows: MendableRows
    private let again: MendedImport

    init(record: ImportRecord, rejects: [Reject], columns: [ColumnMeaning], again: MendedImport) {
        self.record = record
        self.rejects = rejects
        self.again = again
        rows = MendableRows(headers: columns.map(\.header), delimiter: record.delimiter, format: record.format)
    }

    func print(to console: Console) {
        let shown = console.options.rowLimit.map { Array(rejects.prefix($0)) } ?? rejects
        console.write(asIs: rows.header)
        for reject in shown { console.write(asIs: rows.row(reject)) }
        guard !rejects.isEmpty else { return console.note("import \(record.id) has no rejected rows") }
        if shown.count < rejects.count {
            console.warn(
                "cut at \(counted(shown.count, "row")) of \(grouped(rejects.count)) (--limit); --limit 0 for all")
        }
        sayWhy(shown, console)
        sayDoubts(shown, console)
        sayHow(console)
    }

    /// The reasons, each with the line where the row now stands.
    private func sayWhy(_ shown: [Reject], _ console: Console) {
        console.note(
            "\(counted(rejects.count, "rejected row")) of import \(record.id), \(record.fileName), as they were:")
        var line = rows.headerLines + 1
        var cells: [[StyledText]] = [["LINE", "WAS", "COLUMN", "REASON"]]
        for reject in shown {
            cells.append([
                StyledText(grouped(line)), StyledText(grouped(reject.line)), StyledText(reject.column ?? "(row)"),
                StyledText(RejectTable.why(reject)),
            ])
            line += rows.row(reject).lineEnds
        }
        for line in aligned(Array(cells.prefix(11)), right: [0, 1]) { console.note(line) }
        if cells.count > 11 {
            console.note("  and \(grouped(cells.count - 11)) more: muster imports rejects \(record.id) --limit 0")
        }
    }

    private func sayDoubts(_ shown: [Reject], _ console: Console) {
        if !["utf-8", "us-ascii", "ascii", ""].contains(record.encoding) {
            console.note("written as UTF-8; the file was \(record.encoding)")
        }
        let cut = shown.filter { $0.raw.count >= Self.kept }.map { grouped($0.line) }
        if !cut.isEmpty {
            console.warn(
                "only the first 64 KiB of a row are kept: take the rest of line \(cut.joined(separator: ", ")) from the file"
            )
        }
        if shown.contains(where: \.holdsFormula) {
            console.warn("a cell begins with = + - or @, which a spreadsheet would run: mend the rows in a text editor")
        }
    }

    private func sayHow(_ console: Console) {
        if let undone = record.undoneBy { console.warn("import \(record.id) was undone by \(undone)") }
        if rows.standAlone {
            console.note("mended, they complete import \(record.id):")
            console.next(again.command(file: "MENDED.csv"))
        } else {
            console.note(
                "pieces of \(record.format) are no file: mend \(record.fileName) itself and take that in again")
            console.next(again.command(file: record.fileName))
        }
    }

    /// Bytes of a row that are kept.
    private static let kept = 64 << 10
}

extension [UInt8] {
    /// Line ends, as files are counted: LF, CRLF and lone CR each end one.
    fileprivate var lineEnds: Int {
        indices.count { self[$0] == 0x0A || (self[$0] == 0x0D && !($0 + 1 < count && self[$0 + 1] == 0x0A)) }
    }
}

extension Reject {
    /// Whether the row holds a cell that a spreadsheet would run as a formula. A number with a sign is none.
    fileprivate var holdsFormula: Bool {
        let text = String(decoding: raw, as: UTF8.self)
        return text.split(whereSeparator: { ",;\t|\"".contains($0) || $0.isNewline }).contains { cell in
            guard let first = cell.first(where: { $0 != " " }), "=+-@".contains(first) else { return false }
            let rest = cell.drop { $0 == " " }.dropFirst()
            return rest.contains { $0.isLetter || $0 == "(" } && first != "-" || first == "=" || first == "@"
        }
    }
}
