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
              muster import inbox/ scans/*.xml --vantage internet    all of them, the oldest first
              muster import scan.xml --vantage internet   many tenants: rows find theirs by domain, network
              muster import liste.csv -t fabrikam --map Rechner=host --save-mapping fab-liste
              zcat big.csv.gz | muster import - -t fabrikam --seen-at 2021-08-16
            """)

    @Argument(
        help: ArgumentHelp("A file, or a folder for all files in it; \"-\" is standard input.", valueName: "file"))
    var files: [String]

    @OptionGroup(title: "What it is") var kind: FileOptions
    @OptionGroup(title: "What it says") var claims: ClaimOptions
    @OptionGroup(title: "Care") var care: CareOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let walk = FileWalk(files, database: global.databasePath)
        let opened = try care.createTenants ? global.openOrCreate(console) : global.open(.write)
        let door = try ImportDoor(command: self, roll: opened.roll, now: .now)
        let isOne = files.count == 1 && !walk.hasFolder
        let progress = Progress(isOne ? "importing \(files[0])" : "looking at the files", quiet: global.quiet)
        defer { progress.finish() }
        let (inputs, unreadable) = try inputs(of: walk.files)
        if isOne, inputs.count == 1 {
            try takeOne(inputs[0], door, progress, console)
        } else {
            try door.keeper?.refuse(files: inputs.count)
            try takeAll(inputs, unreadable, walk, door, progress, console)
        }
    }

    /// What the paths hold. One that cannot be read is refused by itself where there are others.
    private func inputs(of paths: [String]) throws -> ([SourceFile.Input], [Complaint]) {
        var inputs: [SourceFile.Input] = []
        var refused: [Complaint] = []
        for path in paths {
            do {
                inputs += try SourceFile.inputs(path: path)
            } catch let complaint as Complaint where complaint.isAboutOneFile && paths.count > 1 {
                refused.append(complaint.about(path))
            }
        }
        return (inputs, refused)
    }

    private func takeOne(
        _ input: SourceFile.Input, _ door: ImportDoor, _ progress: Progress, _ console: Console
    ) throws {
        var outcome = ImportOutcome(name: input.shownAs, end: .notBegun)
        // A file that is refused is a row, too.
        defer {
            if !console.isForPeople {
                try? ImportTable(outcomes: [outcome], isDryRun: care.dryRun, isOne: true).write(to: console)
            }
        }
        let source: SourceFile
        do {
            source = try door.open(input)
            Interruption.watch()
            let place = care.rejects.map { RejectPlace.file($0) } ?? .nowhere
            let summary = try door.take(source, rejectsTo: place, progress)
            progress.finish()
            outcome.end = .done(summary)
            if console.isForPeople, !global.quiet {
                ImportReport(command: self, source: source, targets: door.targets, summary: summary).print(to: console)
            }
        } catch let complaint as Complaint {
            outcome.end = complaint.isAboutOneFile ? .refused(complaint) : .stopped(complaint)
            throw complaint
        }
        if let refusal = outcome.refusal { throw refusal }
        try door.keeper?.keep(source, console)
    }

    private func takeAll(
        _ inputs: [SourceFile.Input], _ unreadable: [Complaint], _ walk: FileWalk, _ door: ImportDoor,
        _ progress: Progress, _ console: Console
    ) throws {
        Interruption.watch()
        let batch = try ImportBatch(self, door, walk, inputs, unreadable, progress)
        progress.finish()
        if !console.isForPeople {
            try ImportTable(outcomes: batch.outcomes, isDryRun: care.dryRun, isOne: false).write(to: console)
        } else if !global.quiet {
            BatchReport(batch: batch).print(to: console)
        } else {
            BatchReport(batch: batch).sayRefusals(console)
        }
        if let complaint = batch.complaint { throw complaint }
    }
}
