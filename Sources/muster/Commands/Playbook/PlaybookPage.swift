import Inventory
import Knowledge
import Reporting

/// A playbook as a person works by it.
struct PlaybookPage {
    let playbook: Playbook
    let knowledge: ExchangeKnowledge

    var lines: [StyledText] {
        head + techniques + logs + indicators + queries + proofs + measures + text
    }

    private var head: [StyledText] {
        var lines: [StyledText] = [
            "\(playbook.name)   v\(playbook.version) of \(playbook.changedOn)   \(dim: "content \(playbook.content)")",
            StyledText(playbook.title),
        ]
        if !playbook.cves.isEmpty { lines.append("\(dim: "CVEs")  \(playbook.cves.joined(separator: ", "))") }
        for change in playbook.changes.prefix(3) where change.version > 1 {
            lines.append("\(dim: "v\(change.version)")    \(change.on)  \(change.what)")
        }
        return lines
    }

    /// By tactic, in the order of an attack.
    private var techniques: [StyledText] {
        let known = playbook.techniques.compactMap { use in
            knowledge.techniques.first { $0.id == use.id }.map { (use, $0) }
        }
        let rows = known.flatMap { use, technique in
            zip(technique.tacticIDs, technique.tactics).prefix(1).map { id, tactic in
                (
                    place: PlaybookPage.order.firstIndex(of: id) ?? 99, id: id, tactic: tactic, use: use,
                    technique: technique
                )
            }
        }.sorted { ($0.place, $0.use.id) < ($1.place, $1.use.id) }
        return section(
            "Techniques (MITRE ATT&CK)",
            aligned(
                rows.map { row in
                    let name = row.technique.parent.map { "\($0): \(row.technique.name)" } ?? row.technique.name
                    return [
                        "  \(row.tactic)", "\(dim: row.id)", StyledText(row.use.id), StyledText(name),
                        "\(dim: row.use.how)",
                    ]
                }))
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
                    "  \(log.source.rawValue)  \(log.source.title)\(log.isRequired ? StyledText(", required") : "\(dim: ", helps")")",
                    "\(dim: "      \(log.place)")", "      clean means: \(log.cleanMeans)",
                ]
            })
    }

    private var indicators: [StyledText] {
        section(
            "Indicators",
            aligned(
                playbook.indicators.map { indicator in
                    [
                        "  \(indicator.id)", "\(dim: indicator.kinds.map(\.rawValue).sorted().joined(separator: ", "))",
                        StyledText(indicator.what),
                    ]
                }))
    }

    private var queries: [StyledText] {
        section(
            "Hunting queries",
            playbook.queries.flatMap { query -> [StyledText] in
                ["  \(query.id)  \(dim: "\(query.engine.rawValue), \(query.source.rawValue)")  \(query.what)"]
                    + query.text.split(separator: "\n").map { StyledText("      \($0)") }
            })
    }

    private var proofs: [StyledText] {
        section(
            "Public proofs of concept",
            aligned(playbook.proofsOfConcept.map { ["  \($0.name)", "\(dim: $0.what)"] }))
    }

    private var measures: [StyledText] {
        section(
            "What to do",
            aligned(
                playbook.measures.map { ["  \($0.phase.rawValue)", "\(dim: $0.by.rawValue)", StyledText($0.what)] }))
    }

    private var text: [StyledText] {
        [""] + playbook.text.split(separator: "\n", omittingEmptySubsequences: false).map { StyledText(String($0)) }
    }

    private func section(_ title: String, _ lines: [StyledText]) -> [StyledText] {
        lines.isEmpty ? [] : ["", StyledText(title)] + lines
    }
}
