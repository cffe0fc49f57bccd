import ArgumentParser
import Intake
import Inventory
import Reporting
import Roll

/// `muster import`: takes files in.
struct ImportCommand: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take in inventories, scan results and evidence. The same file twice changes nothing.",
        usage: "muster import FILE… [-t SLUG] [options]",
        discussion: """
              muster import hosts.csv -t fabrikam -n      look first: what was recognised, what would change
              muster import hosts.csv -t fabrikam         take it in; one file is one transaction
              muster import scan.xml --vantage internet   many tenants: rows find theirs by domain, network
              zcat big.csv.gz | muster import - -t fabrikam --seen-at 2021-08-16
            """)

    @Argument(help: ArgumentHelp("A file; \"-\" is standard input.", valueName: "file"))
    var files: [String]

    @OptionGroup(title: "What it is") var kind: FileOptions
    @OptionGroup(title: "What it says") var claims: ClaimOptions
    @OptionGroup(title: "Care") var care: CareOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let opened = try care.createTenants ? global.openOrCreate(console) : global.open(.write)
        let door = try ImportDoor(command: self, roll: opened.roll, now: .now)
        Interruption.watch()
        var summaries: [ImportSummary] = []
        // What was taken in stays taken in, and is told, when a later file is refused.
        defer { if !console.isForPeople { try? ImportTable(summaries: summaries).write(to: console) } }
        for file in files {
            let (source, summary) = try door.take(file)
            summaries.append(summary)
            if console.isForPeople, !global.quiet {
                ImportReport(command: self, knowledge: opened.knowledge, source: source, summary: summary).print(
                    to: console)
            }
            if let refusal = summary.refusal { throw refusal }
        }
    }
}
