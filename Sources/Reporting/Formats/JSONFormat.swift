/// One document: `{"items": […], "data_as_of": …, "knowledge": …, "truncated": …}`.
///
/// An item has every column, in the table's order: null as `null`, numbers as numbers, lists as arrays, days and instants
/// as ISO text. An item stands on a line of its own, so that `grep` and `diff` are of use.
package enum JSONFormat: TableFormat {
    package static func write(_ table: ReportTable, to output: inout some TextOutputStream) {
        output.write("{\"items\": [")
        let keys = table.columns.map { JSONText.string($0.name) }
        for (number, row) in table.rows.enumerated() {
            output.write(number == 0 ? "\n" : ",\n")
            output.write(JSONText.object(keys, row))
        }
        output.write(table.rows.isEmpty ? "], " : "\n], ")
        output.write("\"data_as_of\": \(JSONText.value(.day(table.dataAsOf))), ")
        output.write("\"knowledge\": \(JSONText.value(.text(table.knowledge))), ")
        output.write("\"truncated\": \(table.truncated)}\n")
    }
}

/// One object per row and line, as `JSONFormat` writes an item.
package enum NDJSONFormat: TableFormat {
    package static func write(_ table: ReportTable, to output: inout some TextOutputStream) {
        let keys = table.columns.map { JSONText.string($0.name) }
        for row in table.rows {
            output.write(JSONText.object(keys, row))
            output.write("\n")
        }
    }
}

/// The few words of JSON that tables need. Control and bidi characters are escaped, so that none reaches a terminal.
enum JSONText {
    /// `{"name": value, …}`; the keys are JSON strings already.
    static func object(_ keys: [String], _ row: [Cell]) -> String {
        var text = "{"
        for (place, cell) in row.enumerated() {
            if place > 0 { text += ", " }
            text += keys[place]
            text += ": "
            text += value(cell)
        }
        return text + "}"
    }

    static func value(_ cell: Cell) -> String {
        switch cell {
        case .null: "null"
        case .integer(let number): String(number)
        // JSON has no infinity.
        case .real(let number) where number.isFinite: "\(number)"
        case .flag(let isSet): isSet ? "true" : "false"
        case .list(let items): "[\(items.map(string).joined(separator: ", "))]"
        default: string(cell.text(joinedBy: "") ?? "")
        }
    }

    static func string(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            default:
                if VisibleText.isHidden(scalar) {
                    quoted += escape(scalar)
                } else {
                    quoted.unicodeScalars.append(scalar)
                }
            }
        }
        return quoted + "\""
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        String(scalar).utf16.map { unit in
            let digits = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }.joined()
    }
}
