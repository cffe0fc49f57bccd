import Glibc
import Inventory
import Reporting

/// Where a command prints: standard output is data, standard error is talk.
final class Console {
    let options: GlobalOptions
    /// The room on standard output.
    let page: Page
    private var out: OutputFile
    /// Whether somebody sees at once what is printed.
    var isToTerminal: Bool { page.mayCut && !out.isCollecting }
    private let talk: OutputFile
    private let isOutColoured: Bool
    private let isTalkColoured: Bool

    init(_ options: GlobalOptions, standardOutput: Int32 = 1, standardError: Int32 = 2) {
        self.options = options
        out = OutputFile(standardOutput, name: "standard output")
        talk = OutputFile(standardError, name: "standard error")
        page = Self.page(of: standardOutput)
        let mayColour = !options.noColor && Environment["NO_COLOR"] == nil && Environment["TERM"] != "dumb"
        isOutColoured = mayColour && isatty(standardOutput) == 1
        isTalkColoured = mayColour && isatty(standardError) == 1
    }

    /// Data: one line to standard output.
    func print(_ line: StyledText = "") {
        out.write(line.rendered(colour: isOutColoured && !out.isCollecting) + "\n")
    }

    /// Data: lines to standard output.
    func print(_ lines: [StyledText]) { lines.forEach { print($0) } }

    /// Data in a format for programs.
    func write(_ table: ReportTable, as format: any TableFormat.Type) { format.write(table, to: &out) }

    /// Data as it is: text that holds no names from files, or that is written for programs.
    func write(_ text: String) { out.write(text) }

    /// Data as it is: a file that is no text.
    func write(_ bytes: [UInt8]) { out.write(bytes) }

    /// Sends what is printed meanwhile to a file, whole or not at all; where none is named, to standard output.
    ///
    /// Throws as `TextFile.write`, and what `body` throws; then nothing is written.
    func send(to path: String?, _ body: () throws -> Void) throws {
        guard let path else { return try body() }
        let usual = out
        defer { out = usual }
        out = OutputFile(collecting: path)
        try body()
        try TextFile.write(out.collected, to: path)
    }

    /// Data as it is: lines of a file, byte for byte. On a terminal control characters are shown, never sent.
    func write(asIs bytes: [UInt8]) {
        guard page.mayCut else { return out.write(bytes) }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        out.write(lines.map { VisibleText.of(String($0)) }.joined(separator: "\n"))
    }

    /// Talk: what to do next, what was left out. Nothing under `-q`.
    func note(_ line: StyledText) {
        if !options.quiet { say(line) }
    }

    /// Talk: the commands to type next, in one line; nothing under `-q`.
    func next(_ commands: String...) { note(StyledText("next: " + commands.joined(separator: "      "))) }

    /// Talk that `-q` does not silence: the answer is there, but something is wrong with it.
    func warn(_ line: StyledText) { say("\(yellow: "warning:") " + line) }

    /// Talk under `-v` only.
    func tell(_ line: StyledText) {
        if options.verbose { say(line) }
    }

    /// The lines of an error.
    func report(_ complaint: Complaint) { complaint.lines.forEach(say) }

    /// Sends everything. Throws as `OutputFile.finish`.
    func finish() throws { try out.finish() }

    private func say(_ line: StyledText) {
        out.flush()
        talk.write(line.rendered(colour: isTalkColoured) + "\n")
        talk.flush()
    }

    private static func page(of descriptor: Int32) -> Page {
        var size = winsize()
        let isTerminal = isatty(descriptor) == 1
        let columns = Environment["COLUMNS"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
        if isTerminal, ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
            return Page(width: Int(size.ws_col), isBounded: true, mayCut: true)
        }
        return Page(width: columns ?? 100, isBounded: isTerminal || columns != nil, mayCut: isTerminal)
    }
}

extension Complaint {
    /// As printed: `error: FILE:LINE: what`, the facts indented, a `next:` line each.
    var lines: [StyledText] {
        let place = file.map { file in line.map { "\(file):\($0): " } ?? "\(file): " } ?? ""
        return ["\(red: "error:") \(place)\(what)"] + facts.map { "  \($0)" } + next.map { "next: \($0)" }
    }
}
