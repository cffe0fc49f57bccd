import Foundation
import Inventory
import TestSupport
import Testing

@testable import Intake

/// A file as the import sees it.
struct SourceFileTests {
    private let folder: TemporaryFolder
    private let options = IntakeOptions(now: Instant(1_629_460_800))  // 2021-08-20T12:00:00Z

    init() throws { folder = try TemporaryFolder() }

    private func write(_ text: String, to name: String = "input.csv") throws -> String {
        let path = folder.path(of: name)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    private func complaint(_ body: () throws -> Void) -> Complaint? {
        do {
            try body()
            return nil
        } catch { return error as? Complaint }
    }

    @Test func `a file that is not there is exit code 66 and named as the user named it`() {
        let found = complaint { _ = try SourceFile.open(path: "/nowhere/x.csv", shownAs: "x.csv", options: options) }
        #expect(found?.code == .noInput)
        #expect(found?.description == "error: x.csv: no such file; nothing was changed")
    }

    @Test func `a folder is no file`() {
        let found = complaint { _ = try SourceFile.open(path: "/tmp", options: options) }
        #expect(found?.code == .noInput)
        #expect(found?.what.contains("is a directory") == true)
    }

    @Test func `the digest is that of the bytes on disk`() throws {
        let file = try SourceFile.open(path: try write("host\nmail01\n"), options: options)
        let hex = try file.fingerprint.bytes().map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        #expect(hex == "22235c074dab06b8a6add975b6c6d30cb4833c89b7eb189141bf625af178262a")
        #expect(file.byteCount == 12)
    }

    @Test func `standard input is read as a file is`() throws {
        let path = try write("host;ip\nmail01;10.0.0.1\n")
        let descriptor = Glibc.open(path, O_RDONLY)
        defer { close(descriptor) }
        let file = try SourceFile.open(standardInput: descriptor, options: options)
        #expect(file.name == "-")
        var names: [String] = []
        _ = try file.read { batch, _ in names += batch[0].all(.hostName) }
        #expect(names == ["mail01"])
    }

    @Test func `a pipe named as a file is read`() throws {
        let path = folder.path(of: "pipe")
        #expect(mkfifo(path, 0o600) == 0)
        let writer = Thread {
            let descriptor = Glibc.open(path, O_WRONLY)
            let text = Array("host\nmail01\n".utf8)
            _ = Glibc.write(descriptor, text, text.count)
            close(descriptor)
        }
        writer.start()
        let file = try SourceFile.open(path: path, options: options)
        #expect(try file.read { _, _ in }.accepted == 1)
    }

    @Test func `batches stay small and progress is told`() throws {
        let text = "host,ip\n" + (0..<10_000).map { "srv\($0),10.0.\($0 / 250).\($0 % 250)\n" }.joined()
        let file = try SourceFile.open(path: try write(text), options: options)
        var counts: [Int] = []
        var told: [Int] = []
        let report = try file.read({ batch, _ in counts.append(batch.count) }, progress: { told.append($0) })
        #expect(counts == [4_096, 4_096, 1_808])
        #expect(told.last == file.byteCount)
        #expect(report.lines == 10_001)
        #expect(report.accepted == 10_000)
    }

    /// So many rows with two umlauts each, then one with bytes of windows-1252.
    private func damaged(rows: Int, by bytes: [UInt8]) throws -> SourceFile {
        let good = (0..<rows).map { "srv\($0),Jürgen Köhler\n" }.joined()
        let path = folder.path(of: "input.csv")
        try Data(Array("host,owner\n\(good)bad,Ä M".utf8) + bytes + Array("ller\nlast,Änne\n".utf8))
            .write(to: URL(fileURLWithPath: path))
        return try SourceFile.open(path: path, options: options)
    }

    @Test(arguments: [[0xFC], [0xE9], [0xC3], [0xF4, 0x90, 0x80, 0x80]] as [[UInt8]])
    func `one stray byte in a file of UTF-8 rejects its own line only`(_ bytes: [UInt8]) throws {
        let file = try damaged(rows: 60, by: bytes)
        #expect(file.recognition.encoding.value == "utf-8")
        #expect(
            file.recognition.encoding.proof
                == "proved: 122 characters are strict UTF-8;\n1 line holds a byte that is none: rejected")
        var owners: [String] = []
        var rejects: [Reject] = []
        let report = try file.read { batch, rejected in
            for i in 0..<batch.count { owners += batch[i].all(.owner) }
            rejects += rejected
        }
        #expect(report.accepted == 61)
        #expect(Set(owners) == ["Jürgen Köhler", "Änne"])
        #expect(rejects.map(\.line) == [62])
        #expect(rejects.first?.reason == .encoding)
        #expect(rejects.first?.detail.hasPrefix("byte 9 is ") == true)
        #expect(rejects.first?.column == "owner")
    }

    @Test func `a small file with a few umlauts of UTF-8 and one byte that is none is UTF-8`() throws {
        let file = try damaged(rows: 1, by: [0xFC])
        #expect(file.recognition.encoding.value == "utf-8")
        #expect(
            file.recognition.encoding.proof
                == "guessed: 2 characters within words, in strict UTF-8;\n1 line holds a byte that is none: rejected")
    }

    @Test func `a file with fewer characters of UTF-8 than other bytes stays a guess`() throws {
        let file = try damaged(rows: 1, by: [0xFC, 0x6E, 0xFC, 0x6E, 0xFC])
        #expect(file.recognition.encoding.value != "utf-8")
        #expect(file.recognition.encoding.proof.hasPrefix("guessed: "))
    }

    @Test(arguments: [String.Encoding.utf16, .utf16LittleEndian, .utf16BigEndian])
    func `nmap XML in UTF-16 is refused by its name`(_ encoding: String.Encoding) throws {
        let xml =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<!-- scan -->\r\n<nmaprun scanner=\"nmap\">\r\n</nmaprun>"
        let path = folder.path(of: "scan.xml")
        try #require(xml.data(using: encoding)).write(to: URL(fileURLWithPath: path))
        let found = complaint { _ = try SourceFile.open(path: path, options: options) }
        #expect(found?.code == .badData)
        #expect(found?.what == "nmap XML in UTF-16; save it as UTF-8; nothing was changed")
    }

    @Test func `a file can be read twice`() throws {
        let file = try SourceFile.open(path: try write("host\nmail01\nmail 02\n"), options: options)
        for _ in 0..<2 {
            let report = try file.read { _, _ in }
            #expect(report.accepted == 1 && report.rejected == 1)
        }
    }

    @Test func `a file that is written to while it is read is refused`() throws {
        let path = try write("host\nmail01\n")
        let file = try SourceFile.open(path: path, options: options)
        let found = complaint {
            _ = try file.read { _, _ in
                let handle = try #require(FileHandle(forWritingAtPath: path))
                try handle.seekToEnd()
                try handle.write(contentsOf: Data("mail02\n".utf8))
                try handle.close()
            }
        }
        #expect(found?.code == .badData)
    }

    @Test func `what the taker throws ends the reading`() throws {
        struct Stop: Error {}
        let file = try SourceFile.open(path: try write("host\nmail01\n"), options: options)
        #expect(throws: Stop.self) { try file.read { _, _ in throw Stop() } }
        var scan = options
        scan.vantage = .internet
        let xml = "<nmaprun><host><address addr=\"192.0.2.1\"/></host></nmaprun>"
        let nmap = try SourceFile.open(path: try write(xml, to: "input.xml"), options: scan)
        #expect(throws: Stop.self) { try nmap.read { _, _ in throw Stop() } }
    }

    @Test func `a file without any time says so`() throws {
        let file = try SourceFile.open(path: try write("host,ip\nmail01,10.0.0.1\n"), options: options)
        #expect(file.recognition.timeColumn == nil)
        let report = try file.read { _, _ in }
        #expect(report.newestRowTime == nil && report.endStamp == nil)
    }

    @Test func `the order of dates is proved by a row far behind the sample`() throws {
        let rows = (0..<3_000).map { "srv\($0),0\($0 % 9 + 1)/0\(($0 + 1) % 9 + 1)/2021\n" }.joined()
        let proved = try SourceFile.open(path: try write("host,last seen\n\(rows)x,13/08/2021\n"), options: options)
        #expect(proved.recognition.dates?.value == "day first")
        #expect(proved.recognition.dates?.proof == "proved: line 3002 \"13/08/2021\"; 3,000 read both ways")
        let both = complaint {
            _ = try SourceFile.open(
                path: try write("host,last seen\nw,08/13/2021\n\(rows)x,13/08/2021\n"), options: options)
        }
        #expect(both?.what == "some dates are day first and some are month first; nothing was changed")
    }

    @Test func `a date that needs an order for the first time behind the sample is asked about`() throws {
        let rows = (0..<1_200).map { "srv\($0),2021-08-01\n" }.joined()
        let file = try SourceFile.open(path: try write("host,last seen\n\(rows)x,03/04/2021\n"), options: options)
        let found = complaint { _ = try file.read { _, _ in } }
        #expect(found?.code == .badData)
        #expect(found?.line == 1_202)
    }

    @Test func `a time that contradicts the end of a scan is refused`() throws {
        let xml = "<nmaprun>\n<runstats><finished time=\"1629083520\" exit=\"success\"/></runstats>\n</nmaprun>\n"
        let path = try write(xml, to: "input.xml")
        var scan = options
        scan.vantage = .internet
        scan.seenAt = Instant(1_629_083_520 - 7 * 86_400)
        let found = complaint { _ = try SourceFile.open(path: path, options: scan).read { _, _ in } }
        #expect(found?.line == 2)
        scan.seenAt = Instant(1_629_083_520 - 3_600)
        #expect(try SourceFile.open(path: path, options: scan).read { _, _ in }.endStamp == Instant(1_629_083_520))
    }

    @Test func `hosts of a long scan keep their lines`() throws {
        var xml = "<nmaprun>\n<scaninfo protocol=\"tcp\" services=\"443\"/>\n"
        for i in 0..<70_000 { xml += "<host><address addr=\"10.\(i >> 16).\(i >> 8 & 255).\(i & 255)\"/></host>\n" }
        var scan = options
        scan.vantage = .internal
        let file = try SourceFile.open(path: try write(xml + "</nmaprun>", to: "input.xml"), options: scan)
        var last: (Int, String?) = (0, nil)
        let report = try file.read { batch, _ in
            if batch.count > 0 {
                last = (batch[batch.count - 1].line, batch[batch.count - 1].all(.identityAddress).first)
            }
        }
        #expect(report.accepted == 70_000)
        #expect(last.0 == 70_002)
        #expect(last.1 == "10.1.17.111")
    }
}
