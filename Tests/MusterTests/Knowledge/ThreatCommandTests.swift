import Foundation
import TestSupport
import Testing

/// `threat list`, `show` and `drill`, and `asset timeline` on a terminal.
struct ThreatCommandTests {
    private let fixture: CommandFixture

    init() throws { fixture = try CommandFixture.filled() }

    private func rows(_ arguments: String...) throws -> [[String: String]] {
        let result = try fixture.muster.run(arguments + ["-o", "csv", "-q"])
        try expectDone(result)
        return CSVTable(result.output).rows
    }

    private func shown(_ threat: String, on day: String = "2021-08-20") throws -> String {
        let columns = [
            "tenant", "exchange_servers", "vulnerable", "undetermined", "fixed", "not_affected", "exposed", "followups",
            "checks_owed", "checked", "evidence", "confirmed",
        ]
        return try rows("threat", "show", threat, "--as-of", day).map { row in
            columns.map { row[$0] ?? "?" }.joined(separator: " ")
        }.joined(separator: "\n")
    }

    @Test func `a threat shows who is affected, exposed, patched, checked, and where something was found`() throws {
        #expect(try shown("proxyshell") == "fabrikam 2 1 0 1 0 1 1 1 0 0 0")
        try expectDone(
            fixture.muster(
                "check", "record", "mail01", "-t", "fabrikam", "--threat", "ProxyShell", "--result", "no_evidence",
                "--covers",
                "all:2021-08-06..2021-08-20", "--at", "2021-08-20T10:00Z", "-q"))
        #expect(try shown("ProxyShell") == "fabrikam 2 1 0 1 0 1 1 1 1 0 0")
        try expectDone(
            fixture.muster(
                "check", "record", "mail01", "-t", "fabrikam", "--threat", "ProxyShell", "--result", "confirmed",
                "--at",
                "2021-08-20T12:00Z", "-q"))
        #expect(try shown("ProxyShell") == "fabrikam 2 1 0 1 0 1 1 1 1 1 1")
        // What was found for one threat says nothing of another.
        #expect(try shown("ProxyOracle") == "fabrikam 2 1 0 1 0 1 1 0 0 0 0")
    }

    @Test func `the words of a page add up`() throws {
        let page = try fixture.muster("threat", "show", "ProxyShell", "--as-of", "2021-08-20").output
        #expect(
            page.contains("Exchange servers: 2 = 1 vulnerable + 1 fixed + 0 undetermined + 0 not affected"), "\(page)")
        #expect(page.contains("exploited since 2021-08-06, known 2021-08-12"))
        #expect(page.contains("CVE-2021-34473"))
        // KEV has it since November.
        #expect(!page.contains("2021-11-03"))
    }

    @Test func `the list has every threat, and one that is misspelt is guessed`() throws {
        let names = try rows("threat", "list").map { $0["threat"] ?? "" }
        #expect(names.first == "ProxyLogon" && names.last == "Unpatched")
        #expect(Set(names).isSuperset(of: ["ProxyShell", "OWA XSS 2026"]))
        let none = try fixture.muster("threat", "show", "ProxyShel")
        #expect(none.exitCode == 64 && none.errors.contains("did you mean ProxyShell?"))
    }

    @Test func `a drill ranks who has the products, exposed ones first, and says what is assumed`() throws {
        let all = try rows("threat", "drill", "--products", "Exchange 2016", "--as-of", "2021-08-20")
        #expect(all.map { $0["asset"]?.prefix(6) ?? "" } == ["mail01", "mail02"])
        #expect(all.map { $0["exposure"] ?? "" } == ["exposed", "not_exposed"])
        let exposed = try rows(
            "threat", "drill", "--products", "Exchange 2016", "--exposed-only", "--as-of", "2021-08-20")
        #expect(exposed.map { $0["asset"]?.prefix(6) ?? "" } == ["mail01"])
        #expect(try rows("threat", "drill", "--products", "Exchange 2019", "--as-of", "2021-08-20").isEmpty)
        let page = try fixture.muster("threat", "drill", "--products", "Exchange 2016", "--as-of", "2021-08-20").output
        #expect(page.contains("no fix yet") && page.contains("nothing is stored"))
    }

    @Test func `with a fix only those without it are ranked, each within its cumulative update`() throws {
        func names(_ fixed: String...) throws -> [String] {
            let result = try fixture.muster.run(
                ["threat", "drill", "--products", "Exchange 2016", "--as-of", "2021-08-20", "-o", "csv", "-q"]
                    + fixed.flatMap { ["--fixed", $0] })
            try expectDone(result)
            return CSVTable(result.output).rows.map { String($0["asset"]?.prefix(6) ?? "") }
        }
        #expect(try names("15.1.2242.4", "15.1.2308.14") == [])
        #expect(try names("15.1.2242.8", "15.1.2308.14") == ["mail01"])
        #expect(try names("15.1.2242.8", "15.1.2308.15") == ["mail01", "mail02"])
        // A cumulative update without a fix of its own.
        #expect(try names("15.1.2308.14") == ["mail01"])
    }

    @Test(arguments: [
        (["--products", "Exchange 2017"], "no product \"Exchange 2017\""),
        (["--products", "Exchange 2016", "--fixed", "15.2.922.13"], "is no build of Exchange 2016"),
        (["--products", "Exchange 2016", "--fixed", "2308"], "2308"),
        ([], "--products"),
    ])
    func `a drill for nothing is refused`(words: [String], says: String) throws {
        let result = try fixture.muster.run(["threat", "drill"] + words)
        #expect(result.exitCode == 64)
        #expect(result.errors.contains(says), "\(result.errors)")
    }

    @Test(arguments: [80, 100, 160])
    func `a timeline fits its terminal and says what its marks mean`(width: Int) throws {
        let screen = try fixture.muster.onTerminal(
            columns: width, "asset", "timeline", "mail01", "-t", "fabrikam", "--as-of", "2021-08-20", "--no-color"
        ).output
        // What follows the chart is talk.
        let chart = screen.components(separatedBy: "dwell window: days on which")[0]
        for line in chart.components(separatedBy: "\n") { #expect(line.count <= width, "\(line)") }
        #expect(chart.contains("mail01") && chart.contains("ProxyShell"))
        #expect(chart.contains("dwell"))
    }

    @Test func `a timeline of what is no Exchange server is refused`() throws {
        let result = try fixture.muster("asset", "timeline", "file01", "-t", "fabrikam")
        #expect(result.exitCode == 65)
        #expect(result.errors.contains("has no Exchange evidence"))
    }
}
