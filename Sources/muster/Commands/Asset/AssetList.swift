import ArgumentParser
import Inventory
import Reporting
import Roll

/// `muster asset list`: the Exchange servers of one tenant or all.
struct AssetList: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The Exchange servers of one tenant or all; with --all every machine.",
        discussion: """
              muster asset list -t fabrikam
              muster asset list -t fabrikam --all -o csv
            """)

    @Flag(help: "Machines without Exchange too, and what has to do with Exchange but is no server.")
    var all = false

    @OptionGroup var reading: ReadingOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let reader = try Reader(global, reading)
        let readings = try reader.readings(of: global.tenant)
        let others = try all ? readings.map { try reader.others(of: $0.tenant.slug) } : []
        let rows = AssetRows(reader: reader, readings: readings, others: others.flatMap { $0 })
        try console.emit(rows.table, layout: rows.layout)
        guard console.isForPeople else { return }
        if let first = readings.first(where: { !$0.servers.isEmpty }), let server = first.servers.first {
            console.next("muster asset show \(server.shortName) -t \(first.tenant.slug)")
        }
    }
}
