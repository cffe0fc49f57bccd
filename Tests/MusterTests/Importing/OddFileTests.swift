import Foundation
import TestSupport
import Testing

/// Files that are not as they should be: the exit code, the words, and the state of the database afterwards.
struct OddFileTests {
    private let muster: MusterProcess

    init() throws {
        muster = try MusterProcess()
        let added = try muster(
            "tenant", "add", "fabrikam", "--name", "Fabrikam GmbH", "--zone", "Europe/Berlin", "--start", "2021-01-01",
            "--domain", "fabrikam.example.org", "--network", "203.0.113.0/26")
        #expect(added.exitCode == 0, "\(added.errors)")
    }

    @Test func `a file that was taken in already changes nothing and says so`() throws {
        try write(inventory(rows: 20), "hosts.csv")
        #expect(try muster("import", "hosts.csv", "-t", "fabrikam").exitCode == 0)
        let before = try state()
        let again = try muster("import", "hosts.csv", "-t", "fabrikam")
        #expect(again.exitCode == 0)
        #expect((again.output + again.errors).contains("nothing to do: same bytes and options as import 1"))
        #expect(try state() == before)
    }

    @Test func `the same bytes taken at another time are news`() throws {
        try write("host,build\nmail01,15.1.2242.4\n", "hosts.csv")
        #expect(try muster("import", "hosts.csv", "-t", "fabrikam", "--seen-at", "2021-08-16T05:00:00Z").exitCode == 0)
        #expect(try muster("import", "hosts.csv", "-t", "fabrikam", "--seen-at", "2021-08-23T05:00:00Z").exitCode == 0)
        #expect(try imports().rows.count == 2)
    }

    @Test func `a scan that was cut off is refused whole`() throws {
        let scan = try String(
            contentsOfFile: Checkout.path(of: "SampleData/fabrikam/2021-08-18-internet.xml"), encoding: .utf8)
        let cut = scan.components(separatedBy: "\n").prefix(30).joined(separator: "\n")
        try write(cut, "scan.xml")
        let result = try muster("import", "scan.xml", "-t", "fabrikam", "--vantage", "internet")
        try expectRefused(result, "scan.xml")
        #expect(result.errors.contains("nmap"))
    }

    @Test func `a quote that never closes costs its own row and no other`() throws {
        let rows = inventory(rows: 40)
        try write(rows + "mail99,\"15.1.2242.4,2021-08-16 05:00:00\n", "hosts.csv")
        let result = try muster("import", "hosts.csv", "-t", "fabrikam")
        #expect(result.exitCode == 0, "\(result.errors)")
        let taken = try imports().rows
        #expect(taken.map { $0["accepted"] } == ["40"])
        #expect(taken.map { $0["rejected"] } == ["1"])
        let rejects = try csv("imports", "rejects", "1", "--columns", "line,reason,raw")
        #expect(rejects.rows.map { $0["line"] } == ["42"])
        #expect(rejects.rows.map { $0["reason"] } == ["quoting"])
        #expect(rejects.rows.first?["raw"]?.hasPrefix("mail99,") == true)
    }

    @Test func `too many bad rows refuse the file`() throws {
        try write(
            "host,build,last seen\nmail01,15.1.2242.4,2021-08-16 05:00:00\nmail02,\"15.1,2021-08-16\n", "hosts.csv")
        try expectRefused(try muster("import", "hosts.csv", "-t", "fabrikam"), "hosts.csv")
    }

    @Test func `a byte order mark and Excel's sep line are no data`() throws {
        let text = "\u{feff}sep=;\r\n" + inventory(rows: 5).replacingOccurrences(of: ",", with: ";")
        try write(text, "hosts.csv")
        let result = try muster("import", "hosts.csv", "-t", "fabrikam")
        #expect(result.exitCode == 0, "\(result.errors)")
        #expect(try imports().rows.map { $0["accepted"] } == ["5"])
        let hosts = try csv("asset", "list", "-t", "fabrikam", "--as-of", "2021-08-20")
        #expect(hosts.rows.count == 5)
        let line = try muster("imports", "show", "1", "--line", "3")
        #expect(line.output.contains("host1"))
    }

    @Test func `a file without any time is a question`() throws {
        try write("host,build\nmail01,15.1.2242.4\n", "hosts.csv")
        let result = try muster("import", "hosts.csv", "-t", "fabrikam")
        try expectRefused(result, "hosts.csv")
        #expect(result.errors.contains("--seen-at"))
    }

    @Test func `a file of no known format is refused with what is accepted`() throws {
        try write("%PDF-1.7\n%\u{e2}\u{e3}\n1 0 obj\n<< >>\nendobj\n", "report.pdf")
        let result = try muster("import", "report.pdf", "-t", "fabrikam")
        try expectRefused(result, "report.pdf")
        #expect(result.errors.contains("PDF"))
        #expect(result.errors.contains("CSV"))
    }

    @Test func `a file that is not there is said to be so`() throws {
        let result = try muster("import", "nowhere.csv", "-t", "fabrikam")
        #expect(result.exitCode == 66)
        #expect(result.errors.contains("nowhere.csv"))
        #expect(try imports().rows.isEmpty)
    }

    @Test func `a preview changes nothing and ends as the import would`() throws {
        try write(inventory(rows: 20), "good.csv")
        try write("host,build\nmail01,15.1.2242.4\n", "timeless.csv")
        let before = try state()
        #expect(try muster("import", "good.csv", "-t", "fabrikam", "-n").exitCode == 0)
        #expect(try muster("import", "timeless.csv", "-t", "fabrikam", "-n").exitCode == 65)
        #expect(try state() == before)
    }

    // MARK: What the tests share

    /// An inventory that lists mail servers, each line with its own time.
    private func inventory(rows: Int) -> String {
        "host,build,last seen\n"
            + (1...rows).map { "host\($0),15.1.2242.4,2021-08-16 05:\(10 + $0 % 50):00\n" }.joined()
    }

    private func write(_ text: String, _ name: String) throws {
        try muster.folder.write(text, to: name)
    }

    /// Refused: 65, the file is named, it is said that nothing was changed, and nothing was.
    private func expectRefused(_ result: MusterResult, _ file: String) throws {
        #expect(result.exitCode == 65)
        #expect(result.output == "")
        #expect(result.errors.contains("error: \(file)"))
        #expect(result.errors.contains("nothing was changed"))
        #expect(try imports().rows.isEmpty)
        #expect(try csv("asset", "list", "--as-of", "2021-08-20").rows.isEmpty)
        #expect(try muster("db", "check").exitCode == 0)
    }

    private func imports() throws -> CSVTable { try csv("imports", "list") }

    /// All that the database says.
    private func state() throws -> [String] {
        try imports().lines() + csv("asset", "list", "--as-of", "2021-08-20").lines()
            + csv("followup", "list", "--by", "threat", "--as-of", "2021-08-20").lines()
    }

    private func csv(_ arguments: String...) throws -> CSVTable {
        let result = try muster.run(arguments + ["-o", "csv"])
        #expect(result.exitCode == 0, "\(arguments): \(result.errors)")
        return CSVTable(result.output)
    }
}
