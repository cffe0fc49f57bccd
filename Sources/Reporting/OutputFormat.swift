/// How an answer is written, as named by `--output`.
package enum OutputFormat: String, Sendable, CaseIterable {
    case table, csv, json, ndjson, md, xlsx
}

/// A way to write a table that programs read.
package protocol TableFormat {
    /// Writes the whole table, its last line ended.
    static func write(_ table: ReportTable, to output: inout some TextOutputStream)
}
