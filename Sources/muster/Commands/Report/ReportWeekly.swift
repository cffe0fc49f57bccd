import ArgumentParser
import Glibc
import Inventory
import Reporting
import Roll
import Storage

/// `muster report weekly`: freezes a week that is over and writes its reports.
struct ReportWeekly: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "weekly", abstract: "The weekly report of a tenant, of all, or of the portfolio alone.",
        discussion: """
              muster report weekly -t fabrikam --out out/
              muster report weekly --all-tenants --formats html,csv,xlsx --out /srv/reports
              muster report weekly --all-tenants --week 2021-W33 --eml --out out/ --fail-on silent
              muster report weekly --out out/                    the portfolio's page alone, of what is frozen

            The week is frozen first: what is said of it never changes, whatever comes in later. Run it again
            as often as you like; the files are the same. --refreeze tells it anew with what is known today,
            as another revision. From cron, on Mondays:  15 6 * * 1  muster report weekly --all-tenants
            --out /srv/reports

            It ends with 1 where a tenant or a format could not be made; all else is whole then.
            """)

    @Flag(help: "All tenants, and the portfolio over them.")
    var allTenants = false

    @Option(
        help: ArgumentHelp("The week; else the last one that is over.", valueName: "2021-W33"),
        transform: { text in
            guard let week = IsoWeek(text) else { throw ValidationError("a week such as 2021-W33") }
            return week
        })
    var week: IsoWeek?

    @Option(
        help: ArgumentHelp("html, csv, xlsx, pdf, md.", valueName: "A,B"),
        transform: { text in
            try text.split(separator: ",").map { word in
                guard let format = WeekFormat(rawValue: String(word)) else {
                    throw ValidationError("formats are \(WeekFormat.allCases.map(\.rawValue).joined(separator: ", "))")
                }
                return format
            }
        })
    var formats: [WeekFormat] = [.html]

    @Option(help: ArgumentHelp("The folder that they are written to.", valueName: "folder"))
    var out: String = "."

    @Flag(help: "Tell it anew with what is known today, as another revision, and every later week that is frozen.")
    var refreeze = false

    @Flag(help: "Write a mail to each tenant's contacts too, for sendmail -t.")
    var eml = false

    @Option(help: ArgumentHelp("End with 3 above a limit: overdue, checks_owed, new, silent.", valueName: "what[>n]"))
    var failOn: [FollowUpGate] = []

    @OptionGroup var shelf: ReportShelf
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let whose = try whose()
        let now = Instant.now
        let week = week ?? IsoWeek(of: now.utcDay).advanced(by: -1)
        let opened = try global.open(.write, staleDays: Environment.staleDays() ?? ReadingOptions.usualStaleDays)
        let questions = try WeekQuestions(shelf, global)
        let (files, missing) = try prepare(week, console)
        var run = WeekRun(
            opened: opened, questions: questions, files: files,
            wish: WeekWish(week, again: refreeze, now: now, by: global.actorName))
        run.faults = missing
        let slugs: [String] =
            switch whose {
            case .tenant(let slug): [slug]
            case .all: try opened.roll.tenantsOfReport(week).map(\.slug)
            case .portfolio: []
            }
        if whose == .all, slugs.isEmpty {
            throw Complaint(.badData, "there are no tenants yet", next: ["muster tenant add SLUG"])
        }
        Interruption.watch()
        let progress = Progress("writing reports", quiet: global.quiet)
        for (index, slug) in slugs.enumerated() {
            if Interruption.requested {
                throw Complaint(
                    .interrupted,
                    "interrupted after \(index) of \(counted(slugs.count, "tenant")); what is written is whole",
                    next: ["run it again: what is frozen stays"])
            }
            progress.begin(slug)
            progress.update(done: index, of: slugs.count, "tenants")
            try run.tenant(slug, isAlone: whose != .all)
        }
        if whose == .all { try run.portfolio() }
        if whose == .portfolio { try run.portfolio(isAlone: true) }
        progress.finish()
        try tell(run, console)
    }

    private enum Whose: Equatable {
        case tenant(String)
        /// And the portfolio over them.
        case all
        /// What is frozen of them, added up.
        case portfolio
    }

    /// Throws a `Complaint` (usage) where what is asked for goes together with no other.
    private func whose() throws -> Whose {
        if let tenant = global.tenant {
            if allTenants {
                throw Complaint(.usage, "whose report? -t SLUG for one tenant, or --all-tenants, not both")
            }
            return .tenant(tenant)
        }
        if allTenants { return .all }
        guard !refreeze, !eml else {
            throw Complaint(
                .usage, "\(refreeze ? "--refreeze" : "--eml") is of tenants: -t SLUG for one, or --all-tenants")
        }
        return .portfolio
    }

    /// The files that can be made, and what cannot.
    private func prepare(_ week: IsoWeek, _ console: Console) throws -> (WeekFiles, [String]) {
        var possible = formats
        var missing: [String] = []
        let browser = formats.contains(.pdf) ? PageBrowser() : nil
        if formats.contains(.pdf), browser == nil {
            possible.removeAll { $0 == .pdf }
            missing.append("no PDF: Chromium is not installed; the rest is complete")
        }
        if formats.contains(.xlsx), !Workbook.isPossible {
            possible.removeAll { $0 == .xlsx }
            missing.append("no XLSX: libxlsxwriter is not installed; the rest is complete")
        }
        let templates = try ShareFolder.path("templates", checkout: "Sources/Reporting/Templates")
        return (
            WeekFiles(
                folder: out, week: week, formats: possible, html: try PageHTML(templates: templates), browser: browser,
                wantsMail: eml), missing
        )
    }

    private func tell(_ run: WeekRun, _ console: Console) throws {
        let layout = WeekRunLayout(run)
        try console.emit(layout.table, layout: layout.layout, limit: nil)
        for words in run.warnings + run.faults { console.warn(StyledText(words)) }
        for week in run.weeks where week.isSilent {
            let words = week.daysSilent.map { "has been silent for \(counted($0, "day"))" } ?? "was never seen"
            console.warn(
                StyledText("\(week.slug) \(words) at the end of \(week.week); its report opens with that"))
        }
        if console.isForPeople {
            let first = global.tenant == nil ? "index.html" : run.weeks.first.map { run.files.path(of: $0.slug) }
            if let first, formats.contains(.html) { console.next("open \(out)/\(run.files.week)/\(first)") }
        }
        try FollowUpGate.check(failOn, run.weeks)
        guard run.faults.isEmpty else {
            throw Complaint(.failed, "\(counted(run.faults.count, "thing")) could not be made; the rest is whole")
        }
    }
}
