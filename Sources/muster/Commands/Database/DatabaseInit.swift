import ArgumentParser
import Inventory

/// `muster db init`: makes an empty database.
struct DatabaseInit: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make an empty database that only you can read.",
        discussion: """
              muster db init                               in your own data folder
              muster db init --db /srv/muster.db --group   for a team: its group may read and write
            """)

    @Flag(help: "The file's group may read and write it too.")
    var group = false

    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let opened = try global.create(group: group)
        console.print("made an empty database: \(opened.roll.store.path)")
        console.next("muster tenant add SLUG --domain DOMAIN --network CIDR")
    }
}
