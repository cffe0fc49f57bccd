import ArgumentParser
import Inventory
import Knowledge
import Reporting

/// `muster playbook`: how the team deals with each threat.
struct PlaybookCommand: CommandList {
    static let configuration = CommandConfiguration(
        commandName: "playbook",
        abstract: "How the team deals with each threat and actor: techniques, indicators, queries, repair.",
        subcommands: [PlaybookList.self, PlaybookShow.self, PlaybookLintCommand.self])
}

/// `muster playbook list`: which there are.
struct PlaybookList: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The playbooks, and the threats that have none. Needs no database.",
        discussion: """
              muster playbook list
              muster playbook list -o csv
            """)

    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let knowledge = try global.knowledge()
        let library = try knowledge.playbooks()
        var table = ReportTable(
            columns: [
                .init("playbook"), .init("about"), .init("subject"), .init("version", .integer), .init("content"),
                .init("changed_on", .day), .init("techniques", .integer), .init("indicators", .integer),
                .init("queries", .integer), .init("logs_required", .list), .init("title"), .init("file"),
            ], knowledge: knowledge.version)
        for playbook in library.playbooks {
            table.append(
                .text(playbook.name), .text(playbook.subject.kind), .text(playbook.subject.name),
                .integer(playbook.version), .text(playbook.content), .day(playbook.changedOn),
                .integer(playbook.techniques.count), .integer(playbook.indicators.count),
                .integer(playbook.queries.count), .list(playbook.requiredLogs.map(\.rawValue)),
                .text(playbook.title), .text(playbook.path))
        }
        let without = knowledge.threats.map(\.name).filter { library.playbook(ofThreat: $0) == nil }
        try console.emit(table, layout: layout(library.playbooks, knowledge, without))
        if console.isForPeople {
            console.next("muster playbook show \(library.playbooks.first?.name ?? "NAME")", "muster playbook lint")
        }
    }

    private func layout(
        _ playbooks: [Playbook], _ knowledge: ExchangeKnowledge, _ without: [String]
    ) -> TerminalLayout {
        let threats = knowledge.threats.count
        return TerminalLayout(
            heading: [
                "\(counted(playbooks.count, "playbook")); \(grouped(threats - without.count)) of \(counted(threats, "threat")) "
                    + "have one" + (without.isEmpty ? "" : "\(dim: "; none for \(without.joined(separator: ", "))")"),
                "",
            ],
            columns: [
                .init("PLAYBOOK"), .init("VERSION"), .init("CHANGED", leaves: 2), .init("INDICATORS", right: true),
                .init("QUERIES", right: true, leaves: 1), .init("LOGS REQUIRED", mayBeCut: true),
                .init("TITLE", mayBeCut: true, wide: true),
            ],
            rows: playbooks.map { playbook in
                TerminalLayout.Row([
                    StyledText(playbook.name), "v\(playbook.version) \(dim: playbook.content)",
                    StyledText(playbook.changedOn.description), StyledText("\(playbook.indicators.count)"),
                    StyledText("\(playbook.queries.count)"),
                    StyledText(playbook.requiredLogs.map(\.rawValue).joined(separator: ", ")),
                    StyledText(playbook.title),
                ])
            })
    }
}

extension Playbook.Subject {
    /// `threat` or `actor`.
    var kind: String {
        switch self {
        case .threat: "threat"
        case .actor: "actor"
        }
    }
}
