import ArgumentParser
import Inventory
import Reporting
import Roll

/// `muster asset retire`: a machine is no more.
struct AssetRetire: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire",
        abstract: "Take a machine off the roll: its follow-ups close as retired. A later sighting opens them again.",
        usage: "muster asset retire ASSET -t TENANT [--reason TEXT] [-n]\nmuster asset retire --undo ACT -t TENANT",
        discussion: """
              muster asset retire mail01 -t fabrikam --reason "switched off 2021-09-01, disk kept"
              muster asset retire --undo 9 -t fabrikam

            Nothing is deleted. Evidence stays open until it is dismissed or neutralised, and what is
            known of days that nobody checked is best recorded first (muster check record).
            """)

    @Argument(help: ArgumentHelp("Its full or short name, an id or an address.", valueName: "asset"))
    var asset: String?

    @Option(
        help: ArgumentHelp("When it was switched off; else now.", valueName: "time"), transform: ClaimOptions.instant)
    var at: Instant?

    @OptionGroup(title: "What is said of it") var said: ReasonOption
    @OptionGroup(title: "Care") var care: ActOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let slug = try global.requireTenant()
        if let act = care.undo {
            try care.refuse([asset].compactMap { $0 }, "--undo takes the number of an act and nothing else")
            return try console.takeBack(act, of: slug, kind: "asset.retire", care, global)
        }
        guard let asset else { throw Complaint(.usage, "which machine?", next: ["muster asset retire --help"]) }
        let opened = try global.open(.write)
        let now = Instant.now
        let owed = try opened.roll.readings(of: slug, asOf: .now(now), opened.projector).flatMap(\.followUps)
        let outcome = try opened.roll.retire(
            asset, of: slug, reason: said.reason, at: at ?? now, now: now, by: global.actorName, isDryRun: care.dryRun)
        try console.tell(outcome, doing: "retire \(asset)", undo: "asset retire")
        let numbers = Set(outcome.after.map(\.number))
        for item in owed where numbers.contains(item.server.asset) && item.daysOwed > 0 {
            console.warn(
                "\(item.threat): \(counted(item.daysOwed, "day")) owed a check that is never done now; what is known of them: muster check record"
            )
        }
    }
}
