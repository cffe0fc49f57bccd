import ArgumentParser
import Inventory
import Reporting

/// `muster report list`: what can be asked.
struct ReportList: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The reports: what each answers, and what a row of it stands for.",
        discussion: """
              muster report list
              muster report list --reports ~/my-reports
            """)

    @OptionGroup var shelf: ReportShelf
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let all = try shelf.all(global)
        let table = ReportTable(
            columns: [
                .init("name"), .init("title"), .init("grain"), .init("question"), .init("parameters", .list),
                .init("own", .integer), .init("file"),
            ],
            rows: all.map { file, isOwn in
                [
                    .text(file.name), .text(file.title), .text(file.grain), .text(file.question),
                    .list(file.parameters.map(\.name)), .integer(isOwn ? 1 : 0), .text(file.path),
                ]
            })
        let layout = TerminalLayout(
            columns: [.init("NAME"), .init("GRAIN"), .init("QUESTION", mayBeCut: true)],
            rows: all.map { file, isOwn in
                TerminalLayout.Row([
                    StyledText(file.name) + (isOwn ? "\(dim: " (own)")" : ""), StyledText(file.grain),
                    StyledText(file.question),
                ])
            })
        try console.emit(table, layout: layout, limit: global.limit == 0 ? nil : global.limit)
        if console.isForPeople, let first = all.first { console.next("muster report run \(first.file.name)") }
    }
}
