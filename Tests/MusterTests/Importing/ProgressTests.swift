import Foundation
import TestSupport
import Testing

@testable import muster

struct ProgressTests {
    @Test(arguments: [
        (muster.Progress.Measure.rows(612_000, part: 0.61), 1.511, "   61%   612,000 rows   405,000 rows/s   1 s left"),
        (.rows(612_000, part: 1), 1.511, "   100%   612,000 rows   405,000 rows/s"),
        (.rows(1_234, part: nil), 2, "   1,234 rows   617 rows/s"),
        (.rows(10_000, part: 0.02), 20, "   2%   10,000 rows   500 rows/s   16 min left"),
        (.things(2, of: 3, "tenants"), 4, "   66%   2 of 3 tenants   2 s left"),
        (.things(0, of: 3, "tenants"), 4, "   0%   0 of 3 tenants"),
        (.none, 4, ""),
    ])
    func `says how far it is, how fast, and how long it still takes`(
        measure: muster.Progress.Measure, seconds: Double, words: String
    ) {
        let line = muster.Progress.line("importing estate.csv.zst", "reading", measure, after: .seconds(seconds))
        #expect(line == "importing estate.csv.zst   reading" + words)
    }

    @Test func `is drawn on a terminal after half a second, and is gone at the end`() throws {
        let fixture = try CommandFixture()
        let screen = try fixture.slowly(columns: 100, name: "slow.csv")
        #expect(screen.hasPrefix("\rimporting slow.csv\u{1b}[K"), "\(screen)")
        // What is drawn last is wiped before the answer.
        let lines = screen.components(separatedBy: "\r")
        #expect(lines.last?.hasPrefix("\u{1b}[Kimport 1  slow.csv") == true, "\(screen)")
        #expect(try CommandFixture().slowly(columns: 100, name: "slow.csv", "-o", "csv", "-q").hasPrefix("import,file"))
    }

    @Test func `is no longer than the terminal is wide`() throws {
        let name = String(repeating: "long name ", count: 12) + ".csv"
        let screen = try CommandFixture().slowly(columns: 80, name: name)
        let drawn = screen.components(separatedBy: "\r").filter { $0.hasPrefix("importing") }
        #expect(!drawn.isEmpty)
        #expect(drawn.allSatisfy { $0.components(separatedBy: "\u{1b}[K")[0].count < 80 })
    }
}

extension CommandFixture {
    /// Takes a list in through a pipe whose other side writes after a second; gives what is seen on the terminal.
    fileprivate func slowly(columns: Int, name: String, _ arguments: String...) throws -> String {
        let pipe = folder.path(of: name)
        guard mkfifo(pipe, 0o600) == 0 else { throw CocoaError(.fileWriteUnknown) }
        let text = try folder.read("hosts.csv")
        Thread.detachNewThread {
            guard let handle = FileHandle(forWritingAtPath: pipe) else { return }
            Thread.sleep(forTimeInterval: 1)
            try? handle.write(contentsOf: Data(text.utf8))
            try? handle.close()
        }
        return try muster.onTerminal(columns: columns, ["import", name, "-t", "fabrikam"] + arguments).output
    }
}
