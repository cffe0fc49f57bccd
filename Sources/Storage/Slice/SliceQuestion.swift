import Inventory

/// A statement that somebody asks of a slice.
package struct SliceQuestion: Sendable {
    package let sql: String
    /// Where it stands, for errors: `query`, or a file's name.
    package let place: String
    /// By name, without the sign before it.
    package var parameters: [String: SliceValue]

    package init(_ sql: String, place: String = "query", parameters: [String: SliceValue] = [:]) {
        self.sql = sql
        self.place = place
        self.parameters = parameters
    }

    /// The line and column, from 1, of a byte of it, with the text of that line.
    func position(_ offset: Int) -> (line: Int, column: Int, text: String) {
        let bytes = Array(sql.utf8)
        let end = min(offset, bytes.count)
        let before = bytes[..<end]
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let stop = bytes[end...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        return (
            before.reduce(1) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) },
            String(decoding: bytes[start..<end], as: UTF8.self).count + 1,
            String(decoding: bytes[start..<stop], as: UTF8.self)
        )
    }

    /// Whether tables may be joined by the names of columns: SQLite tells nobody that it reads these.
    var joinsByName: Bool { names("using") || names("natural") }

    /// Its first word in capitals: `SELECT`, `DELETE`; what stands before it as comments is left out.
    var firstWord: String {
        var rest = sql[...]
        while true {
            rest = rest.drop { $0.isWhitespace || $0 == "(" || $0 == ";" }
            if rest.hasPrefix("--") {
                rest = rest.drop { !$0.isNewline }
            } else if rest.hasPrefix("/*") {
                guard let end = rest.firstRange(of: "*/") else { return "" }
                rest = rest[end.upperBound...]
            } else {
                return rest.prefix { $0.isLetter }.uppercased()
            }
        }
    }
}
