import Glibc
import Inventory

/// An object of a file, and where it stands.
struct JSONRecord {
    let value: JSONValue
    /// The physical line on which it begins.
    let line: Int
    let number: Int
    let offset: Int
}

/// Cuts JSON lines, or a JSON array, into its objects, one at a time, however long the file is.
///
/// Brackets and commas between the objects are no data: an array with a comma behind its last object, objects without
/// an array, several arrays one behind another are read alike. What is no whole object becomes a reject, and the next
/// object behind it is found again: by the line that begins it, or by the name of its first member, which tools write
/// first in all of their objects.
final class JSONRecordReader {
    enum Step {
        /// An object, until the next step.
        case record(JSONRecord)
        case reject(Reject)
    }

    /// Objects and rejects so far, those taken back not counted.
    private(set) var records = 0
    /// Lines with nothing but brackets, commas and masscan's mark of its end.
    private(set) var bracketLines = 0
    private(set) var blankLines = 0

    private let file: FileBytes
    private let name: String
    private let isProvedUTF8: Bool
    private let tape = JSONTape()
    private var buffer: UnsafeMutableRawBufferPointer
    private var start = 0
    private var filled = 0
    /// The place in the file of the buffer's first byte.
    private var bufferOffset: Int
    private var isAtEnd = false
    private var line = 1
    /// Blanks that the current line begins with.
    private var indent = 0
    private var lineHolds = Holding.nothing
    /// Bytes of the object that was given last.
    private var given = 0
    /// The first whole object's first name, in its quotes.
    private var firstName: [UInt8]?
    private var arrays: [(line: Int, offset: Int)] = []
    private var readAgain = 0

    private enum Holding { case nothing, blanks, brackets, record }

    init(_ file: FileBytes, name: String, isProvedUTF8: Bool) throws {
        self.file = file
        self.name = name
        self.isProvedUTF8 = isProvedUTF8
        buffer = .allocate(byteCount: 256 << 10, alignment: 16)
        bufferOffset = try file.bytes(at: 0, count: 3) == [0xEF, 0xBB, 0xBF] ? 3 : 0
    }

    deinit { buffer.deallocate() }

    /// The place in the file up to which it was read.
    var offset: Int { bufferOffset + start }
    /// Physical lines up to there; one that has not begun does not count.
    var lines: Int { lineHolds == .nothing ? line - 1 : line }
    /// The first `[` that is still open.
    var openArray: (line: Int, offset: Int)? { arrays.first }

    /// The next object or reject; nil at the end of the file, where it is asked for once.
    ///
    /// Throws a `Complaint` where so much is broken that the objects in it cannot be told apart.
    func next() throws -> Step? {
        consume(given)
        given = 0
        while let byte = try peek() {
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0D: try skipBlank(byte)
            case UInt8(ascii: ","): skipBracket()
            case UInt8(ascii: "["):
                guard try opensArray() else { return try reject("no JSON", isJunk: true) }
                arrays.append((line, offset))
                skipBracket()
            case UInt8(ascii: "]"):
                guard arrays.popLast() != nil else { return try reject("closes what was not opened", isJunk: true) }
                skipBracket()
            case UInt8(ascii: "{"):
                if let length = try endMark() {
                    mark(.brackets)
                    consume(length)
                } else {
                    return try object()
                }
            default: return try reject("no JSON", isJunk: true)
            }
        }
        endLine()
        return nil
    }

    /// Says that the object that was given last says nothing: its line counts as blank.
    func takeBackAsBlank() {
        records -= 1
        blankLines += 1
    }

    /// The object that was given last as it stands in the file, at most 64 KiB of it.
    func rawText() -> [UInt8] { text(Array(window.prefix(min(given, Limits.raw)))) }

    // MARK: Bytes

    private var window: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: UnsafeRawBufferPointer(buffer).bindMemory(to: UInt8.self)[start..<filled])
    }

    private func peek() throws -> UInt8? {
        if start == filled { try refill() }
        return start < filled ? buffer[start] : nil
    }

    /// Reads on behind what the buffer holds.
    private func refill() throws {
        if isAtEnd { return }
        if start > 0, let base = buffer.baseAddress {
            memmove(base, base + start, filled - start)
            bufferOffset += start
            filled -= start
            start = 0
        }
        if filled == buffer.count {
            let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: buffer.count * 2, alignment: 16)
            larger.copyMemory(from: UnsafeRawBufferPointer(buffer))
            buffer.deallocate()
            buffer = larger
        }
        let got = try file.read(
            at: bufferOffset + filled, into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
        filled += got
        isAtEnd = got == 0
    }

    /// Goes on by so many bytes, all of them in the buffer, and counts the line ends among them as those of an object.
    private func consume(_ count: Int) {
        for i in start..<(start + count) {
            let byte = buffer[i]
            guard byte == 0x0A || byte == 0x0D else { continue }
            if byte == 0x0D, i + 1 < filled, buffer[i + 1] == 0x0A { continue }
            line += 1
            indent = 0
            lineHolds = .record
        }
        start += count
    }

    private func mark(_ holding: Holding) {
        switch (lineHolds, holding) {
        case (.record, _), (.brackets, .blanks): break
        default: lineHolds = holding
        }
    }

    private func skipBracket() {
        mark(.brackets)
        start += 1
    }

    private func skipBlank(_ byte: UInt8) throws {
        start += 1
        if byte == 0x20 || byte == 0x09 {
            if lineHolds == .nothing || lineHolds == .blanks { indent += 1 }
            return mark(.blanks)
        }
        if byte == 0x0D, try peek() == 0x0A { start += 1 }
        mark(.blanks)
        endLine()
        (line, indent, lineHolds) = (line + 1, 0, .nothing)
    }

    /// Counts the line that ends here.
    private func endLine() {
        switch lineHolds {
        case .blanks: blankLines += 1
        case .brackets: bracketLines += 1
        case .record, .nothing: break
        }
    }

    // MARK: Objects

    private func object() throws -> Step {
        while true {
            tape.isFenced = firstName != nil && !crossesFence
            switch tape.read(window, column: indent) {
            case .whole(let end):
                if end > Limits.jsonRecord { return try tooLong() }
                return try whole(end)
            case .broken(let at, let what):
                return try reject("byte \(at + 1): \(what)", reached: at)
            case .cut:
                if filled - start > Limits.jsonRecord { return try tooLong() }
                let before = filled - start
                try refill()
                if filled - start == before { return try reject("the object is not closed", reached: before) }
            }
        }
    }

    /// Whether whole objects of this file hold lines that look like the beginning of another.
    private var crossesFence = false

    private func whole(_ end: Int) throws -> Step {
        let bytes = UnsafeBufferPointer(rebasing: window[..<end])
        if !isProvedUTF8, let wrong = firstNotUTF8(bytes) {
            return try reject("byte \(wrong + 1) is \(hex(bytes[wrong])), not UTF-8", length: end, reason: .encoding)
        }
        if firstName == nil, tape.nodes.count > 1 {
            firstName = Array(bytes[Int(tape.nodes[1].start - 1)...Int(tape.nodes[1].end)])
            crossesFence = tape.crossesFence
        }
        mark(.record)
        records += 1
        given = end
        return .record(JSONRecord(value: tape.root, line: line, number: records, offset: offset))
    }

    private func firstNotUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        if isASCII(bytes) { return nil }
        var check = UTF8Check()
        for i in bytes.indices {
            if let wrong = check.take(bytes[i], at: i) { return wrong.offset }
        }
        return check.finish()?.offset
    }

    // MARK: What is no object

    private func tooLong() throws -> Step {
        try reject(
            "longer than \(grouped(Limits.jsonRecord)) bytes", reached: Limits.jsonRecord, reason: .fieldTooLong)
    }

    /// Skips what begins here, up to where an object may begin again.
    ///
    /// - Parameters:
    ///   - isJunk: nothing of it is an object: it ends with its line.
    ///   - length: its length, where that is known.
    ///   - reached: how far it was read already.
    private func reject(
        _ detail: String, isJunk: Bool = false, length: Int? = nil, reached: Int = 0,
        reason: Reject.Reason = .syntax
    ) throws -> Step {
        let (place, beginsAt, column) = (line, offset, indent)
        mark(.record)
        records += 1
        var raw: [UInt8] = []
        var isLineStart = false
        func skip(_ count: Int) {
            raw.append(contentsOf: window.prefix(min(count, Limits.raw - raw.count)))
            consume(count)
        }
        skip(length ?? 1)
        while length == nil, let byte = try peek() {
            if byte == UInt8(ascii: "{"), try beginsWithFirstName() { break }
            guard byte == 0x0A || byte == 0x0D else {
                skip(runLength())
                continue
            }
            if isJunk { break }
            if byte == 0x0D, try isAhead(0x0A, at: 1) { skip(1) }
            skip(1)
            isLineStart = true
            if try nextLineBegins(within: column) { break }
            isLineStart = try peek() == nil
        }
        try count(readAgain: reached - (offset - beginsAt))
        if let last = raw.lastIndex(where: { $0 > 0x20 && $0 != UInt8(ascii: ",") }) {
            raw.removeSubrange((last + 1)...)
        }
        if isLineStart { lineHolds = .nothing }
        return .reject(
            Reject(
                line: place, record: records, byteOffset: beginsAt, column: nil, reason: reason, detail: detail,
                raw: text(raw)))
    }

    private func count(readAgain bytes: Int) throws {
        readAgain += max(0, bytes)
        guard readAgain > Limits.jsonAgain else { return }
        throw Complaint(
            .badData, "so many objects are broken that they cannot be told apart; nothing was changed", file: name,
            line: line, next: ["scan again, or copy the file again"])
    }

    /// Bytes up to the next one at which something may begin; at least one.
    private func runLength() -> Int {
        var i = start + 1
        while i < filled, buffer[i] != UInt8(ascii: "{"), buffer[i] != 0x0A, buffer[i] != 0x0D { i += 1 }
        return i - start
    }

    /// The byte so far ahead; nil at the end of the file.
    private func ahead(_ distance: Int) throws -> UInt8? {
        while start + distance >= filled, !isAtEnd { try refill() }
        return start + distance < filled ? buffer[start + distance] : nil
    }

    private func isAhead(_ byte: UInt8, at distance: Int) throws -> Bool { try ahead(distance) == byte }

    private func blanks(from distance: Int, withLineEnds: Bool) throws -> Int {
        var distance = distance
        while distance < Limits.field, let byte = try ahead(distance),
            byte == 0x20 || byte == 0x09 || (withLineEnds && (byte == 0x0A || byte == 0x0D))
        { distance += 1 }
        return distance
    }

    private func beginsWithFirstName() throws -> Bool {
        guard let firstName else { return false }
        let from = try blanks(from: 1, withLineEnds: true)
        _ = try ahead(from + firstName.count)
        return window.dropFirst(from).starts(with: firstName)
    }

    /// Whether the line that begins here begins an object or closes the array.
    private func nextLineBegins(within column: Int) throws -> Bool {
        let width = try blanks(from: 0, withLineEnds: false)
        guard width <= column, let byte = try ahead(width) else { return false }
        return byte == UInt8(ascii: "{") || byte == UInt8(ascii: "]")
    }

    /// Whether a `[` opens an array, as `[INF] …` of a log does not.
    private func opensArray() throws -> Bool {
        guard let byte = try ahead(blanks(from: 1, withLineEnds: true)) else { return true }
        return byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "]")
    }

    /// The length of `{finished: 1}`, which masscan before 1.0.5 writes behind its last object.
    private func endMark() throws -> Int? {
        var i = try blanks(from: 1, withLineEnds: false)
        for text in ["\"", "finished", "\"", ":", "1", "}"] {
            i = try blanks(from: i, withLineEnds: false)
            var length = 0
            for byte in text.utf8 {
                guard try isAhead(byte, at: i + length) else { break }
                length += 1
            }
            if length == text.utf8.count {
                i += length
            } else if text != "\"" {
                return nil
            }
        }
        return i
    }

    /// The bytes as UTF-8; those that are none as `\xD6`.
    private func text(_ raw: [UInt8]) -> [UInt8] {
        let isWhole = raw.withUnsafeBufferPointer { firstNotUTF8($0) == nil }
        guard !isWhole, let transcoder = try? Transcoder(.utf8(bomLength: 0, isProved: false)) else { return raw }
        let out = ByteBuffer(capacity: raw.count * 2)
        _ = raw.withUnsafeBytes { transcoder.append($0, to: out) }
        return Array(out.bytes)
    }
}
