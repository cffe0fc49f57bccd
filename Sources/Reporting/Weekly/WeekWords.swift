import Inventory
import Storage

/// How a week and its figures are said.
struct WeekWords {
    let report: WeekReport

    init(_ report: WeekReport) { self.report = report }

    /// `Week 2021-W36, Monday 6 to Sunday 12 September 2021`.
    var span: String { WeekWords.span(report.week.week) }

    static func span(_ week: IsoWeek) -> String {
        let (first, last) = (week.monday.components, week.sunday.components)
        var from = "\(first.day)"
        if first.month != last.month { from += " \(MonthName.of(first.month))" }
        if first.year != last.year { from += " \(first.year)" }
        return "Week \(week), Monday \(from) to Sunday \(last.day) \(MonthName.of(last.month)) \(last.year)"
    }

    /// That of the tenant's name, where it is written in another script.
    var language: String? {
        guard let language = report.tenant?["language"], language != "en",
            report.name.unicodeScalars.contains(where: { $0.value > 0x24F })
        else { return nil }
        return language
    }

    var mode: String {
        switch report.tenant?["mode"] {
        case "notify": "notify: MTR tells, you act"
        case "collaborate": "collaborate: MTR acts with your approval"
        case "authorize": "authorize: MTR acts and tells you"
        default: "not known"
        }
    }

    func number(_ measure: WeekMeasure) -> String { WeekWords.number(report.week.values, measure) }

    /// `13`, `not known`; with how well it is known: `3 or more`.
    static func number(_ values: WeekValues?, _ measure: WeekMeasure, withUnit: Bool = false) -> String {
        guard let values, let value = values[measure] else { return "not known" }
        if measure.unit == "per thousand" { return "\(value / 10)%" }
        let unit = withUnit && measure.unit == "days" ? " d" : ""
        return "\(grouped(value))\(unit)"
    }

    func listed(_ text: String) -> String {
        text.split(separator: ";").joined(separator: ", ")
    }

    /// `MTR, with your approval`.
    func actor(_ word: String?) -> String { WeekWords.actor(word, mode: report.tenant?["mode"]) }

    static func actor(_ word: String?, mode: String?) -> String {
        switch word {
        case "mtr": mode == "collaborate" ? "MTR, with your approval" : "MTR"
        case "customer": "you"
        case let word?: word
        case nil: "–"
        }
    }
}
