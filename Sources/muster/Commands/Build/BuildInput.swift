import Inventory

/// One build to explain, and where it stood.
struct BuildInput {
    let text: String
    /// The line of standard input; nil for an argument.
    let line: Int?

    /// The arguments, with the lines of standard input in place of `-`; blank lines are none.
    static func all(_ arguments: [String]) -> [BuildInput] {
        arguments.flatMap { $0 == "-" ? standardInput() : [BuildInput(text: $0, line: nil)] }
    }

    private static func standardInput() -> [BuildInput] {
        var inputs: [BuildInput] = []
        var number = 0
        while let line = readLine() {
            number += 1
            if line.contains(where: { !$0.isWhitespace }) { inputs.append(BuildInput(text: line, line: number)) }
        }
        return inputs
    }

    private static func short(_ text: String) -> String { text.count > 60 ? "\(text.prefix(59))…" : text }

    /// Throws a `Complaint` (bad data) that names the first one that was not read.
    static func complain(_ inputs: [BuildInput], _ wereRead: [Bool]) throws {
        guard let first = wereRead.firstIndex(of: false) else { return }
        let good = wereRead.count { $0 }
        let rest =
            switch good {
            case 0: ""
            case 1: ", the other is above"
            default: ", the others are above"
            }
        let count = inputs.count > 1 ? "; \(inputs.count - good) of \(inputs.count) inputs unreadable\(rest)" : ""
        throw Complaint(
            .badData, "cannot read \"\(short(inputs[first].text))\" as a build\(count)",
            file: inputs[first].line.map { _ in "<stdin>" }, line: inputs[first].line,
            next: ["four numbers (15.1.2308.8), three (15.1.2308), or a name (\"Exchange 2016 CU21 Jul21SU\")"])
    }
}
