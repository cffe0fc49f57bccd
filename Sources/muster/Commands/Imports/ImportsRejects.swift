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
              muster imports rejects 58                    where, why and what
              muster imports rejects 58 -o csv >mend.csv   the rows below their header, to be mended and taken in
              muster imports rejects 58 -o json            where, why and what, for programs
              muster imports rejects 58 -o csv --columns line,reason,raw

            As CSV the rows are those of the file as they were, in its own dialect and in UTF-8; the reasons and the
            command that takes the mended rows in are told on standard error. With --columns it is the table.
            """)

    @Argument(help: ArgumentHelp("The import's number.", valueName: "number"))
    var number: Int

    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        try global.open(.read).roll.store.read { transaction in
            let record = try transaction.existingImport(number)
            let rejects = try transaction.rejects(of: number)
            if global.output == .csv, global.columns == nil {
                let columns = try transaction.columns(of: number)
                let again = try MendedImport(of: record, columns, in: transaction, database: global.db)
                MendableReport(record: record, rejects: rejects, columns: columns, again: again).print(to: console)
            } else {
                var layout = TerminalLayout(of: RejectTable(rejects: rejects).table)
                layout.heading =
                    ["import \(number)  \(record.fileName)  \(counted(rejects.count, "row")) rejected"]
                    + (rejects.isEmpty ? [] : [""])
                try console.emit(RejectTable(rejects: rejects).table, layout: layout)
                if console.isForPeople, !rejects.isEmpty {
                    console.next("muster imports rejects \(number) -o csv >mend.csv      (the rows, to be mended)")
                }
            }
        }
    }
}
