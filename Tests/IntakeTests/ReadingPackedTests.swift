import Foundation
import Inventory
import TestSupport
import Testing

@testable import Intake

/// Files that come packed.
struct ReadingPackedTests {
    private let folder: TemporaryFolder
    private let options = IntakeOptions(now: Instant(1_629_460_800))  // 2021-08-20T12:00:00Z

    init() throws { folder = try TemporaryFolder() }

    /// The fixtures of one and the same table, packed.
    static let packed = [
        "gzip/input.csv.gz", "gzip-of-two/input.csv.gz", "zstandard/input.csv.zst", "bzip2/input.csv.bz2",
        "xz/input.csv.xz", "zip/input.zip", "zip-with-leftovers/input.zip",
    ]

    private func path(_ name: String) -> String {
        FixtureCase.root.appendingPathComponent(name).path
    }

    private func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path(name))))
    }

    private func complaint(_ body: () throws -> Void) -> Complaint? {
        do {
            try body()
            return nil
        } catch { return error as? Complaint }
    }

    /// The bytes that a packed file holds.
    private func content(_ packed: [UInt8], cap: UnpackingCap = UnpackingCap()) throws -> [UInt8]? {
        let path = try folder.write(packed, to: "packed")
        let file = try FileBytes.open(path: path, name: "packed")
        guard var unpacking = try Unpacking(file, name: "packed") else { return nil }
        unpacking.cap = cap
        let largest = unpacking.packing == .zip ? try unpacking.members().max { ($0.size ?? 0) < ($1.size ?? 0) } : nil
        let member = largest.map { ($0.index, $0.name) }
        let unpacked = try unpacking.unpacked(member, shownAs: "packed")
        return try unpacked.bytes(at: 0, count: unpacked.count)
    }

    private let table = "Hostname;IP;Owner\nmail01;192.0.2.11;Jürgen\nmail 02;192.0.2.12;Anna\nmail03;192.0.2.13;Zoë\n"

    @Test(arguments: packed) func `a packed file is the file that was packed`(_ name: String) throws {
        let plain = try SourceFile.open(path: try folder.write(table, to: "hosts.csv"), options: options)
        let file = try SourceFile.open(path: path("packed/\(name)"), options: options)
        #expect(try file.fingerprint.bytes() == plain.fingerprint.bytes())
        #expect(file.byteCount == plain.byteCount)
        #expect(try file.read { _, _ in }.accepted == 2)
    }

    @Test(arguments: packed) func `no flipped byte of a packed file passes for data`(_ name: String) throws {
        let whole = try bytes("packed/\(name)")
        for place in whole.indices {
            var flipped = whole
            flipped[place] ^= 0x21
            guard let result = try? content(flipped) else { continue }
            #expect(result == Array(table.utf8), "byte \(place)")
        }
    }

    @Test(arguments: packed.filter { $0 != "gzip-of-two/input.csv.gz" })
    func `a packed file that was cut is refused`(_ name: String) throws {
        let whole = try bytes("packed/\(name)")
        for length in 24..<whole.count {
            let found = complaint { _ = try content(Array(whole[..<length])) }
            #expect(found?.code == .badData, "\(length) of \(whole.count) bytes")
        }
    }

    @Test func `of two files packed into one another a cut between them is seen by what is missing`() throws {
        let whole = try bytes("packed/gzip-of-two/input.csv.gz")
        let first = try #require(whole.indices.dropFirst().first { whole[$0...].starts(with: [0x1F, 0x8B, 0x08]) })
        for length in 24..<whole.count where length != first {
            #expect(complaint { _ = try content(Array(whole[..<length])) } != nil, "\(length) of \(whole.count) bytes")
        }
        #expect(try content(whole + whole) == Array((table + table).utf8))
        #expect(try content(whole + [0, 0, 0]) == Array(table.utf8))
    }

    @Test func `what would fill the disk is refused before it does`() throws {
        let whole = try bytes("packed/gzip/input.csv.gz")
        let small = complaint { _ = try content(whole, cap: UnpackingCap(bytes: 50)) }
        #expect(small?.code == .badData)
        #expect(small?.what == "the packed file is too large to be unpacked here; nothing was changed")
        #expect(small?.facts == ["it becomes more than 50 bytes"])
        let dense = complaint { _ = try content(whole, cap: UnpackingCap(ratio: 1, freely: 10)) }
        #expect(dense?.facts == ["it becomes more than 1 times as large, which no table does"])
    }

    @Test func `an archive of too many or too large files is refused`() throws {
        let whole = try bytes("refused/zip-of-two/input.zip")
        #expect(
            complaint { _ = try content(whole, cap: UnpackingCap(bytes: 150)) }?.facts == [
                "its files come to more than 150 bytes"
            ])
        #expect(
            complaint { _ = try content(whole, cap: UnpackingCap(members: 1)) }?.facts == ["it holds more than 1 files"]
        )
    }

    @Test func `an archive of several files gives each as an input, named so that it harms nobody`() throws {
        let inputs = try SourceFile.inputs(path: path("refused/zip-of-two/input.zip"))
        #expect(inputs.map(\.member) == ["hosts.csv", "../../\\x1B[31mscan.csv"])
        #expect(inputs.allSatisfy { $0.shownAs == "\($0.path):\($0.member ?? "")" })
        for input in inputs {
            let file = try SourceFile.open(input, options: options)
            #expect(file.name == input.shownAs)
            #expect(try file.read { _, _ in }.accepted == 2)
        }
    }

    @Test func `a file that is not packed is one input under its own name`() throws {
        let path = try folder.write(table, to: "hosts.csv")
        let inputs = try SourceFile.inputs(path: path)
        #expect(inputs.map(\.shownAs) == [path])
        #expect(inputs.map(\.member) == [nil])
        #expect(try SourceFile.open(inputs[0], options: options).read { _, _ in }.accepted == 2)
    }

    @Test func `packed files are read from standard input too`() throws {
        for name in ReadingPackedTests.packed {
            let descriptor = Glibc.open(path("packed/\(name)"), O_RDONLY)
            defer { close(descriptor) }
            let file = try SourceFile.open(standardInput: descriptor, options: options)
            #expect(try file.read { _, _ in }.accepted == 2)
            #expect(
                file.name
                    == (name.hasSuffix("input.zip") ? "-:\(name.contains("left") ? "export/" : "")hosts.csv" : "-"))
        }
    }

    @Test(arguments: [
        ("plain name.csv", "plain name.csv"), ("bü/上.csv", "bü/上.csv"), ("\u{1B}[2J\u{9B}x", "\\x1B[2J\\u{9B}x"),
        ("a\u{202E}vsc", "a\\u{202E}vsc"), ("line\nend", "line\\x0Aend"),
    ])
    func `names from archives cannot steer a terminal`(_ name: String, _ shown: String) {
        #expect(Array(name.utf8).withUnsafeBytes { ShownName.text($0) } == shown)
    }

    @Test func `bytes of a name that are no UTF-8 are written out`() {
        #expect(
            ([0x62, 0xFC, 0x2E, 0xE4, 0xB8] as [UInt8]).withUnsafeBytes { ShownName.text($0) } == "b\\xFC.\\xE4\\xB8")
    }
}
