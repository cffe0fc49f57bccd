/// RFC 4180 with `\n` line ends: a header of column names, null as nothing, lists joined by `;` (an item's own `;` is
/// written `\;`).
///
/// Text comes from customers' files, and a spreadsheet may run it. So an apostrophe stands before `=`, `+`, `-`, `@`
/// (also their full-width forms), tab or carriage return wherever a cell may begin, which is at the start of a text or
/// list and behind a `;` or a line end in it: programs of some countries split at `;`. Numbers, days and instants are
/// never touched. Control characters other than tab and line feed are written as `\x1b`, as everywhere.
package enum CSVFormat: TableFormat {
    package static func write(_ table: ReportTable, to output: inout some TextOutputStream) {
        var line = ""
        append(table.columns.map(\.name), to: &line)
        output.write(line)
        writeRows(table, to: &output)
    }

    /// The rows without the header, to continue a table.
    static func writeRows(_ table: ReportTable, to output: inout some TextOutputStream) {
        var line = ""
        for row in table.rows {
            line.removeAll(keepingCapacity: true)
            append(row.map(text), to: &line)
            output.write(line)
        }
    }

    private static func append(_ cells: [String], to line: inout String) {
        for (place, cell) in cells.enumerated() {
            if place > 0 { line += "," }
            line += quoted(cell)
        }
        line += "\n"
    }

    private static func text(_ cell: Cell) -> String {
        switch cell {
        case .text(let text): harmless(text)
        case .list(let items): harmless(items.map(escapedSemicolons).joined(separator: ";"))
        default: cell.text(joinedBy: ";") ?? ""
        }
    }

    private static func quoted(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }) else { return text }
        return "\"\(text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
    }

    private static func escapedSemicolons(_ item: String) -> String {
        guard item.utf8.contains(0x3B) else { return item }
        return item.split(separator: ";", omittingEmptySubsequences: false).joined(separator: "\\;")
    }

    private static func harmless(_ text: String) -> String {
        guard text.utf8.contains(where: mayNeedCare) else { return text }
        var safe = String.UnicodeScalarView()
        var atStart = true
        for scalar in text.unicodeScalars {
            if atStart, beginsFormula(scalar) { safe.append("'") }
            if isControl(scalar) {
                safe.append(contentsOf: VisibleText.escape(scalar).unicodeScalars)
            } else {
                safe.append(scalar)
            }
            atStart = scalar == ";" || scalar == "\n" || scalar == "\t" || scalar == "\r"
        }
        return String(safe)
    }

    /// A first sieve over bytes: the signs themselves, control characters, and anything that is not ASCII.
    private static func mayNeedCare(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte > 0x7E || byte == 0x3D || byte == 0x2B || byte == 0x2D || byte == 0x40
    }

    private static func beginsFormula(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠": true
        default: false
        }
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: false
        case 0..<0x20, 0x7F..<0xA0: true
        default: false
        }
    }
}

/// More rows of a table whose header and beginning `CSVFormat` wrote.
package enum CSVRows: TableFormat {
    package static func write(_ table: ReportTable, to output: inout some TextOutputStream) {
        CSVFormat.writeRows(table, to: &output)
    }
}
