import ArgumentParser
import Inventory
import Reporting
import Roll

/// `muster asset set`: writes down what a person saw on a machine.
struct AssetSet: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Write down what somebody saw on a machine. What depends on it is computed anew.",
        discussion: """
              muster asset set mail01 extended_protection_enabled=yes -t fabrikam --seen-at 2021-08-20
              muster asset set mail01 file_version=15.1.2308.14 role=mailbox -t fabrikam
              muster asset set --undo 3 -t fabrikam
            """)

    @Argument(help: ArgumentHelp("Its full or short name, an id or an address.", valueName: "asset"))
    var name: String?

    @Argument(help: ArgumentHelp("What was seen, NAME=VALUE; several may follow.", valueName: "fact=value"))
    var facts: [String] = []

    @Option(help: ArgumentHelp("When it was seen; else now.", valueName: "time"), transform: ClaimOptions.instant)
    var seenAt: Instant?

    @OptionGroup(title: "Care") var care: ActOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let slug = try global.requireTenant()
        if let act = care.undo {
            try care.refuse([name].compactMap { $0 } + facts, "--undo takes the number of an act and nothing else")
            return try console.takeBack(act, of: slug, kind: "asset.set", care, global)
        }
        guard let name, !facts.isEmpty else {
            throw Complaint(
                .usage, "which asset, and what was seen of it?",
                facts: ["muster asset set ASSET NAME=VALUE -t \(slug)"],
                next: ["muster asset set --help"])
        }
        let opened = try global.open(.write)
        let now = Instant.now
        let set = try SetFacts(facts, opened.knowledge, ofTenant: false)
        let act = try opened.roll.record(
            tenant: slug, host: name, at: seenAt ?? now, what: "asset.set", body: set.body, now: now,
            by: global.actorName, isDryRun: care.dryRun)
        guard !global.quiet else { return }
        console.print(
            "\(name)  \(act.body.split(separator: "\n").joined(separator: ", "))  seen \(act.at)  by \(act.by)  (act \(act.number))"
        )
        if care.dryRun { return console.note("nothing was changed") }
        console.next(
            "muster asset explain \(name) -t \(slug)",
            "muster asset set --undo \(act.number) -t \(slug)      takes it back")
    }
}
