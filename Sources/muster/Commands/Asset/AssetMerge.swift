import ArgumentParser
import Inventory
import Reporting
import Roll
import Storage

/// `muster asset merge`: several assets are one machine.
struct AssetMerge: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Say that several assets are one machine, whatever their identifiers say. It can be taken back.",
        usage: "muster asset merge ASSET ASSET… -t TENANT [-n]\nmuster asset merge --undo ACT -t TENANT",
        discussion: """
              muster asset merge mail01 203.0.113.25 -t fabrikam -n
              muster asset merge mail01 203.0.113.25 -t fabrikam --reason "the address is NAT in front of it"
              muster asset merge --undo 4 -t fabrikam

            They always were one machine: what was seen of each is now seen of the one. The asset
            that was known first keeps its follow-ups with their ids, the others' close as "merged".
            Assets of one name are named by an id or by the number of a subject, as a preview shows it.
            """)

    @Argument(help: ArgumentHelp("Names, ids, addresses, or numbers of subjects.", valueName: "asset"))
    var assets: [String] = []

    @OptionGroup(title: "What is said of it") var said: ReasonOption
    @OptionGroup(title: "Care") var care: ActOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let slug = try global.requireTenant()
        if let act = care.undo {
            try care.refuse(assets, "--undo takes the number of an act and no assets")
            return try console.takeBack(act, of: slug, kind: Act.merge, care, global)
        }
        guard assets.count > 1 else {
            throw Complaint(.usage, "a merge needs two assets or more", next: ["muster asset merge --help"])
        }
        let roll = try global.open(.write).roll
        let outcome = try roll.merge(
            assets, of: slug, reason: said.reason, now: .now, by: global.actorName, isDryRun: care.dryRun)
        try console.tell(outcome, doing: "merge", undo: "asset merge")
    }
}
