import ArgumentParser
import Inventory
import Reporting
import Roll

/// `muster tenant show`: everything about one tenant.
struct TenantShow: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Everything about one tenant.", discussion: "  muster tenant show fabrikam")

    @Argument(help: ArgumentHelp("The tenant.", valueName: "slug"))
    var slug: String

    @OptionGroup var reading: ReadingOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let roll = try global.open(.read).roll
        let zone = try roll.tenantSheet(slug).tenant.zone
        let page = TenantPage(sheet: try roll.tenantSheet(slug, until: reading.instant(in: zone)))
        guard console.isForPeople, global.columns == nil else { return try console.emit(page.table) }
        console.print(page.lines)
        console.next("muster followup list -t \(page.sheet.tenant.slug)")
    }
}
