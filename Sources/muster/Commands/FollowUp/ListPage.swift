import Reporting
import Storage

/// A follow-up list as people read it: the table, and what is said below it.
struct ListPage {
    let layout: TerminalLayout
    /// How many rows there are in all.
    let total: Int
    /// Said even under `-q`.
    var warnings: [StyledText] = []
    var notes: [StyledText] = []
    /// What to type next.
    var next: [String] = []

    func show(_ console: Console) {
        console.emit(layout, of: total)
        sayBelow(console)
    }

    func sayBelow(_ console: Console) {
        warnings.forEach(console.warn)
        notes.forEach { console.note($0) }
        console.note(StyledText("next: " + next.joined(separator: "      ")))
    }
}

extension ListPage {
    /// Writes it so that `init(_:)` reads it back.
    func write(to bytes: inout [UInt8]) {
        bytes.append(number: UInt64(total))
        warnings.write(to: &bytes)
        notes.write(to: &bytes)
        next.map { StyledText($0) }.write(to: &bytes)
        layout.write(to: &bytes)
    }

    /// Nil where the bytes are no page.
    init?(_ reader: inout NumberReader) {
        guard let total = reader.next().flatMap({ Int(exactly: $0) }), let warnings = [StyledText](&reader),
            let notes = [StyledText](&reader), let next = [StyledText](&reader), let layout = TerminalLayout(&reader)
        else { return nil }
        self.init(layout: layout, total: total, warnings: warnings, notes: notes, next: next.map(\.plain))
    }
}
