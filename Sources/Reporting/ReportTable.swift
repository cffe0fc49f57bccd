import Inventory

/// The answer to a question, before it has a look: typed rows under named columns, and how old what they say is.
///
/// Names are `snake_case` and the same in every format. A cell of another kind than its column's is written by its own
/// kind.
package struct ReportTable: Hashable, Sendable {
    /// What the cells of a column hold.
    package enum Kind: Sendable {
        case text, integer, real, day, instant, list

        /// Numbers stand right.
        package var isNumber: Bool { self == .integer || self == .real }
    }

    package struct Column: Hashable, Sendable {
        package let name: String
        package let kind: Kind
        /// What a terminal and Markdown show for null: `–` does not apply or was not looked at, `?` unknown, `never`.
        package let blank: String

        package init(_ name: String, _ kind: Kind = .text, blank: String = "–") {
            self.name = name
            self.kind = kind
            self.blank = blank
        }
    }

    package var columns: [Column]
    /// What its sheet of a workbook is called; nil where nobody says.
    package var name: String?
    /// One cell per column in every row.
    package var rows: [[Cell]]
    /// The day of the newest data that the rows stand on; nil where there are none.
    package var dataAsOf: CalendarDay?
    /// The version of the knowledge that judged; nil where none did.
    package var knowledge: String?
    /// How many rows the whole answer has, where `rows` is only its beginning; nil where `rows` is all.
    package var total: Int?
    /// Whether rows are missing of which nobody has counted how many.
    package var isCut = false

    package init(
        columns: [Column], rows: [[Cell]] = [], dataAsOf: CalendarDay? = nil, knowledge: String? = nil,
        total: Int? = nil
    ) {
        self.columns = columns
        self.rows = rows
        self.dataAsOf = dataAsOf
        self.knowledge = knowledge
        self.total = total
    }

    /// Whether rows of the answer are missing here.
    package var truncated: Bool { isCut || total.map { $0 > rows.count } ?? false }

    /// Adds a row; it must have a cell per column.
    package mutating func append(_ cells: Cell...) {
        precondition(cells.count == columns.count, "a row has a cell per column")
        rows.append(cells)
    }

    /// The first `limit` rows, remembering how many there were; all of them where `limit` is nil.
    package func limited(to limit: Int?) -> ReportTable {
        guard let limit, rows.count > limit else { return self }
        var cut = self
        cut.total = total ?? rows.count
        cut.rows = Array(rows.prefix(limit))
        return cut
    }

    /// The named columns in the order asked for. Throws a `Complaint` (usage) for a name that the table does not have.
    package func choosing(_ names: [String]) throws -> ReportTable {
        let places = try names.map { name in
            guard let place = columns.firstIndex(where: { $0.name == name }) else { throw unknown(column: name) }
            return place
        }
        var chosen = self
        chosen.columns = places.map { columns[$0] }
        chosen.rows = rows.map { row in places.map { row[$0] } }
        return chosen
    }

    private func unknown(column name: String) -> Complaint {
        Complaint(
            .usage, "no column \"\(name)\" in this table",
            facts: ["columns: \(columns.map(\.name).joined(separator: ", "))"])
    }
}

/// One value of a table. Null is not empty: nobody knows, or it does not apply.
package enum Cell: Hashable, Sendable {
    case null
    case text(String)
    case integer(Int64)
    /// A fraction, as a question of an analyst may give one.
    case real(Double)
    case day(CalendarDay)
    case instant(Instant)
    case list([String])
    /// `true` and `false` in JSON; 1 and 0 elsewhere, as in SQL.
    case flag(Bool)

    /// Null where there is no value.
    package static func text(_ value: String?) -> Cell { value.map { .text($0) } ?? .null }
    /// Null where there is no value.
    package static func integer(_ value: Int?) -> Cell { value.map { .integer(Int64($0)) } ?? .null }
    /// Null where there is no value.
    package static func day(_ value: CalendarDay?) -> Cell { value.map { .day($0) } ?? .null }
    /// Null where there is no value.
    package static func instant(_ value: Instant?) -> Cell { value.map { .instant($0) } ?? .null }

    /// The value as plain text, lists joined by `separator`; nil for null.
    package func text(joinedBy separator: String) -> String? {
        switch self {
        case .null: nil
        case .text(let text): text
        case .integer(let number): String(number)
        case .real(let number): "\(number)"
        case .day(let day): day.description
        case .instant(let instant): instant.description
        case .list(let items): items.joined(separator: separator)
        case .flag(let isSet): isSet ? "1" : "0"
        }
    }
}
