import ArgumentParser
import Inventory
import Reporting

/// `muster report lint`: what is wrong with reports.
struct ReportLintCommand: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Check reports: header, parameters, columns, portable SQL, and that each runs. Needs no database.",
        discussion: """
              muster report lint                     all that can be run, those of the weekly report too
              muster report lint my.sql other.sql
            """)

    @Argument(help: ArgumentHelp("Files; else all reports.", valueName: "file"))
    var files: [String] = []

    @OptionGroup var shelf: ReportShelf
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let paths =
            try files.isEmpty
            ? shelf.folders(global).flatMap { folder in
                ["", WeekQuestions.folder].flatMap { ReportFile.paths(in: folder.path + $0) }
            } : files
        let faults = paths.flatMap(ReportLint.faults(at:))
        var table = ReportTable(columns: [.init("file"), .init("line", .integer), .init("fault")])
        for fault in faults { table.append(.text(fault.file), .integer(fault.line), .text(fault.what)) }
        let layout = TerminalLayout(
            heading: [
                "\(counted(paths.count, "report")): "
                    + StyledText(counted(faults.count, "fault"), faults.isEmpty ? .plain : .red)
            ] + (faults.isEmpty ? [] : [""]),
            columns: faults.isEmpty ? [] : [.init("PLACE"), .init("FAULT")],
            rows: faults.map { fault in
                TerminalLayout.Row([
                    StyledText("\(fault.file ?? "?")\(fault.line.map { ":\($0)" } ?? "")"), StyledText(fault.what),
                ])
            })
        try console.emit(table, layout: layout, limit: nil)
        guard faults.isEmpty else {
            throw Complaint(
                .badData, "\(counted(faults.count, "fault")) in \(counted(Set(faults.map(\.file)).count, "report"))")
        }
    }
}
