import ArgumentParser
import Assessment
import Inventory
import Knowledge
import Reporting

struct BuildCommand: CommandList {
    static let configuration = CommandConfiguration(
        commandName: "build", abstract: "What a build of Exchange is, and what it is open to.",
        subcommands: [BuildExplain.self])
}

struct BuildExplain: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Where a build stands and which CVEs it is open to. Needs no database.",
        discussion: """
              muster build explain 15.1.2308.8
              muster build explain 'Version 15.1 (Build 2308.8)' --as-of 2021-08-20
              muster build explain 'Exchange 2016 CU21 Jul21SU' -o csv
              cut -d, -f3 servers.csv | muster build explain - -o csv
            """)

    @Argument(help: ArgumentHelp("Numbers or names; \"-\" reads one a line.", valueName: "build"))
    var builds: [String]

    @OptionGroup(title: "Reading") var reading: ReadingOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let judge = Judge(try global.knowledge())
        let inputs = BuildInput.all(builds)
        let day = reading.day(in: .utc)
        if console.isForPeople, global.columns == nil {
            let answers = inputs.map { judge.explain($0.text, on: day) }
            try BuildScreen(judge, day: day, isPast: reading.asOf != nil).show(inputs, answers, on: console)
        } else {
            try BuildTable(judge, day: day).emit(inputs, on: console)
        }
        // What could be read is an answer, whatever else there was.
        try console.finish()
        try BuildInput.complain(inputs, inputs.map { judge.knowledge.read($0.text) != nil })
    }
}
