import Glibc
import Inventory
import Reporting
import Roll
import Storage

extension SqlCommand {
    /// The question, from wherever it is given.
    func question() throws -> SliceQuestion {
        guard (query == nil) != (file == nil) else {
            throw Complaint(
                .usage,
                query == nil
                    ? "which question? give it, or -f FILE, or - for standard input"
                    : "the question is given twice: as an argument and by -f",
                next: ["muster sql \"select * from tenants\"", "muster schema"])
        }
        if let file { return SliceQuestion(try TextFile.read(file), place: file, parameters: try parameters()) }
        guard query == "-" else { return SliceQuestion(query ?? "", parameters: try parameters()) }
        return SliceQuestion(
            try TextFile.read("/dev/stdin"), place: "standard input", parameters: try parameters())
    }

    private func parameters() throws -> [String: SliceValue] {
        try param.namedValues().mapValues { SliceValue(typed: $0) }
    }
}

extension [String] {
    /// What `--param NAME=VALUE` says, by name; of two of one name the last. Throws a `Complaint` (usage).
    func namedValues() throws -> [String: String] {
        try reduce(into: [:]) { values, text in
            guard let sign = text.firstIndex(of: "="), sign > text.startIndex else {
                throw Complaint(.usage, "a parameter is NAME=VALUE; found \"\(text)\"")
            }
            values[String(text[..<sign].drop { $0 == ":" })] = String(text[text.index(after: sign)...])
        }
    }
}

extension SliceValue {
    /// As a person types it: a whole number, else text.
    init(typed text: String) {
        if let number = Int64(text) { self = .integer(number) } else { self = .text(text) }
    }

    fileprivate var words: String {
        switch self {
        case .null: "null"
        case .integer(let number): String(number)
        case .real(let number): String(number)
        case .text(let text): text
        case .blob(let bytes): "\(bytes.count) bytes"
        }
    }
}

extension Reader {
    /// What questions see of a tenant, or of all.
    func analysis(of tenant: String?) -> Analysis {
        Analysis(roll, opened.projector, tenant: tenant, asOf: asOf, fromLog: isUnusual)
    }
}

extension Analysis {
    /// Writes down that something is asked, before it is.
    func writeDown(_ question: SliceQuestion, as command: String, _ global: GlobalOptions) throws -> AuditLog.Question {
        try AuditLog(of: roll.store, at: Environment["MUSTER_AUDIT"]).ask(
            command, question.sql, parameters: question.parameters.mapValues(\.words), tenant: tenant, asOf: asOf.words,
            by: global.actorName, at: .now)
    }

    /// Asks a question of a slice of its own.
    func answer(_ question: SliceQuestion, _ limits: SliceLimits) throws -> SliceAnswer {
        var question = question
        question.parameters = try moment.merging(question.parameters) { $1 }
        return try slice(answering: [question]).answer(question, limits)
    }
}

extension AsOf {
    /// `2021-08-20`, or the instant.
    var words: String {
        switch self {
        case .now(let instant): instant.description
        case .day(let day): day.description
        }
    }
}

/// How the answer to a question looks in a terminal: columns under the names that the question gives them.
enum SqlLayout {
    static func of(_ table: ReportTable) -> TerminalLayout {
        var layout = TerminalLayout(of: table)
        layout.columns = table.columns.map { .init($0.name, right: $0.kind.isNumber, mayBeCut: !$0.kind.isNumber) }
        return layout
    }
}
