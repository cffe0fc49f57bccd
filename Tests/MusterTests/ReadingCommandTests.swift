import Foundation
import Reporting
import TestSupport
import Testing

struct ReadingCommandTests {
    private static let header =
        "rank,id,tenant,asset,product,build,patch_level,threats,cves,verdict,exposure,exposed_since,days_exposed,check,"
        + "decision,due_on,overdue,state,owner,acts,next_step,reasons,data_as_of"

    @Test func `lists who must act next, in the columns of the contract`() throws {
        let fixture = try CommandFixture.filled()
        let lines = try fixture.muster("followup", "list", "--as-of", "2021-08-20", "-o", "csv").output.split(
            separator: "\n")
        #expect(lines[0] == Self.header)
        #expect(lines[1].hasPrefix("1,F-"))
        #expect(lines[1].contains(",fabrikam,mail01.fabrikam.example.org,Exchange 2016,15.1.2242.4,behind,"))
        #expect(lines[1].contains(",vulnerable,exposed,2021-08-18,2,"))
        #expect(lines[1].contains(",3_days_and_forensics,"))
        #expect(lines[1].hasSuffix(",2021-08-18"))
    }

    @Test func `gives JSON the same names`() throws {
        let fixture = try CommandFixture.filled()
        let text = try fixture.muster("followup", "list", "--as-of", "2021-08-20", "-o", "json", "--limit", "1").output
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let item = try #require((object["items"] as? [[String: Any]])?.first)
        #expect(Set(item.keys) == Set(Self.header.split(separator: ",").map(String.init)))
        #expect(item["rank"] as? Int == 1)
        #expect((item["threats"] as? [String])?.contains("ProxyShell") == true)
        #expect(object["data_as_of"] as? String == "2021-08-18")
        #expect(object["knowledge"] is String)
        #expect(object["truncated"] as? Bool == true)
    }

    @Test func `says on standard error what it left out`() throws {
        let fixture = try CommandFixture.filled()
        let table = try fixture.muster("followup", "list", "--by", "threat", "--as-of", "2021-08-20", "--limit", "2")
        #expect(table.errors.contains("2 of "))
        #expect(table.errors.contains("--limit 0 for all"))
        let csv = try fixture.muster(
            "followup", "list", "--by", "threat", "--as-of", "2021-08-20", "--limit", "2", "-o", "csv")
        #expect(csv.errors.hasPrefix("warning: cut at 2 rows of "))
        #expect(csv.output.split(separator: "\n").count == 3)
    }

    @Test func `prints only the columns asked for`() throws {
        let fixture = try CommandFixture.filled()
        let result = try fixture.muster(
            "followup", "list", "--as-of", "2021-08-20", "-o", "csv", "--columns", "asset,decision", "--limit", "1")
        #expect(result.output == "asset,decision\nmail01.fabrikam.example.org,3_days_and_forensics\n")
        let unknown = try fixture.muster("followup", "list", "--columns", "asset,colour")
        #expect(unknown.exitCode == 64)
        #expect(unknown.errors.hasPrefix("error: no column \"colour\""))
    }

    @Test(arguments: [80, 100, 160])
    func `keeps within the terminal`(columns: Int) throws {
        let fixture = try CommandFixture.filled()
        let screen = try fixture.muster.onTerminal(
            columns: columns, "followup", "list", "--as-of", "2021-08-20", "--no-color")
        #expect(screen.exitCode == 0)
        let lines = screen.output.split(separator: "\n")
        #expect(lines.allSatisfy { DisplayWidth.of($0) <= columns }, "\(screen.output)")
        let row = try #require(lines.firstIndex { $0.hasPrefix("1  F-") })
        switch columns {
        case 80: #expect(lines[row + 1].hasPrefix("   3_days_and_forensics  due "))
        case 100: #expect(lines[row + 1].hasPrefix("   Proxy"))
        default: #expect(lines[row + 1].hasPrefix("2  F-") || lines.count == row + 2)
        }
    }

    @Test func `has a row for a tenant of which nothing is known, and counts nothing there`() throws {
        let fixture = try CommandFixture.filled()
        let table = try fixture.muster("followup", "list", "--by", "tenant", "--as-of", "2021-08-20")
        #expect(table.output.contains("northwind  Northwind Traders  –"))
        #expect(table.output.contains("+ ?"))
        let csv = try fixture.muster("followup", "list", "--by", "tenant", "--as-of", "2021-08-20", "-o", "csv").output
        let row = try #require(csv.split(separator: "\n").first { $0.contains("northwind") })
        #expect(row.hasSuffix(",,,,,,,"))
        let one = try fixture.muster("followup", "list", "-t", "northwind")
        #expect(one.output.hasPrefix("northwind: ? (nothing was ever taken in)\n"))
    }

    @Test(
        arguments: [
            (["overdue"], 3), (["checks_owed>5"], 0), (["silent"], 3), (["silent>1"], 0),
            (["silent>1", "overdue>0"], 3),
        ] as [([String], Int32)])
    func `ends with 3 when a gate is hit`(gates: [String], code: Int32) throws {
        let fixture = try CommandFixture.filled()
        let arguments = ["followup", "list", "--as-of", "2021-08-30", "-q"] + gates.flatMap { ["--fail-on", $0] }
        let result = try fixture.muster.run(arguments)
        #expect(result.exitCode == code, "\(result.errors)")
        #expect(result.output.contains("mail01"))
    }

    @Test func `reads by another age of scans than the one that is kept`() throws {
        let fixture = try CommandFixture.filled()
        func exposure(_ more: String...) throws -> String {
            try fixture.muster.run(
                [
                    "followup", "list", "--as-of", "2021-09-10", "-o", "csv", "--columns", "exposure", "--limit", "1",
                    "-q",
                ] + more
            ).output
        }
        #expect(try exposure() == "exposure\nstale\n")
        #expect(try exposure("--stale-after", "60") == "exposure\nexposed\n")
        var other = fixture.muster
        other.environment["MUSTER_STALE_DAYS"] = "soon"
        #expect(try other("followup", "list").exitCode == 78)
    }

    @Test func `explains a server down to file and line`() throws {
        let fixture = try CommandFixture.filled()
        let result = try fixture.muster(
            "asset", "explain", "mail01", "-t", "fabrikam", "--threat", "proxyshell", "--as-of", "2021-08-20", "-o",
            "csv")
        #expect(result.exitCode == 0, "\(result.errors)")
        let lines = result.output.split(separator: "\n")
        #expect(lines[0] == "input,value,since,import,file,line,seen_at,knowledge")
        #expect(lines.contains { $0.hasPrefix("build,15.1.2242.4,2021-08-16,1,hosts.csv,2,2021-08-16T01:12:00Z,") })
        #expect(lines.contains { $0.hasPrefix("443,exposed,2021-08-18,2,scan.csv,2,2021-08-18T03:00:00Z,") })
        #expect(lines.contains { $0.hasPrefix("CVE-2021-34473,vulnerable,") })
        let page = try fixture.muster("asset", "explain", "mail01", "-t", "fabrikam", "--as-of", "2021-08-20")
        #expect(page.output.contains("#1 hosts.csv:2 Version"))
        #expect(page.errors.contains("next: muster imports show "))
        #expect(try fixture.muster("asset", "explain", "nope", "-t", "fabrikam").exitCode == 65)
        #expect(try fixture.muster("asset", "explain", "mail01").exitCode == 64)
    }

    @Test func `shows a machine and a line as they were taken`() throws {
        let fixture = try CommandFixture.filled()
        let asset = try fixture.muster("asset", "show", "file01", "-t", "fabrikam", "-o", "csv").output
        #expect(asset.contains("owner,Anna,2021-08-16T01:10:00Z,1,hosts.csv,4\n"))
        let line = try fixture.muster("imports", "show", "1", "--line", "2", "-o", "csv").output
        #expect(line.contains("2,fabrikam,build,15.1.2242.4,"))
        #expect(try fixture.muster("imports", "show", "1", "--line", "77").exitCode == 66)
        #expect(
            try fixture.muster("asset", "list", "--all", "-o", "csv").output.contains(
                "fabrikam,file01.fabrikam.example.org,machine,"))
    }

    @Test func `keeps what a person saw`() throws {
        let fixture = try CommandFixture.filled()
        let set = try fixture.muster(
            "asset", "set", "mail01", "file_version=15.1.2308.14", "-t", "fabrikam", "--seen-at", "2021-08-19",
            "--actor", "jane")
        #expect(set.exitCode == 0, "\(set.errors)")
        #expect(set.output.contains("by jane"))
        let list = try fixture.muster("asset", "list", "-t", "fabrikam", "--as-of", "2021-08-20", "-o", "csv").output
        #expect(list.contains("mail01.fabrikam.example.org,server,Exchange 2016,15.1.2308.14,current,"))
        let explained = try fixture.muster("asset", "explain", "mail01", "-t", "fabrikam", "--as-of", "2021-08-20")
            .output
        #expect(explained.contains("jane, act 1"))
        #expect(try fixture.muster("asset", "set", "mail01", "colour=red", "-t", "fabrikam").exitCode == 64)
        #expect(try fixture.muster("asset", "set", "mail01", "build=banana", "-t", "fabrikam").exitCode == 64)
        #expect(try fixture.muster("db", "check").exitCode == 0)
    }

    @Test func `never sends a control character of a name`() throws {
        let fixture = try CommandFixture()
        try fixture.folder.write(
            "Hostname,Public IP,Version,Owner,Last Seen\nmail01,203.0.113.25,15.1.2242.4,\u{1b}[2J=cmd|x,2021-08-13\n",
            to: "hostile.csv")
        try expectDone(fixture.muster("import", "hostile.csv", "-t", "fabrikam", "-q"))
        for format in ["table", "csv", "json", "ndjson", "md"] {
            let result = try fixture.muster("asset", "show", "mail01", "-t", "fabrikam", "-o", format)
            #expect(!result.output.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" }, "\(format)")
            #expect(result.output.contains("[2J"), "\(format)")
        }
    }
}
