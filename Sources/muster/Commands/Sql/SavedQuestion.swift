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

    /// The folder of the user's own reports: MUSTER_REPORTS, else `reports` beside the database.
    static func folder(_ global: GlobalOptions) -> String {
        if let folder = Environment["MUSTER_REPORTS"] { return folder }
        let path = global.databasePath
        return (path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ".") + "/reports"
    }

    func write(for global: GlobalOptions, _ console: Console) throws {
        let text = try text()
        let folder = SavedQuestion.folder(global)
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
            throw Complaint(
                .cannotWrite, "cannot make the folder: \(String(cString: strerror(errno)).lowercased())", file: folder,
                next: ["name another place: MUSTER_REPORTS=FOLDER"])
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
    }

    /// Prepared on an empty slice: what is kept can be asked.
    private func text() throws -> String {
        let slice = try Slice()
        var lines = [
            "-- title: \(name.split(separator: "_").joined(separator: " "))", "-- question: ",
            "-- grain: one row per …",
        ]
        for parameter in Set(try slice.parameters(of: question)).subtracting(SliceQuestion.implied).sorted() {
            switch question.parameters[parameter] {
            case .integer(let number)?: lines.append("-- parameter: \(parameter) integer \(number)")
            case .text(let text)?: lines.append("-- parameter: \(parameter) text \(text)")
            default: lines.append("-- parameter: \(parameter) text")
            }
        }
        for (name, column) in try slice.columns(of: question) {
            let unit = column?.kind.unit ?? ""
            let words = [name, column?.kind.type ?? "", unit.isEmpty ? "" : "[\(unit)]", column?.about ?? ""]
            lines.append("-- column: " + words.filter { !$0.isEmpty }.joined(separator: " "))
        }
        var sql = question.sql
        while sql.last?.isWhitespace == true { sql.removeLast() }
        return (lines + [sql]).joined(separator: "\n") + "\n"
    }
}
