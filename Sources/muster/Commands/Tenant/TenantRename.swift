import ArgumentParser
import Inventory
import Reporting
import Roll

/// `muster tenant rename`: gives a tenant another slug.
struct TenantRename: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "rename",
        abstract: "Give a tenant another slug. The old one still means it, in commands and in files.",
        usage: "muster tenant rename SLUG NEW-SLUG [--name NAME] [-n]",
        discussion: """
              muster tenant rename fabrikam fabrikam-europe
              muster tenant rename fabrikam fabrikam-europe --name "Fabrikam Europe GmbH" -n
              muster tenant rename fabrikam-europe fabrikam

            The last one takes the first one back. Nobody else can have a slug that was somebody's.
            """)

    @Argument(help: ArgumentHelp("The tenant.", valueName: "slug"))
    var slug: String

    @Argument(help: ArgumentHelp("Its new slug: lower-case letters, digits, hyphens.", valueName: "new-slug"))
    var wanted: String

    @Option(help: ArgumentHelp("What people call it from now on.", valueName: "name"))
    var name: String?

    @OptionGroup(title: "Care") var care: LookFirst
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let roll = try global.open(.write).roll
        let outcome = try roll.rename(
            slug, to: wanted, name: name, now: .now, by: global.actorName, isDryRun: care.dryRun)
        let sheet = care.dryRun ? nil : try roll.tenantSheet(outcome.tenant.slug)
        console.tell(outcome, "renamed, formerly \(slug)", of: sheet)
        if !care.dryRun { console.next("muster tenant rename \(outcome.tenant.slug) \(slug)      takes it back") }
    }
}

/// To see what would change.
struct LookFirst: ParsableArguments {
    @Flag(name: [.customShort("n"), .long], help: "Say what would change, and change nothing.")
    var dryRun = false
}

/// To see what would change, and to take it back.
struct CareOfTenant: ParsableArguments {
    @Flag(name: [.customShort("n"), .long], help: "Say what would change, and change nothing.")
    var dryRun = false

    @Flag(help: "Take it back, as if it had never been.")
    var undo = false
}
