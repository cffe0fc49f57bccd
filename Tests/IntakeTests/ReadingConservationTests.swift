import Foundation
import Inventory
import TestSupport
import Testing

@testable import Intake

/// The reader of records beside a second one, written here from RFC 4180 and the rules for what breaks it: over hostile
/// files both must give the same records, the same rejects and the same blank lines.
struct ReadingConservationTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// The reader's steps as text: `2+1: a|b`, `3: reject`; at last the count of blank lines and of all.
    private func read(_ bytes: [UInt8], _ delimiter: UInt8, _ encoding: TextEncoding) throws -> [String] {
        let file = try FileBytes.open(path: try folder.write(bytes, to: "input.csv"), name: "input.csv")
        let reader = try RecordReader(file, encoding: encoding, delimiter: delimiter)
        var steps: [String] = []
        while let step = try reader.next() {
            switch step {
            case .record(let record):
                steps.append(StrictCSV.words(record.line, record.lines, (0..<record.kept).map { Array(record[$0]) }))
            case .reject(let reject): steps.append("\(reject.line): reject")
            }
        }
        return steps + ["blank \(reader.blankLines) of \(reader.lines)"]
    }

    private static let pieces: [[UInt8]] =
        [
            "a", "bc", "\"", "\"", "\"\"", ",", ",", ";", "\t", "|", "\n", "\n", "\r\n", "\r", " ", "ü", "上", "\0",
            "\u{FEFF}", "x,y\n", "\"q,\nr\"\n", "\"a \"\"b\"\" c\";", ",\"\n", "=1+1",
        ].map { Array($0.utf8) }

    /// Bytes that no UTF-8 has, or has only in part.
    private static let damage: [[UInt8]] = [
        [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC0, 0x80], [0x80],
    ]

    @Test(arguments: 1...400) func `hostile files are read as the rules say`(_ seed: Int) throws {
        var dice = Dice(seed)
        let delimiter = Array(",;\t|".utf8)[dice.roll(4)]
        let harm = dice.roll(3) == 0 ? 40 : 0
        let bytes = (0..<(50 + dice.roll(600))).flatMap { _ in
            harm > 0 && dice.roll(harm) == 0
                ? Self.damage[dice.roll(Self.damage.count)] : Self.pieces[dice.roll(Self.pieces.count)]
        }
        let read = try read(bytes, delimiter, .utf8(bomLength: 0, isProved: false))
        #expect(read == StrictCSV(delimiter: delimiter).steps(of: bytes), "seed \(seed)")
    }

    @Test(arguments: 1...60) func `hostile files of UTF-16 are read as the same text of UTF-8`(_ seed: Int) throws {
        var dice = Dice(seed)
        let text = String(
            decoding: (0..<300).flatMap { _ in Self.pieces[dice.roll(Self.pieces.count)] }, as: UTF8.self)
        let isBigEndian = dice.roll(2) == 0
        let wide = text.utf16.flatMap {
            isBigEndian ? [UInt8($0 >> 8), UInt8($0 & 255)] : [UInt8($0 & 255), UInt8($0 >> 8)]
        }
        let read = try read(wide, 0x2C, .wide(isBigEndian ? "utf-16be" : "utf-16le", bomLength: 0))
        #expect(read == StrictCSV(delimiter: 0x2C).steps(of: Array(text.utf8)), "seed \(seed)")
    }

    @Test(arguments: 1...60) func `an import tells of as many lines as there are`(_ seed: Int) throws {
        var dice = Dice(seed)
        let cells = [
            "mail01", "srv 2", "192.0.2.7", "\"x,y\"", "\"a\nb\"", "", "\"open", "q\"q", "Jürgen", "2021-08-16",
        ]
        var text = "Hostname,IP,Owner,Note\n"
        for _ in 0..<(20 + dice.roll(200)) {
            let width = dice.roll(8) == 0 ? dice.roll(7) : 4
            text += (0..<width).map { _ in cells[dice.roll(cells.count)] }.joined(separator: ",")
            text += ["\n", "\r\n", "\n\n", "\n  \n", "\r"][dice.roll(5)]
        }
        let bytes = Array(text.utf8)
        let path = try folder.write(bytes, to: "input.csv")
        let file = try SourceFile.open(path: path, options: IntakeOptions(now: Instant(1_629_460_800)))
        var starts: [Int] = []
        let report = try file.read { batch, rejects in
            starts += (0..<batch.count).map { batch[$0].line } + rejects.map(\.line)
        }
        #expect(report.records == report.accepted + report.rejected)
        #expect(report.records == starts.count)
        #expect(Set(starts).count == starts.count)
        // What spans lines is counted by the second reader; a record of empty cells is blank here.
        let strict = StrictCSV(delimiter: 0x2C)
        #expect(report.lines == strict.lines(of: bytes).count)
        #expect(
            report.headerLines + report.blankLines + strict.linesOfRecords(in: bytes, at: Set(starts)) == report.lines)
    }
}

/// Numbers that come out the same on every machine.
private struct Dice {
    private var state: UInt64

    init(_ seed: Int) { state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 }

    mutating func roll(_ sides: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % sides
    }
}

/// A reader of RFC 4180 that knows no mercy: quotes stand around a whole cell or doubled within such a one. What does not
/// parse from a line on costs that line.
private struct StrictCSV {
    let delimiter: UInt8

    static func words(_ line: Int, _ lines: Int, _ cells: [[UInt8]]) -> String {
        "\(line)+\(lines): " + cells.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "|")
    }

    func steps(of bytes: [UInt8]) -> [String] {
        let all = lines(of: bytes)
        var steps: [String] = []
        var blank = 0
        var i = 0
        while i < all.count {
            if all[i].allSatisfy({ $0 == 32 || $0 == 9 || $0 == 10 || $0 == 13 }) {
                blank += 1
                i += 1
            } else if let (cells, count) = record(all[i...]) {
                steps.append(Self.words(i + 1, count, cells))
                i += count
            } else {
                steps.append("\(i + 1): reject")
                i += 1
            }
        }
        return steps + ["blank \(blank) of \(all.count)"]
    }

    /// Physical lines of the records and rejects that begin at some lines.
    func linesOfRecords(in bytes: [UInt8], at starts: Set<Int>) -> Int {
        let all = lines(of: bytes)
        return starts.reduce(0) { $0 + (record(all[($1 - 1)...])?.lines ?? 1) }
    }

    func lines(of bytes: [UInt8]) -> [[UInt8]] {
        var all: [[UInt8]] = []
        var line: [UInt8] = []
        for (i, byte) in bytes.enumerated() {
            line.append(byte)
            if byte == 10 || (byte == 13 && !(i + 1 < bytes.count && bytes[i + 1] == 10)) {
                all.append(line)
                line = []
            }
        }
        return line.isEmpty ? all : all + [line]
    }

    private enum State { case start, plain, quoted, closed }

    /// The record that begins with the first of these lines, and how many it takes; nil where there is none.
    private func record(_ lines: ArraySlice<[UInt8]>) -> (cells: [[UInt8]], lines: Int)? {
        var cells: [[UInt8]] = []
        var cell: [UInt8] = []
        var state = State.start
        for (count, line) in lines.enumerated() {
            guard String(validating: line, as: UTF8.self) != nil else { return nil }
            for byte in line {
                switch (state, byte) {
                case (.quoted, 0x22): state = .closed
                case (.quoted, _): cell.append(byte)
                case (.closed, 0x22):
                    cell.append(byte)
                    state = .quoted
                case (.start, 0x22): state = .quoted
                case (_, 0x22): return nil
                case (_, delimiter):
                    cells.append(cell)
                    cell = []
                    state = .start
                case (_, 10), (_, 13): break
                case (.closed, _): return nil
                default:
                    cell.append(byte)
                    state = .plain
                }
            }
            if state != .quoted { return (cells + [cell], count + 1) }
        }
        return nil
    }
}
