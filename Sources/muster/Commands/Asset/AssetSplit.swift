import ArgumentParser
import Inventory
import Reporting
import Roll
import Storage

/// `muster asset split`: subjects of an asset are a machine of their own.
struct AssetSplit: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "split",
        abstract:
            "Say that subjects of an asset are a machine of their own, whatever joined them. It can be taken back.",
        usage: "muster asset split ASSET SUBJECT… -t TENANT [-n]\nmuster asset split --undo ACT -t TENANT",
        discussion: """
              muster asset split mail01 7 -t fabrikam -n
              muster asset split mail01 old01.fabrikam.example.org -t fabrikam --reason "replaced in July"
              muster asset split --undo 5 -t fabrikam

            They always were two machines: what was seen of the subjects that part, and what people
            set on them, goes with them. A subject is named by its number, or by its name, id or address.
            """)

    @Argument(help: ArgumentHelp("The asset, then the subjects that part from it.", valueName: "asset subject"))
    var names: [String] = []

    @OptionGroup(title: "What is said of it") var said: ReasonOption
    @OptionGroup(title: "Care") var care: ActOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let slug = try global.requireTenant()
        if let act = care.undo {
            try care.refuse(names, "--undo takes the number of an act and no assets")
            return try console.takeBack(act, of: slug, kind: Act.split, care, global)
        }
        guard names.count > 1 else {
            throw Complaint(
                .usage, "a split needs an asset and the subjects that part from it",
                next: names.map { "muster asset show \($0) -t \(slug)" } + ["muster asset split --help"])
        }
        let roll = try global.open(.write).roll
        let outcome = try roll.split(
            Array(names.dropFirst()), from: names[0], of: slug, reason: said.reason, now: .now, by: global.actorName,
            isDryRun: care.dryRun)
        try console.tell(outcome, doing: "split", undo: "asset split")
    }
}
