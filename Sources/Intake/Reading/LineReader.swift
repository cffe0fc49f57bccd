import Glibc
import Inventory

/// One physical line, decoded; its bytes live until the next line is asked for.
struct PhysicalLine {
    /// What keeps a line from being read.
    enum Fault {
        /// A byte that is no character of the encoding: its place in the line from 0, the byte, and the place from 0 in
        /// the decoded text where it is written.
        case encoding(place: Int, byte: UInt8, written: Int)
        case tooLong
    }

    /// From 1.
    let number: Int
    /// Where it begins in the file as it lies on disk.
    let offset: Int
    /// Where the next one begins.
    let end: Int
    /// UTF-8 with its line end, if it has one. Of a line that is too long, the beginning.
    let bytes: UnsafeBufferPointer<UInt8>
    let fault: Fault?
    /// Whether a line end closes it: all but perhaps the last.
    let isClosed: Bool

    /// The bytes without the line end.
    var content: UnsafeBufferPointer<UInt8> {
        var n = bytes.count
        while n > 0, bytes[n - 1] == 0x0A || bytes[n - 1] == 0x0D { n -= 1 }
        return UnsafeBufferPointer(rebasing: bytes[..<n])
    }

    /// Whether it holds nothing but blanks.
    var isBlank: Bool { fault == nil && content.allSatisfy { $0 == 0x20 || $0 == 0x09 } }
}

/// Cuts a file into physical lines: LF, CRLF and lone CR each end one. Decodes them to UTF-8, and knows where each lies.
///
/// Keeps one buffer, never longer than the longest line it takes.
final class LineReader {
    private let file: FileBytes
    private let encoding: TextEncoding
    private let transcoder: Transcoder
    private var buffer: UnsafeMutableRawBufferPointer
    /// What of the buffer is filled and not yet given out.
    private var start = 0
    private var filled = 0
    /// The place in the file of the buffer's first byte.
    private var bufferOffset: Int
    private var nextLine = 1
    /// The next LF and CR at or after `start`, as far as they were looked for.
    private var nextLF = Mark()
    private var nextCR = Mark()
    private let decoded = ByteBuffer()
    /// The beginning of a line that was too long.
    private let skipped = ByteBuffer()

    /// Where a byte stands next, and up to where that is known.
    private struct Mark {
        var found = -1
        var searchedTo = 0
    }

    init(_ file: FileBytes, encoding: TextEncoding) throws {
        self.file = file
        self.encoding = encoding
        transcoder = try Transcoder(encoding)
        buffer = .allocate(byteCount: 256 << 10, alignment: 16)
        bufferOffset = encoding.bomLength
    }

    deinit { buffer.deallocate() }

    /// The file's offset up to which lines were given.
    var offset: Int { bufferOffset + start }
    /// Lines given so far.
    var lines: Int { nextLine - 1 }

    /// Goes on at a place where a line begins.
    func seek(to offset: Int, line: Int) {
        nextLine = line
        if offset >= bufferOffset, offset <= bufferOffset + filled {
            start = offset - bufferOffset
        } else {
            (bufferOffset, start, filled) = (offset, 0, 0)
        }
        (nextLF, nextCR) = (Mark(), Mark())
    }

    /// The next line; nil at the end of the file.
    func next() throws -> PhysicalLine? {
        while true {
            if let end = lineEnd() { return line(to: end, isClosed: true) }
            if filled - start > Limits.line { return try overlong() }
            guard try refill() else { break }
        }
        guard filled > start else { return nil }
        if encoding.unit == 1, byte(filled - 1) == 0x0D { return line(to: filled, isClosed: true) }
        return line(to: filled, isClosed: false)
    }

    private func byte(_ i: Int) -> UInt8 { buffer[i] }

    // MARK: Line ends

    /// The place behind the next line end, if the buffer holds it for certain.
    private func lineEnd() -> Int? { encoding.unit == 1 ? narrowLineEnd() : wideLineEnd() }

    private func narrowLineEnd() -> Int? {
        find(0x0A, &nextLF)
        find(0x0D, &nextCR)
        let lf = nextLF.found
        let cr = nextCR.found
        if cr >= 0, lf < 0 || cr < lf {
            if cr + 1 == lf { return lf + 1 }
            return cr + 1 < filled ? cr + 1 : nil
        }
        return lf >= 0 ? lf + 1 : nil
    }

    /// Looks for a byte from `start` on, each place once.
    private func find(_ wanted: Int32, _ mark: inout Mark) {
        if mark.found >= start { return }
        let from = max(start, mark.searchedTo)
        guard from < filled, let base = buffer.baseAddress else {
            mark.found = -1
            return
        }
        if let hit = memchr(base + from, wanted, filled - from) {
            mark.found = UnsafeRawPointer(hit) - UnsafeRawPointer(base)
            mark.searchedTo = mark.found + 1
        } else {
            mark.found = -1
            mark.searchedTo = filled
        }
    }

    private func wideLineEnd() -> Int? {
        let unit = encoding.unit
        var i = max(start, nextLF.searchedTo)
        i -= (i - start) % unit
        while i + unit <= filled {
            let value = wideUnit(at: i)
            if value == 0x0A { return i + unit }
            if value == 0x0D {
                guard i + 2 * unit <= filled else { return atEndOfFile ? i + unit : nil }
                return wideUnit(at: i + unit) == 0x0A ? i + 2 * unit : i + unit
            }
            i += unit
        }
        nextLF.searchedTo = i
        return nil
    }

    private var atEndOfFile: Bool { bufferOffset + filled >= file.count }

    private func wideUnit(at i: Int) -> UInt32 {
        var value: UInt32 = 0
        for k in 0..<encoding.unit {
            let place = encoding.isBigEndian ? k : encoding.unit - 1 - k
            value = value << 8 | UInt32(byte(i + place))
        }
        return value
    }

    // MARK: Filling

    /// Reads on; false at the end of the file.
    private func refill() throws -> Bool {
        if start > 0 {
            let base = buffer.baseAddress!
            memmove(base, base + start, filled - start)
            bufferOffset += start
            for mark in [\LineReader.nextLF, \LineReader.nextCR] {
                self[keyPath: mark].searchedTo = max(0, self[keyPath: mark].searchedTo - start)
                self[keyPath: mark].found = max(-1, self[keyPath: mark].found - start)
            }
            filled -= start
            start = 0
        }
        if filled == buffer.count { grow() }
        let room = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
        let got = try file.read(at: bufferOffset + filled, into: room)
        filled += got
        return got > 0
    }

    private func grow() {
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: buffer.count * 2, alignment: 16)
        memcpy(larger.baseAddress!, buffer.baseAddress!, filled)
        buffer.deallocate()
        buffer = larger
    }

    // MARK: Giving out

    private func line(to end: Int, isClosed: Bool) -> PhysicalLine {
        let place = bufferOffset + start
        let isTooLong = end - start > Limits.line
        let shown = isTooLong ? start + Limits.raw : end
        let raw = UnsafeRawBufferPointer(rebasing: buffer[start..<shown])
        start = end
        return give(
            raw, offset: place, end: bufferOffset + end, isClosed: isClosed, fault: isTooLong ? .tooLong : nil)
    }

    private func give(
        _ raw: UnsafeRawBufferPointer, offset: Int, end: Int, isClosed: Bool, fault: PhysicalLine.Fault?
    ) -> PhysicalLine {
        defer { nextLine += 1 }
        let (bytes, wrong) = decode(raw)
        let found = fault ?? wrong.map { .encoding(place: $0.place, byte: raw[$0.place], written: $0.written) }
        return PhysicalLine(
            number: nextLine, offset: offset, end: end, bytes: bytes, fault: found, isClosed: isClosed)
    }

    /// UTF-8, and the place of the first byte that is no character.
    private func decode(_ raw: UnsafeRawBufferPointer) -> (UnsafeBufferPointer<UInt8>, (place: Int, written: Int)?) {
        let plain = raw.bindMemory(to: UInt8.self)
        if encoding.iconvName == nil, encoding.isProved || isStrictUTF8(plain) { return (plain, nil) }
        if encoding.unit == 1, !encoding.shifts, isASCII(plain) { return (plain, nil) }
        decoded.clear()
        let wrong = transcoder.append(raw, to: decoded)
        if wrong.isEmpty, !isStrictUTF8(decoded.bytes) { return escape(plain) }
        return (decoded.bytes, wrong.first)
    }

    /// Writes all bytes above ASCII as `\xF4`: iconv lets characters above U+10FFFF pass, which are none.
    private func escape(
        _ plain: UnsafeBufferPointer<UInt8>
    ) -> (UnsafeBufferPointer<UInt8>, (place: Int, written: Int)?) {
        decoded.clear()
        let wrong = firstNotUTF8(plain) ?? 0
        var written = 0
        for i in plain.indices {
            if i == wrong { written = decoded.count }
            if plain[i] < 0x80 {
                decoded.append(String(Unicode.Scalar(plain[i])))
            } else {
                decoded.append("\\x\(hex(plain[i]).dropFirst(2))")
            }
        }
        return (decoded.bytes, (wrong, written))
    }

    private func isStrictUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        isASCII(bytes) || firstNotUTF8(bytes) == nil
    }

    /// The place of the first byte that no strict UTF-8 has there.
    private func firstNotUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        var check = UTF8Check()
        for i in bytes.indices {
            if let wrong = check.take(bytes[i], at: i) { return wrong.offset }
        }
        return check.finish()?.offset
    }

    /// Gives the beginning of a line that is too long and skips the rest of it.
    private func overlong() throws -> PhysicalLine {
        let place = bufferOffset + start
        skipped.clear()
        skipped.append(buffer.baseAddress! + start, Limits.raw)
        var isClosed = false
        while true {
            start = filled - (filled - start) % encoding.unit
            if encoding.unit == 1, filled > 0, byte(filled - 1) == 0x0D { start = filled - 1 }
            guard try refill() else { break }
            if let end = lineEnd() {
                start = end
                isClosed = true
                break
            }
        }
        if !isClosed { start = filled }
        return give(
            UnsafeRawBufferPointer(skipped.bytes), offset: place, end: bufferOffset + start, isClosed: isClosed,
            fault: .tooLong)
    }
}
