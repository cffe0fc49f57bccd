/// A CSV text as the command prints it, read back: RFC 4180, a header in the first line.
package struct CSVTable: Sendable {
    package let header: [String]
    package let rows: [[String: String]]

    package init(_ text: String) {
        let records = CSVTable.records(text)
        let names = records.first ?? []
        header = names
        rows = records.dropFirst().map { record in
            Dictionary(zip(names, record), uniquingKeysWith: { first, _ in first })
        }
    }

    /// Every row as `column=value` of some columns, in their order; without them in that of the header.
    package func lines(_ columns: [String]? = nil) -> [String] {
        rows.map { row in (columns ?? header).map { "\($0)=\(row[$0] ?? "?")" }.joined(separator: " ") }
    }

    private static func records(_ text: String) -> [[String]] {
        var records: [[String]] = []
        var record: [String] = []
        var field = ""
        var isQuoted = false
        var wasQuote = false
        for character in text {
            switch character {
            case "\"":
                // A quote behind the end of a quoted field was one of two.
                if !isQuoted, wasQuote { field.append("\"") }
                isQuoted.toggle()
                wasQuote = !isQuoted
                continue
            case "," where !isQuoted:
                record.append(field)
                field = ""
            case "\n" where !isQuoted, "\r\n" where !isQuoted:
                records.append(record + [field])
                record = []
                field = ""
            default: field.append(character)
            }
            wasQuote = false
        }
        if !record.isEmpty || !field.isEmpty { records.append(record + [field]) }
        return records
    }
}
