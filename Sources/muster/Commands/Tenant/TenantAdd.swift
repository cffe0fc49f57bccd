import ArgumentParser
import Inventory
import Reporting
import Roll
import Storage

/// `muster tenant add`: makes a tenant.
struct TenantAdd: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add a tenant. Its domains and networks tell which rows of shared files are its own.",
        usage: "muster tenant add SLUG [options]",
        discussion: """
              muster tenant add fabrikam --name "Fabrikam GmbH" --zone Europe/Berlin \\
                  --domain fabrikam.example.org --network 203.0.113.0/26
              muster tenant add northwind --mode authorize --contact "IT: Dana <dana@northwind.example.org>"
            """)

    @Argument(help: ArgumentHelp("Its short name: lower-case letters, digits, hyphens.", valueName: "slug"))
    var slug: String

    @OptionGroup(title: "What is known of it") var said: TenantOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        var edit = said.edit
        edit.slug = slug
        let roll = try global.openOrCreate(console).roll
        let outcome = try roll.addTenant(edit, now: .now, by: global.actorName)
        let tenant = outcome.tenant
        console.tell(outcome, "added", of: try roll.tenantSheet(tenant.slug))
        console.next("muster import FILE -t \(tenant.slug) -n")
    }
}

extension Console {
    /// One line for what was done to a tenant, then what belongs to it, what that changes, and what is odd about it.
    ///
    /// - Parameter sheet: the tenant as it is now; nil where that is not as told.
    func tell(_ outcome: TenantOutcome, _ done: String, of sheet: TenantSheet?) {
        outcome.warnings.forEach { warn("\($0)") }
        if !outcome.warnings.isEmpty, !outcome.isDryRun {
            let edit = "muster tenant edit \(outcome.tenant.slug)"
            note("  given by mistake? \(edit) --end-domain DOMAIN --from 0001-01-01      (or --end-network CIDR)")
        }
        guard !options.quiet else { return }
        let tenant = outcome.tenant
        print(
            "\(tenant.slug)  \(outcome.isDryRun ? "would be " : "")\(done): \(tenant.name), \(tenant.zone.name), "
                + "\(tenant.mode.rawValue), since \(tenant.start)"
        )
        if let sheet { print(aligned(TenantPage.holdings(of: sheet))) }
        if !outcome.followUps.changes.isEmpty { tell(outcome.followUps) }
        if let attributed = outcome.attributed {
            tell(attributed)
            if !outcome.isDryRun {
                next("muster imports attribute --undo \(attributed.handover.id)      lets these rows wait again")
            }
        }
        if outcome.isDryRun { note("nothing was changed") }
    }
}
