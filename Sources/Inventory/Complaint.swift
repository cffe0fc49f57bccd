/// An error as a user reads it: what, where, what is known, what to do next. Every module throws this where a person
/// must act; only the command prints it.
///
///     error: hosts.csv:41: 'build' must be four numbers such as 15.2.1544.14; found '15.2'
///       nothing was changed
///     next: muster import hosts.csv -t fabrikam -n
package struct Complaint: Error, Sendable, CustomStringConvertible {
    /// Exit codes of the command (DESIGN: the contract of the command).
    package enum Code: Int32, Sendable {
        case failed = 1
        case gate = 3
        case usage = 64
        /// Bad data, or a question that the user must answer; nothing was changed.
        case badData = 65
        case noInput = 66
        case bug = 70
        case cannotWrite = 73
        case busy = 75
        case notAllowed = 77
        case configuration = 78
        case timeLimit = 124
        case interrupted = 130
    }

    package let code: Code
    /// The file or input it is about, as the user named it.
    package let file: String?
    /// The physical line, from 1.
    package let line: Int?
    /// One line, lower case, no full stop; the rule, then what was found.
    package let what: String
    /// Facts that help, a line each.
    package let facts: [String]
    /// Commands to copy or things to do, a line each.
    package let next: [String]

    package init(
        _ code: Code, _ what: String, file: String? = nil, line: Int? = nil, facts: [String] = [], next: [String] = []
    ) {
        self.code = code
        self.what = what
        self.file = file
        self.line = line
        self.facts = facts
        self.next = next
    }

    /// `error: FILE:LINE: what`, the facts indented, `next:` lines.
    package var description: String {
        var place = ""
        if let file { place = line.map { "\(file):\($0): " } ?? "\(file): " }
        return (["error: \(place)\(what)"] + facts.map { "  \($0)" } + next.map { "next: \($0)" })
            .joined(separator: "\n")
    }
}
