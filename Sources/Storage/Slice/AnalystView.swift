/// A view as analysts see it: the one description from which its table is made, its documentation is written and its
/// names are checked.
package struct AnalystView: Sendable {
    package let name: String
    /// What a row stands for: `one row per Exchange server`.
    package let grain: String
    /// A sentence or two more, where the grain does not say it all; else empty.
    package let about: String
    package let columns: [Column]
    /// Where its rows lie in several tables, those and the query over them; else it is a table itself.
    package let parts: Parts?

    init(_ name: String, _ grain: String, _ about: String = "", _ columns: [Column], parts: Parts? = nil) {
        self.name = name
        self.grain = grain
        self.about = about
        self.columns = columns
        self.parts = parts
    }

    package struct Column: Sendable {
        package let name: String
        package let kind: Kind
        package let about: String
        /// What NULL means; nil where the column never is.
        package let null: String?
        package let example: String
        /// One value of a list of words; empty where any is possible.
        package let words: [String]
    }

    /// What a column holds, which says its type and its unit.
    package enum Kind: Hashable, Sendable {
        case text
        /// Several values, joined by `;`; empty text where there are none.
        case list
        /// A whole number of something: `days`, `rows`.
        case number(String)
        /// 0 or 1.
        case flag
        /// `2021-08-20`.
        case day
        /// Days since 1970-01-01.
        case dayNumber
        /// `2021-08-20T03:12:00Z`.
        case instant
        /// Seconds since 1970-01-01T00:00:00Z.
        case epoch
        /// A build of four numbers as one sortable integer.
        case buildKey

        /// As in SQL.
        package var type: String {
            switch self {
            case .text, .list, .day, .instant: "text"
            case .number, .flag, .dayNumber, .epoch, .buildKey: "integer"
            }
        }

        package var unit: String {
            switch self {
            case .text: ""
            case .list: "joined by ;"
            case .number(let unit): unit
            case .flag: "0 or 1"
            case .day: "day, ISO 8601"
            case .dayNumber: "days since 1970-01-01"
            case .instant: "instant in UTC, ISO 8601"
            case .epoch: "seconds since 1970-01-01T00:00:00Z"
            case .buildKey: "four numbers of 16 bits, the first on top"
            }
        }
    }

    /// The tables behind a view.
    package struct Parts: Sendable {
        /// Names of tables with what stands between their brackets.
        let tables: [(name: String, columns: String)]
        /// Selects the view's columns.
        let query: String
    }

    /// The statements that make it, empty.
    package var statements: [String] {
        guard let parts else {
            let list = columns.map { "  \($0.name) \($0.kind.type)" }.joined(separator: ",\n")
            return ["create table \(name)(\n\(list)\n) strict"]
        }
        return parts.tables.map { "create table \($0.name)(\($0.columns)) strict" }
            + ["create view \(name)(\(columns.map(\.name).joined(separator: ", "))) as \(parts.query)"]
    }
}

extension AnalystView.Column {
    /// - Parameter null: what NULL means; nil where the column never is.
    static func column(
        _ name: String, _ kind: AnalystView.Kind, _ about: String, null: String? = nil, words: [String] = [],
        _ example: String
    ) -> AnalystView.Column {
        AnalystView.Column(name: name, kind: kind, about: about, null: null, example: example, words: words)
    }

    /// A day twice: `NAME_on` to read and `NAME_day` to count with.
    static func day(_ name: String, _ about: String, null: String? = nil, _ example: String, _ number: Int)
        -> [AnalystView.Column]
    {
        [
            column("\(name)_on", .day, about, null: null, example),
            column("\(name)_day", .dayNumber, "The same day as a number.", null: null, String(number)),
        ]
    }

    /// An instant twice: `NAME_at` to read and `NAME_epoch` to count with.
    static func instant(_ name: String, _ about: String, null: String? = nil, _ example: String, _ number: Int)
        -> [AnalystView.Column]
    {
        [
            column("\(name)_at", .instant, about, null: null, example),
            column("\(name)_epoch", .epoch, "The same instant as a number.", null: null, String(number)),
        ]
    }

    static let tenant = column("tenant", .text, "The customer's slug.", "fabrikam")

    /// What joins the rows of one machine in several views: `asset_id` together with `tenant`.
    static let asset = [
        column(
            "asset_id", .number("number within the tenant"), "Joins with tenant to the same machine in other views.",
            "7"),
        column(
            "asset", .text, "The machine's FQDN, else its short name, else its address.", "mail01.fabrikam.example.org"),
    ]
}
