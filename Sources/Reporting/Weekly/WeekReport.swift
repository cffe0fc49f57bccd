import Inventory
import Storage

/// All that a tenant's weekly report is made from: what was frozen of its weeks, nothing else.
package struct WeekReport: Sendable {
    package let slug: String
    package let week: FrozenWeek
    /// The frozen weeks up to this one, the oldest first; this one is the last.
    package let past: [FrozenWeek]
    package let changes: [WeekChange]
    package let adoption: [IsoWeek: [WeekAdoption]]
    /// What the questions of `Reports/weekly` came to.
    package let answers: [String: SliceAnswer]
    /// What each question asks, and the columns of its answer, by name, for those that the report has no place of its own
    /// for.
    package let titles: [String: String]

    package init(
        slug: String, week: FrozenWeek, past: [FrozenWeek], changes: [WeekChange],
        adoption: [IsoWeek: [WeekAdoption]], answers: [String: SliceAnswer], titles: [String: String] = [:]
    ) {
        self.slug = slug
        self.week = week
        self.past = past
        self.changes = changes
        self.adoption = adoption
        self.answers = answers
        self.titles = titles
    }

    /// The rows of an answer; none where it was not asked.
    func rows(_ name: String) -> [AnswerRow] {
        guard let answer = answers[name] else { return [] }
        let places = Dictionary(answer.columns.enumerated().map { ($1, $0) }) { first, _ in first }
        return answer.rows.map { AnswerRow(places: places, values: $0) }
    }

    var tenant: AnswerRow? { rows("tenant").first }
    package var name: String { week.name }
    package var contacts: String { tenant?["contacts"] ?? "" }
    var last: FrozenWeek? { past.dropLast().last }

    /// The values of the last so many weeks, a place for each; nil where none is frozen.
    func values(_ weeks: Int) -> (weeks: [IsoWeek], values: [WeekValues?]) { WeekReport.values(past, week.week, weeks) }

    static func values(_ past: [FrozenWeek], _ last: IsoWeek, _ count: Int) -> ([IsoWeek], [WeekValues?]) {
        let known = Dictionary(past.map { ($0.week, $0.values) }) { _, last in last }
        let weeks = (0..<count).map { last.advanced(by: $0 - count + 1) }
        return (weeks, weeks.map { known[$0].flatMap { $0[.open] == nil ? nil : $0 } })
    }
}

/// One row of an answer, its values by column.
struct AnswerRow {
    fileprivate let places: [String: Int]
    fileprivate let values: [SliceValue]

    private func value(_ column: String) -> SliceValue {
        guard let place = places[column], values.indices.contains(place) else { return .null }
        return values[place]
    }

    /// As text; nil for null, and for a column that is not there.
    subscript(column: String) -> String? {
        switch value(column) {
        case .null: nil
        case .integer(let number): String(number)
        case .real(let number): "\(number)"
        case .text(let text): text
        case .blob: nil
        }
    }

    func number(_ column: String) -> Int? {
        if case .integer(let number) = value(column) { Int(number) } else { nil }
    }

    func isSet(_ column: String) -> Bool { number(column) == 1 }
    func list(_ column: String) -> [String] { (self[column] ?? "").split(separator: ";").map(String.init) }
}
