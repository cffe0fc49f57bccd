import ArgumentParser
import Assessment
import Inventory
import Knowledge
import Reporting
import Roll

/// `muster knowledge load`: newer knowledge for a database.
struct KnowledgeLoad: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Take newer knowledge, or the team's own playbooks, after saying what it changes.",
        discussion: """
              muster knowledge load ~/muster-2026-09 -n          what it would change
              muster knowledge load ~/muster-2026-09
              muster knowledge load our-playbooks                only playbooks: the data stay

            The folder holds knowledge/*.csv, playbooks/*.md, or both; it is checked as a whole, and one
            fault refuses all of it. It is copied beside the database and judges it from then on, until
            the program itself brings something newer.
            """)

    @Argument(help: ArgumentHelp("The folder.", valueName: "folder"))
    var folder: String

    @Flag(name: [.customShort("n"), .long], help: "Say what it changes, and change nothing.")
    var dryRun = false

    @Flag(help: "Take it though something in it is older than what is in force, or gone.")
    var older = false

    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let current = try global.knowledgeFolder()
        let wanted = try KnowledgeFolder(named: folder, elseFrom: current)
        let next = try KnowledgeLoad.checked(wanted)
        let opened = try global.open(.read)
        if !older { try verifyAge(of: next, in: wanted, opened.knowledge) }
        if try next.fingerprint() == opened.knowledge.fingerprint() {
            console.print(StyledText("\(next.version) is in force already; nothing was changed"))
            return
        }
        let progress = Progress("knowledge load", quiet: global.quiet)
        progress.begin("judging by both")
        let changes = try opened.roll.changes(
            from: opened.projector, to: Projector(knowledge: next), asOf: .now(.now)
        ) { progress.update(done: $0, of: $1, "tenants") }
        progress.finish()
        try console.emit(table(changes, next), layout: layout(changes, from: opened.knowledge, to: next))
        if dryRun { return console.note("nothing was changed") }
        try wanted.keep(beside: global.databasePath, over: older ? KnowledgeFolder.shipped() : nil)
        _ = try global.open(.write)
        console.note("\(next.version) is in force; \(counted(changes.tenants, "tenant")) judged anew")
        console.next("muster followup list", "muster check list --due")
    }

    /// Read and checked as a whole.
    private static func checked(_ folder: KnowledgeFolder) throws -> ExchangeKnowledge {
        do {
            return try whole(folder)
        } catch let fault as Complaint where fault.code == .configuration {
            // A fault of what is offered, not of what is installed.
            throw Complaint(
                .badData, "\(fault.what); nothing was changed", file: fault.file, line: fault.line, facts: fault.facts)
        }
    }

    private static func whole(_ folder: KnowledgeFolder) throws -> ExchangeKnowledge {
        let knowledge = try ExchangeKnowledge.load(folder)
        let playbooks = try knowledge.playbooks().playbooks
        let faults =
            PlaybookLint.faults(between: playbooks) + playbooks.flatMap { PlaybookLint.faults(of: $0, knowledge) }
        guard let first = faults.first else { return knowledge }
        throw Complaint(
            .badData, faults.count == 1 ? first.what : "\(first.what); \(faults.count - 1) more faults",
            file: first.file,
            line: first.line, facts: first.facts, next: ["muster playbook lint \(folder.playbooks)"])
    }

    /// Throws a `Complaint` (65) where data or a playbook is older than what is in force, or a playbook is gone: what
    /// was looked for with the newer one would count no more.
    private func verifyAge(
        of next: ExchangeKnowledge, in wanted: KnowledgeFolder, _ current: ExchangeKnowledge
    ) throws {
        var older: [String] = []
        if next.version < current.version {
            older.append("\(next.version) is older than \(current.version), which is in force")
        }
        let offered = Dictionary(try next.playbooks().playbooks.map { ($0.name, $0.version) }) { a, _ in a }
        for playbook in try current.playbooks().playbooks {
            guard let version = offered[playbook.name] else {
                older.append("the playbook \(playbook.name) is not among them")
                continue
            }
            if version < playbook.version {
                older.append(
                    "the playbook \(playbook.name) is version \(version), older than \(playbook.version), which is in force"
                )
            }
        }
        guard let first = older.first else { return }
        throw Complaint(
            .badData,
            older.count == 1 ? "\(first); nothing was changed" : "older than what is in force; nothing was changed",
            file: older.count == 1 && next.version >= current.version ? wanted.playbooks : wanted.data,
            facts: older.count == 1 ? [] : older, next: ["muster knowledge load \(folder) --older -n"])
    }

    private func table(_ changes: KnowledgeChanges, _ next: ExchangeKnowledge) -> ReportTable {
        ReportTable(
            columns: [
                .init("kind"), .init("what"), .init("from"), .init("to"), .init("servers", .integer),
                .init("tenants", .integer),
            ],
            rows: changes.rows.map {
                [
                    .text($0.kind.rawValue), .text($0.what), .text($0.from), .text($0.to), .integer($0.servers),
                    .integer($0.tenants),
                ]
            }, knowledge: next.version)
    }

    private func layout(
        _ changes: KnowledgeChanges, from old: ExchangeKnowledge, to next: ExchangeKnowledge
    ) -> TerminalLayout {
        func kinds(_ kind: KnowledgeChanges.Kind) -> Int {
            changes.rows.filter { $0.kind == kind }.reduce(0) { $0 + $1.servers }
        }
        let sum =
            "\(grouped(kinds(.verdict))) verdicts, \(grouped(kinds(.followUp))) follow-ups, \(grouped(kinds(.decision))) decisions, \(grouped(kinds(.check))) checks"
        return TerminalLayout(
            heading: [
                StyledText(
                    "knowledge \(old.version) → \(next.version) of \(counted(changes.tenants, "tenant")), \(counted(changes.servers, "Exchange server"))"
                ),
                StyledText(changes.rows.isEmpty ? "it changes nothing as of now" : "it changes \(sum)"),
            ] + (changes.rows.isEmpty ? [] : [""]),
            columns: changes.rows.isEmpty
                ? [] : [.init("KIND"), .init("WHAT"), .init("FROM"), .init("TO"), .init("SERVERS"), .init("TENANTS")],
            rows: changes.rows.map {
                TerminalLayout.Row([
                    StyledText($0.kind.rawValue), StyledText($0.what), StyledText($0.from ?? "–"),
                    StyledText($0.to ?? "–"),
                    StyledText(grouped($0.servers)), StyledText(grouped($0.tenants)),
                ])
            })
    }
}
