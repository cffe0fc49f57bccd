/// Characters of UTF-8 that stand so that no text of another encoding would have their bytes there.
///
/// Bytes such as C3 BC are `ü` in UTF-8 and `Ã¼` in windows-1252. Two at the end of a word can be an accident (`Spaß“` is
/// DF 93 there); a letter, `Ã`, a sign and a small letter in one word, or three characters of one script in a row, are none.
struct UTF8Words {
    /// Such characters so far.
    private(set) var characters = 0
    private var check = UTF8Check()
    /// The first byte of the character before, as long as characters above ASCII follow one another, and how many did.
    private var run = (lead: UInt8(0), length: 0)
    private var lead: UInt8 = 0
    private var last: UInt8 = 0
    /// Whether the last character was a Latin letter behind an ASCII one, so that a small letter makes it count.
    private var waits = false

    init(of file: FileBytes) throws {
        try file.forEachPiece { piece, offset in
            for (i, byte) in piece.enumerated() { take(byte, at: offset + i) }
        }
        endRun()
    }

    private mutating func take(_ byte: UInt8, at offset: Int) {
        if byte < 0x80, check.openSince == nil {
            if waits, byte >= 0x61, byte <= 0x7A { characters += 1 }
            endRun()
            waits = false
            last = byte
            return
        }
        let before = check.characters
        if check.openSince == nil { lead = byte }
        if check.take(byte, at: offset) != nil {
            endRun()
            waits = false
            if check.openSince != nil { lead = byte }
        } else if check.characters > before {
            waits = lead == 0xC3 && byte >= 0xA0 && isLetter(last) && run.length == 0
            count(lead)
            last = byte
        }
    }

    private func isLetter(_ byte: UInt8) -> Bool { lower(byte) >= 0x61 && lower(byte) <= 0x7A }

    private mutating func count(_ lead: UInt8) {
        if run.length > 0, UTF8Words.script(lead) != UTF8Words.script(run.lead) { endRun() }
        run = (lead, run.length + 1)
    }

    private mutating func endRun() {
        if run.length >= 3, UTF8Words.script(run.lead) != nil { characters += run.length }
        run = (0, 0)
    }

    /// Greek, Cyrillic, Hebrew, Arabic, or the scripts of three bytes from kana to Hangul; nil for all others.
    private static func script(_ lead: UInt8) -> Int? {
        switch lead {
        case 0xCE, 0xCF: 1
        case 0xD0, 0xD1: 2
        case 0xD7: 3
        case 0xD8...0xDB: 4
        case 0xE3...0xED: 5
        default: nil
        }
    }
}
