import ArgumentParser
import Inventory
import Reporting
import Roll
import Storage

/// `muster report trend`: does it get better.
struct ReportTrend: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "trend", abstract: "Week after week: does it get better.",
        discussion: """
              muster report trend -t fabrikam --weeks 8
              muster report trend -o csv            every tenant, one row per week and measure

            Weeks that "report weekly" froze are told as they were; one that is over and not frozen yet is
            told as it would be frozen now. What is not known has no value and is never 0.
            Each measure and how it is computed: muster help trends
            """)

    @Option(
        help: ArgumentHelp("How many weeks.", valueName: "n"),
        transform: { text in
            guard let weeks = Int(text), (1...520).contains(weeks) else {
                throw ValidationError("a number of weeks, 1 to 520")
            }
            return weeks
        })
    var weeks = 12

    @OptionGroup var reading: ReadingOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let now = Instant.now
        let opened = try global.open(.write, staleDays: reading.staleDays())
        let day = reading.asOf ?? now.utcDay
        // The week of a day is over where the day is its last.
        let last = min(IsoWeek(of: day.advanced(by: 1)), IsoWeek(of: now.utcDay)).advanced(by: -1)
        let first = last.advanced(by: 1 - weeks)
        let slugs = try global.tenant.map { [$0] } ?? opened.roll.tenantsOfReport(last).map(\.slug)
        let trends = try slugs.map { slug in
            try opened.roll.trend(of: slug, through: last, now: now, opened.projector)
        }
        let shown = trends.map { trend in (slug: trend.slug, weeks: trend.weeks.filter { $0.week >= first }) }
        let table = WeekReport.trend(shown)
        guard console.isForPeople else {
            return try console.emit(table, layout: nil, limit: global.limit == 0 ? nil : global.limit)
        }
        let layout = TrendLayout(trends, from: first, through: last, asOf: day, page: console.page)
        console.print(layout.lines)
        if let alone = trends.first, trends.count == 1, let week = alone.weeks.last, alone.frozen.contains(week.week) {
            let late = try opened.roll.lateImports(after: week)
            console.note("late since freezing: \(counted(late, "import"))      numbers as rows: -o csv")
        } else {
            console.note("numbers as rows: -o csv      how each is computed: muster help trends")
        }
    }
}
