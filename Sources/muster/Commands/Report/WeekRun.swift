import Inventory
import Reporting
import Roll
import Storage

/// Makes the reports of a week, tenant by tenant: what fails for one is noted and the others go on.
struct WeekRun {
    let opened: OpenRoll
    let questions: WeekQuestions
    let files: WeekFiles
    let wish: WeekWish
    /// Those that are made, by slug.
    private(set) var weeks: [FrozenWeek] = []
    private(set) var written = 0
    var faults: [String] = []
    private(set) var warnings: [String] = []
    /// Imports that came in after a week was frozen, of times before its end.
    private(set) var late = 0

    init(opened: OpenRoll, questions: WeekQuestions, files: WeekFiles, wish: WeekWish) {
        self.opened = opened
        self.questions = questions
        self.files = files
        self.wish = wish
    }

    /// - Parameter isAlone: whether nothing else is asked for, so that having no such week is a fault.
    /// - Throws: what is wrong, where nothing else is asked for; else it is noted, and the others go on.
    mutating func tenant(_ slug: String, isAlone: Bool) throws {
        try note(slug, isAlone: isAlone) { run in
            let (opened, questions, files, wish) = (run.opened, run.questions, run.files, run.wish)
            let roll = opened.roll
            let frozen = try roll.freeze(slug, wish, opened.projector) { week in
                try questions.answers(roll, opened.projector, slug, week)
            }
            guard let frozen else {
                guard isAlone else { return .init() }
                throw Complaint(
                    .badData, "\(wish.week) has no report: the tenant was none of ours, or its weeks begin later")
            }
            run.late += try roll.lateImports(after: frozen)
            let kept = try roll.kept(frozen)
            let outcome = try files.write(
                WeekReport(
                    slug: frozen.slug, week: frozen, past: kept.past, changes: kept.changes, adoption: kept.adoption,
                    answers: kept.answers, titles: questions.titles))
            run.weeks.append(frozen)
            return outcome
        }
    }

    /// - Parameter isAlone: whether it is all that is asked for: it is then made of the weeks that are frozen.
    mutating func portfolio(isAlone: Bool = false) throws {
        try note("the portfolio", isAlone: isAlone) { run in
            let (files, wish) = (run.files, run.wish)
            let kept = try run.opened.roll.keptPortfolio(wish.week)
            if isAlone { try run.take(kept.tenants) }
            let own = isAlone ? files.there(kept.tenants.map(\.slug)) : Set(run.weeks.map(\.slug))
            let tenants = kept.tenants.map { week in
                PortfolioReport.Tenant(
                    week: week, open: kept.open[week.tenantID] ?? [:],
                    file: own.contains(week.slug) && files.formats.contains(.html) ? files.path(of: week.slug) : nil)
            }
            return try files.write(
                PortfolioReport(week: wish.week, tenants: tenants, sums: kept.sums, adoption: kept.adoption))
        }
    }

    private mutating func take(_ frozen: [FrozenWeek]) throws {
        weeks = frozen
        let all = try opened.roll.tenantsOfReport(wish.week)
        let missing = Set(all.map(\.slug)).subtracting(frozen.map(\.slug)).count
        guard !frozen.isEmpty else {
            throw Complaint(
                .badData, "no tenant has a frozen \(wish.week) yet: there is nothing to add up",
                next: ["muster report weekly --all-tenants --week \(wish.week)"])
        }
        if missing > 0 {
            warnings.append(
                "\(counted(missing, "tenant")) \(missing == 1 ? "has" : "have") no frozen \(wish.week) and \(missing == 1 ? "is" : "are") not in it; muster report weekly --all-tenants freezes them"
            )
        }
    }

    private mutating func note(
        _ what: String, isAlone: Bool = false, _ body: (inout WeekRun) throws -> WeekFiles.Outcome
    ) throws {
        do {
            let outcome = try body(&self)
            written += outcome.files
            faults += outcome.faults.map { "\(what): \($0)" }
            warnings += outcome.warnings.map { "\(what): \($0)" }
        } catch let fault as Complaint {
            if isAlone { throw fault }
            faults.append("\(what): \(fault.words)")
        } catch {
            if isAlone { throw error }
            faults.append("\(what): \(error)")
        }
    }
}

extension Complaint {
    /// What is wrong and where, in one line.
    fileprivate var words: String { file.map { "\($0): \(what)" } ?? what }
}
