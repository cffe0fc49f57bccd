import Inventory
import Storage

/// The report card: each measure of this week beside the last one, with a small line of twelve weeks.
struct WeekCard {
    let report: WeekReport
    private let now: WeekValues
    private let last: WeekValues?
    private let twelve: [WeekValues?]

    init(_ report: WeekReport) {
        self.report = report
        now = report.week.values
        last = report.last.flatMap { $0.week == report.week.week.advanced(by: -1) ? $0.values : nil }
        twelve = report.values(12).values
    }

    var table: PageTable {
        var rows: [PageTable.Row] = [.group("Act")]
        rows += [
            row(.evidence, "Servers with evidence of compromise"), row(.checksOwed, "Compromise checks owed"),
            row(.open, "Open follow-ups", remark: servers),
            row(.overdue, "… of these overdue", remark: oldestDue), .group("Attack surface"),
            row(.exposedVulnerable, "Servers open on 443 and vulnerable", remark: hidden),
            row(.exposureDays, "Server-days open and vulnerable, in the week", remark: "what an attacker could use"),
        ]
        if let adoption { rows.append(adoption) }
        rows += [
            .group("Speed"), row(.ageMedian, "Median age of what is open, in days", remark: p90),
            row(.patchMedian, "Median days to patch, patched in 12 weeks", remark: patched), .group("What we know"),
            row(.exposureCoverage, "Servers whose exposure is known", isMoreBetter: true),
            row(.buildCoverage, "Servers whose build was seen in 30 days", isMoreBetter: true),
        ]
        return PageTable(
            caption: "\(report.week.week) against \(report.week.week.advanced(by: -1))",
            note: "Small lines start at zero and break where nothing is known; the dot is this week.",
            columns: [
                ("Measure", false), ("This week", true), ("Last week", true), ("Change", false), ("12 weeks", false),
                ("Remark", false),
            ], rows: rows, cards: "w-rc")
    }

    private func row(
        _ measure: WeekMeasure, _ words: String, isMoreBetter: Bool = false, remark: String = ""
    ) -> PageTable.Row {
        let value = WeekWords.number(now, measure)
        var here: [Part] = now[measure] == nil ? [.tag(value, isUnknown: true)] : [.big(value)]
        if now.known(measure) == .partly { here.append(.soft("or more")) }
        return PageTable.Row([
            [.text(words)], here, [.text(WeekWords.number(last, measure))], change(measure, isMoreBetter),
            [
                .picture(
                    WeekFigures.spark("sp-\(measure.rawValue)", twelve.map { $0?[measure] }, of: measure.title).markup)
            ],
            [.text(remark)],
        ])
    }

    private func change(_ measure: WeekMeasure, _ isMoreBetter: Bool) -> [Part] {
        guard let now = now[measure], let last = last?[measure] else { return [.soft("–")] }
        let isRate = measure.unit == "per thousand"
        let difference = isRate ? now / 10 - last / 10 : now - last
        guard difference != 0 else { return [.text("no change")] }
        let word = (difference > 0) == isMoreBetter ? "better" : "worse"
        return [
            .whole((difference > 0 ? "+" : "−") + grouped(abs(difference)) + (isRate ? " points" : "")), .soft(word),
        ]
    }

    private var servers: String {
        let busy = Set(report.rows("followups").compactMap { $0["asset"] }).count
        return now[.servers].map { "on \(busy) of \(counted($0, "server"))" } ?? ""
    }

    private var oldestDue: String {
        report.rows("followups").compactMap { $0["due_on"] }.min().map { "oldest due date \($0)" } ?? ""
    }

    private var hidden: String {
        let unknown = (now[.exposureUnknown] ?? 0) + (now[.exposureStale] ?? 0)
        return unknown > 0 ? "\(unknown) more: exposure unknown or stale" : ""
    }

    private var p90: String { now[.ageP90].map { "90th percentile \($0), n = \(now[.open] ?? 0)" } ?? "" }
    private var patched: String { now[.patched].map { "n = \($0)" } ?? "" }

    /// The newest update that came out in the last half year.
    private var adoption: PageTable.Row? {
        guard let newest = report.adoption[report.week.week]?.last else { return nil }
        func part(_ one: WeekAdoption?) -> String {
            one.map { "\($0.installed) of \($0.installed + $0.missing + $0.unknown)" } ?? "not known"
        }
        func of(_ week: IsoWeek) -> WeekAdoption? { report.adoption[week]?.first { $0.released == newest.released } }
        let before = of(report.week.week.advanced(by: -1))
        let difference = before.map { newest.installed - $0.installed }
        let weeks = report.values(12).weeks
        let name = AdoptionCurve.name(of: newest.released)
        return PageTable.Row([
            [.text("Servers with \(name), released \(newest.released)")], [.big(part(newest))], [.text(part(before))],
            difference.map {
                $0 == 0
                    ? [.text("no change")]
                    : [.whole($0 > 0 ? "+\($0)" : "−\(-$0)"), .soft($0 > 0 ? "better" : "worse")]
            }
                ?? [.soft("–")],
            [
                .picture(
                    WeekFigures.spark("sp-adoption", weeks.map { of($0)?.installed }, of: "servers with \(name)").markup
                )
            ],
            [.text(newest.unknown > 0 ? "\(newest.unknown) not known" : "")],
        ])
    }
}
