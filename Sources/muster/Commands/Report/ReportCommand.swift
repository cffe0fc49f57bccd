import ArgumentParser

/// `muster report`: questions that are asked again and again.
struct ReportCommand: CommandList {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Questions that are asked again and again, each a file of SQL.",
        subcommands: [
            ReportList.self, ReportRun.self, ReportWeekly.self, ReportTrend.self, ReportLintCommand.self,
        ])
}
