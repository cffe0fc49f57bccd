import ArgumentParser
import Inventory
import Intake
import Roll

/// `muster followup apply`: what a table says of many follow-ups, all or nothing.
struct FollowUpApply: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Do what a table says of many follow-ups, all of it or nothing.",
        discussion: """
              muster followup list --by threat -o csv > work.csv       then fill in columns
              muster followup apply work.csv -n
              muster followup apply work.csv

            A row names a follow-up by its id; these columns say what to do, an empty cell says nothing:
            owner (nobody: of no one), ticket (none: no ticket), note, snooze_until, accept_until, close
            (its cause), reopen (yes); reason says why. The other columns of the list are left alone, and
            an owner who has it already is no change.
            """)

    @Argument(help: ArgumentHelp("A CSV file; - is standard input.", valueName: "file"))
    var file: String

    @OptionGroup(title: "Care") var care: ApplyCare
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let table = try PlainTable.read(path: file) { WorkSheet.Column(header: $0) != nil }
        let sheet = try WorkSheet(table, file: file)
        let reader = try Reader(now: global)
        let known = try reader.roll.work(on: sheet.ids, at: .now, reader.opened.projector)
        let orders = try sheet.orders(now: known)
        if !sheet.strangers.isEmpty {
            console.warn("no column of the list: \(sheet.strangers.joined(separator: ", "))")
        }
        guard !orders.isEmpty else {
            throw Complaint(
                .badData, "no row asks for anything", file: file,
                facts: ["fill in owner, ticket, note, snooze_until, accept_until, close or reopen"],
                next: ["muster followup apply --help"])
        }
        var options = WorkOptions()
        options.at = care.at
        options.dryRun = care.dryRun
        options.undo = nil
        try console.carryOut(orders, options, global, file: file)
    }
}

/// When and how carefully a table is worked off.
struct ApplyCare: ParsableArguments {
    @Option(help: ArgumentHelp("When it was decided; else now.", valueName: "time"), transform: ClaimOptions.instant)
    var at: Instant?

    @Flag(name: [.customShort("n"), .long], help: "Say what would change, and change nothing.")
    var dryRun = false
}
