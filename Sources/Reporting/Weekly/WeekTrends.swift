import Inventory
import Storage

/// The trends of a tenant: four charts, each with its numbers.
struct WeekTrends {
    let report: WeekReport

    init(_ report: WeekReport) { self.report = report }

    var section: ReportPage.Section {
        let (weeks, values) = report.values(52)
        let curves = AdoptionCurve.curves(report.adoption, through: report.week.week)
        return ReportPage.Section(
            id: "trends", title: "Trends", short: "Trends",
            blocks: WeekTrends.blocks(weeks, values, curves, report.week.values) + [
                .table(WeekTrends.twelve(weeks, values))
            ],
            beginsPage: true)
    }

    static func blocks(
        _ weeks: [IsoWeek], _ values: [WeekValues?], _ curves: [AdoptionCurve], _ now: WeekValues
    ) -> [ReportPage.Block] {
        let known = values.count { $0 != nil }
        // No empty year is drawn for who has been with us for a quarter.
        let shown = max(13, min(52, (values.firstIndex { $0 != nil }.map { weeks.count - $0 } ?? 1) + 1))
        let (weeks, values) = (Array(weeks.suffix(shown)), Array(values.suffix(shown)))
        let marks = curves.prefix(3).map { ($0.released, AdoptionCurve.name(of: $0.released)) }
        var figures = [
            ReportPage.Figure(
                caption: "Open follow-ups by decision",
                note: "End of each week; the most urgent at the bottom. Dashed: a security update came out.",
                picture: WeekFigures.open("f-open", weeks, values, marks: marks).markup,
                numbers: numbers(
                    weeks, values, "Open follow-ups, \(shown) weeks",
                    [.open, .forensics, .threeDays, .fourteenDays, .sixtyDays, .nextUpgrade, .overdue])),
            ReportPage.Figure(
                caption: "Servers open on 443, and of them vulnerable",
                note: "Hatched: not looked at, or too long ago. The line breaks there; it is not zero.",
                picture: WeekFigures.exposed("f-exposed", weeks, values, marks: marks).markup,
                numbers: numbers(
                    weeks, values, "Exposure, \(shown) weeks",
                    [.exposed, .exposedVulnerable, .exposureDays, .exposureStale, .exposureUnknown])),
        ]
        if !curves.isEmpty {
            figures.append(
                ReportPage.Figure(
                    caption: "Patch adoption since the update’s release",
                    note:
                        "Share of the servers that it is for, week by week; builds that do not tell count as without.",
                    picture: WeekFigures.adoption("f-adoption", curves).markup, numbers: table(curves)))
        }
        if now[.open] ?? 0 > 0 {
            figures.append(
                ReportPage.Figure(
                    caption: "Age of what is open",
                    note: ageNote(now),
                    picture: WeekFigures.ages("f-ages", now).markup, numbers: nil))
        }
        let lead = "\(counted(known, "week")) frozen so far."
        return [.paragraph([.text(lead)]), .figures(figures)]
    }

    private static func ageNote(_ now: WeekValues) -> String {
        let middle = now[.ageMedian].map {
            "Median \($0) days\(now[.ageP90].map { ", nine of ten at most \($0)" } ?? "")."
        }
        return middle ?? "Days since each was first opened."
    }

    static func numbers(
        _ weeks: [IsoWeek], _ values: [WeekValues?], _ caption: String, _ measures: [WeekMeasure]
    ) -> PageTable {
        PageTable(
            caption: caption, columns: [("Week", false)] + measures.map { ($0.title, true) },
            rows: zip(weeks, values).map { week, values in
                PageTable.Row([[.whole("\(week)")]] + measures.map { [.text(WeekWords.number(values, $0))] })
            })
    }

    private static func table(_ curves: [AdoptionCurve]) -> PageTable {
        let length = curves.map(\.points.count).max() ?? 0
        return PageTable(
            caption: "Patch adoption, weeks since release",
            columns: [("Weeks", false)] + curves.map { ("\($0.name), \($0.released)", true) },
            rows: (0..<length).map { week in
                PageTable.Row(
                    [[.text("\(week)")]]
                        + curves.map { curve in
                            guard week < curve.points.count else { return [.text("–")] }
                            return [.text(curve.points[week].map { "\($0)%" } ?? "not known")]
                        })
            })
    }

    /// The last twelve weeks in numbers, side by side.
    static func twelve(_ weeks: [IsoWeek], _ values: [WeekValues?]) -> PageTable {
        let measures: [WeekMeasure] = [
            .open, .new, .reopened, .closed, .overdue, .checksOwed, .exposedVulnerable, .exposureDays, .ageMedian,
            .ageP90,
            .patchMedian, .patched, .reopenRate, .overdueRate, .exposureCoverage, .buildCoverage,
        ]
        let (weeks, values) = (Array(weeks.suffix(12)), Array(values.suffix(12)))
        return PageTable(
            caption: "The last 12 weeks in numbers",
            note: "Days to patch and the reopen rate are told over the 12 weeks before each.",
            columns: [("Measure", false)] + weeks.map { ("W\(two($0.parts.number))", true) },
            // Medians and rates of several tenants together are not told.
            rows: measures.filter { measure in values.contains { $0?[measure] != nil } }.map { measure in
                PageTable.Row(
                    [[.text(measure.title)]]
                        + values.map { value in
                            [.text(value.flatMap { $0[measure] == nil ? nil : WeekWords.number($0, measure) } ?? "?")]
                        })
            })
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
