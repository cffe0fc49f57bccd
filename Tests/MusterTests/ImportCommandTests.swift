import Foundation
import TestSupport
import Testing

struct ImportCommandTests {
    @Test func `takes a file in and tells programs what it did`() throws {
        let fixture = try CommandFixture()
        let result = try fixture.muster("import", "hosts.csv", "-t", "fabrikam", "-o", "json")
        #expect(result.exitCode == 0)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        #expect(object["import"] as? Int == 1)
        #expect(object["format"] as? String == "inventory-csv")
        #expect(object["lines"] as? Int == 4)
        #expect(object["records"] as? Int == 3)
        #expect(object["accepted"] as? Int == 3)
        #expect(object["new_assets"] as? Int == 3)
        #expect(object["noop"] as? Bool == false)
        #expect(object["dry_run"] as? Bool == false)
        #expect(object["not_seen"] is NSNull)
    }

    @Test func `changes nothing the second time, and says so`() throws {
        let fixture = try CommandFixture.filled()
        let before = try fixture.muster("followup", "list", "-o", "csv", "--as-of", "2021-08-20").output
        let again = try fixture.muster("import", "hosts.csv", "-t", "fabrikam")
        #expect(again.exitCode == 0)
        #expect(again.output.hasPrefix("hosts.csv  nothing to do: same bytes and options as import 1 of "))
        #expect(try fixture.muster("followup", "list", "-o", "csv", "--as-of", "2021-08-20").output == before)
        let later = try fixture.muster("import", "hosts.csv", "-t", "fabrikam", "--seen-at", "2021-08-19", "-o", "json")
        #expect(later.exitCode == 0)
        #expect(later.output.contains("\"noop\": false"))
    }

    @Test func `shows in a preview what it took the file for, and changes nothing`() throws {
        let fixture = try CommandFixture()
        let result = try fixture.muster("import", "hosts.csv", "-t", "fabrikam", "-n")
        #expect(result.exitCode == 0)
        #expect(result.output.hasPrefix("hosts.csv   preview, nothing is changed\n"))
        #expect(result.output.contains("delimiter  ,"))
        #expect(
            result.output.contains("lines 4 = 1 header + 3 records + 0 blank      records 3 = 3 accepted + 0 rejected"))
        #expect(result.output.contains("mail01.fabrikam.example.org"))
        #expect(result.errors == "next: muster import hosts.csv -t fabrikam\n")
        #expect(try fixture.muster("imports", "list", "-o", "ndjson").output == "")
    }

    @Test func `ends a preview with the code that the import would have`() throws {
        let fixture = try CommandFixture()
        try fixture.folder.write("Hostname,IP,Last Seen\na b c,1,2021-08-01\nmail01,2,2021-08-01\n", to: "bad.csv")
        for arguments in [["import", "bad.csv", "-t", "fabrikam", "-n"], ["import", "bad.csv", "-t", "fabrikam"]] {
            let result = try fixture.muster.run(arguments)
            #expect(result.exitCode == 65)
            #expect(result.errors.contains("error: bad.csv: "))
            #expect(result.errors.contains("nothing was changed"))
        }
        #expect(try fixture.muster("imports", "list", "-o", "ndjson").output == "")
    }

    @Test func `writes rejected rows as they were, ready to be mended`() throws {
        let fixture = try CommandFixture()
        let text = "Hostname,Public IP,Last Seen\nmail01,203.0.113.300,2021-08-13\nmail02,203.0.113.26,2021-08-13\n"
        try fixture.folder.write(text, to: "hosts2.csv")
        let result = try fixture.muster(
            "import", "hosts2.csv", "-t", "fabrikam", "--max-rejects", "1", "--rejects", "rejects.csv")
        #expect(result.exitCode == 0, "\(result.errors)")
        #expect(
            try fixture.folder.read("rejects.csv") == "Hostname,Public IP,Last Seen\nmail01,203.0.113.300,2021-08-13\n")
        let kept = try fixture.muster("imports", "rejects", "1", "-o", "ndjson").output
        #expect(
            kept.hasPrefix(
                "{\"line\": 2, \"record\": 1, \"byte\": 29, \"column\": \"Public IP\", \"reason\": \"address\", "))
    }

    /// What each broken or unknown file is refused with; all leave the database as it was.
    @Test(arguments: [
        (
            "cut.xml",
            "<?xml version=\"1.0\"?>\n<nmaprun scanner=\"nmap\" start=\"1629255600\" args=\"nmap -oX - 203.0.113.25\">\n<host>",
            65
        ),
        ("report.pdf", "%PDF-1.7\n%\u{e2}\u{e3}\n1 0 obj\n", 65),
        ("timeless.csv", "Hostname,IP\nmail01,203.0.113.25\n", 65),
        ("empty.csv", "", 65),
        ("orders.csv", "Hostname,Last Seen\nmail01,03/04/2021\nmail02,05/06/2021\n", 65),
    ])
    func `refuses a file that it cannot take, and changes nothing`(name: String, text: String, code: Int32) throws {
        let fixture = try CommandFixture.filled()
        let before = try fixture.muster("imports", "list", "-o", "csv").output
        try fixture.folder.write(text, to: name)
        let result = try fixture.muster("import", name, "-t", "fabrikam", "--vantage", "internet")
        #expect(result.exitCode == code)
        #expect(result.output == "")
        #expect(result.errors.hasPrefix("error: \(name)"), "\(result.errors)")
        #expect(result.errors.contains("nothing was changed"), "\(result.errors)")
        #expect(try fixture.muster("imports", "list", "-o", "csv").output == before)
        #expect(try fixture.muster("db", "check").exitCode == 0)
    }

    @Test(arguments: ["hosts.csv", "other.db"])
    func `never writes rejects over a file that is there`(file: String) throws {
        let fixture = try CommandFixture()
        try fixture.folder.write("as it was", to: "other.db")
        let before = try fixture.folder.read(file)
        for preview in [["-n"], []] {
            let result = try fixture.muster.run(
                ["import", "hosts.csv", "-t", "fabrikam", "--rejects", file] + preview)
            #expect(result.exitCode == 73)
            #expect(result.errors.contains("nothing was changed"))
            #expect(try fixture.folder.read(file) == before)
        }
    }

    @Test func `rejects the row with a quote that does not close, and takes the others`() throws {
        let fixture = try CommandFixture()
        let rows = (1...40).map { "pc\($0),2021-08-13\n" }.joined()
        try fixture.folder.write("Hostname,Last Seen\n" + rows + "\"mail01,2021-08-13\n", to: "quote.csv")
        let result = try fixture.muster("import", "quote.csv", "-t", "fabrikam", "-o", "json")
        #expect(result.exitCode == 0, "\(result.errors)")
        #expect(result.output.contains("\"accepted\": 40, \"rejected\": 1"))
        #expect(
            try fixture.muster("imports", "rejects", "1", "-o", "csv", "--columns", "line,record").output
                == "line,record\n42,41\n")
    }

    @Test func `reads an export of Excel with BOM and sep`() throws {
        let fixture = try CommandFixture()
        try fixture.folder.write(
            "\u{feff}sep=;\r\nServername;Zuletzt gesehen\r\nmail01;13.08.2021 03:12\r\n", to: "excel.csv")
        let result = try fixture.muster("import", "excel.csv", "-t", "fabrikam", "-o", "json")
        #expect(result.exitCode == 0, "\(result.errors)")
        #expect(result.output.contains("\"delimiter\": \";\""))
        #expect(
            try fixture.muster("imports", "show", "1", "--line", "3", "-o", "csv").output.contains(
                "3,fabrikam,host,mail01"))
    }

    @Test func `reads standard input`() throws {
        let fixture = try CommandFixture()
        let result = try fixture.muster(
            "import", "-", "-t", "fabrikam", "-o", "json", input: try fixture.folder.read("hosts.csv"))
        #expect(result.exitCode == 0)
        #expect(result.output.contains("\"accepted\": 3"))
    }

    @Test func `names what does not exist`() throws {
        let fixture = try CommandFixture()
        let file = try fixture.muster("import", "nope.csv", "-t", "fabrikam")
        #expect(file.exitCode == 66)
        #expect(file.errors.hasPrefix("error: nope.csv: "))
        let tenant = try fixture.muster("import", "hosts.csv", "-t", "fabricam")
        #expect(tenant.exitCode == 65)
        #expect(tenant.errors.contains("fabricam"))
        let database = try fixture.muster("import", "hosts.csv", "-t", "fabrikam", "--db", "none.db")
        #expect(database.exitCode == 78)
        #expect(database.errors.contains("next: muster db init --db none.db"))
    }

    @Test func `takes an import back`() throws {
        let fixture = try CommandFixture.filled()
        #expect(try fixture.muster("imports", "undo", "1").exitCode == 0)
        let list = try fixture.muster("followup", "list", "-t", "fabrikam", "-o", "csv", "--as-of", "2021-08-20").output
        #expect(!list.contains("mail01"))
        #expect(try fixture.muster("db", "check").exitCode == 0)
        #expect(try fixture.muster("imports", "undo", "1").exitCode == 65)
        #expect(try fixture.muster("imports", "show", "99").exitCode == 66)
    }

    @Test func `shows no progress in a pipe`() throws {
        let fixture = try CommandFixture()
        let rows = (1...20_000).map { "pc\($0),2021-08-13\n" }.joined()
        try fixture.folder.write("Hostname,Last Seen\n" + rows, to: "many.csv")
        let result = try fixture.muster("import", "many.csv", "-t", "fabrikam")
        #expect(result.exitCode == 0)
        #expect(!result.errors.contains("\r"))
        #expect(result.output.contains("accepted 20,000   new 20,000"))
    }
}
