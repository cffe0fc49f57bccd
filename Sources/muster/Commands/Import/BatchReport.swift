import Inventory
import Reporting
import Roll
import Storage

/// What became of several files, for people: a row per file, why some were refused, what to do next.
struct BatchReport {
    let batch: ImportBatch

    private var outcomes: [ImportOutcome] { batch.outcomes }
    private var isDryRun: Bool { batch.command.care.dryRun }
    private var summaries: [ImportSummary] { outcomes.compactMap(\.summary) }
    /// Those that did, or would do, something.
    private var working: [ImportSummary] {
        outcomes.filter { $0.result == .taken || $0.result == .preview }.compactMap(\.summary)
    }

    func print(to console: Console) {
        let table = TerminalTable(layout(console), page: console.page)
        console.print(table.lines)
        sayWhatIsCut(console, table)
        sayLeftOut(console)
        sayGuesses(console)
        sayRejects(console)
        sayRefusals(console)
        sayUndo(console)
    }

    /// Whether some file claims to list everything.
    private var isSomeFull: Bool { working.contains { $0.counts.notSeen != nil } }

    // MARK: The table

    private func layout(_ console: Console) -> TerminalLayout {
        let shown = console.options.rowLimit.map { Array(outcomes.prefix($0)) } ?? outcomes
        return TerminalLayout(
            heading: [heading, ""],
            columns: [
                .init("FILE", mayBeCut: true), .init("RESULT"), .init("TAKEN AT", leaves: 3),
                .init("ROWS", right: true), .init("REJECTED", right: true), .init("NEW", right: true, leaves: 2),
                .init("CHANGED", right: true, leaves: 1),
            ] + (isSomeFull ? [.init("NOT SEEN", right: true)] : []) + [.init("FOLLOW-UPS", right: true)],
            rows: shown.map(row), totals: working.count > 1 ? [totals] : [], closing: closing)
    }

    /// `5 files: 2 taken in, 1 in already, 2 refused`.
    private var heading: StyledText {
        let counts: [(Int, String, StyledText.Tone)] = [
            (batch.count(.taken), "taken in", .plain), (batch.count(.preview), "would be taken in", .plain),
            (batch.count(.noop), "in already", .plain),
            (batch.count(.refused), isDryRun ? "would be refused" : "refused", .red),
            (batch.count(.stopped), "rolled back", .red), (batch.count(.notBegun), "not begun", .red),
        ]
        var words = counts.filter { $0.0 > 0 }.map { StyledText("\(grouped($0.0)) \($0.1)", $0.2) }
        if words.isEmpty { words = ["nothing to take in"] }
        var line: StyledText = "\(counted(outcomes.count, "file")): " + words[0]
        for word in words.dropFirst() { line += ", " + word }
        return isDryRun ? line + "      preview, nothing is changed" : line
    }

    private func row(_ outcome: ImportOutcome) -> TerminalLayout.Row {
        let begin = [StyledText(outcome.name), result(outcome), time(outcome)]
        let detail = isDryRun ? detail(outcome) : nil
        guard let summary = outcome.summary, outcome.result != .noop else {
            return TerminalLayout.Row(
                begin + [StyledText](repeating: "–", count: isSomeFull ? 6 : 5), detail: detail,
                card: card(begin, nil, detail))
        }
        let counts = summary.counts
        var cells: [StyledText] = [
            StyledText(grouped(counts.accepted + counts.unattributed)),
            StyledText(grouped(counts.rejected), counts.rejected > 0 ? .red : .plain), StyledText(grouped(counts.new)),
            StyledText(grouped(counts.changed)),
        ]
        if isSomeFull { cells.append(StyledText(counts.notSeen.map(grouped) ?? "–")) }
        cells.append(StyledText(flow(counts)))
        return TerminalLayout.Row(begin + cells, detail: detail, card: card(begin, cells, detail))
    }

    /// A file on a narrow page: its name, what became of it, and its counts where it was read.
    private func card(_ begin: [StyledText], _ cells: [StyledText]?, _ detail: StyledText?) -> [StyledText] {
        var lines = [begin[0], "  " + begin[1] + (begin[2].plain == "–" ? "" : "  taken at " + begin[2])]
        if let cells {
            let names = ["rows", "rejected", "new", "changed"] + (isSomeFull ? ["not seen"] : []) + ["follow-ups"]
            var line: StyledText = " "
            for (name, cell) in zip(names, cells) { line += " \(name) " + cell + " " }
            lines.append(line)
        }
        if let detail { lines.append("  " + detail) }
        return lines
    }

    private func result(_ outcome: ImportOutcome) -> StyledText {
        switch outcome.result {
        case .taken: StyledText(outcome.summary?.importID.map { "import \($0)" } ?? "taken in")
        case .preview: "would be taken"
        case .noop: StyledText(outcome.summary?.sameAs.map { "in as import \($0.id)" } ?? "the same again")
        case .refused: "\(red: isDryRun ? "would be refused" : "refused")"
        case .stopped: "\(red: "rolled back")"
        case .notBegun: "\(yellow: "not begun")"
        }
    }

    private func time(_ outcome: ImportOutcome) -> StyledText {
        outcome.summary?.takenAt.map { "\($0)" } ?? "–"
    }

    /// `+3 -4`: those that are new or open again, and those that closed.
    private func flow(_ counts: ImportCounts) -> String {
        let opened = counts.followUpsNew + counts.followUpsReopened
        return opened + counts.followUpsClosed == 0
            ? "0" : "+\(grouped(opened)) -\(grouped(counts.followUpsClosed))"
    }

    /// What a file would be read as: `inventory, generic CSV · windows-1252 · ; · day first`.
    private func detail(_ outcome: ImportOutcome) -> StyledText? {
        if let twin = outcome.twin { return StyledText("same bytes as \(twin)", .dim) }
        if outcome.result == .noop { return nil }
        guard let seen = outcome.recognition else { return nil }
        let choices = [seen.kind, seen.encoding, seen.delimiter, seen.dates, seen.zone, seen.vantage].compactMap { $0 }
        return StyledText(choices.map { $0.value == "\t" ? "tab" : $0.value }.joined(separator: " · "), .dim)
    }

    private var totals: TerminalLayout.Row {
        let counts = working.map(\.counts)
        func sum(_ number: (ImportCounts) -> Int) -> Int { counts.reduce(0) { $0 + number($1) } }
        func total(_ number: (ImportCounts) -> Int) -> StyledText { StyledText(grouped(sum(number))) }
        var flow = ImportCounts()
        flow.followUpsNew = sum(\.followUpsNew) + sum(\.followUpsReopened)
        flow.followUpsClosed = sum(\.followUpsClosed)
        let begin: [StyledText] = ["total", StyledText(counted(working.count, "file")), ""]
        var cells = [total { $0.accepted + $0.unattributed }, total(\.rejected), total(\.new), total(\.changed)]
        if isSomeFull { cells.append(total { $0.notSeen ?? 0 }) }
        cells.append(StyledText(self.flow(flow)))
        return TerminalLayout.Row(begin + cells, card: card([begin[0], begin[1], "–"], cells, nil))
    }

    /// What the table has no column for.
    private var closing: [StyledText] {
        var lines: [StyledText] = []
        let unattributed = working.reduce(0) { $0 + $1.counts.unattributed }
        if unattributed > 0 {
            lines.append(
                "unattributed \(grouped(unattributed)) (in no tenant's domains or networks, or in two): muster imports attribute"
            )
        }
        if let created = CreatedTenants(of: working) { lines.append("\(created.words)") }
        return lines
    }

    // MARK: What to know and to do

    private func sayWhatIsCut(_ console: Console, _ table: TerminalTable) {
        if let limit = console.options.rowLimit, limit < outcomes.count {
            console.note("\(limit) of \(counted(outcomes.count, "file")) shown, --limit 0 for all")
        }
        if !table.leftOut.isEmpty {
            console.note("no room for \(table.leftOut.joined(separator: ", ")); whole rows: -o csv")
        }
    }

    private func sayLeftOut(_ console: Console) {
        let words = batch.walk.leftOut.map { "\($0.path) (\($0.why))" }
        if !words.isEmpty { console.note("left out: \(list(words)); name a file itself to have it tried") }
    }

    /// An encoding that was guessed may be wrong, and nothing else would tell.
    private func sayGuesses(_ console: Console) {
        let guessed = outcomes.filter {
            $0.refusal == nil && $0.recognition?.encoding.proof.hasPrefix("guessed") == true
        }
        for (encoding, files) in Dictionary(grouping: guessed, by: { $0.recognition?.encoding.value ?? "" })
            .sorted(by: { $0.key < $1.key })
        {
            console.warn("read as \(encoding), which is a guess: \(list(files.map(\.name))); else --encoding NAME")
        }
    }

    private func sayRejects(_ console: Console) {
        let some = working.filter { $0.counts.rejected > 0 }
        guard !some.isEmpty else { return }
        let rows = counted(some.reduce(0) { $0 + $1.counts.rejected }, "row")
        if isDryRun {
            if batch.command.care.rejects == nil {
                console.note("\(rows) rejected; add --rejects FOLDER to see them whole")
            }
            return
        }
        let commands = some.compactMap { $0.importID.map { "muster imports rejects \($0) -o csv" } }
        console.note("\(rows) rejected, to be mended: \(list(commands))")
    }

    /// Each in full; what an earlier one said already, in the same words, is not said again.
    func sayRefusals(_ console: Console) {
        var said: Set<String> = []
        let refused = outcomes.compactMap { outcome in outcome.refusal.map { $0.about(outcome.name) } }
        for complaint in refused.prefix(10) {
            let facts = complaint.facts.filter { !said.contains($0) }
            let next = complaint.next.filter { !said.contains($0) }
            console.report(
                Complaint(
                    complaint.code, complaint.what, file: complaint.file, line: complaint.line, facts: facts, next: next
                ))
            said.formUnion(facts + next)
        }
        if refused.count > 10 {
            console.note(
                "and \(counted(refused.count - 10, "more file")) refused; with the reason of each: -o csv --columns file,error"
            )
        }
    }

    private func sayUndo(_ console: Console) {
        if isDryRun {
            if batch.complaint == nil, !working.isEmpty { console.next(ImportReport.commandLine) }
            return
        }
        let ids = working.compactMap(\.importID)
        guard let first = ids.min(), let last = ids.max() else { return }
        console.note(
            first == last
                ? "undo: muster imports undo \(first)" : "undo one: muster imports undo NUMBER (\(first) to \(last))")
    }

    /// The first few, and how many more there are.
    private func list(_ words: [String]) -> String {
        words.prefix(5).joined(separator: ", ") + (words.count > 5 ? " and \(grouped(words.count - 5)) more" : "")
    }
}
