import Glibc
import Inventory

/// How the bytes of a text file are to be read as characters.
struct TextEncoding: Sendable {
    /// As shown: `utf-8`, `windows-1252`, `cp932`, `utf-16le`.
    let name: String
    /// As iconv calls it; nil where the bytes are UTF-8 already.
    let iconvName: String?
    /// Bytes of one line feed.
    let unit: Int
    let isBigEndian: Bool
    /// Bytes of the byte order mark at the start.
    let bomLength: Int
    /// Whether every byte is known to be right, so that no line needs to be looked at again.
    let isProved: Bool
    /// Whether bytes below 0x80 can be parts of other characters, as behind the escapes of ISO-2022-JP.
    var shifts = false

    static func utf8(bomLength: Int, isProved: Bool) -> TextEncoding {
        TextEncoding(
            name: "utf-8", iconvName: nil, unit: 1, isBigEndian: false, bomLength: bomLength, isProved: isProved)
    }

    static func wide(_ name: String, bomLength: Int) -> TextEncoding {
        TextEncoding(
            name: name, iconvName: name.uppercased(), unit: name.hasPrefix("utf-32") ? 4 : 2,
            isBigEndian: name.hasSuffix("be"), bomLength: bomLength, isProved: false)
    }

    static func narrow(_ name: String) -> TextEncoding {
        TextEncoding(
            name: name.lowercased(), iconvName: name.uppercased(), unit: 1, isBigEndian: false, bomLength: 0,
            isProved: false)
    }
}

extension TextEncoding {
    /// Decides by byte order mark, NUL bytes, strict UTF-8, the operator's word, and at last by a guess that says so.
    static func recognise(
        _ file: FileBytes, census: ByteCensus, said: String?, name: String
    ) throws -> (TextEncoding, Recognition.Choice) {
        let head = try file.bytes(at: 0, count: 64 << 10)
        if let said { return try given(said, head: head, file: name) }
        if let (encoding, mark) = byteOrderMark(head) {
            let proved = encoding.iconvName == nil && census.firstNotUTF8 == nil
            return (
                proved ? .utf8(bomLength: 3, isProved: true) : encoding,
                choice(encoding, "proved: the file begins with the byte order mark \(mark)")
            )
        }
        if let (encoding, proof) = zeroBytes(head) { return (encoding, choice(encoding, proof)) }
        guard let wrong = census.firstNotUTF8 else {
            let encoding = utf8(bomLength: 0, isProved: true)
            return (
                encoding,
                choice(
                    encoding, census.hasHighBytes ? "proved: all bytes are strict UTF-8" : "proved: all bytes are ASCII"
                )
            )
        }
        if census.isDamagedUTF8 {
            return try damaged(file, "proved: \(counted(census.charactersOfUTF8, "character is", "characters are"))")
        }
        let words = try UTF8Words(of: file).characters
        if words >= census.bytesNotUTF8 {
            return try damaged(file, "guessed: \(counted(words, "character", "characters")) within words, in")
        }
        return try guess(file, census: census, wrong: wrong)
    }

    /// UTF-8 with a few bytes that are none: their lines are rejected, the other ones are right.
    private static func damaged(_ file: FileBytes, _ proof: String) throws -> (TextEncoding, Recognition.Choice) {
        let encoding = utf8(bomLength: 0, isProved: false)
        let reader = try LineReader(file, encoding: encoding)
        var lines = 0
        while let line = try reader.next() {
            if case .encoding = line.fault { lines += 1 }
        }
        let rejected =
            lines > 1 ? "\(grouped(lines)) lines hold bytes that are none" : "1 line holds a byte that is none"
        return (encoding, choice(encoding, "\(proof) strict UTF-8;\n\(rejected): rejected"))
    }

    /// The beginning of a file in UTF-16 as UTF-8; nil where it is in another encoding.
    static func textOfUTF16(_ head: [UInt8]) throws -> [UInt8]? {
        guard let encoding = byteOrderMark(head)?.0 ?? zeroBytes(head)?.0, encoding.unit == 2 else { return nil }
        let out = ByteBuffer(capacity: head.count * 2)
        let transcoder = try Transcoder(encoding)
        _ = head.dropFirst(encoding.bomLength).withUnsafeBytes { transcoder.append($0, to: out) }
        return Array(out.bytes)
    }

    private static func choice(_ encoding: TextEncoding, _ proof: String) -> Recognition.Choice {
        Recognition.Choice(encoding.name, proof: proof, option: "--encoding")
    }

    private static func byteOrderMark(_ head: [UInt8]) -> (TextEncoding, String)? {
        if head.starts(with: [0xEF, 0xBB, 0xBF]) { return (utf8(bomLength: 3, isProved: false), "EF BB BF") }
        if head.starts(with: [0xFF, 0xFE, 0, 0]) { return (wide("utf-32le", bomLength: 4), "FF FE 00 00") }
        if head.starts(with: [0, 0, 0xFE, 0xFF]) { return (wide("utf-32be", bomLength: 4), "00 00 FE FF") }
        if head.starts(with: [0xFF, 0xFE]) { return (wide("utf-16le", bomLength: 2), "FF FE") }
        if head.starts(with: [0xFE, 0xFF]) { return (wide("utf-16be", bomLength: 2), "FE FF") }
        return nil
    }

    /// UTF-16 of text that is partly ASCII has NUL bytes in every second place only.
    private static func zeroBytes(_ head: [UInt8]) -> (TextEncoding, String)? {
        let units = head.count / 2
        guard units >= 4 else { return nil }
        var zeros = [0, 0]
        for i in head.indices where head[i] == 0 { zeros[i & 1] += 1 }
        for (place, word) in [(1, "odd"), (0, "even")] {
            let many = zeros[place] * 5 >= units * 2 || (zeros[place] >= 16 && zeros[place] * 20 >= units)
            guard many, zeros[1 - place] * 20 < zeros[place], !holdsControls(head, zerosAt: place) else { continue }
            let encoding = wide(place == 1 ? "utf-16le" : "utf-16be", bomLength: 0)
            let count = zeros[1 - place] == 0 ? "NUL bytes, all" : "of \(zeros[0] + zeros[1]) NUL bytes"
            return (encoding, "proved: \(zeros[place]) \(count) at \(word) places")
        }
        return nil
    }

    /// Whether the bytes beside the NUL bytes of one parity hold what no text does.
    private static func holdsControls(_ head: [UInt8], zerosAt place: Int) -> Bool {
        stride(from: 0, to: head.count - 1, by: 2).contains { i in
            let low = head[i + 1 - place]
            return head[i + place] == 0 && low < 0x20 && !(0x09...0x0D).contains(low)
        }
    }

    private static func guess(
        _ file: FileBytes, census: ByteCensus, wrong: (offset: Int, byte: UInt8)
    ) throws -> (TextEncoding, Recognition.Choice) {
        let isJapanese = census.japanese.isLikely
        let encoding = narrow(isJapanese ? "cp932" : "windows-1252")
        let place = try Position(of: wrong.offset, in: file)
        let decoder = try Transcoder(encoding)
        var proof = "guessed: line \(place.line), byte \(place.byte) is \(hex(wrong.byte))"
        if !isJapanese, let character = decoder.character([wrong.byte]) { proof += " (\(character))" }
        proof += ", not UTF-8"
        if isJapanese {
            proof +=
                ";\nall \(census.japanese.pairs) double bytes are CP932, \(census.japanese.common) of them kana or common kanji"
        } else if let c1 = census.firstC1 {
            let place = try Position(of: c1.offset, in: file)
            let character = decoder.character([c1.byte]).map { "\($0) here" } ?? "no character here either"
            proof += ";\nline \(place.line) has \(hex(c1.byte)), \(character), nothing in ISO 8859-1"
        }
        return (encoding, choice(encoding, proof))
    }

    private static func given(
        _ said: String, head: [UInt8], file: String
    ) throws -> (TextEncoding, Recognition.Choice) {
        let plain = said.lowercased().filter { $0 != "-" && $0 != "_" }
        let marked = byteOrderMark(head)?.0
        var encoding: TextEncoding
        switch plain {
        case "utf8", "utf8bom", "utf8sig": encoding = utf8(bomLength: marked?.name == "utf-8" ? 3 : 0, isProved: false)
        case "utf16", "utf16le", "utf16be", "unicode", "ucs2", "ucs2le", "ucs2be":
            let end = plain.suffix(2)
            let name = end == "be" ? "utf-16be" : end == "le" ? "utf-16le" : marked?.name ?? "utf-16le"
            encoding = wide(name, bomLength: marked?.name == name ? 2 : 0)
        case "utf32", "utf32le", "utf32be":
            let name = plain == "utf32be" ? "utf-32be" : plain == "utf32le" ? "utf-32le" : marked?.name ?? "utf-32le"
            encoding = wide(name, bomLength: marked?.name == name ? 4 : 0)
        case "shiftjis", "sjis", "mskanji", "windows31j": encoding = narrow("cp932")
        default: encoding = narrow(said)
        }
        if let iconvName = encoding.iconvName { encoding.shifts = Transcoder.shifts(iconvName) }
        if let iconvName = encoding.iconvName, encoding.unit == 1,
            said.isEmpty || said.contains("/") || !Transcoder.keepsASCII(iconvName)
        {
            throw Complaint(
                .badData, "'\(said)' is no encoding that text files come in; nothing was changed", file: file,
                facts: ["accepted: what 'iconv -l' lists and contains ASCII, such as windows-1252, cp932, utf-16le"],
                next: ["leave out --encoding to see what the file looks like"])
        }
        if encoding.name == "utf-8", marked?.name.hasPrefix("utf-16") == true {
            encoding = utf8(bomLength: 0, isProved: false)
        }
        return (encoding, choice(encoding, "said: --encoding \(said)"))
    }
}

/// A byte's physical line, and its place in that line, both from 1.
struct Position {
    var line = 1
    var byte = 1

    /// Physical lines up to the offset: a line that has not begun does not count.
    var lines: Int { byte == 1 ? line - 1 : line }

    /// Counts line ends (LF, CRLF, lone CR) up to an offset of a file whose line ends are single bytes.
    init(of offset: Int, in file: FileBytes) throws {
        var start = 0
        var last: UInt8 = 0
        try file.forEachPiece { piece, at in
            guard at < offset else { return }
            for i in 0..<min(piece.count, offset - at) {
                let byte = piece[i]
                if byte == 0x0A {
                    if last != 0x0D { line += 1 }
                    start = at + i + 1
                } else if byte == 0x0D {
                    line += 1
                    start = at + i + 1
                }
                last = byte
            }
        }
        byte = offset - start + 1
    }
}

/// `0xD6`.
func hex(_ byte: UInt8) -> String {
    let digits = Array("0123456789ABCDEF")
    return "0x\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
}
