import ArgumentParser
import Glibc
import Inventory
import Reporting

/// From arguments to an exit code: finds the command or the help page, runs it, tells what went wrong.
enum Shell {
    static func main() -> Never {
        signal(SIGPIPE, SIG_IGN)
        // A limit on file sizes is an error to report, not an end.
        signal(SIGXFSZ, SIG_IGN)
        exit(run(Array(CommandLine.arguments.dropFirst())))
    }

    /// Runs one command line; what it returns is the exit code of the process.
    static func run(_ arguments: [String]) -> Int32 {
        // Scripts ask for this often: answered before the parser learns of all commands.
        if arguments == ["--version"] { return print("muster \(Muster.version)\n") }
        do {
            if let page = try HelpPage(asked: arguments) {
                return print(page.text)
            }
            try CommandPath.check(arguments)
            var command = try parse(arguments)
            try command.run()
            return 0
        } catch let complaint as Complaint {
            return end(with: complaint, arguments)
        } catch is ClosedPipe {
            return 0
        } catch {
            return end(with: error, arguments)
        }
    }

    /// Reads the command line by the command that it names alone: the parser then need not learn of all others. What is
    /// asked of the parser itself is the whole program's.
    private static func parse(_ arguments: [String]) throws -> any ParsableCommand {
        let path = CommandPath(arguments)
        let depth = path.commands.count - 1
        guard depth > 0,
            !arguments.contains(where: {
                $0.hasPrefix("--generate-completion") || $0.hasPrefix("---") || $0.hasPrefix("--experimental")
            })
        else { return try Muster.parseAsRoot(arguments) }
        func parse<Command: ParsableCommand>(_ command: Command.Type) throws -> any ParsableCommand {
            try command.parseAsRoot(Array(arguments.dropFirst(depth)))
        }
        return try parse(path.command)
    }

    /// The parser's own wishes (a version, a completion script) are printed; its errors and those that nobody expected
    /// become complaints.
    private static func end(with error: any Error, _ arguments: [String]) -> Int32 {
        if Muster.exitCode(for: error) == .success { return print(Muster.message(for: error) + "\n") }
        return end(with: Complaint(unexpected: error, arguments), arguments)
    }

    private static func end(with complaint: Complaint, _ arguments: [String]) -> Int32 {
        var options = GlobalOptions.plain
        options.noColor = arguments.contains("--no-color")
        Console(options).report(complaint)
        return complaint.code.rawValue
    }

    private static func print(_ text: String) -> Int32 {
        let output = OutputFile(1, name: "standard output")
        output.write(text)
        do {
            try output.finish()
            return 0
        } catch {
            return error is ClosedPipe ? 0 : Complaint.Code.cannotWrite.rawValue
        }
    }
}

extension GlobalOptions {
    /// As if no option had been given.
    static var plain: GlobalOptions {
        // Every option has a default, so an empty command line is one.
        (try? GlobalOptions.parse([])) ?? GlobalOptions()
    }
}

extension Complaint {
    /// An error that no module explained: the parser's, with the word that was near, else a fault of ours.
    init(unexpected error: any Error, _ arguments: [String]) {
        if Muster.exitCode(for: error) == .validationFailure {
            self.init(usage: Muster.message(for: error), arguments)
        } else {
            self.init(
                .bug, "muster came upon an error that it does not know; this is a fault of ours",
                facts: ["\(error)", "muster \(Muster.version), command: \(CommandPath(arguments).words)"],
                next: ["run it again with -v; if it stays, report the lines above (without names of customers)"])
        }
    }

    /// `Unknown option '--foo'. Did you mean '--for'?` in our shape.
    private init(usage message: String, _ arguments: [String]) {
        let lines = message.split(separator: "\n").map(String.init)
        var what = lines.first ?? "cannot read the command line"
        if what.hasSuffix(".") { what.removeLast() }
        what = what.prefix(1).lowercased() + what.dropFirst()
        what = String(what.map { $0 == "'" ? "\"" : $0 })
        if let range = what.firstRange(of: ". Did you mean ") { what.replaceSubrange(range, with: "; did you mean ") }
        self.init(
            .usage, what, facts: lines.dropFirst().map { String($0.drop { $0 == " " }) }.filter { !$0.isEmpty },
            next: ["\(CommandPath(arguments).words) --help"])
    }
}
