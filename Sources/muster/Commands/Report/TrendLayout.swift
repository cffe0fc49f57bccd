import Inventory
import Reporting
import Roll
import Storage

/// A trend in a terminal: a row per measure, a cell per week, and a bar for each from 0 to the row's maximum. What is not
/// known keeps its cell as `?`, so that a gap is never a slope.
struct TrendLayout {
    private let weeks: [IsoWeek]
    private let values: [WeekValues?]
    private let trends: [TenantTrend]
    private let asOf: CalendarDay
    private let page: Page

    private static let measures: [WeekMeasure] = [
        .open, .overdue, .checksOwed, .exposedVulnerable, .exposureDays, .exposureUnknown, .exposureStale, .listed,
        .ageMedian, .ageP90, .patchMedian, .reopenRate, .overdueRate, .exposureCoverage, .buildCoverage,
    ]

    init(_ trends: [TenantTrend], from first: IsoWeek, through last: IsoWeek, asOf: CalendarDay, page: Page) {
        self.trends = trends
        self.asOf = asOf
        self.page = page
        let begun = trends.compactMap(\.weeks.first?.week).min() ?? last
        weeks = (0...max(0, max(first, begun).monday.distance(to: last.monday) / 7)).map {
            max(first, begun).advanced(by: $0)
        }
        let byWeek = trends.map { trend in
            Dictionary(trend.weeks.map { ($0.week, $0.values) }) { _, last in last }
        }
        values = weeks.map { week in
            let known = byWeek.compactMap { $0[week] }.filter { $0[.open] != nil }
            return known.isEmpty ? nil : trends.count == 1 ? known[0] : WeekValues.sum(known)
        }
    }

    var lines: [StyledText] {
        [heading, ""] + rows + [""] + sum
    }

    private var heading: StyledText {
        let who = trends.count == 1 ? trends[0].slug : counted(trends.count, "tenant")
        guard let first = weeks.first, let last = weeks.last else { return StyledText(who) }
        let isFrozen = trends.allSatisfy { trend in trend.weeks.allSatisfy { trend.frozen.contains($0.week) } }
        var line: StyledText =
            "\(who)   weeks \("\(first)") … \("\(last)"), \(isFrozen ? "frozen" : "not all frozen yet")"
        if trends.count == 1, let week = trends[0].weeks.last, week.isSilent {
            let words = week.dataAsOf.map { "nothing was seen since \($0)" } ?? "nothing was ever seen"
            line = line + "; \(yellow: words)"
        }
        return line
    }

    private var rows: [StyledText] {
        // As many weeks as there is room for: the newest stay.
        let width = max(5, (values.compactMap { $0?[.open] }.max() ?? 0).description.count + 2)
        let titleWidth = 24
        let fitting = max(2, (page.width - titleWidth - 8) / (width + 1))
        let shown = min(fitting, weeks.count)
        let weeks = weeks.suffix(shown)
        let values = values.suffix(shown)
        let year = weeks.first.map { "\($0.parts.year)" } ?? ""
        var lines = [
            StyledText(padded(year, titleWidth) + weeks.map { right("W\(two($0.parts.number))", width) }.joined())
        ]
        for measure in TrendLayout.measures where trends.count == 1 || measure.adds || measure == .overdueRate {
            let cells = values.map { value in value.flatMap { $0[measure] } }
            guard cells.contains(where: { $0 != nil }) else { continue }
            lines.append(row(measure, Array(cells), width, titleWidth))
        }
        return lines
    }

    private func row(_ measure: WeekMeasure, _ cells: [Int?], _ width: Int, _ titleWidth: Int) -> StyledText {
        let isRate = measure.unit == "per thousand"
        var line = StyledText(padded(measure.title, titleWidth))
        for cell in cells {
            let text = cell.map { isRate ? "\($0 / 10)%" : "\($0)" } ?? "?"
            line = line + StyledText(right(text, width), cell == nil ? .yellow : .plain)
        }
        return line + "  " + StyledText(bars(cells)) + "  " + change(measure, cells, isRate)
    }

    private func bars(_ cells: [Int?]) -> String {
        let signs = Array("▁▂▃▄▅▆▇█")
        let highest = max(1, cells.compactMap { $0 }.max() ?? 1)
        return String(
            cells.map { cell in cell.map { signs[$0 <= 0 ? 0 : max(1, $0 * 7 / highest)] } ?? "?" })
    }

    private func change(_ measure: WeekMeasure, _ cells: [Int?], _ isRate: Bool) -> StyledText {
        guard cells.count > 1, let now = cells[cells.count - 1], let last = cells[cells.count - 2] else { return "" }
        let difference = isRate ? now / 10 - last / 10 : now - last
        let text = difference > 0 ? "+\(difference)" : difference < 0 ? "−\(-difference)" : "0"
        let isWorse = difference > 0 && measure != .listed && measure != .exposureCoverage && measure != .buildCoverage
        return StyledText(text, isWorse ? .red : .plain)
    }

    /// `open 13 = 6 at the start of W25 + 7 new + 0 reopened − 0 closed`.
    private var sum: [StyledText] {
        let known = values.compactMap { $0 }
        guard let end = known.last?[.open], let begun = values.firstIndex(where: { $0 != nil }),
            let start = values[begun]?[.openAtStart]
        else { return [] }
        func total(_ measure: WeekMeasure) -> Int { known.reduce(0) { $0 + ($1[measure] ?? 0) } }
        return [
            StyledText(
                "open \(end) = \(start) at the start of W\(two(weeks[begun].parts.number)) + \(total(.new)) new + \(total(.reopened)) reopened − \(total(.closed)) closed"
            )
        ]
    }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }
    private func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
    private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
