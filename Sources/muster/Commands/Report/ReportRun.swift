import ArgumentParser
import Inventory
import Reporting
import Roll
import Storage

/// `muster report run`: asks one of the questions.
struct ReportRun: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a report, over one tenant or all, as of any day.",
        discussion: """
              muster report run exposed_vulnerable
              muster report run checks_due -t fabrikam --as-of 2021-08-20 -o csv
              muster report run followup_ages --param min_days=30
              muster report run silent_tenants --html --to silent.html
              muster report run followups_by_tenant -o xlsx --to monday.xlsx

            A report is a file of SQL with a header; one of your own is run by its path, or by its name from
            the folder reports beside the database.
            """)

    @Argument(help: ArgumentHelp("The report's name, or its file.", valueName: "name"))
    var name: String

    @Option(help: ArgumentHelp("A value for a parameter. May be repeated.", valueName: "name=value"))
    var param: [String] = []

    @Flag(help: "As one HTML page that needs nothing beside it.")
    var html = false

    @OptionGroup var target: AnswerFile
    @OptionGroup var shelf: ReportShelf
    @OptionGroup var allowed: QuestionLimits
    @OptionGroup var reading: ReadingOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let report = try shelf.find(name, global)
        let question = try report.question(given: param.namedValues())
        let reader = try Reader(global, reading)
        let analysis = reader.analysis(of: global.tenant)
        let asked = try analysis.writeDown(question, as: "report run \(report.name)", global)
        let isTable = global.output == .table && !html
        let limits = allowed.limits(
            seconds: 600, mib: 4096, rows: global.limit == 0 ? nil : global.limit ?? (isTable ? 25 : nil))
        let answer = try asked.answer({ try analysis.answer(question, limits) }) { ($0.rows.count, $0.isCut) }
        var table = ReportTable(answer)
        table.knowledge = reader.knowledge.version
        table.name = report.name
        if html { return try console.send(to: target.to) { console.write(try page(report, table, reader)) } }
        var layout = SqlLayout.of(table)
        layout.heading = [StyledText(report.title), "\(dim: report.question)", ""]
        try console.send(to: target.to) { try console.emit(table, layout: layout, limit: nil) }
        if console.isForPeople { console.note("\(counted(answer.rows.count, "row"))") }
    }

    private func page(_ report: ReportFile, _ table: ReportTable, _ reader: Reader) throws -> String {
        let paper = Paper(
            title: report.title,
            facts: [
                ("Question", report.question), ("Of", global.tenant ?? "all tenants"), ("As of", "\(reader.asOf.day)"),
                ("Knowledge", reader.knowledge.version),
            ],
            blocks: [
                .heading(counted(table.rows.count, "row")), .table(table, caption: "A row is: \(report.grain)"),
                .heading("Columns"),
                .list(report.columns.map { "\($0.name): \($0.about)" + ($0.unit.map { " [\($0)]" } ?? "") }),
            ])
        return try PaperHTML(templates: ShareFolder.path("templates", checkout: "Sources/Reporting/Templates")).text(
            paper)
    }
}
