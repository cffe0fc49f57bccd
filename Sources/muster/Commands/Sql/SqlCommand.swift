import ArgumentParser
import Inventory
import Reporting
import Roll
import Storage

/// `muster sql`: a question of an analyst's own.
struct SqlCommand: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "sql", abstract: "Ask in SQL: of one tenant, whose rows are all that is there then, or of all.",
        discussion: """
              muster sql -t fabrikam "select asset, build, patch_level from exchange_servers"
              muster sql -f overdue.sql --param threat=ProxyShell -o xlsx --to overdue.xlsx
              muster sql -t fabrikam --as-of 2021-08-20 --explain "select * from followups where is_open = 1"
              muster sql --save old_builds "select tenant, asset, build from exchange_servers where build_age_days > 30"

            The views are those of "muster schema". :now and :today are the moment that is read, in seconds
            and in days since 1970-01-01. Nothing can be changed, and every question is written down in a
            file beside the database.
            """)

    @Argument(help: ArgumentHelp("The question; - reads it from standard input.", valueName: "query"))
    var query: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("Read the question from a file.", valueName: "file"))
    var file: String?

    @Option(
        help: ArgumentHelp(
            "A value for a parameter of the question, e.g. week=2021-W33 for :week. May be repeated.",
            valueName: "name=value"))
    var param: [String] = []

    @Flag(help: "Say how it would be answered, in place of the answer.")
    var explain = false

    @Option(help: ArgumentHelp("Keep it as a report of this name, in place of asking it.", valueName: "name"))
    var save: String?

    @OptionGroup var target: AnswerFile
    @OptionGroup var allowed: QuestionLimits
    @OptionGroup var reading: ReadingOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let question = try question()
        let reader = try Reader(global, reading)
        let analysis = reader.analysis(of: global.tenant)
        if let save { return try SavedQuestion(question, name: save).write(for: global, console) }
        let asked = try analysis.writeDown(question, as: explain ? "sql --explain" : "sql", global)
        if explain {
            let plan = try asked.answer({ try analysis.slice(answering: [question]).plan(of: question) }) {
                ($0.count, false)
            }
            return try console.send(to: target.to) { console.print(plan.map { StyledText($0) }) }
        }
        let answer = try asked.answer({ try analysis.answer(question, limits) }) { ($0.rows.count, $0.isCut) }
        try show(answer, reader, console)
    }

    private var limits: SliceLimits {
        // Where nobody says how many, a table prints as many as fit a screen, and a file is not filled by mistake.
        let usual = global.output == .table ? 25 : 10_000
        return allowed.limits(seconds: 10, mib: 256, rows: global.limit == 0 ? nil : global.limit ?? usual)
    }

    private func show(_ answer: SliceAnswer, _ reader: Reader, _ console: Console) throws {
        var table = ReportTable(answer)
        table.knowledge = reader.knowledge.version
        table.name = "answer"
        try console.send(to: target.to) { try console.emit(table, layout: SqlLayout.of(table), limit: nil) }
        guard !answer.isCut else {
            if !answer.isOrdered { console.note("without order by, which rows these are is by chance") }
            return
        }
        if console.isForPeople { console.note("\(counted(answer.rows.count, "row"))") }
    }
}
