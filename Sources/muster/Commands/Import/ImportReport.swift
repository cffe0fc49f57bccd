import Intake
import Inventory
import Reporting
import Roll

/// What an import did or would do, for people.
struct ImportReport {
    let command: ImportCommand
    let source: SourceFile
    let targets: [Network]
    let summary: ImportSummary

    func print(to console: Console) {
        if let same = summary.sameAs {
            console.print(
                "\(source.name)  nothing to do: same bytes and options as import \(same.id) of \(same.recordedAt)")
            console.note(
                "taken at another time? say when: --seen-at TIME (same bytes at another time are news: still there)")
        } else if summary.isDryRun {
            preview(console)
        } else {
            done(console)
        }
    }

    // MARK: A preview

    private func preview(_ console: Console) {
        console.print(ImportPreview(file: source).lines(taken: taken))
        console.print(arithmetic)
        if let created = CreatedTenants(of: [summary]) { console.print("\(created.words)") }
        console.print(changes)
        sayRejects(console)
        if summary.refusal == nil { console.next(Self.commandLine) }
    }

    /// When it was taken and what it claims to list, as far as the rows told.
    private var taken: [Recognition.Choice] {
        let basis =
            summary.report?.endStamp != nil
            ? "the file's own end"
            : command.claims.seenAt != nil ? "said: --seen-at" : "newest \(newestColumn)\(newestLine)"
        let time = Recognition.Choice(summary.takenAt?.description ?? "?", proof: basis, option: "--seen-at")
        let coverage = Recognition.Choice(
            summary.isFull ? "full" : "partial",
            proof: summary.isFull
                ? "as declared: what it does not list is gone" : "not said to be full; closes nothing",
            option: "--coverage")
        return [time, coverage] + (source.kind == .scan ? [targetChoice].compactMap { $0 } : [])
    }

    /// What a scan is said to have looked at beside what it lists.
    private var targetChoice: Recognition.Choice? {
        guard let file = command.claims.targets else { return nil }
        return Recognition.Choice(
            counted(targets.count, "address or network", "addresses and networks"),
            proof: "said: \(file); what of them it does not list did not answer, and is unknown", option: "--targets")
    }

    private var newestLine: String { summary.report?.newestRowLine.map { ", line \($0)" } ?? "" }
    private var newestColumn: String { source.recognition.timeColumn.map { "\"\($0)\"" } ?? "row" }

    private var arithmetic: [StyledText] {
        let counts = summary.counts
        let rest = counts.lines - counts.headerLines - counts.records - counts.blank
        var lines: StyledText =
            "lines \(grouped(counts.lines)) = \(grouped(counts.headerLines)) header + \(counted(counts.records, "record"))"
        lines += " + \(grouped(counts.blank)) blank"
        if rest > 0, counts.headerLines > 0 { lines += " + \(grouped(rest)) inside records" }
        if counts.headerLines == 0 { lines = "\(counted(counts.lines, "line"))" }
        let attributed = counts.unattributed > 0 ? " + \(grouped(counts.unattributed)) unattributed" : ""
        lines +=
            "      records \(grouped(counts.records)) = \(grouped(counts.accepted)) accepted\(attributed) + " + rejected
        return [lines, "accepted \(grouped(counts.accepted)) = \(counted(counts.new, "new asset")) + \(outcome)"]
    }

    private var outcome: String {
        let counts = summary.counts
        let notSeen = counts.notSeen.map(grouped) ?? "– (partial)"
        return "\(grouped(counts.changed)) changed + \(grouped(counts.unchanged)) unchanged      not seen: \(notSeen)"
    }

    private var rejected: StyledText {
        let counts = summary.counts
        guard counts.rejected > 0 else { return "0 rejected" }
        let tenths = (counts.rejected * 1000 + counts.records / 2) / max(1, counts.records)
        return "\(red: "\(grouped(counts.rejected)) rejected (\(tenths / 10).\(tenths % 10)%)")"
    }

    /// The first things that would be new, then what follows for the follow-ups.
    private var changes: [StyledText] {
        let rows = summary.subjectChanges.prefix(10).flatMap { change -> [[StyledText]] in
            let name = StyledText(change.name)
            if change.isNew { return [[name, "new", ""]] }
            return change.differences.enumerated().map { number, difference in
                [number == 0 ? name : "", StyledText(difference.field.words), StyledText(Self.words(difference))]
            }
        }
        let flow = summary.followUpChanges.prefix(10).map { change -> StyledText in
            "    \(change.server)  \(change.threat) would \(Self.verb(change.kind)) (\(change.cause))"
        }
        let more = summary.counts.new + summary.counts.changed - min(10, summary.subjectChanges.count)
        let rest: [StyledText] = more > 0 ? ["  … and \(grouped(more)) more"] : []
        return aligned(rows) + rest + [followUps(would: true)] + evidence + flow
    }

    private static func words(_ difference: SubjectChange.Difference) -> String {
        "\(difference.old.map { "\"\($0)\"" } ?? "–") -> \(difference.new.map { "\"\($0)\"" } ?? "–")"
    }

    private static func verb(_ kind: FollowUpChange.Kind) -> String {
        switch kind {
        case .new: "open"
        case .closed: "close"
        case .reopened: "reopen"
        }
    }

    // MARK: What was done

    private func done(_ console: Console) {
        let counts = summary.counts
        let number = summary.importID.map { "import \($0)  " } ?? ""
        let tenants = summary.tenants > 1 ? "  \(counted(summary.tenants, "tenant"))" : ""
        console.print(
            "\(number)\(source.name)  \(source.kind.rawValue)  taken at \(summary.takenAt?.description ?? "?")\(tenants)"
        )
        var line: StyledText =
            "  accepted \(grouped(counts.accepted))   new \(grouped(counts.new))   changed \(grouped(counts.changed))"
        line += "   unchanged \(grouped(counts.unchanged))   not seen \(counts.notSeen.map(grouped) ?? "–")   "
        line += StyledText("rejected \(grouped(counts.rejected))", counts.rejected > 0 ? .red : .plain)
        console.print(line + "   blank \(grouped(counts.blank))")
        let encoding = source.recognition.encoding
        if encoding.proof.hasPrefix("guessed") {
            console.warn("read as \(encoding.value): \(encoding.proof.prefix { $0 != "\n" }); else --encoding NAME")
        }
        if counts.unattributed > 0 {
            console.print(
                "  unattributed \(grouped(counts.unattributed)) (in no tenant's domains or networks, or in two)")
        }
        if let created = CreatedTenants(of: [summary]) { console.print("  \(created.words)") }
        console.print(followUps(would: false))
        console.print(evidence)
        sayRejects(console)
        guard let id = summary.importID else { return }
        if counts.unattributed > 0 { console.note("unattributed: muster imports attribute \(id)") }
        if summary.evidenceFound > 0 { console.note("evidence: muster evidence list") }
        console.note("undo: muster imports undo \(id)")
    }

    /// What speaks of a compromise; of results of a hunting query also that nothing does.
    private var evidence: [StyledText] {
        let found = summary.evidenceFound
        guard found > 0 || source.kind == .evidence else { return [] }
        let places = summary.evidenceOn.sorted().prefix(3).joined(separator: ", ")
        let more = summary.evidenceOn.count > 3 ? " and \(grouped(summary.evidenceOn.count - 3)) more" : ""
        return [
            found == 0
                ? "  evidence: nothing new matches an indicator of the playbooks"
                : "  \(red: "evidence: \(counted(found, "new piece")) on \(places)\(more)")"
        ]
    }

    private func followUps(would: Bool) -> StyledText {
        let counts = summary.counts
        let causes = summary.closedByCause.sorted { $0.key < $1.key }.map { "\($0.key) \(grouped($0.value))" }
        let why = causes.isEmpty ? "" : " (\(causes.joined(separator: ", ")))"
        return StyledText(
            "  follow-ups as of today: new \(grouped(counts.followUpsNew)), closed \(grouped(counts.followUpsClosed))\(why), "
                + "reopened \(grouped(counts.followUpsReopened)); open \(grouped(summary.openBefore)) -> \(grouped(summary.openAfter))"
        )
    }

    private func sayRejects(_ console: Console) {
        let shown = summary.firstRejects.prefix(10)
        guard !shown.isEmpty else { return }
        for line in RejectTable(rejects: Array(shown)).lines(first: 10) { console.note(line) }
        let count = summary.counts.rejected
        if let id = summary.importID {
            let which = count > shown.count ? "first \(shown.count) of \(counted(count, "reject"))" : "rejects again"
            console.note("\(which): muster imports rejects \(id)")
        } else if command.care.rejects == nil {
            console.note("\(counted(count, "reject")); add --rejects FILE to see them whole")
        }
    }

    /// The command that takes in what was previewed.
    static var commandLine: String {
        var words = CommandLine.arguments.dropFirst().filter { $0 != "-n" && $0 != "--dry-run" }
        words = words.map(\.quotedForShell)
        return "muster " + words.joined(separator: " ")
    }
}

extension Field {
    /// As people name it.
    var words: String {
        switch self {
        case .agentID: "agent id"
        case .adGUID: "GUID"
        case .serial: "serial"
        case .fqdn: "fqdn"
        case .hostName: "host"
        case .identityAddress: "address"
        case .build: "build"
        case .adminDisplayVersion: "AdminDisplayVersion"
        case .fileVersion: "file version"
        case .webVersion: "web version"
        case .product: "product"
        case .role: "role"
        case .operatingSystem: "os"
        case .edition: "edition"
        case .trace: "trace"
        case .indicator: "indicator"
        case .address: "address"
        case .endpoint: "endpoint"
        case .addressName: "name of the address"
        case .exchangeWeb: "Exchange on the web"
        case .otherWeb: "another product on the web"
        case .tag: "tag"
        case .provedCVE: "proved CVE"
        case .condition: "condition"
        case .mitigation: "mitigation"
        case .internetFacing: "internet-facing"
        case .owner: "owner"
        case .criticality: "criticality"
        case .site: "site"
        case .installedOn: "installed on"
        case .whenCreated: "WhenCreated"
        case .vantage: "vantage"
        case .other: "other"
        case .namedTenant: "named tenant"
        }
    }
}
