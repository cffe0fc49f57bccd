import Assessment
import Inventory
import Knowledge
import Reporting
import Roll
import Storage

/// Who said the lines of an explanation: files and columns of imports, acts of people.
struct ExplanationSources {
    private let imports: [Int: ImportRecord]
    private let columns: [Int: [ColumnMeaning]]
    private let acts: [Int: Act]

    init(_ explanation: Explanation, in transaction: Transaction) throws {
        let ids = Set(explanation.lines.map(\.importID)).subtracting([0])
        imports = try transaction.imports(ids)
        columns = try Dictionary(uniqueKeysWithValues: ids.map { ($0, try transaction.columns(of: $0)) })
        let known = try transaction.acts(of: explanation.tenant.id)
        acts = Dictionary(known.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The file as the user named it, or `act by jane`; nil where nobody says it.
    func file(of line: Explanation.Line) -> String? {
        if line.importID > 0 { return imports[line.importID]?.fileName }
        return act(of: line).map { "act by \($0.by)" }
    }

    func line(of line: Explanation.Line) -> Int? { line.importID > 0 || act(of: line) != nil ? line.line : nil }

    /// `#58 fabrikam-2021-08-16.csv:14 Exchange-Version`, `jane, act 3`, `nobody`.
    func words(for line: Explanation.Line) -> StyledText {
        if line.importID > 0 {
            let headers = (columns[line.importID] ?? []).filter { $0.field.map(line.fields.contains) ?? false }.map(
                \.header)
            let file = imports[line.importID]?.fileName ?? "?"
            return StyledText(
                "#\(line.importID) \(file):\(line.line) \(headers.prefix(3).joined(separator: ", "))", .dim)
        }
        return act(of: line).map { StyledText("\($0.by), act \($0.number)", .dim) } ?? "nobody"
    }

    private func act(of line: Explanation.Line) -> Act? {
        line.part == .seen && line.importID == 0 && line.seenAt != nil ? acts[line.line] : nil
    }
}

/// An explanation as rows and as a page.
struct ExplanationPage {
    let explanation: Explanation
    let sources: ExplanationSources
    let knowledge: ExchangeKnowledge
    /// The threat that was asked for.
    let threat: String?
    let day: AsOf

    var table: ReportTable {
        ReportTable(
            columns: [
                .init("input"), .init("value", blank: "?"), .init("since", .day), .init("import", .integer),
                .init("file"),
                .init("line", .integer), .init("seen_at", .instant), .init("knowledge"),
            ],
            rows: explanation.lines.map { line in
                [
                    .text(line.input), .text(line.value), .day(line.since),
                    .integer(line.importID > 0 ? line.importID : nil),
                    .text(sources.file(of: line)), .integer(sources.line(of: line)), .instant(line.seenAt),
                    .text(line.knowledge.isEmpty ? nil : line.knowledge),
                ]
            }, knowledge: knowledge.version)
    }

    var lines: [StyledText] {
        let server = explanation.server
        let product = BuildWords(server.build, knowledge).product ?? "product unknown"
        let outcome: StyledText =
            explanation.followUps.first.map { worst in
                let isTight = worst.outcome == .threeDays || worst.outcome == .threeDaysAndForensics
                return "\(worst.threat): " + StyledText(worst.outcome.rawValue, isTight ? .red : .plain)
            } ?? StyledText((threat.map { "\($0): " } ?? "") + (retired ?? "nothing to do"))
        let heading: StyledText = "\(server.name)   \(product)   asset of \(explanation.tenant.slug)   \(outcome)"
        return [heading, ""] + seen + judged + decided
    }

    /// Nil where it is in use.
    private var retired: String? {
        explanation.server.retiredOn.map { "retired \($0), nothing is asked any more" }
    }

    private var seen: [StyledText] {
        let rows = part(.seen).map { line -> [StyledText] in
            let day = line.seenAt.map { explanation.tenant.zone.day(of: $0).description } ?? "–"
            return [
                StyledText(line.input), StyledText(line.value, tone(line)), StyledText(line.since?.description ?? "–"),
                StyledText(day), sources.words(for: line),
            ]
        }
        return ["What we saw"] + aligned([["INPUT", "VALUE", "SINCE", "SEEN", "SAID BY"]] + rows, indent: 0) + [""]
    }

    private var judged: [StyledText] {
        let rows = part(.judged).map { line -> [StyledText] in
            [
                StyledText(line.input), StyledText(line.value, tone(line)), StyledText(line.since?.description ?? "–"),
                StyledText(line.knowledge, .dim),
            ]
        }
        guard !rows.isEmpty else { return [] }
        let title: StyledText =
            "How it is judged (knowledge: builds to \(knowledge.buildsTo), CVEs to \(knowledge.cvesTo))"
        return [title] + aligned([["CVE", "VERDICT", "PUBLIC FROM", "WHY"]] + rows, indent: 0) + [""]
    }

    private var decided: [StyledText] {
        let rows = part(.decided).map { line -> [StyledText] in
            [
                StyledText(line.input), StyledText(line.value), StyledText(line.since?.description ?? "–"),
                StyledText(line.knowledge, .dim),
            ]
        }
        return rows.isEmpty
            ? [] : ["How it is decided"] + aligned([["INPUT", "VALUE", "SINCE", "FROM"]] + rows, indent: 0)
    }

    private func part(_ part: Explanation.Line.Part) -> [Explanation.Line] {
        explanation.lines.filter { $0.part == part }
    }

    private func tone(_ line: Explanation.Line) -> StyledText.Tone {
        switch line.value {
        case "vulnerable", "exposed": .red
        case "undetermined", "unknown", "stale": .yellow
        default: .plain
        }
    }
}
