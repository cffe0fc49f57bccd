import Glibc
import Inventory
import Reporting
import Storage

/// A question that is kept as a report: a file of SQL whose header says what it asks, by which parameters, and what its
/// columns are.
struct SavedQuestion {
    private let question: SliceQuestion
    private let name: String

    /// Throws a `Complaint` (usage) for a name that makes no good file.
    init(_ question: SliceQuestion, name: String) throws {
        let isName = !name.isEmpty && name.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "_") }
        guard isName, name.first?.isLetter == true else {
            throw Complaint(.usage, "a report's name is letters, digits and _ in lower case; found \"\(name)\"")
        }
        self.question = question
        self.name = name
    }

    /// Writes the report into the team's own folder. What it still lacks to run on every engine is said, not mended.
    ///
    /// Throws a `Complaint`: as `Slice.need` for what is no question, for columns and values that no header can tell, and
    /// where there is a report of the name already.
    func write(for global: GlobalOptions, _ console: Console) throws {
        let text = try text()
        let folder = global.folder(beside: "reports")
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
            throw Complaint(
                .cannotWrite, "cannot make the folder: \(String(cString: strerror(errno)).lowercased())", file: folder)
        }
        let path = "\(folder)/\(name).sql"
        guard access(path, F_OK) != 0 else {
            throw Complaint(
                .cannotWrite, "there is a report of this name already; nothing was changed", file: path,
                next: ["give it another name, or change the file itself"])
        }
        try TextFile.write(Array(text.utf8), to: path)
        console.print("wrote \(path)")
        console.note("say in its header what it asks and what a row stands for")
        for fault in ReportLint.faults(at: path) {
            console.note("\(fault.line.map { "line \($0): " } ?? "")\(fault.what)")
        }
        console.next("muster report run \(name)")
    }

    /// Prepared on an empty slice: what is kept can be asked.
    private func text() throws -> String {
        let slice = try Slice()
        var lines = [
            "title: \(name.split(separator: "_").joined(separator: " "))", "question: what does it ask?",
            "grain: what does a row stand for?",
        ]
        let parameters = Set(try slice.parameters(of: question)).subtracting(SliceQuestion.implied).sorted()
        if !parameters.isEmpty { lines.append("parameters:") }
        for parameter in parameters {
            let given =
                switch question.parameters[parameter] {
                case .integer(let number)?: "type: integer, default: \(number)"
                case .text(let text)?: "type: text, default: \(SavedQuestion.quoted(text))"
                default: "type: text"
                }
            lines.append("  \(parameter): { \(given), about: which }")
        }
        lines.append("columns:")
        let columns = try slice.columns(of: question)
        if let twice = Dictionary(grouping: columns, by: \.name).filter({ $0.value.count > 1 }).keys.min() {
            throw Complaint(
                .badData, "two columns of a report cannot have one name: \(twice); nothing was kept",
                file: question.place, next: ["say as: select a.\(twice) as first_\(twice)"])
        }
        for (name, column) in columns {
            let about = column.map { String($0.about.dropLast()) } ?? "what it says"
            let unit = column.map(\.kind.unit) ?? ""
            lines.append(
                "  \(SavedQuestion.quoted(name)): \(SavedQuestion.quoted(about + (unit.isEmpty ? "" : " [\(unit)]")))")
        }
        var sql = question.sql
        while sql.last?.isWhitespace == true { sql.removeLast() }
        // A comment before the question would belong to the header.
        let separator = sql.hasPrefix("--") ? [""] : []
        return (lines.map { "-- \($0)" } + separator + [sql]).joined(separator: "\n") + "\n"
    }

    /// As YAML reads it back, whatever is in it.
    private static func quoted(_ text: String) -> String {
        "'\(text.replacing("'", with: "''").replacing("\n", with: " "))'"
    }
}
