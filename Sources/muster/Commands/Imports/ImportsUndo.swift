import ArgumentParser
import Inventory
import Reporting
import Roll

/// `muster imports undo`: takes an import back.
struct ImportsUndo: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo", abstract: "Take an import back, as if it had never been; the ledger keeps both.",
        discussion: "  muster imports undo 58")

    @Argument(help: ArgumentHelp("The import's number.", valueName: "number"))
    var number: Int

    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let opened = try global.open(.write)
        let record = try opened.roll.undo(number, now: .now, by: global.actorName)
        guard console.isForPeople else { return try console.emit(ImportLedger(records: [record]).table) }
        if !global.quiet { console.print("import \(number) is undone by import \(record.id)") }
        console.next("take it in again to have it back: muster import FILE")
    }
}
