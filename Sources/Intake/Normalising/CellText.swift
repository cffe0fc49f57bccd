import Glibc

/// Looks at the bytes of a cell without making a String of them.
enum CellText {
    /// Without blanks around it, also the no-break and the ideographic one, and without Excel's `="…"` around a text.
    @inline(__always)
    static func trimmed(_ cell: Cell) -> Cell { isTrimmed(cell) ? cell : withoutFrame(cell) }

    private static func withoutFrame(_ cell: Cell) -> Cell {
        let text = withoutBlanks(cell)
        guard text.count >= 3, text[0] == UInt8(ascii: "="), text[1] == UInt8(ascii: "\""),
            text[text.count - 1] == UInt8(ascii: "\"")
        else { return text }
        return withoutBlanks(Cell(rebasing: text[2..<(text.count - 1)]))
    }

    /// Whether the first and the last byte show that there is nothing to take away.
    @inline(__always)
    private static func isTrimmed(_ cell: Cell) -> Bool {
        guard cell.count > 0 else { return true }
        let first = cell[0]
        let last = cell[cell.count - 1]
        return first > 0x20 && first != 0xC2 && first != 0xE3 && first != UInt8(ascii: "=") && last > 0x20
            && last != 0xA0 && last != 0x80
    }

    private static func withoutBlanks(_ cell: Cell) -> Cell {
        var from = 0
        var to = cell.count
        while from < to {
            let n = blank(at: from, in: cell)
            if n == 0 { break }
            from += n
        }
        while to > from {
            let n = blank(endingAt: to, in: cell)
            if n == 0 || to - n < from { break }
            to -= n
        }
        return from == 0 && to == cell.count ? cell : Cell(rebasing: cell[from..<to])
    }

    private static func blank(at i: Int, in cell: Cell) -> Int {
        switch cell[i] {
        case 0x20, 0x09, 0x0A, 0x0D: return 1
        case 0xC2: return i + 1 < cell.count && cell[i + 1] == 0xA0 ? 2 : 0
        case 0xE3: return i + 2 < cell.count && cell[i + 1] == 0x80 && cell[i + 2] == 0x80 ? 3 : 0
        default: return 0
        }
    }

    private static func blank(endingAt i: Int, in cell: Cell) -> Int {
        switch cell[i - 1] {
        case 0x20, 0x09, 0x0A, 0x0D: return 1
        case 0xA0: return i >= 2 && cell[i - 2] == 0xC2 ? 2 : 0
        case 0x80: return i >= 3 && cell[i - 2] == 0x80 && cell[i - 3] == 0xE3 ? 3 : 0
        default: return 0
        }
    }

    /// Whether the text stands for nothing: empty, or a word that exports write into empty cells.
    @inline(__always)
    static func saysNothing(_ text: Cell) -> Bool {
        text.count == 0 || (mayBeginEmptyWord(text[0]) && emptyWords.contains(text))
    }

    /// Whether one of the empty words begins so: most cells need no second look.
    private static func mayBeginEmptyWord(_ byte: UInt8) -> Bool {
        switch lower(byte) {
        case UInt8(ascii: "-"), UInt8(ascii: "'"), UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "("),
            UInt8(ascii: "n"),
            UInt8(ascii: "u"), UInt8(ascii: "k"), UInt8(ascii: "s"), 0x80...:
            true
        default: false
        }
    }

    private static let emptyWords = WordSet([
        "-", "'-", "--", "---", "–", "—", "?", "n/a", "#n/a", "na", "none", "null", "(null)", "(none)", "nil",
        "unknown",
        "not available", "not applicable", "n.a.", "k.a.", "k. a.", "keine", "keine angabe", "nicht bekannt",
        "unbekannt", "不明", "なし", "無し", "未設定", "該当なし", "ー", "―", "−", "system.object[]",
        "system.string[]",
    ])

    static func string(_ text: Cell) -> String { String(decoding: text, as: UTF8.self) }

    /// Calls with each part between separators; empty parts are left out, the others trimmed.
    static func forEachPart(_ text: Cell, by separators: [UInt8], _ body: (Cell) throws -> Void) rethrows {
        var from = 0
        for i in 0...text.count where i == text.count || separators.contains(text[i]) {
            let part = trimmed(Cell(rebasing: text[from..<i]))
            if !part.isEmpty { try body(part) }
            from = i + 1
        }
    }
}

/// Some words, looked up by bytes without regard to the case of ASCII letters.
struct WordSet: Sendable {
    private let byLength: [[[UInt8]]]

    init(_ words: [String]) {
        let all = words.map { Array($0.lowercased().utf8) }
        byLength = (0...(all.map(\.count).max() ?? 0)).map { length in all.filter { $0.count == length } }
    }

    func contains(_ text: Cell) -> Bool {
        guard text.count < byLength.count, !text.isEmpty else { return false }
        for word in byLength[text.count] where lower(text[0]) == word[0] {
            var i = 1
            while i < word.count, lower(text[i]) == word[i] { i += 1 }
            if i == word.count { return true }
        }
        return false
    }
}

/// `A` to `Z` become `a` to `z`.
func lower(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte }

func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

extension UnsafeBufferPointer<UInt8> {
    func hasSameBytes(as other: Cell) -> Bool {
        guard count == other.count else { return false }
        guard let base = baseAddress, let otherBase = other.baseAddress else { return true }
        return memcmp(base, otherBase, count) == 0
    }

    func hasSameBytes(as other: [UInt8]) -> Bool { other.withUnsafeBufferPointer { hasSameBytes(as: $0) } }
}
