import ArgumentParser
import Inventory
import Reporting
import Storage

/// `muster schema`: what questions can be asked of.
struct SchemaCommand: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "The views that sql sees, and their columns: types, units, what NULL means. Needs no database.",
        discussion: """
              muster schema
              muster schema followups
              muster schema all -o md
            """)

    @Argument(help: ArgumentHelp("A view, or all; else the list of views.", valueName: "view"))
    var view: String?

    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        guard let view else {
            try console.emit(
                SchemaTables.views, layout: SchemaLayout.ofViews, limit: global.limit == 0 ? nil : global.limit)
            if console.isForPeople { console.next("muster schema followups") }
            return
        }
        if view == "all", global.output == .md, global.columns == nil { return console.write(SchemaTables.page) }
        let views = try view == "all" ? AnalystViews.all : [named(view)]
        try console.emit(
            SchemaTables.columns(of: views), layout: SchemaLayout.ofColumns(views),
            limit: global.limit == 0 ? nil : global.limit)
        if console.isForPeople, views.count == 1 { console.next("muster sql \"select * from \(views[0].name)\"") }
    }

    private func named(_ name: String) throws -> AnalystView {
        if let view = AnalystViews.named(name.lowercased()) { return view }
        let names = AnalystViews.all.map(\.name)
        let meant = nearest(to: name, among: names).map { "; did you mean \($0)?" } ?? ""
        throw Complaint(.usage, "no view \"\(name)\"\(meant)", facts: ["views: \(names.joined(separator: ", "))"])
    }
}

/// How the documentation looks in a terminal.
private enum SchemaLayout {
    static var ofViews: TerminalLayout {
        TerminalLayout(
            columns: [.init("VIEW"), .init("COLUMNS", right: true), .init("GRAIN")],
            rows: AnalystViews.all.map { view in
                TerminalLayout.Row([
                    StyledText(view.name), StyledText(String(view.columns.count)), StyledText(view.grain),
                ])
            })
    }

    static func ofColumns(_ views: [AnalystView]) -> TerminalLayout {
        let heading: [StyledText] =
            views.count == 1
            ? ["\(views[0].name): \(views[0].grain)"] + (views[0].about.isEmpty ? [] : [StyledText(views[0].about)]) + [
                ""
            ]
            : []
        return TerminalLayout(
            heading: heading,
            columns: (views.count > 1 ? [.init("VIEW")] : []) + [
                .init("COLUMN"), .init("TYPE"), .init("EXAMPLE", leaves: 1, mayBeCut: true),
            ],
            rows: views.flatMap { view in
                view.columns.map { column in
                    let unit = column.kind.unit.isEmpty ? "" : " [\(column.kind.unit)]"
                    let null = column.null.map { "; NULL: \($0)" } ?? ""
                    return TerminalLayout.Row(
                        (views.count > 1 ? [StyledText(view.name)] : []) + [
                            StyledText(column.name), StyledText(column.kind.type), StyledText(column.example),
                        ], detail: StyledText("\(column.wholeAbout)\(unit)\(null)", .dim))
                }
            })
    }
}
