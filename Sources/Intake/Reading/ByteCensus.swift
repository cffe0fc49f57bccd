import CLibcrypto
import Inventory

/// What all bytes of a file tell: its SHA-256, and what its bytes above ASCII can and cannot be.
struct ByteCensus {
    /// Still being counted while the file's encoding is known already.
    let fingerprint: Fingerprint
    /// The first byte that no strict UTF-8 has at its place.
    private(set) var firstNotUTF8: (offset: Int, byte: UInt8)?
    /// Whether some byte is above ASCII.
    private(set) var hasHighBytes = false
    /// The first byte of 0x80 to 0x9F: a character in windows-1252, a control character in ISO 8859-1. This and what
    /// follows is counted where the file is no strict UTF-8.
    private(set) var firstC1: (offset: Int, byte: UInt8)?
    private(set) var japanese = JapanesePairs()
    private var utf8 = UTF8Check()

    /// Reads the file from its first to its last byte: twice at once, on two processors, and once more where it is no
    /// strict UTF-8.
    init(of file: FileBytes) throws {
        fingerprint =
            try file.count < ByteCensus.worthAThread
            ? Fingerprint(Digest.sha256(of: file)) : Fingerprint { try Digest.sha256(of: file) }
        let proof = try UTF8Proof(of: file)
        hasHighBytes = proof.hasHighBytes
        guard let wrong = proof.firstWrong else { return }
        firstNotUTF8 = wrong
        try file.forEachPiece { piece, offset in count(piece.bindMemory(to: UInt8.self), from: offset) }
        japanese.finish()
        _ = utf8.finish()
    }

    /// Bytes from which on a second thread is worth its start.
    private static let worthAThread = 1 << 20

    private mutating func count(_ piece: UnsafeBufferPointer<UInt8>, from offset: Int) {
        if utf8.openSince == nil, !japanese.isOpen, isASCII(piece) { return }
        for i in piece.indices {
            let byte = piece[i]
            if byte < 0x80, utf8.openSince == nil, !japanese.isOpen { continue }
            _ = utf8.take(byte, at: offset + i)
            if byte >= 0x80, byte < 0xA0, firstC1 == nil { firstC1 = (offset + i, byte) }
            japanese.take(byte)
        }
    }

    /// Characters above ASCII that are strict UTF-8.
    var charactersOfUTF8: Int { utf8.characters }

    /// Bytes that belong to no character of UTF-8.
    var bytesNotUTF8: Int { utf8.wrongBytes }

    /// Whether the few bytes that are no UTF-8 are damage to a file of UTF-8: text of another encoding has hardly ever
    /// a character of UTF-8 in it, and never twenty for each byte that is none.
    var isDamagedUTF8: Bool { utf8.wrongBytes > 0 && utf8.wrongBytes * 20 < utf8.characters }
}

/// Whether a file is strict UTF-8, up to the first byte that is none.
struct UTF8Proof {
    private(set) var firstWrong: (offset: Int, byte: UInt8)?
    private(set) var hasHighBytes = false
    private var check = UTF8Check()

    init() {}

    init(of file: FileBytes) throws {
        try file.forEachPiece { piece, offset in
            if firstWrong == nil { take(piece.bindMemory(to: UInt8.self), from: offset) }
        }
        if firstWrong == nil { firstWrong = check.finish() }
    }

    /// Passes over ASCII eight bytes at a time, and over characters that are whole in the piece at once.
    private mutating func take(_ piece: UnsafeBufferPointer<UInt8>, from offset: Int) {
        let raw = UnsafeRawBufferPointer(piece)
        var i = 0
        while i < piece.count {
            if check.openSince == nil {
                if i + 8 <= piece.count {
                    let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: i, as: UInt64.self))
                    let high = word & 0x8080_8080_8080_8080
                    i += high.trailingZeroBitCount >> 3
                    if high == 0 { continue }
                } else if piece[i] < 0x80 {
                    i += 1
                    continue
                }
                hasHighBytes = true
                let length = UTF8Proof.usualLength(piece, i)
                i += length
                if length > 0 { continue }
            }
            if let wrong = check.take(piece[i], at: offset + i) {
                firstWrong = wrong
                return
            }
            i += 1
        }
    }

    /// The bytes of a right character of two or three bytes; 0 for all that needs a closer look.
    private static func usualLength(_ piece: UnsafeBufferPointer<UInt8>, _ i: Int) -> Int {
        guard i + 3 <= piece.count else { return 0 }
        let (first, second, third) = (piece[i], piece[i + 1], piece[i + 2])
        guard second & 0xC0 == 0x80 else { return 0 }
        if first >= 0xC2, first <= 0xDF { return 2 }
        guard first > 0xE0, first < 0xF0, first != 0xED, third & 0xC0 == 0x80 else { return 0 }
        return 3
    }
}

/// Whether all bytes are below 0x80.
func isASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let base = bytes.baseAddress else { return true }
    let raw = UnsafeRawPointer(base)
    var i = 0
    while i + 32 <= bytes.count {
        let a = raw.loadUnaligned(fromByteOffset: i, as: UInt64.self)
        let b = raw.loadUnaligned(fromByteOffset: i + 8, as: UInt64.self)
        let c = raw.loadUnaligned(fromByteOffset: i + 16, as: UInt64.self)
        let d = raw.loadUnaligned(fromByteOffset: i + 24, as: UInt64.self)
        if (a | b | c | d) & 0x8080_8080_8080_8080 != 0 { return false }
        i += 32
    }
    while i < bytes.count {
        if bytes[i] >= 0x80 { return false }
        i += 1
    }
    return true
}

/// Strict UTF-8, byte by byte: no overlong forms, no surrogates, nothing above U+10FFFF.
struct UTF8Check {
    /// The character that is not whole yet: where it began, and its first byte.
    private(set) var openSince: (offset: Int, byte: UInt8)?
    /// Whole characters above ASCII so far.
    private(set) var characters = 0
    /// Bytes so far that belong to no character.
    private(set) var wrongBytes = 0
    private var held = 0
    private var missing = 0
    private var lowest: UInt8 = 0x80
    private var highest: UInt8 = 0xBF

    /// Takes the next byte; gives the first byte of what can be no character, if so.
    mutating func take(_ byte: UInt8, at offset: Int) -> (offset: Int, byte: UInt8)? {
        guard let open = openSince else { return begin(byte, at: offset) }
        guard byte >= lowest, byte <= highest else {
            openSince = nil
            wrongBytes += held
            _ = begin(byte, at: offset)
            return open
        }
        (lowest, highest) = (0x80, 0xBF)
        missing -= 1
        held += 1
        if missing == 0 {
            openSince = nil
            characters += 1
        }
        return nil
    }

    /// Ends the text; gives the first byte of a character that is cut, if there is one.
    mutating func finish() -> (offset: Int, byte: UInt8)? {
        guard let open = openSince else { return nil }
        openSince = nil
        wrongBytes += held
        return open
    }

    private mutating func begin(_ byte: UInt8, at offset: Int) -> (offset: Int, byte: UInt8)? {
        (lowest, highest) = (0x80, 0xBF)
        switch byte {
        case ..<0x80: return nil
        case 0xC2...0xDF: missing = 1
        case 0xE0...0xEF:
            missing = 2
            if byte == 0xE0 { lowest = 0xA0 }
            if byte == 0xED { highest = 0x9F }
        case 0xF0...0xF4:
            missing = 3
            if byte == 0xF0 { lowest = 0x90 }
            if byte == 0xF4 { highest = 0x8F }
        default:
            wrongBytes += 1
            return (offset, byte)
        }
        held = 1
        openSince = (offset, byte)
        return nil
    }
}

/// Whether the bytes above ASCII pair up as CP932 does, and how many of the pairs are kana or common kanji.
struct JapanesePairs {
    private(set) var isPossible = true
    /// Characters of two bytes.
    private(set) var pairs = 0
    /// Of them kana, Japanese punctuation and kanji of the first level: what Japanese text consists of.
    private(set) var common = 0
    private var lead: UInt8 = 0

    /// Whether a first byte waits for its second.
    var isOpen: Bool { lead != 0 }

    mutating func take(_ byte: UInt8) {
        if lead != 0 {
            guard (0x40...0x7E).contains(byte) || (0x80...0xFC).contains(byte) else {
                isPossible = false
                lead = 0
                return
            }
            pairs += 1
            if lead < 0x99 { common += 1 }
            lead = 0
        } else if (0x81...0x9F).contains(byte) || (0xE0...0xFC).contains(byte) {
            lead = byte
        } else if byte == 0x80 || byte == 0xA0 || byte > 0xFC {
            isPossible = false
        }
    }

    mutating func finish() {
        if lead != 0 { isPossible = false }
    }

    /// At least half of the pairs are common ones: text of another language written in windows-1252 has hardly any.
    var isLikely: Bool { isPossible && common > 0 && common * 2 >= pairs }
}

/// A running SHA-256 by libcrypto.
final class Digest {
    private let context: OpaquePointer

    init() {
        guard let context = EVP_MD_CTX_new() else { fatalError("out of memory") }
        self.context = context
        EVP_DigestInit_ex(context, EVP_sha256(), nil)
    }

    deinit { EVP_MD_CTX_free(context) }

    /// That of a whole file.
    static func sha256(of file: FileBytes) throws -> [UInt8] {
        let digest = Digest()
        try file.forEachPiece { piece, _ in digest.update(piece) }
        return digest.finish()
    }

    func update(_ bytes: UnsafeRawBufferPointer) { EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) }

    /// The 32 bytes; to be called once.
    func finish() -> [UInt8] {
        var result = [UInt8](repeating: 0, count: 32)
        EVP_DigestFinal_ex(context, &result, nil)
        return result
    }
}
