import ArgumentParser
import Inventory
import Reporting
import Roll
import Storage

/// `muster imports rejects`: the rows of an import that could not be taken.
struct ImportsRejects: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "rejects",
        abstract: "The rows of an import that could not be taken: where they are, why, and as they were.",
        discussion: """
              muster imports rejects 58
              muster imports rejects 58 -o csv
            """)

    @Argument(help: ArgumentHelp("The import's number.", valueName: "number"))
    var number: Int

    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let (record, rejects) = try global.open(.read).roll.store.read { transaction in
            (try transaction.existingImport(number), try transaction.rejects(of: number))
        }
        var layout = TerminalLayout(of: RejectTable(rejects: rejects).table)
        layout.heading =
            ["import \(number)  \(record.fileName)  \(counted(rejects.count, "row")) rejected"]
            + (rejects.isEmpty ? [] : [""])
        try console.emit(RejectTable(rejects: rejects).table, layout: layout)
    }
}
