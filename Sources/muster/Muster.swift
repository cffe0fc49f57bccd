import ArgumentParser

/// The command: a list of its subcommands, in the order and under the headings of `muster --help`.
@main
struct Muster: ParsableCommand {
    static let version = "0.1.0"

    static let sections: [CommandSection] = [
        CommandSection(
            "Daily",
            [
                .init(
                    ImportCommand.self, "FILE…",
                    summary: "take in inventories, scan results and evidence (\"-\" is standard input)"),
                .init(FollowUpCommand.self), .init(CheckCommand.self), .init(EvidenceCommand.self),
                .init(ReportCommand.self),
                .init(SqlCommand.self, "[QUERY]", summary: "read-only SQL over one tenant or all"),
            ]),
        CommandSection(
            "Data",
            [
                .init(ImportsCommand.self), .init(TenantCommand.self), .init(AssetCommand.self),
                .init(MappingCommand.self),
            ]),
        CommandSection(
            "Knowledge",
            [
                .init(BuildCommand.self, "BUILD…"), .init(ThreatCommand.self), .init(PlaybookCommand.self),
                .init(KnowledgeCommand.self),
            ]),
        CommandSection(
            "Running",
            [
                .init(DatabaseCommand.self),
                .init(SchemaCommand.self, "[VIEW]", summary: "views and columns for sql"),
            ]),
    ]

    static let configuration = CommandConfiguration(
        commandName: "muster", abstract: "Keeps the roll of customers' Exchange servers and says who must act next.",
        version: "muster \(version)", subcommands: sections.flatMap { $0.commands.map(\.type) })

    static func main() {
        Shell.main()
    }
}
