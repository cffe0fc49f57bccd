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
        let tenant = try roll.addTenant(edit, now: .now, by: global.actorName)
        console.tell(tenant, "added", of: try roll.tenantSheet(tenant.slug))
        console.next("muster import FILE -t \(tenant.slug) -n")
    }
}

extension Console {
    /// One line for what was done to a tenant, then what belongs to it.
    func tell(_ tenant: Tenant, _ done: String, of sheet: TenantSheet) {
        guard !options.quiet else { return }
        print(
            "\(tenant.slug)  \(done): \(tenant.name), \(tenant.zone.name), \(tenant.mode.rawValue), since \(tenant.start)"
        )
        print(aligned(TenantPage.holdings(of: sheet)))
    }
}
