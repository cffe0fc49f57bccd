import Inventory

@testable import Reporting

/// Names as a machine that is not its owner's any more may carry them.
enum HostileNames {
    static let script = "<script>alert(1)</script>"
    static let formula = "=cmd|'/c calc'!A1"
    static let escape = "mail\u{1b}[2J01"
    static let bidi = "mail\u{202e}gpj.exe"
    static let long = String(repeating: "x", count: 10_000)
    static let wide = "株式会社コントソ"

    static let all = [script, formula, escape, bidi, long, wide]

    /// One row per name.
    static var table: ReportTable {
        ReportTable(columns: [.init("asset"), .init("count", .integer)], rows: all.map { [.text($0), .integer(1)] })
    }
}

extension TableFormat {
    /// The whole text of a table.
    static func text(of table: ReportTable) -> String {
        var text = ""
        write(table, to: &text)
        return text
    }
}
