/// A pipe table of GitHub's Markdown; numbers stand right. Whatever Markdown or HTML would take for more than text is
/// escaped, null is the column's own word, lists are joined by `, `.
package enum MarkdownFormat: TableFormat {
    package static func write(_ table: ReportTable, to output: inout some TextOutputStream) {
        output.write(line(table.columns.map { escaped($0.name) }))
        output.write(line(table.columns.map { $0.kind.isNumber ? "--:" : "---" }))
        for row in table.rows {
            output.write(line(zip(table.columns, row).map { escaped($1.text(joinedBy: ", ") ?? $0.blank) }))
        }
    }

    private static func line(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |\n" }

    static func escaped(_ raw: String) -> String {
        let scalars = Array(raw.unicodeScalars)
        var text = ""
        for (place, scalar) in scalars.enumerated() {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\n": text += "<br>"
            case "\\", "`", "*", "[", "]", "|", "~", "$": text += "\\\(scalar)"
            case "_": text += isInsideWord(place, of: scalars) ? "_" : "\\_"
            default:
                if VisibleText.isHidden(scalar) {
                    text += "\\" + VisibleText.escape(scalar)
                } else {
                    text.unicodeScalars.append(scalar)
                }
            }
        }
        return text
    }

    /// `3_days_and_forensics` needs no escapes: between letters and digits an underscore is one.
    private static func isInsideWord(_ place: Int, of scalars: [Unicode.Scalar]) -> Bool {
        guard place > 0, place + 1 < scalars.count else { return false }
        return [scalars[place - 1], scalars[place + 1]].allSatisfy {
            $0.properties.isAlphabetic || ("0"..."9").contains($0)
        }
    }
}
