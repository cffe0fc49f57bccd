import ArgumentParser
import Inventory
import Reporting

/// The commands that a command line names, from `muster` down, as far as its words are known.
struct CommandPath {
    let commands: [any ParsableCommand.Type]
    /// The first word that should have been a subcommand and is none.
    let unknown: String?

    init(_ arguments: [String]) {
        var commands: [any ParsableCommand.Type] = [Muster.self]
        var unknown: String?
        for word in arguments {
            let known = Self.last(commands).configuration.subcommands
            guard !known.isEmpty, !word.hasPrefix("-") else { break }
            guard let command = known.first(where: { $0.word == word }) else {
                unknown = word
                break
            }
            commands.append(command)
        }
        self.commands = commands
        self.unknown = unknown
    }

    var command: any ParsableCommand.Type { Self.last(commands) }

    /// `muster tenant list`.
    var words: String { commands.map { $0.word }.joined(separator: " ") }

    /// Throws a `Complaint` (usage) where the words lead to no command: an unknown one, or a group without one.
    static func check(_ arguments: [String]) throws {
        let path = CommandPath(arguments)
        let known = path.command.configuration.subcommands.map { $0.word }
        if let unknown = path.unknown {
            let meant = nearest(to: unknown, among: known).map { "; did you mean \($0)?" } ?? ""
            throw Complaint(
                .usage, "\(path.words) has no command \"\(unknown)\"\(meant)",
                facts: ["commands: \(known.joined(separator: ", "))"], next: ["\(path.words) --help"])
        }
        if path.command is any CommandList.Type {
            throw Complaint(
                .usage, "\(path.words) needs a command: \(known.joined(separator: ", "))",
                next: ["\(path.words) --help"])
        }
    }

    private static func last(_ commands: [any ParsableCommand.Type]) -> any ParsableCommand.Type {
        commands.last ?? Muster.self
    }
}

extension ParsableCommand {
    /// The word that calls it.
    static var word: String { configuration.commandName ?? "\(self)".lowercased() }
}
