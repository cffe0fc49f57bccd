import Foundation
import Inventory
import TestSupport
import Testing

@testable import Intake

/// Objects of JSON out of files of any length.
struct JSONRecordTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func reader(_ text: some Collection<UInt8>, isProvedUTF8: Bool = false) throws -> JSONRecordReader {
        let path = folder.path(of: "input.json")
        try Data(text).write(to: URL(fileURLWithPath: path))
        return try JSONRecordReader(
            .open(path: path, name: "input.json"), name: "input.json", isProvedUTF8: isProvedUTF8)
    }

    /// The names that were read and, with a `!`, the bytes of what was not.
    private func read(_ text: String) throws -> [String] {
        let reader = try reader(Array(text.utf8))
        var found: [String] = []
        while let step = try reader.next() {
            switch step {
            case .record(let record): found.append(record.value["n"]?.text ?? "-")
            case .reject(let reject): found.append("!" + String(decoding: reject.raw, as: UTF8.self))
            }
        }
        return found
    }

    @Test(
        arguments: [
            ("{\"n\":1}\n{\"n\":2}", ["1", "2"]),
            ("[{\"n\":1},{\"n\":2}]", ["1", "2"]),
            ("[\n{\"n\":1}\n,\n{\"n\":2},\n]\n", ["1", "2"]),
            ("[{\"n\":1}]\r\n[{\"n\":2}]", ["1", "2"]),
            ("{\"n\":1},\n{\"n\":2},\n{finished: 1}\n", ["1", "2"]),
            ("{\"n\":1}{\"n\":2}", ["1", "2"]),
            ("[]", []),
            ("{}", ["-"]),
            ("{\"n\":\"a\\u00e9\\ud83d\\ude00\\n\"}", ["aé😀"]),
            ("{\"n\":[{\"n\":\"}]{\"}],\"x\":null}", ["-"]),
        ] as [(String, [String])])
    func `finds the objects whatever stands between them`(_ text: String, _ wanted: [String]) throws {
        #expect(try read(text) == wanted)
    }

    @Test(
        arguments: [
            ("{\"n\":1}\n{\"n\":2\n{\"n\":3}\n", ["1", "!{\"n\":2", "3"]),
            ("{\"n\":1}\n{\"n\":\"2\n{\"n\":3}\n", ["1", "!{\"n\":\"2", "3"]),
            ("[{\"n\":1},{\"n\":[2},{\"n\":3}]", ["1", "!{\"n\":[2}", "3"]),
            ("[{\"n\":1},{\"n\":\"2},{\"n\":3}]", ["1", "!{\"n\":\"2}", "3"]),
            ("{\"n\":1}\nsorry\n{\"n\":3}\n", ["1", "!sorry", "3"]),
            ("{\"n\":1}]\n{\"n\":3}\n", ["1", "!]", "3"]),
            ("{n:1}\n{\"n\":3}\n", ["!{n:1}", "3"]),
            (
                "{\"n\":1}\n{\"n\":01}\n{\"n\":1.}\n{\"n\":tru}\n{\"n\":9}",
                [
                    "1", "!{\"n\":01}", "!{\"n\":1.}", "!{\"n\":tru}", "9",
                ]
            ),
            ("{\"n\":1}\n{\"n\":2", ["1", "!{\"n\":2"]),
        ] as [(String, [String])])
    func `reads on behind an object that is broken`(_ text: String, _ wanted: [String]) throws {
        #expect(try read(text) == wanted)
    }

    @Test func `counts each line as that of an object, as brackets or as blank`() throws {
        let reader = try reader(Array("[\n{\"n\":1}\n,\n\n{\n\"n\":2\n}\n]\n\n".utf8))
        var lines: [Int] = []
        while let step = try reader.next() {
            if case .record(let record) = step { lines.append(record.line) }
        }
        #expect(lines == [2, 5])
        #expect(reader.lines == 9)
        #expect(reader.bracketLines == 3)
        #expect(reader.blankLines == 2)
        #expect(reader.openArray == nil)
    }

    @Test func `an array that is not closed is known by its line`() throws {
        let reader = try reader(Array("\n[{\"n\":1},\n{\"n\":2}".utf8))
        while try reader.next() != nil {}
        #expect(reader.openArray?.line == 2)
        #expect(reader.records == 2)
    }

    @Test func `an object that is too long is rejected and the one behind it read`() throws {
        let long = [UInt8](repeating: UInt8(ascii: "a"), count: Limits.jsonRecord + 5)
        let reader = try reader(
            Array("{\"n\":1}\n{\"n\":\"".utf8) + long + Array("\"}\n{\"n\":3}\n".utf8), isProvedUTF8: true)
        var found: [String] = []
        while let step = try reader.next() {
            switch step {
            case .record(let record): found.append(record.value["n"]?.text ?? "-")
            case .reject(let reject): found.append("\(reject.reason.rawValue) \(reject.line) \(reject.raw.count)")
            }
        }
        #expect(found == ["1", "field_too_long 2 \(Limits.raw)", "3"])
    }

    @Test func `objects that lie across the pieces of a file are read whole`() throws {
        let text = (0..<20_000).map { "{\"n\":\($0),\"x\":\"\(String(repeating: "é", count: $0 % 97))\"}" }
        let reader = try reader(Array("[\(text.joined(separator: ","))]".utf8))
        var next = 0
        while let step = try reader.next() {
            guard case .record(let record) = step else { break }
            #expect(record.value["n"]?.int == next)
            #expect(record.value["x"]?.string?.count == next % 97)
            next += 1
        }
        #expect(next == 20_000)
    }

    @Test func `values that lie too deep are rejected`() throws {
        let deep = String(repeating: "[", count: 100)
        #expect(try read("{\"n\":\(deep)\n{\"n\":2}\n").last == "2")
    }

    /// What may follow `as: ` in the first line of nmap's grepable output.
    @Test(
        arguments: [
            ("nmap 192.0.2.0/24", true), ("nmap -F 192.0.2.0/24", true), ("nmap -p- 192.0.2.1", true),
            ("nmap -p 80,443 x", true), ("nmap -p80,8443 x", false), ("nmap -p T:80,U:443 x", false),
            ("nmap -p U:53,T:400-500 x", true), ("nmap -p http* x", true), ("nmap -p https x", true),
            ("nmap --top-ports 100 x", true), ("nmap --top-ports 2 x", false), ("nmap -sn x", false),
            ("nmap -sU x", false), ("nmap -sVU x", false), ("nmap -sSU -p 443 x", true), ("nmap -sCV x", true),
            ("nmap --exclude-ports 443 x", false), ("C:\\Program Files (x86)\\Nmap\\nmap.exe -p 443 x", true),
            ("nmap -sO x", false), ("nmap -p -100 x", false), ("nmap -p [1-1000] x", true),
        ] as [(String, Bool)])
    func `knows from nmap's arguments whether 443 was looked at`(_ arguments: String, _ wanted: Bool) {
        let line = "# Nmap 7.93 scan initiated Mon Aug 16 03:12:00 2021 as: \(arguments)"
        #expect(NmapArguments(line).coverage.hasHTTPS == wanted)
    }
}
