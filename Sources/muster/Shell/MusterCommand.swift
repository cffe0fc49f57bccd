import ArgumentParser

/// A subcommand: it states its options, calls two or three functions of the modules below, and prints through the
/// console.
///
///     struct TenantList: MusterCommand {
///         static let configuration = CommandConfiguration(
///             commandName: "list", abstract: "Every tenant, and how old what we know of it is.",
///             discussion: "  muster tenant list --as-of 2021-08-20")
///         @OptionGroup(visibility: .hidden) var global: GlobalOptions
///         func run(_ console: Console) throws { try console.emit(table) }
///     }
///
/// The abstract is one or two sentences; the discussion holds examples, each line indented by two blanks. Options are
/// grouped for the help page by `@OptionGroup(title:)`; those that every command has stay hidden there. Errors for people
/// are thrown as `Complaint` from `run`, never from `validate()`, which would lose their exit code.
protocol MusterCommand: ParsableCommand {
    var global: GlobalOptions { get }
    func run(_ console: Console) throws
}

extension MusterCommand {
    mutating func run() throws {
        let console = Console(global)
        do {
            try run(console)
        } catch {
            // What was said before it failed is not lost.
            try? console.finish()
            throw error
        }
        try console.finish()
    }
}

/// A command that is a list of subcommands and does nothing itself.
protocol CommandList: ParsableCommand {}

/// Commands that stand under one heading of `muster --help`.
struct CommandSection: Sendable {
    struct Entry: Sendable {
        let type: any ParsableCommand.Type
        /// What follows the name: `FILE…`.
        let argument: String
        /// What it is for; nil takes the first sentence of its abstract, or the names of its subcommands.
        let summary: String?

        init(_ type: any ParsableCommand.Type, _ argument: String = "", summary: String? = nil) {
            self.type = type
            self.argument = argument
            self.summary = summary
        }
    }

    let title: String
    let commands: [Entry]

    init(_ title: String, _ commands: [Entry]) {
        self.title = title
        self.commands = commands
    }
}
