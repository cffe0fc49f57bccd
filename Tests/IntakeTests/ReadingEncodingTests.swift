import Foundation
import Inventory
import TestSupport
import Testing

@testable import Intake

/// Which encoding a file is taken for, and what becomes of bytes that are no character of it.
struct ReadingEncodingTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// The owners of the accepted rows and the lines of the rejected ones.
    private func read(
        _ bytes: [UInt8], said: String? = nil
    ) throws -> (encoding: String, owners: [String], rejected: [Int]) {
        var options = IntakeOptions(now: Instant(1_629_460_800))
        options.encoding = said
        let file = try SourceFile.open(path: try folder.write(bytes, to: "input.csv"), options: options)
        var owners: [String] = []
        var rejected: [Int] = []
        _ = try file.read { batch, rejects in
            for i in 0..<batch.count { owners += batch[i].all(.owner) }
            for reject in rejects {
                #expect(reject.reason == .encoding)
                rejected.append(reject.line)
            }
        }
        return (file.recognition.encoding.value, owners, rejected)
    }

    private func table(_ owners: [[UInt8]]) -> [UInt8] {
        Array("Hostname,Owner,IP\r\n".utf8)
            + owners.enumerated().flatMap { Array("srv\($0),".utf8) + $1 + Array(",192.0.2.\($0)\r\n".utf8) }
    }

    /// A text in UTF-16 or UTF-32.
    private func wide(_ text: String, unit: Int, bigEndian: Bool) -> [UInt8] {
        let units = unit == 2 ? text.utf16.map(UInt32.init) : text.unicodeScalars.map(\.value)
        return units.flatMap { value in
            let bytes = (0..<unit).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
            return bigEndian ? bytes.reversed() : bytes
        }
    }

    private static let names = ["Jürgen Weiß", "佐藤 髙橋", "Zoë 😀", "Œuvre “x”"]

    private var text: String { String(decoding: table(Self.names.map { Array($0.utf8) }), as: UTF8.self) }

    @Test(arguments: [
        (2, false, true, "utf-16le"), (2, true, true, "utf-16be"), (2, false, false, "utf-16le"),
        (2, true, false, "utf-16be"), (4, false, true, "utf-32le"), (4, true, true, "utf-32be"),
    ])
    func `wide encodings are known by their mark or their NUL bytes`(
        unit: Int, bigEndian: Bool, mark: Bool, name: String
    ) throws {
        let result = try read(wide((mark ? "\u{FEFF}" : "") + text, unit: unit, bigEndian: bigEndian))
        #expect(result.encoding == name)
        #expect(result.owners == Self.names)
        #expect(result.rejected == [])
    }

    @Test(arguments: ["", "\u{FEFF}"]) func `UTF-8 is UTF-8 with and without mark`(_ mark: String) throws {
        let result = try read(Array((mark + text).utf8))
        #expect(result.encoding == "utf-8")
        #expect(result.owners == Self.names)
    }

    @Test(arguments: ["utf-16", "UTF-16LE", "ucs-2", "Unicode"])
    func `wide text without mark is read as it was said`(_ name: String) throws {
        #expect(try read(wide(text, unit: 2, bigEndian: false), said: name).owners == Self.names)
    }

    @Test(
        arguments: [
            ("utf-16", [[0x41, 0, 0x3D, 0xD8], [0x42, 0]]), ("utf-16", [[0x3D, 0xDE, 0x41, 0], [0x42, 0]]),
        ] as [(String, [[UInt8]])])
    func `half a pair of UTF-16 costs its line`(_ name: String, _ owners: [[UInt8]]) throws {
        func wide(_ text: String) -> [UInt8] { text.utf8.flatMap { [$0, 0] } }
        let bytes = wide("Hostname,Owner\n") + owners.flatMap { wide("srv,") + $0 + wide("\n") }
        let result = try read(bytes, said: name)
        #expect(result.owners == ["B"])
        #expect(result.rejected == [2])
    }

    @Test(
        arguments: [
            [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
            [0xF0, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0x80], [0xBF], [0xFE],
            [0xFF], [0xC3], [0xE4, 0xB8], [0xF0, 0x9F, 0x98], [0xF8, 0x88, 0x80, 0x80, 0x80],
        ] as [[UInt8]])
    func `what is no strict UTF-8 costs its line`(_ bytes: [UInt8]) throws {
        let good = Array("Jürgen".utf8)
        let result = try read(table([good, Array("x".utf8) + bytes, good]), said: "utf-8")
        #expect(result.owners == ["Jürgen", "Jürgen"])
        #expect(result.rejected == [3])
        let cut = try read(table([good]) + Array("srv9,".utf8) + bytes, said: "utf-8")
        #expect(cut.rejected == [3])
    }

    @Test(
        arguments: [
            "\u{80}", "\u{7FF}", "\u{800}", "\u{D7FF}", "\u{E000}", "\u{FFFD}", "\u{10000}", "\u{10FFFF}",
        ])
    func `the first and the last character of each length are UTF-8`(_ character: String) throws {
        let result = try read(table([Array("x\(character)".utf8)]))
        #expect(result.encoding == "utf-8")
        #expect(result.owners == ["x\(character)"])
    }

    @Test(arguments: [0x81, 0x8D, 0x8F, 0x90, 0x9D] as [UInt8])
    func `a byte that windows-1252 leaves open costs its line`(_ byte: UInt8) throws {
        let result = try read(table([[0x4A, 0xFC, 0x72], [0x78, byte, 0x79], [0x80]]), said: "windows-1252")
        #expect(result.owners == ["Jür", "€"])
        #expect(result.rejected == [3])
    }

    @Test func `quotes and words of windows-1252 that look like UTF-8 at a word's end stay what they are`() throws {
        // „Spaß“ and a space that does not break: DF 93 and E9 A0 BB would be UTF-8.
        let owners: [[UInt8]] = [
            [0x84, 0x53, 0x70, 0x61, 0xDF, 0x93], [0xAB, 0x20, 0x72, 0xE9, 0x73, 0xE9, 0xA0, 0xBB], [0x53, 0xC3, 0x4F],
        ]
        let result = try read(table(owners))
        #expect(result.encoding == "windows-1252")
        #expect(result.owners == ["„Spaß“", "« résé\u{A0}»", "SÃO"])
    }

    @Test(
        arguments: [
            ("Иванов", 0xE9), ("佐藤健", 0xFC), ("Δέλτα", 0xE9), ("Jürgen", 0xFC),
        ] as [(String, UInt8)])
    func `one stray byte does not turn a name of UTF-8 into signs`(_ name: String, _ stray: UInt8) throws {
        let result = try read(table([Array(name.utf8), [0x4D, stray, 0x6C], Array("Anna".utf8)]))
        #expect(result.encoding == "utf-8")
        #expect(result.owners == [name, "Anna"])
        #expect(result.rejected == [3])
    }

    @Test(arguments: [
        ("iso-8859-15", [0xA4] as [UInt8], "€"), ("windows-1251", [0xC8, 0xE2, 0xE0, 0xED], "Иван"),
        ("koi8-r", [0xE9, 0xD7], "Ив"), ("euc-jp", [0xBA, 0xB4, 0xC6, 0xA3], "佐藤"), ("gb18030", [0xCD, 0xF5], "王"),
        ("big5", [0xA4, 0xFD], "王"), ("Shift_JIS", [0xFB, 0xFC, 0x87, 0x40], "髙①"), ("macintosh", [0x8A], "ä"),
        ("ibm850", [0x84], "ä"), ("iso-2022-jp", [0x1B, 0x24, 0x42, 0x3A, 0x34, 0x46, 0x23, 0x1B, 0x28, 0x42], "佐藤"),
        ("utf-7", Array("J+APw-rgen".utf8), "Jürgen"),
    ])
    func `encodings that iconv names are read as they were said`(
        _ name: String, _ bytes: [UInt8], _ owner: String
    ) throws {
        let result = try read(table([bytes, Array("Anna".utf8)]), said: name)
        #expect(result.owners == [owner, "Anna"])
        #expect(result.rejected == [])
    }

    @Test(arguments: ["ebcdic-us", "nonsense", "ucs-4", ""])
    func `an encoding that no text file comes in is refused`(_ name: String) throws {
        do {
            _ = try read(table([Array("x".utf8)]), said: name)
            Issue.record("'\(name)' was taken")
        } catch let complaint as Complaint { #expect(complaint.code == .badData) }
    }
}
