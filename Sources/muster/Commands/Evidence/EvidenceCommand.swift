import ArgumentParser
import Inventory
import Reporting
import Roll
import Storage

/// `muster evidence`: what was found that speaks of a compromise.
struct EvidenceCommand: CommandList {
    static let configuration = CommandConfiguration(
        commandName: "evidence", abstract: "What hunting queries, feeds and checks found that speaks of a compromise.",
        subcommands: [
            EvidenceListCommand.self, EvidenceConfirm.self, EvidenceDismiss.self, EvidenceContain.self,
            EvidenceNeutralise.self,
        ])
}

/// Which pieces of evidence an analyst speaks of, and how.
struct JudgementOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("Pieces of evidence by id.", valueName: "id"))
    var ids: [String] = []

    @Option(help: ArgumentHelp("Why, in your words; kept with the act.", valueName: "text"))
    var reason: String?

    @Option(help: ArgumentHelp("When it was so; else now.", valueName: "time"), transform: ClaimOptions.instant)
    var at: Instant?
}

extension Console {
    /// Writes down what an analyst says, or takes an act of that kind back.
    func judge(
        _ judgement: EvidenceJudgement, _ options: JudgementOptions, _ care: ActOptions, _ global: GlobalOptions
    ) throws {
        let slug = try global.requireTenant()
        if let act = care.undo {
            try care.refuse(options.ids, "--undo takes the number of an act and nothing else")
            return try takeBack(act, of: slug, kind: "evidence.\(judgement.rawValue)", care, global)
        }
        guard !options.ids.isEmpty else {
            throw Complaint(.usage, "which evidence? name its ids", next: ["muster evidence list -t \(slug)"])
        }
        if judgement == .dismiss, options.reason == nil {
            throw Complaint(.usage, "why is it none? --reason TEXT")
        }
        let ids = try options.ids.map { text in
            guard let id = EvidenceID(text) else {
                throw Complaint(
                    .usage, "\"\(text)\" is no id of evidence, such as E-4T9K2M7Q; nothing was changed",
                    next: ["muster evidence list -t \(slug)"])
            }
            return id
        }
        let opened = try global.open(.write)
        let now = Instant.now
        let (outcomes, flow) = try opened.roll.judge(
            ids, of: slug, as: judgement, reason: options.reason, at: options.at ?? now, now: now,
            by: global.actorName, isDryRun: care.dryRun, opened.projector)
        let table = EvidenceTable(
            readings: outcomes.map(\.after), knowledge: opened.knowledge, acts: outcomes.map(\.act))
        guard isForPeople else { return try emit(table.table) }
        print(
            "\(care.dryRun ? "would \(judgement.rawValue)" : "\(judgement.rawValue): done,") \(counted(outcomes.count, "piece")) of evidence of \(slug)"
        )
        print(
            aligned(
                outcomes.map { outcome in
                    [
                        StyledText(outcome.after.id.description), StyledText(outcome.after.row.name),
                        StyledText("\(outcome.before.row.state) → \(outcome.after.row.state)"),
                        StyledText(outcome.after.trace.text),
                    ]
                }))
        tell(flow)
        if care.dryRun { return note("nothing was changed") }
        if let act = outcomes.first?.act {
            note("take back: muster evidence \(judgement.rawValue) --undo \(act) -t \(slug)")
        }
    }
}
