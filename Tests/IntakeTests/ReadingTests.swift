import Foundation
import Inventory
import TestSupport
import Testing

@testable import Intake

/// The reader of records: what libcsv does with odd lines when it is driven carelessly must not happen here.
struct ReadingTests {
    /// A record or a reject in one line: `2: a|b|c`, `3: quoting`.
    private func records(
        _ bytes: [UInt8], encoding: TextEncoding = .utf8(bomLength: 0, isProved: false), delimiter: Character = ","
    ) throws -> (steps: [String], reader: RecordReader) {
        let folder = try TemporaryFolder()
        let path = folder.path(of: "input.csv")
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let file = try FileBytes.open(path: path, name: "input.csv")
        let reader = try RecordReader(file, encoding: encoding, delimiter: delimiter.asciiValue ?? 44)
        var steps: [String] = []
        while let step = try reader.next() {
            switch step {
            case .record(let record):
                let cells = (0..<record.kept).map { CellText.string(record[$0]) }
                steps.append("\(record.line): \(cells.joined(separator: "|"))")
            case .reject(let reject): steps.append("\(reject.line): \(reject.reason.rawValue)")
            }
        }
        return (steps, reader)
    }

    private func steps(_ text: String, delimiter: Character = ",") throws -> [String] {
        try records(Array(text.utf8), delimiter: delimiter).steps
    }

    /// UTF-16, the low byte first.
    private func wide(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for unit in text.utf16 { bytes += [UInt8(unit & 255), UInt8(unit >> 8)] }
        return bytes
    }

    @Test func `text behind a closing quote does not swallow the good row after it`() throws {
        #expect(try steps("\"srv\"1,x\nmail01,y\n") == ["1: quoting", "2: mail01|y"])
    }

    @Test func `a quote that never closes costs its own line only`() throws {
        #expect(try steps("a,\"b\nc,d\ne,f") == ["1: quoting", "2: c|d", "3: e|f"])
    }

    @Test func `a quote on the last line without line end is a reject`() throws {
        #expect(try steps("a,b\n\"c") == ["1: a|b", "2: quoting"])
    }

    @Test func `a quote that is open for twenty thousand lines counts as never closed`() throws {
        let text = "a,\"b\n" + String(repeating: "c,d\n", count: 20_200) + "e,\"f\"\n"
        let steps = try steps(text)
        #expect(steps.count == 20_202)
        #expect(steps.first == "1: quoting")
        #expect(steps.last == "20202: e|f")
    }

    @Test func `a closed cell of many lines is a cell`() throws {
        let note = (1...15_000).map { "line \($0) of a note" }.joined(separator: "\n")
        #expect(try steps("a,\"\(note)\"\nb,c\n") == ["1: a|\(note)", "15001: b|c"])
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: ["a,\"b\n", "\"\"\"a,b\n", "a,\"\"\"\n", "\",\"\n", "a,\"b\nc,d\n", "\"\",\"\nc\"\"d\n"])
    func `quotes that never close cost a large file no more than a second reading`(_ piece: String) throws {
        let count = 60_000
        let (steps, reader) = try records(Array(String(repeating: piece, count: count).utf8))
        #expect(!steps.isEmpty)
        #expect(reader.lines == count * piece.count { $0 == "\n" })
    }

    @Test func `the column of a byte that is no character is known where the line can be cut`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path(of: "input.csv")
        try Data(Array("a,\"x,y\",".utf8) + [0xFC] + Array(",b\nc,d\n".utf8)).write(to: URL(fileURLWithPath: path))
        let reader = try RecordReader(
            FileBytes.open(path: path, name: "input.csv"), encoding: .utf8(bomLength: 0, isProved: false), delimiter: 44
        )
        _ = try reader.next()
        #expect(reader.faultColumn == 2)
        _ = try reader.next()
        #expect(reader.faultColumn == nil)
    }

    @Test func `a cell may span lines`() throws {
        #expect(try steps("a,\"b\r\nc\rd\ne\"\r\nf,g\r\n") == ["1: a|b\r\nc\rd\ne", "5: f|g"])
    }

    @Test func `blanks around a value stay and a row of blanks is a blank line`() throws {
        let (steps, reader) = try records(Array(" a , b \n   \n\nc,d\n".utf8))
        #expect(steps == ["1:  a | b ", "4: c|d"])
        #expect(reader.blankLines == 2)
        #expect(reader.lines == 4)
    }

    @Test(arguments: ["\n", "\r\n", "\r"]) func `each kind of line end ends a line`(_ end: String) throws {
        #expect(try steps("a,b\(end)c,d\(end)\(end)e,f") == ["1: a|b", "2: c|d", "4: e|f"])
    }

    @Test func `NUL bytes pass through`() throws {
        #expect(try steps("a\0b,c\n") == ["1: a\0b|c"])
    }

    @Test func `a field of more than a mebibyte is a reject and the next row is read`() throws {
        let long = String(repeating: "x", count: 1_100_000)
        #expect(try steps("a,\(long)\nb,c\n") == ["1: field_too_long", "2: b|c"])
        #expect(try steps("a,\(long.prefix(1_000_000))\nb,c\n").last == "2: b|c")
    }

    @Test func `a line of many mebibytes is a reject and the next row is read`() throws {
        let long = String(repeating: "x,", count: 4_000_000)
        for end in ["\n", "\r", "\r\n"] {
            #expect(try steps("\(long)\(end)b,c\(end)") == ["1: field_too_long", "2: b|c"])
        }
    }

    @Test func `columns beyond the cap are counted and not kept`() throws {
        let text = String(repeating: "x,", count: 10_000) + "y\n"
        let (steps, _) = try records(Array(text.utf8))
        #expect(steps.first?.split(separator: "|").count == Limits.columns)
    }

    @Test func `lines of UTF-16 keep their place on disk`() throws {
        let text = "\u{FEFF}a,上\r\nb,\"c\nd\"\r\nx,\"y\n"
        let bytes = wide(text)
        let folder = try TemporaryFolder()
        let path = folder.path(of: "input.csv")
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let file = try FileBytes.open(path: path, name: "input.csv")
        let reader = try RecordReader(file, encoding: .wide("utf-16le", bomLength: 2), delimiter: 44)
        var places: [Int] = []
        while let step = try reader.next() {
            switch step {
            case .record(let record): places.append(record.offset)
            case .reject(let reject): places.append(reject.byteOffset)
            }
        }
        #expect(places == [2, 12, 30])
    }

    @Test func `a character that is cut at the end of the file is a reject`() throws {
        let bytes = Array("a,b\nc,".utf8) + [0x83]
        #expect(try records(bytes, encoding: .narrow("cp932")).steps == ["1: a|b", "2: encoding"])
        let odd = wide("a\n") + [0x62]
        #expect(try records(odd, encoding: .wide("utf-16le", bomLength: 0)).steps == ["1: a", "2: encoding"])
    }

    @Test func `CP932 keeps the characters that Shift_JIS lacks`() throws {
        let bytes: [UInt8] = [0x87, 0x40, 0x2C, 0xFB, 0xFC, 0x2C, 0x87, 0x8A, 0x0A]
        #expect(try records(bytes, encoding: .narrow("cp932")).steps == ["1: ①|髙|㈱"])
    }
}

/// Whatever a file holds, each of its lines is a record's, a reject's, or blank.
struct ConservationTests {
    /// Numbers that come out the same on every machine.
    private struct Dice {
        var state: UInt64
        mutating func roll(_ sides: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % sides
        }
    }

    @Test(arguments: 1...60) func `every line of a hostile file is accounted for`(_ seed: Int) throws {
        var dice = Dice(state: UInt64(seed))
        let pieces = [
            "a", "\"", ",", ";", "\n", "\r\n", "\r", " ", "\"\"", "ü", "x,y\n", "\"q,\nr\"\n", "\0", "\u{FEFF}", "=1",
        ]
        let text = (0..<(200 + dice.roll(2_000))).map { _ in pieces[dice.roll(pieces.count)] }.joined()
        let (lines, covered) = try walk(Array(text.utf8))
        #expect(lines == physicalLines(text))
        #expect(covered == Array(1...lines))
    }

    /// The number of lines read, and each line as often as something stands for it.
    private func walk(_ bytes: [UInt8]) throws -> (lines: Int, covered: [Int]) {
        let folder = try TemporaryFolder()
        let path = folder.path(of: "input.csv")
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let file = try FileBytes.open(path: path, name: "input.csv")
        let reader = try RecordReader(file, encoding: .utf8(bomLength: 0, isProved: true), delimiter: 44)
        var covered: [Int] = []
        var before = 0
        var blank = 0
        while let step = try reader.next() {
            let first: Int
            let count: Int
            switch step {
            case .record(let record): (first, count) = (record.line, record.lines)
            case .reject(let reject): (first, count) = (reject.line, 1)
            }
            #expect(first - before - 1 == reader.blankLines - blank)
            covered += (before + 1)..<(first + count)
            before = first + count - 1
            blank = reader.blankLines
        }
        covered += (before + 1)..<(reader.lines + 1)
        #expect(reader.lines - before == reader.blankLines - blank)
        return (reader.lines, covered)
    }

    /// Line ends counted by their definition.
    private func physicalLines(_ text: String) -> Int {
        let bytes = Array(text.utf8)
        var ends = 0
        for (i, byte) in bytes.enumerated() {
            if byte == 10 || (byte == 13 && (i + 1 == bytes.count || bytes[i + 1] != 10)) { ends += 1 }
        }
        return ends + (bytes.last == 10 || bytes.last == 13 ? 0 : 1)
    }

    @Test func `rows that were written well come back as they were, whatever their cells hold`() throws {
        var dice = Dice(state: 4)
        let pieces = ["a", "\"", ",", "\n", "\r\n", " ", "ü", "\r", "上", ";", "", "="]
        let rows = (0..<300).map { _ in
            ["k"] + (0..<4).map { _ in (0..<dice.roll(6)).map { _ in pieces[dice.roll(pieces.count)] }.joined() }
        }
        let text = rows.map { row in
            row.map { "\"\($0.replacingOccurrences(of: "\"", with: "\"\""))\"" }.joined(separator: ",") + "\r\n"
        }.joined()
        let folder = try TemporaryFolder()
        let path = folder.path(of: "input.csv")
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        let file = try FileBytes.open(path: path, name: "input.csv")
        let reader = try RecordReader(file, encoding: .utf8(bomLength: 0, isProved: true), delimiter: 44)
        var read: [[String]] = []
        while case .record(let record)? = try reader.next() {
            read.append((0..<record.kept).map { CellText.string(record[$0]) })
        }
        #expect(read == rows)
    }
}
