import Glibc
import Inventory

/// Turns bytes of one encoding into UTF-8 by iconv; never replaces a character.
final class Transcoder {
    private let handle: iconv_t
    private let unit: Int

    /// Throws a `Complaint` where iconv does not know the encoding.
    init(_ encoding: TextEncoding) throws {
        guard let handle = Transcoder.open(to: "UTF-8", from: encoding.iconvName ?? "UTF-8") else {
            throw Complaint(.badData, "iconv does not know the encoding '\(encoding.name)'; nothing was changed")
        }
        self.handle = handle
        unit = encoding.unit
    }

    deinit { iconv_close(handle) }

    /// What iconv returns where it stopped: -1, whichever integer `size_t` is.
    private static let failure = size_t(truncatingIfNeeded: -1)

    private static func open(to target: String, from source: String) -> iconv_t? {
        let handle = iconv_open(target, source)
        return handle == iconv_t(bitPattern: -1) ? nil : handle
    }

    /// Whether iconv knows an encoding in which ASCII, line feeds included, stays as it is.
    static func keepsASCII(_ name: String) -> Bool { keeps("a;1\r\n", in: name) }

    /// Whether ASCII means something else behind an escape of the encoding: ISO-2022-JP and its kin, HZ, UTF-7.
    static func shifts(_ name: String) -> Bool {
        ["\u{1B}$B%F\u{1B}(B", "\u{1B}$)C\u{0E}0!\u{0F}", "\u{1B}$)A\u{0E}0!\u{0F}", "~{<:~}", "+AOQ-"].contains {
            !keeps($0, in: name)
        }
    }

    private static func keeps(_ text: String, in name: String) -> Bool {
        guard let handle = open(to: "UTF-8", from: name) else { return false }
        defer { iconv_close(handle) }
        let bytes = Array(text.utf8)
        let out = ByteBuffer()
        return bytes.withUnsafeBytes { convert(handle, $0, into: out) == nil } && out.bytes.elementsEqual(bytes)
    }

    /// Appends the text of `source`. Bytes that are no character of the encoding are written as `\xD6` and their places
    /// given back: in the source, and in `out` behind what it held.
    func append(_ source: UnsafeRawBufferPointer, to out: ByteBuffer) -> [(place: Int, written: Int)] {
        let begin = out.count
        var wrong: [(place: Int, written: Int)] = []
        var start = 0
        while start < source.count {
            let rest = UnsafeRawBufferPointer(rebasing: source[start...])
            guard let stop = Transcoder.convert(handle, rest, into: out) else { break }
            wrong.append((start + stop, out.count - begin))
            for i in 0..<min(unit, rest.count - stop) {
                out.append("\\x\(hex(rest[stop + i]).dropFirst(2))")
            }
            start += stop + unit
            iconv(handle, nil, nil, nil, nil)
        }
        return wrong
    }

    /// One character, if the bytes are one.
    func character(_ bytes: [UInt8]) -> String? {
        let out = ByteBuffer(capacity: 64)
        let wrong = bytes.withUnsafeBytes { append($0, to: out) }
        return wrong.isEmpty ? String(decoding: out.bytes, as: UTF8.self) : nil
    }

    /// Converts up to the first byte that is wrong or cut, whose place is given back.
    private static func convert(_ handle: iconv_t, _ source: UnsafeRawBufferPointer, into out: ByteBuffer) -> Int? {
        var input = UnsafeMutablePointer(mutating: source.bindMemory(to: CChar.self).baseAddress)
        var inputLeft = source.count
        let size = source.count * 4 + 16
        let failed = out.room(for: size).withMemoryRebound(to: CChar.self, capacity: size) { room in
            var output: UnsafeMutablePointer<CChar>? = room
            var outputLeft = size
            let result = iconv(handle, &input, &inputLeft, &output, &outputLeft)
            if result != failure { iconv(handle, nil, nil, &output, &outputLeft) }
            out.advance(by: size - outputLeft)
            return result == failure
        }
        return failed ? source.count - inputLeft : nil
    }
}
