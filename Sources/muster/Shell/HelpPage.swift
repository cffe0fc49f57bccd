import ArgumentParser
import Inventory
import Reporting

/// A page of help: the front page, a command's, or a topic's.
struct HelpPage {
    let text: String

    /// The page that a command line asks for: `muster`, `muster help WORDS`, or `--help` behind a command; nil where it
    /// asks for none. Throws a `Complaint` (usage) for a page that does not exist.
    init?(asked arguments: [String]) throws {
        if arguments.isEmpty {
            text = FrontPage.text
        } else if arguments[0] == "help" {
            let words = Array(arguments.dropFirst().filter { !$0.hasPrefix("-") })
            self = try HelpPage(of: words)
        } else if arguments.prefix(while: { $0 != "--" }).contains(where: { $0 == "--help" || $0 == "-h" }) {
            let path = CommandPath(arguments)
            if path.unknown != nil { try CommandPath.check(arguments) }
            self = HelpPage(path)
        } else {
            return nil
        }
    }

    private init(of words: [String]) throws {
        if let topic = words.first.flatMap(HelpTopic.init(rawValue:)) {
            text = topic.text
            return
        }
        let path = CommandPath(words)
        if let unknown = path.unknown ?? words.dropFirst(path.commands.count - 1).first {
            let known = path.command.configuration.subcommands.map { $0.word } + HelpTopic.allCases.map(\.rawValue)
            let meant = nearest(to: unknown, among: known).map { "; did you mean \($0)?" } ?? ""
            throw Complaint(
                .usage, "no help for \"\(unknown)\"\(meant)", facts: ["pages: \(known.joined(separator: ", "))"],
                next: ["muster --help"])
        }
        self = HelpPage(path)
    }

    private init(_ path: CommandPath) {
        guard path.commands.count > 1 else {
            text = FrontPage.text
            return
        }
        text = Self.inOurWords(Muster.helpMessage(for: path.command, columns: 100))
    }

    /// The parser's page in the shape of ours: no capitals that shout, no line about help itself, and where to read on.
    private static func inOurWords(_ page: String) -> String {
        var lines: [String] = []
        for line in page.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.hasPrefix("  -h, --help ") || line.hasPrefix("  --version ") { continue }
            if line.hasPrefix("  See '") { continue }
            lines += StyledText(heading(line)).wrapped(on: Page(width: 100, isBounded: true, mayCut: false)).map(
                \.plain)
        }
        lines = Self.withoutEmptySections(lines)
        lines.removeTrailing { $0.isEmpty }
        lines += ["", "Everywhere: -t, -o, --db and others, see muster --help   Errors: muster help exit-codes", ""]
        return lines.joined(separator: "\n")
    }

    /// Without headings that have lost all their lines.
    private static func withoutEmptySections(_ lines: [String]) -> [String] {
        var kept: [String] = []
        for (number, line) in lines.enumerated() {
            let isBare = line == "Options" && (number + 1 == lines.count || lines[number + 1].isEmpty)
            let isSecondBlank = line.isEmpty && kept.last?.isEmpty == true
            if !isBare, !isSecondBlank { kept.append(line) }
        }
        return kept
    }

    private static func heading(_ line: String) -> String {
        if line.hasPrefix("OVERVIEW: ") { return String(line.dropFirst(10)) }
        if line.hasPrefix("USAGE: ") { return "usage: " + line.dropFirst(7) }
        guard line.hasSuffix(":"), line.first?.isUppercase == true, line == line.uppercased() else { return line }
        let words = line.dropLast().lowercased()
        return words.prefix(1).uppercased() + words.dropFirst()
    }
}

extension Array {
    fileprivate mutating func removeTrailing(_ isOff: (Element) -> Bool) {
        while let last, isOff(last) { removeLast() }
    }
}
