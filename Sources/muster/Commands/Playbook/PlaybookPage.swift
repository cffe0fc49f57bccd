import Inventory
import Knowledge
import Reporting

/// A playbook as a person works by it.
struct PlaybookPage {
    let playbook: Playbook
    let knowledge: ExchangeKnowledge
    let page: Page

    var lines: [StyledText] {
        head + techniques + logs + indicators + queries + proofs + measures + text
    }

    private var head: [StyledText] {
        let changes = playbook.changes.prefix(3).filter { $0.version > 1 }
        return [
            "\(playbook.name)   v\(playbook.version) of \(playbook.changedOn)   \(dim: "content \(playbook.content)")",
            StyledText(playbook.title),
        ].flatMap { $0.wrapped(on: page) }
            + aligned(
                (playbook.cves.isEmpty ? [] : [["\(dim: "CVEs")", StyledText(playbook.cves.joined(separator: ", "))]])
                    + changes.map { ["\(dim: "v\($0.version)")", "\($0.on)  \($0.what)"] }, indent: 0, on: page)
    }

    /// By tactic, in the order of an attack; a technique of several tactics stands at the first of them, and names all.
    private var techniques: [StyledText] {
        let known = playbook.techniques.compactMap { use in
            knowledge.techniques.first { $0.id == use.id }.map { (use: use, technique: $0) }
        }
        func place(_ technique: Technique) -> Int {
            technique.tacticIDs.compactMap { PlaybookPage.order.firstIndex(of: $0) }.min() ?? PlaybookPage.order.count
        }
        let rows = known.sorted { (place($0.technique), $0.use.id) < (place($1.technique), $1.use.id) }
        return section(
            "Techniques (MITRE ATT&CK)",
            rows.flatMap { use, technique -> [StyledText] in
                let name = technique.parent.map { "\($0): \(technique.name)" } ?? technique.name
                let tactics = zip(technique.tactics, technique.tacticIDs).map { "\($0) \($1)" }
                return [
                    ["\(use.id)  \(name)  \(dim: tactics.joined(separator: ", "))"], ["    ", StyledText(use.how)],
                ]
                .flatMap { aligned([$0], gap: 0, on: page) }
            })
    }

    /// The tactics of ATT&CK in the order of an attack.
    private static let order = [
        "TA0043", "TA0042", "TA0001", "TA0002", "TA0003", "TA0004", "TA0005", "TA0006", "TA0007", "TA0008", "TA0009",
        "TA0011", "TA0010", "TA0040",
    ]

    private var logs: [StyledText] {
        section(
            "Where to look",
            playbook.logs.flatMap { log -> [StyledText] in
                [
                    "  \(log.source.rawValue)  \(log.source.title)\(log.isRequired ? StyledText(", required") : "\(dim: ", helps")")"
                ]
                    + aligned(
                        [["place", "\(dim: log.place)"], ["clean means", StyledText(log.cleanMeans)]], indent: 6,
                        on: page)
            })
    }

    private var indicators: [StyledText] {
        section(
            "Indicators",
            playbook.indicators.flatMap { indicator -> [StyledText] in
                let kinds = indicator.kinds.map(\.rawValue).sorted().joined(separator: ", ")
                return ["  \(indicator.id)  \(dim: kinds)\(dim: indicator.technique.map { ", \($0)" } ?? "")"]
                    + aligned(
                        [["what", StyledText(indicator.what)], ["source", "\(dim: indicator.source)"]], indent: 6,
                        on: page)
            })
    }

    /// A query is never broken: it is copied.
    private var queries: [StyledText] {
        section(
            "Hunting queries",
            playbook.queries.flatMap { query -> [StyledText] in
                ["  \(query.id)  \(dim: "\(query.engine.rawValue), \(query.source.rawValue)")"]
                    + aligned([[StyledText(query.what)]], indent: 6, on: page)
                    + query.text.split(separator: "\n").map { StyledText("      \($0)") }
            })
    }

    private var proofs: [StyledText] {
        section(
            "Public proofs of concept",
            playbook.proofsOfConcept.flatMap { proof in
                aligned([["\(proof.name)"]], on: page) + aligned([["\(dim: proof.what)"]], indent: 6, on: page)
            })
    }

    private var measures: [StyledText] {
        section(
            "What to do",
            aligned(
                playbook.measures.map { ["\($0.phase.rawValue)", "\(dim: $0.by.rawValue)", StyledText($0.what)] },
                on: page))
    }

    /// As the file has it; where the page is bounded, each paragraph and each point of a list set into its width.
    private var text: [StyledText] {
        let lines = playbook.text.split(separator: "\n", omittingEmptySubsequences: false)
        guard page.isBounded else { return [""] + lines.map { StyledText(String($0)) } }
        var paragraphs: [String] = []
        for line in lines {
            let bare = String(line.drop { $0 == " " })
            let isOwn = bare.isEmpty || bare.first == "#" || PlaybookPage.bullet(bare) > 0
            if isOwn || paragraphs.last.map({ $0.isEmpty || $0.first == "#" }) ?? true {
                paragraphs.append(bare)
            } else {
                paragraphs[paragraphs.count - 1] += " " + bare
            }
        }
        return [""] + paragraphs.flatMap { StyledText($0).wrapped(to: page.width, hanging: PlaybookPage.bullet($0)) }
    }

    /// The width of what begins a point of a list, `3. ` or `- `; 0 for any other line.
    private static func bullet(_ line: String) -> Int {
        let mark = line.prefix { $0 != " " }
        let isMark =
            mark == "-" || mark == "*" || (mark.last == "." && mark.dropLast().allSatisfy(\.isNumber) && mark.count > 1)
        return isMark ? mark.count + 1 : 0
    }

    private func section(_ title: String, _ lines: [StyledText]) -> [StyledText] {
        lines.isEmpty ? [] : ["", StyledText(title)] + lines
    }
}
