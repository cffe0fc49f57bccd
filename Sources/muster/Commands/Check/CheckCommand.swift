import ArgumentParser

/// `muster check`: who was checked for compromise, and who must be.
struct CheckCommand: CommandList {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Compromise checks: which are owed, and what was found.",
        subcommands: [CheckListCommand.self, CheckRecordCommand.self])
}
