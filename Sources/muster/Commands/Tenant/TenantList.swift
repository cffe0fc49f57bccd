import ArgumentParser
import Inventory
import Reporting
import Roll
import Storage

/// `muster tenant list`: every tenant, and how old what we know of it is.
struct TenantList: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Every tenant, and how old what we know of it is.",
        discussion: """
              muster tenant list
              muster tenant list --as-of 2021-08-20 -o csv
            """)

    @OptionGroup var reading: ReadingOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let reader = try Reader(global, reading)
        let known = try reader.roll.tenants(until: reader.asOf.instant(in: .utc))
        let readings = try reader.readings(of: global.tenant)
        let rows = TenantRows(newest: known, readings: readings, staleDays: reader.opened.projector.staleDays)
        try console.emit(rows.table, layout: rows.layout)
        if console.isForPeople { console.next("muster followup list -t TENANT", "muster tenant show TENANT") }
    }
}
