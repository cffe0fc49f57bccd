import ArgumentParser
import Inventory
import Reporting
import Roll

/// `muster tenant archive`: a customer leaves.
struct TenantArchive: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "archive",
        abstract: "A customer leaves: its follow-ups close as \"offboarded\", and lists leave it out.",
        usage: "muster tenant archive SLUG [--from DATE] [-n]\nmuster tenant archive SLUG --undo",
        discussion: """
              muster tenant archive northwind -n
              muster tenant archive northwind --from 2021-09-01
              muster tenant archive northwind --undo

            Nothing of it is deleted, and "--as-of" a day before shows it as it was. What is seen of it later waits
            unattributed.
            """)

    @Argument(help: ArgumentHelp("The tenant.", valueName: "slug"))
    var slug: String

    @Option(
        help: ArgumentHelp("The first day on which we no longer answer for it; else today.", valueName: "date"),
        transform: TenantOptions.day)
    var from: CalendarDay?

    @OptionGroup(title: "Care") var care: CareOfTenant
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let roll = try global.open(.write).roll
        if care.undo {
            let outcome = try roll.unarchive(slug, now: .now, by: global.actorName, isDryRun: care.dryRun)
            return console.tell(outcome, "brought back", of: nil)
        }
        let outcome = try roll.archive(slug, from: from, now: .now, by: global.actorName, isDryRun: care.dryRun)
        let day = outcome.tenant.archivedOn.map { " from \($0) on" } ?? ""
        console.tell(outcome, "archived\(day)", of: nil)
        if !care.dryRun { console.next("muster tenant archive \(outcome.tenant.slug) --undo      takes it back") }
    }
}
