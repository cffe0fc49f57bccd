import ArgumentParser
import Inventory
import Reporting
import Roll
import Storage

/// Why somebody did something.
struct ReasonOption: ParsableArguments {
    @Option(help: ArgumentHelp("Why, in your words; kept with the act.", valueName: "text"))
    var reason: String?
}

/// What every act of a person understands: to look first, and to take back.
struct ActOptions: ParsableArguments {
    @Flag(name: [.customShort("n"), .long], help: "Say what would change, and change nothing.")
    var dryRun = false

    @Option(help: ArgumentHelp("Take an act back, as if it had not been done.", valueName: "act"))
    var undo: Int?

    /// Throws a `Complaint` (usage) where words were given that mean nothing beside `--undo`.
    func refuse(_ words: [String], _ why: String) throws {
        guard words.isEmpty else { throw Complaint(.usage, "\(why); found \"\(words.joined(separator: " "))\"") }
    }
}

extension Console {
    /// Takes an act back, and says what that changed.
    func takeBack(
        _ act: Int, of slug: String, kind: String, _ care: ActOptions, _ global: GlobalOptions
    ) throws {
        let roll = try global.open(.write).roll
        let outcome = try roll.takeBack(
            act: act, of: slug, kinds: [kind], now: .now, by: global.actorName, isDryRun: care.dryRun)
        try tell(outcome, doing: "take back act \(act)", undo: nil)
    }

    /// The assets before and after an act, and what it does to follow-ups.
    ///
    /// - Parameter undo: the words of the command that takes it back.
    func tell(_ outcome: ActOutcome, doing: String, undo: String?) throws {
        guard isForPeople else { return try emit(ActTable(outcome: outcome).table) }
        guard !options.quiet else { return }
        let slug = outcome.tenant.slug
        print(outcome.isDryRun ? "would \(doing):" : "\(doing): done, act \(outcome.act.number) by \(outcome.act.by)")
        print(
            aligned(
                outcome.before.map { ["before", StyledText($0.words)] }
                    + outcome.after.map { ["after", StyledText($0.words)] }))
        tell(outcome.followUps)
        if outcome.isDryRun { note("nothing was changed") }
        if !outcome.isDryRun, let undo {
            next("muster \(undo) --undo \(outcome.act.number) -t \(slug)      takes it back")
        }
        if let asset = outcome.after.first { next("muster asset show \(asset.name) -t \(slug)") }
    }

    /// How many follow-ups open and close, and the first of them.
    func tell(_ flow: FollowUpFlow) {
        guard !flow.changes.isEmpty else {
            return print("follow-ups stay as they are: \(grouped(flow.openAfter)) open")
        }
        let counts = [
            (flow.count(.new), "new"), (flow.count(.reopened), "reopened"), (flow.count(.closed), "closed"),
        ].filter { $0.0 > 0 }.map { "\(grouped($0.0)) \($0.1)" }
        print(
            "follow-ups: \(grouped(flow.openBefore)) → \(grouped(flow.openAfter)) open: \(counts.joined(separator: ", "))"
        )
        let shown = flow.changes.prefix(ImportSummary.shown)
        print(
            aligned(
                shown.map { change in
                    [
                        StyledText("  \(change.kind.rawValue)"), StyledText(change.server), StyledText(change.threat),
                        StyledText(change.cause),
                    ]
                }))
        if shown.count < flow.changes.count { note("and \(grouped(flow.changes.count - shown.count)) more") }
    }
}

/// What an act changes, for programs: one row per asset before and after it, and per follow-up that opens or closes.
struct ActTable {
    let outcome: ActOutcome

    var table: ReportTable {
        var table = ReportTable(columns: [
            .init("tenant"), .init("act", .integer), .init("what"), .init("asset"), .init("subjects", .list),
            .init("threat"), .init("cause"), .init("dry_run", .integer),
        ])
        let act: Cell = outcome.isDryRun ? .null : .integer(outcome.act.number)
        let slug = Cell.text(outcome.tenant.slug)
        let isDry = Cell.integer(outcome.isDryRun ? 1 : 0)
        for (word, assets) in [("before", outcome.before), ("after", outcome.after)] {
            for asset in assets {
                table.append(
                    slug, act, .text(word), .text(asset.name), .list(asset.subjects.map(String.init)), .null, .null,
                    isDry)
            }
        }
        for change in outcome.followUps.changes {
            table.append(
                slug, act, .text(change.kind.rawValue), .text(change.server), .null, .text(change.threat),
                .text(change.cause), isDry)
        }
        return table
    }
}
