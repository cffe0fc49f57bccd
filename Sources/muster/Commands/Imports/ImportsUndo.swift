import ArgumentParser
import Inventory
import Reporting
import Roll

/// `muster imports undo`: takes an import back.
struct ImportsUndo: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo", abstract: "Take an import back, as if it had never been; the ledger keeps both.",
        discussion: """
              muster imports undo 58 -n
              muster imports undo 58
            """)

    @Argument(help: ArgumentHelp("The import's number.", valueName: "number"))
    var number: Int

    @OptionGroup(title: "Care") var care: LookFirst
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let opened = try global.open(.write)
        let outcome = try opened.roll.undo(number, now: .now, by: global.actorName, isDryRun: care.dryRun)
        guard console.isForPeople else { return try console.emit(ImportLedger(records: [outcome.record]).table) }
        if !global.quiet {
            let file = "import \(number), \(outcome.undone.fileName),"
            console.print(
                outcome.isDryRun
                    ? "\(file) would be undone" : "import \(number) is undone by import \(outcome.record.id)")
            tell(outcome, console)
        }
        if outcome.isDryRun { return console.note("nothing was changed") }
        console.next("take it in again to have it back: muster import FILE")
    }

    private func tell(_ outcome: UndoOutcome, _ console: Console) {
        let tenants = outcome.tenants > 1 ? " of \(counted(outcome.tenants, "tenant"))" : ""
        let kinds = [(FollowUpChange.Kind.new, "new"), (.closed, "closed"), (.reopened, "reopened")]
        let flow = kinds.map { "\($0.1) \(grouped(outcome.count($0.0)))" }.joined(separator: ", ")
        let open = "\(grouped(outcome.openBefore)) -> \(grouped(outcome.openAfter))"
        console.print(StyledText("  follow-ups\(tenants): \(flow); open \(open)"))
        guard outcome.isDryRun else { return }
        console.print(
            aligned(
                outcome.changes.prefix(10).map { change in
                    [
                        StyledText("    \(change.kind.rawValue)"), StyledText(change.tenant),
                        StyledText(change.server), StyledText(change.threat),
                    ]
                }))
    }
}
