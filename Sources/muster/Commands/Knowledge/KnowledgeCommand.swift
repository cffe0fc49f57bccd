import ArgumentParser
import Inventory
import Knowledge
import Reporting

struct KnowledgeCommand: CommandList {
    static let configuration = CommandConfiguration(
        commandName: "knowledge", abstract: "What is known of Exchange, and up to when.",
        subcommands: [KnowledgeShow.self, KnowledgeLoad.self])
}

struct KnowledgeShow: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "The version of the knowledge, up to when it knows what, and how much. Needs no database.",
        discussion: """
              muster knowledge show
              muster knowledge show -o json
            """)

    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let folder = try global.knowledgeFolder()
        let knowledge = try ExchangeKnowledge.load(folder)
        var table = ReportTable(columns: [.init("item"), .init("value"), .init("about")], knowledge: knowledge.version)
        for (item, value, about) in KnowledgeShow.items(knowledge, folder) {
            table.append(.text(item), .text(value), .text(about))
        }
        try console.emit(table, layout: layout(table))
        if console.isForPeople { console.next("muster build explain 15.1.2308.8") }
    }

    private static func items(_ knowledge: ExchangeKnowledge, _ folder: KnowledgeFolder) -> [(String, String, String?)]
    {
        let listed = knowledge.products.map { product in
            (product.name, knowledge.builds.count { $0.product == product.name })
        }.filter { $0.1 > 0 }.map { "\($0.0) \($0.1)" }
        let rows = knowledge.fixRows
        let statuses = FixRow.Status.allCases.map { status in
            "\(status.rawValue) \(grouped(rows.count { $0.status == status }))"
        }
        let kinds = Condition.Kind.allCases.map { kind in
            "\(kind.rawValue) \(knowledge.conditions.count { $0.kind == kind })"
        }
        return [
            ("version", knowledge.version, nil),
            ("builds_to", "\(knowledge.buildsTo)", "released later: not known"),
            ("cves_to", "\(knowledge.cvesTo)", "published later: not known"),
            ("kev_of", "\(knowledge.kevOf)", "the catalogue of known exploited vulnerabilities"),
            ("builds", "\(knowledge.builds.count)", listed.joined(separator: ", ")),
            (
                "cumulative_updates", "\(knowledge.updates.count { !$0.isPreview })",
                "first releases and service packs too; previews \(knowledge.updates.count { $0.isPreview })"
            ),
            ("products", "\(knowledge.products.count)", knowledge.products.map(\.name).joined(separator: ", ")),
            (
                "cves", "\(knowledge.cves.count)",
                "Exchange's own; \(knowledge.elsewhere.count) more belong to Windows or .NET"
            ),
            ("fix_rows", "\(rows.count)", "derived from \(knowledge.fixes.count): \(statuses.joined(separator: ", "))"),
            ("threats", "\(knowledge.threats.count - 1)", "and \(Threat.unpatched) for all other CVEs"),
            ("actors", "\(Set(knowledge.actors.map(\.name)).count)", nil),
            ("conditions", "\(knowledge.conditions.count)", kinds.joined(separator: ", ")),
            (
                "policies", "\(knowledge.policies.count)",
                knowledge.policies.values.sorted { $0.name < $1.name }.map { "\($0.name) \($0.rows.count)" }
                    .joined(separator: ", ")
            ),
            ("techniques", "\(knowledge.techniques.count)", "of MITRE ATT&CK"),
            ("folder", folder.data, nil), ("playbooks", folder.playbooks, nil),
        ]
    }

    private func layout(_ table: ReportTable) -> TerminalLayout {
        TerminalLayout(
            columns: [.init("ITEM"), .init("VALUE"), .init("ABOUT", mayBeCut: true)],
            rows: table.rows.map { row in
                TerminalLayout.Row(row.map { StyledText($0.text(joinedBy: ", ") ?? "") })
            })
    }
}
