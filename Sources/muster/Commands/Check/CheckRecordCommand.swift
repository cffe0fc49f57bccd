import ArgumentParser
import Assessment
import Inventory
import Knowledge
import Reporting
import Roll

/// `muster check record`: what somebody found when looking for compromise.
struct CheckRecordCommand: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Write down a compromise check: what was looked at, and what was found.",
        usage: "muster check record ASSET -t TENANT --threat T --result R --covers LOGS:FROM..TO [-n]\n"
            + "muster check record --undo ACT -t TENANT",
        discussion: """
              muster check record mail02 -t fabrikam --threat ProxyShell --result no_evidence \\
                  --covers iis:2021-08-08..2021-08-16 --covers msexchange,files:2021-08-06..2021-08-16
              muster check record mail02 -t fabrikam --threat ProxyShell --result inconclusive \\
                  --covers iis:2021-08-06..2021-08-07 --note "IIS logs are kept for 8 days"
              muster check record mail01 -t fabrikam --threat ProxyShell --result confirmed --note "web shell used"

            no_evidence   nothing was found in these days of these logs; the other days stay owed
            inconclusive  these logs of these days are gone for good; whoever records it closes the gap
            evidence      something was found; muster evidence confirm or dismiss says what it is
            confirmed     it is a compromise; the server's follow-ups are due now
            remediated    it was dealt with: what was found can do no more harm

            LOGS are those of the playbook, joined by commas, or all for those that it requires. A
            day is covered once each required log of it was looked at, by one check or by several.
            The day on which a check is made is covered up to its --at.
            """)

    @Argument(help: ArgumentHelp("The server: its name, an id or an address.", valueName: "asset"))
    var asset: String?

    @Option(help: ArgumentHelp("What was looked for.", valueName: "name"))
    var threat: String?

    @Option(help: ArgumentHelp("no_evidence, inconclusive, evidence, confirmed or remediated.", valueName: "result"))
    var result: CheckResult?

    @Option(help: ArgumentHelp("Logs and days that were looked at; repeat for more.", valueName: "logs:from..to"))
    var covers: [String] = []

    @Option(help: ArgumentHelp("The version of the playbook; else the newest of its day.", valueName: "version"))
    var playbook: Int?

    @Option(help: ArgumentHelp("What is to be remembered.", valueName: "text"))
    var note: String?

    @Option(help: ArgumentHelp("When it was done; else now.", valueName: "time"), transform: ClaimOptions.instant)
    var at: Instant?

    @OptionGroup(title: "Care") var care: ActOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let slug = try global.requireTenant()
        if let act = care.undo {
            try care.refuse([asset].compactMap { $0 }, "--undo takes the number of an act and nothing else")
            return try console.takeBack(act, of: slug, kind: "check.record", care, global)
        }
        guard let asset else {
            throw Complaint(.usage, "which server was checked?", next: ["muster check record --help"])
        }
        let opened = try global.open(.write)
        let said = try said(asset, opened.knowledge)
        let now = Instant.now
        let outcome = try opened.roll.record(
            said, of: slug, at: at ?? now, now: now, by: global.actorName, isDryRun: care.dryRun, opened.projector)
        let page = CheckPage(outcome: outcome)
        guard console.isForPeople else { return try console.emit(page.table) }
        console.print(page.lines)
        for line in page.hints { console.note(line) }
        if care.dryRun { return console.note("nothing was changed") }
        if let act = outcome.act { console.note("take back: muster check record --undo \(act) -t \(slug)") }
    }

    private func said(_ asset: String, _ knowledge: ExchangeKnowledge) throws -> CheckReportByHand {
        guard let threat else {
            throw Complaint(
                .usage, "what was looked for? --threat NAME",
                facts: ["threats: \(knowledge.threats.map(\.name).joined(separator: ", "))"])
        }
        guard let result else {
            throw Complaint(
                .usage, "what was found? --result \(CheckResult.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let name = try knowledge.threatName(threat)
        let required = try CustomerRoll.playbook(of: name, knowledge).requiredLogs
        let covers = try covers.map { text in
            let spelled =
                text.lowercased().hasPrefix("all:")
                ? required.map(\.rawValue).joined(separator: ",") + text.dropFirst(3) : text
            guard let cover = CheckCover(spelled) else {
                throw Complaint(
                    .usage, "--covers is LOGS:FROM..TO, such as iis,files:2021-08-06..2021-08-16; found \"\(text)\"",
                    facts: [
                        "logs: " + LogSource.allCases.map { "\($0.rawValue) (\($0.title))" }.joined(separator: ", ")
                    ])
            }
            return cover
        }
        return CheckReportByHand(
            asset: asset, threat: name, result: result, covers: covers, version: playbook, note: note)
    }
}

extension CheckResult: ExpressibleByArgument {}

/// What a check changes, as a page and as a row.
private struct CheckPage {
    let outcome: CheckOutcome

    private var daysBefore: Int { days(outcome.before) }
    private var daysAfter: Int { days(outcome.after) }

    private func days(_ window: CheckWindow) -> Int {
        (window.proved + window.assumed).reduce(0) { $0 + $1.count }
    }

    var table: ReportTable {
        var table = ReportTable(columns: [
            .init("tenant"), .init("asset"), .init("threat"), .init("result"), .init("playbook"),
            .init("version", .integer),
            .init("act", .integer), .init("days_owed_before", .integer), .init("days_owed", .integer),
            .init("followup"),
            .init("followup_open", .integer), .init("dry_run", .integer),
        ])
        table.append(
            .text(outcome.tenant.slug), .text(outcome.asset), .text(outcome.said.threat),
            .text(outcome.said.result.rawValue), .text(outcome.playbook.name), .integer(outcome.version),
            .integer(outcome.act), .integer(daysBefore), .integer(daysAfter), .text(outcome.followUp?.id),
            .integer((outcome.followUp?.step.isOpen).map { $0 ? 1 : 0 }), .integer(outcome.act == nil ? 1 : 0))
        return table
    }

    var lines: [StyledText] {
        let name = outcome.asset.prefix { $0 != "." }
        let number = outcome.act.map { "check \($0)" } ?? "would record"
        var rows: [[StyledText]] = []
        rows += spans("owed", outcome.before)
        rows += covered
        rows += stillOwed
        var lines: [StyledText] = [
            "\(number)  \(String(name))  \(outcome.said.threat)  \(outcome.said.result.rawValue)  by \(outcome.by)  playbook \(outcome.playbook.name) v\(outcome.version)"
        ]
        lines += aligned(rows)
        if let version = outcome.outdatedBy {
            lines.append("  \(yellow: "it does not count: version \(version) of the playbook looks for more")")
        }
        lines.append("  \(followUp)")
        return lines
    }

    private func spans(_ word: String, _ window: CheckWindow) -> [[StyledText]] {
        let all = window.proved.map { ($0, "") } + window.assumed.map { ($0, "assumed") }
        guard !all.isEmpty else { return [[StyledText(word), "nothing", "", ""]] }
        return all.sorted { $0.0.first < $1.0.first }.enumerated().map { index, span in
            [
                StyledText(index == 0 ? word : ""), StyledText("\(span.0.first) … \(span.0.last)"),
                StyledText(counted(span.0.count, "day")), StyledText(span.1),
            ]
        }
    }

    private var covered: [[StyledText]] {
        let before = CheckWindow.merged(outcome.before.proved + outcome.before.assumed)
        let after = CheckWindow.merged(outcome.after.proved + outcome.after.assumed)
        let gone = CheckWindow.subtract(after, from: before)
        let logs = outcome.playbook.requiredLogs.map(\.rawValue).joined(separator: ", ")
        guard !gone.isEmpty else {
            return outcome.said.covers.isEmpty ? [] : [["covered", "nothing that is owed", "", ""]]
        }
        let how = outcome.said.result == .inconclusive ? "gone or looked at: \(logs)" : "all of \(logs)"
        return gone.enumerated().map { index, range in
            [
                StyledText(index == 0 ? "covered" : ""), StyledText("\(range.first) … \(range.last)"),
                StyledText(counted(range.count, "day")), StyledText(how),
            ]
        }
    }

    private var stillOwed: [[StyledText]] {
        outcome.missing.enumerated().map { index, missing in
            let logs = missing.logs.isEmpty ? "" : "\(missing.logs.map(\.rawValue).joined(separator: ", ")) missing"
            return [
                StyledText(index == 0 ? "still owed" : "", .red),
                StyledText("\(missing.days.first) … \(missing.days.last)", .red),
                StyledText(counted(missing.days.count, "day"), .red), StyledText(logs, .red),
            ]
        }
    }

    private var followUp: StyledText {
        guard let (id, step) = outcome.followUp else { return "no follow-up of \(outcome.said.threat) hangs on it" }
        let name = id ?? "the follow-up"
        guard step.isOpen else { return "\(name) is closed (\(step.cause))" }
        if !step.signs.isEmpty { return "\(name) is open (evidence)" }
        return daysAfter > 0
            ? "\(name) stays open (check owed)"
            : "\(name) stays open (\(step.cves.isEmpty ? "an update is missing" : "vulnerable"))"
    }

    var hints: [StyledText] {
        switch outcome.said.result {
        case .evidence, .confirmed:
            [
                "next: muster evidence list -t \(outcome.tenant.slug) --asset \(String(outcome.asset.prefix { $0 != "." }))"
            ]
        default:
            outcome.missing.first.map { missing in
                [
                    "next: if the logs are gone for good: --result inconclusive --covers \(missing.logs.map(\.rawValue).joined(separator: ",")):\(missing.days.first)..\(missing.days.last)"
                ]
            } ?? []
        }
    }
}
