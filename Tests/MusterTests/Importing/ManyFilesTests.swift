import Foundation
import TestSupport
import Testing

/// Several files and folders in one call.
struct ManyFilesTests {
    private let fixture: CommandFixture
    private var muster: MusterProcess { fixture.muster }

    init() throws { fixture = try CommandFixture() }

    @Test func `takes in all files of a folder and below, the oldest first`() throws {
        try write("a/new.csv", day: "2021-08-16", "mail01")
        try write("b/deep/old.csv", day: "2021-08-02", "mail02")
        try write("c.csv", day: "2021-08-09", "mail03")
        let result = try muster("import", "inbox", "-t", "fabrikam", "-o", "csv")
        #expect(result.exitCode == 0, "\(result.errors)")
        let rows = CSVTable(result.output).rows
        #expect(rows.map { $0["file"] } == ["inbox/b/deep/old.csv", "inbox/c.csv", "inbox/a/new.csv"])
        #expect(rows.map { $0["import"] } == ["1", "2", "3"])
        #expect(rows.map { $0["result"] } == ["taken", "taken", "taken"])
        #expect(rows.map { $0["taken_at"] } == ["2021-08-02", "2021-08-09", "2021-08-16"].map { "\($0)T03:12:00Z" })
    }

    @Test func `orders by the end stamp of a scan, not by its name`() throws {
        try write("z.csv", day: "2021-08-16", "mail01")
        let scan = try String(
            contentsOfFile: Checkout.path(of: "SampleData/fabrikam/2021-07-07-internet.xml"), encoding: .utf8)
        try fixture.folder.write(scan, to: "inbox/zz.xml")
        let result = try muster("import", "inbox", "-t", "fabrikam", "--vantage", "internet", "-o", "csv")
        #expect(result.exitCode == 0, "\(result.errors)")
        let rows = CSVTable(result.output).rows
        #expect(rows.map { $0["file"] } == ["inbox/zz.xml", "inbox/z.csv"])
        #expect(
            try CSVTable(muster("imports", "list", "-o", "csv").output).rows.map { $0["vantage"] } == [
                "reported", "internet",
            ])
    }

    @Test func `a refused file does not stop the others, and the exit code says it`() throws {
        try write("good.csv", day: "2021-08-16", "mail01")
        try fixture.folder.write("%PDF-1.7\n", to: "inbox/report.pdf")
        try fixture.folder.write("Hostname\nmail01\n", to: "inbox/timeless.csv")
        try write("later.csv", day: "2021-08-23", "mail02")
        let result = try muster("import", "inbox/", "-t", "fabrikam")
        #expect(result.exitCode == 65)
        #expect(result.output.hasPrefix("4 files: 2 taken in, 2 refused\n"))
        #expect(result.errors.contains("error: inbox/report.pdf: not a format"))
        #expect(result.errors.contains("error: inbox/timeless.csv: nothing says when"))
        #expect(result.errors.contains("error: 2 of 4 files were refused; the others are in and stay in\n"))
        #expect(try files() == ["inbox/later.csv", "inbox/good.csv"])
        #expect(try muster("db", "check").exitCode == 0)
    }

    @Test func `tells programs of every file, refused ones too`() throws {
        try write("good.csv", day: "2021-08-16", "mail01")
        try fixture.folder.write("%PDF-1.7\n", to: "inbox/report.pdf")
        let result = try muster("import", "inbox", "-t", "fabrikam", "-o", "json")
        #expect(result.exitCode == 65)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        let items = try #require(object["items"] as? [[String: Any]])
        #expect(items.map { $0["result"] as? String } == ["taken", "refused"])
        #expect(items[1]["import"] is NSNull)
        #expect(items[1]["error"] as? String == "not a format that muster reads; nothing was changed")
        let lines = try muster("import", "inbox", "-t", "fabrikam", "-o", "ndjson").output.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines[0].contains("\"noop\": true"))
    }

    @Test func `ends with 66 where all that was refused could not be read`() throws {
        try write("good.csv", day: "2021-08-16", "mail01")
        let missing = try muster("import", "inbox/good.csv", "nope.csv", "-t", "fabrikam")
        #expect(missing.exitCode == 66)
        #expect(try files() == ["inbox/good.csv"])
        try fixture.folder.write("%PDF-1.7\n", to: "report.pdf")
        #expect(try muster("import", "report.pdf", "nope.csv", "-t", "fabrikam").exitCode == 65)
    }

    @Test func `a copy within one call is in already`() throws {
        try write("a.csv", day: "2021-08-16", "mail01")
        try write("copy of a.csv", day: "2021-08-16", "mail01")
        let preview = try muster("import", "inbox", "-t", "fabrikam", "-n")
        #expect(preview.exitCode == 0)
        #expect(
            preview.output.hasPrefix("2 files: 1 would be taken in, 1 in already      preview, nothing is changed\n"))
        #expect(preview.output.contains("same bytes as inbox/a.csv"))
        #expect(try files() == [])
        let result = try muster("import", "inbox", "-t", "fabrikam")
        #expect(result.exitCode == 0)
        #expect(result.output.hasPrefix("2 files: 1 taken in, 1 in already\n"))
        #expect(result.output.contains("in as import 1"))
        #expect(try files() == ["inbox/a.csv"])
    }

    @Test func `leaves out what is no data, and says so`() throws {
        try write("good.csv", day: "2021-08-16", "mail01")
        for name in [".hidden.csv", ".git/x.csv", "README.md", "Thumbs.db", "~$book.xlsx", "half.csv.part", "play.sh"] {
            try fixture.folder.write("Hostname\n", to: "inbox/\(name)")
        }
        try FileManager.default.createSymbolicLink(
            atPath: fixture.folder.path(of: "inbox/loop"), withDestinationPath: fixture.folder.path(of: "inbox"))
        let result = try muster("import", "inbox", "-t", "fabrikam")
        #expect(result.exitCode == 0, "\(result.errors)")
        #expect(result.output.hasPrefix("1 file: 1 taken in\n"))
        #expect(
            result.errors.contains(
                "left out: inbox/.git (hidden), inbox/.hidden.csv (hidden), inbox/README.md (no data)"))
        #expect(result.errors.contains("and 3 more"))
    }

    @Test func `does not take its own database for data`() throws {
        try FileManager.default.createDirectory(
            atPath: fixture.folder.path(of: "inbox"), withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: muster.database, toPath: fixture.folder.path(of: "inbox/m.db"))
        try write("good.csv", day: "2021-08-16", "mail01")
        let result = try muster("import", "inbox", "-t", "fabrikam", "--db", "inbox/m.db")
        #expect(result.exitCode == 0, "\(result.errors)")
        #expect(result.errors.contains("inbox/m.db (the database)"))
    }

    @Test func `a folder without a file is no input`() throws {
        try fixture.folder.write("", to: "inbox/.keep")
        let result = try muster("import", "inbox", "-t", "fabrikam")
        #expect(result.exitCode == 66)
        #expect(result.output == "")
        #expect(result.errors.contains("inbox/.keep (hidden)"))
    }

    @Test func `the order in which partial files are taken in changes nothing that is known`() throws {
        let other = try CommandFixture()
        for (name, day, build) in [("a", "2021-08-16", "15.1.2242.12"), ("b", "2021-08-02", "15.1.2242.4")] {
            let text = "Hostname,FQDN,Version,Last Seen\nmail01,mail01.fabrikam.example.org,\(build),\(day) 03:12\n"
            try fixture.folder.write(text, to: "inbox/\(name).csv")
            #expect(try other.muster("import", "-", "-t", "fabrikam", input: text).exitCode == 0)
        }
        #expect(try muster("import", "inbox", "-t", "fabrikam").exitCode == 0)
        let question = [
            "followup", "list", "--by", "threat", "-t", "fabrikam", "--as-of", "2021-08-20", "-o", "csv",
            "--columns", "tenant,asset,build,threats,decision,due_on,state,reasons",
        ]
        let rows = try muster.run(question).output
        #expect(rows.contains("15.1.2242.12"))
        #expect(try other.muster.run(question).output == rows)
    }

    @Test func `writes the rejects of several files into a folder of their own`() throws {
        for name in ["a", "b"] {
            try fixture.folder.write(
                "Hostname,Public IP,Last Seen\nmail01,1,2021-08-13\n\(name),203.0.113.26,2021-08-13\n",
                to: "inbox/\(name).csv")
        }
        try write("good.csv", day: "2021-08-16", "mail01")
        let result = try muster("import", "inbox", "-t", "fabrikam", "--max-rejects", "1", "--rejects", "mend")
        #expect(result.exitCode == 0, "\(result.errors)")
        let names = try FileManager.default.contentsOfDirectory(atPath: fixture.folder.path(of: "mend")).sorted()
        #expect(names == ["inbox_a.csv", "inbox_b.csv"])
        #expect(try fixture.folder.read("mend/inbox_b.csv") == "Hostname,Public IP,Last Seen\nmail01,1,2021-08-13\n")
        #expect(try muster("import", "inbox", "-t", "fabrikam", "--rejects", "mend").exitCode == 73)
    }

    @Test func `an inventory among scans stays a claim`() throws {
        try write("hosts.csv", day: "2021-08-16", "mail01")
        let result = try muster("import", "inbox", "-t", "fabrikam", "--vantage", "internet", "-o", "csv")
        #expect(result.exitCode == 0)
        #expect(try CSVTable(muster("imports", "list", "-o", "csv").output).rows.map { $0["vantage"] } == ["reported"])
        #expect(
            try CSVTable(muster("import", "inbox/hosts.csv", "-t", "fabrikam", "-o", "csv").output).rows.map {
                $0["noop"]
            } == ["1"])
    }

    // MARK: What the tests share

    private func write(_ name: String, day: String, _ host: String) throws {
        try fixture.folder.write(
            "Hostname,FQDN,Last Seen\n\(host),\(host).fabrikam.example.org,\(day)T03:12:00Z\n", to: "inbox/\(name)")
    }

    /// The files in the ledger, the newest import first.
    private func files() throws -> [String?] {
        try CSVTable(muster("imports", "list", "-o", "csv").output).rows.map { $0["file"] }
    }
}
