import Foundation
import TestSupport
import Testing

/// `import` of what was hunted, and `evidence`.
struct EvidenceCommandTests {
    private let fixture: CommandFixture

    init() throws { fixture = try CommandFixture.filled() }

    private func take(_ text: String, _ options: String...) throws {
        let name = "found-\(UUID().uuidString.prefix(6)).csv"
        try fixture.folder.write(text, to: name)
        try expectDone(fixture.muster.run(["import", name, "-t", "fabrikam", "-q"] + options))
    }

    private func evidence(_ options: String...) throws -> [[String: String]] {
        let result = try fixture.muster.run(["evidence", "list", "-o", "csv", "-q"] + options)
        try expectDone(result)
        return CSVTable(result.output).rows
    }

    private func list(_ day: String) throws -> [[String: String]] {
        CSVTable(
            try fixture.muster("followup", "list", "--by", "threat", "--as-of", day, "-o", "csv", "-q", "--limit", "0")
                .output
        ).rows
    }

    private static let shell = #"C:\inetpub\wwwroot\aspnet_client\k2.aspx"#

    private func takeShell(on host: String) throws {
        try take("host,path,time\n\(host),\(Self.shell),2021-08-17T22:10:00Z\n", "--seen-at", "2021-08-19T08:00:00Z")
    }

    // MARK: Where it lies

    @Test func `a shell lifts all follow-ups of its server, and no other server's`() throws {
        try takeShell(on: "mail01")
        let rows = try list("2021-08-20").filter { $0["decision"] != "collect" }
        for row in rows where row["asset"]?.hasPrefix("mail01") == true {
            #expect(row["decision"] == "3_days_and_forensics", "\(row["threats"] ?? "")")
            #expect(
                row["check"] == "evidence"
                    && row["reasons"]?.contains("unpatched-aspnet-client-page seen 2021-08-19") == true)
        }
        #expect(!rows.isEmpty)
        #expect(!rows.contains { $0["asset"]?.hasPrefix("mail02") == true && $0["check"] == "evidence" })
        #expect(try list("2021-08-18").allSatisfy { $0["check"] != "evidence" })
    }

    @Test func `it attaches to a machine that is no Exchange server, and makes no follow-up there`() throws {
        let before = try list("2021-08-20").count
        try takeShell(on: "file01")
        let row = try #require(try evidence().first)
        #expect(row["asset"] == "file01.fabrikam.example.org" && row["on_exchange_server"] == "0")
        #expect(try list("2021-08-20").count == before)
        let page = try fixture.muster("evidence", "list").output
        #expect(page.contains("1 asset with evidence is no Exchange server"))
    }

    @Test func `what lies on a shared address lies on every machine behind it`() throws {
        try take(
            """
            FQDN,Public IP,Version,Last Seen
            mail03.fabrikam.example.org,203.0.113.30,15.1.2308.14,2021-08-16 03:12
            mail04.fabrikam.example.org,203.0.113.30,15.1.2308.14,2021-08-16 03:12

            """)
        try take(
            """
            "timestamp","severity","ip","protocol","port","hostname","tag","asn","geo","version","servername"
            "2021-08-19 01:00:00","critical","203.0.113.30","tcp",443,"","exchange;webshell",64500,"DE","15.1.2308.14",""

            """)
        let rows = try evidence()
        #expect(
            rows.map { $0["asset"] ?? "" }.sorted() == ["mail03.fabrikam.example.org", "mail04.fabrikam.example.org"])
        #expect(rows.allSatisfy { $0["kind"] == "tag" && $0["trace"] == "webshell" && $0["threats"] == "" })
        let marked = try list("2021-08-20").filter { $0["check"] == "evidence" }
        #expect(Set(marked.map { $0["asset"]?.prefix(6) ?? "" }) == ["mail03", "mail04"])
        // One of them was rebuilt: what was found lies on the other one still.
        let first = try #require(rows.first { $0["asset"]?.hasPrefix("mail03") == true }?["id"])
        let page = try fixture.muster(
            "evidence", "neutralise", first, "-t", "fabrikam", "--reason", "rebuilt", "--at", "2021-08-19T12:00Z")
        #expect(page.exitCode == 0 && page.output.contains("mail03") && !page.output.contains("mail04"))
        #expect(try evidence().map { $0["asset"] ?? "" } == ["mail04.fabrikam.example.org"])
        let left = try list("2021-08-20").filter { $0["check"] == "evidence" }
        #expect(Set(left.map { $0["asset"]?.prefix(6) ?? "" }) == ["mail04"])
        let other = try #require(rows.first { $0["asset"]?.hasPrefix("mail04") == true }?["id"])
        try expectDone(
            fixture.muster(
                "evidence", "dismiss", other, "-t", "fabrikam", "--reason", "the scanner of the customer", "--at",
                "2021-08-19T12:00Z", "-q"))
        #expect(try evidence() == [])
        #expect(try list("2021-08-20").allSatisfy { $0["check"] != "evidence" })
    }

    @Test func `an import says what it found, and where`() throws {
        let name = try fixture.folder.write(
            "host,path,time\nmail01,\(Self.shell),2021-08-17T22:10:00Z\nmail02,C:\\a.txt,2021-08-17T22:10:00Z\n",
            to: "hunt.csv")
        let words = ["import", name, "-t", "fabrikam", "--seen-at", "2021-08-19T08:00:00Z"]
        for options in [["-n"], []] {
            let page = try fixture.muster.run(words + options)
            #expect(
                page.output.contains("evidence: 1 new piece on fabrikam mail01.fabrikam.example.org"), "\(page.output)")
        }
        let none = try fixture.folder.write("host,path,time\nmail02,C:\\b.txt,2021-08-17T22:10:00Z\n", to: "none.csv")
        let page = try fixture.muster("import", none, "-t", "fabrikam", "--seen-at", "2021-08-19T08:00:00Z")
        #expect(page.output.contains("nothing new matches an indicator"), "\(page.output)")
    }

    @Test func `a file whose time has not come yet is evidence of an unknown time`() throws {
        try take(
            "size,host,path,time\n12,mail01,\(Self.shell),2121-08-17T22:10:00Z\n", "--seen-at", "2021-08-22T08:00:00Z")
        let rows = try evidence()
        #expect(rows.count == 1 && rows[0]["occurred_at"] == "" && rows[0]["state"] == "found", "\(rows)")
    }

    @Test func `an id holds when a later file tells of the same by another name of the machine`() throws {
        let row = "C:\\inetpub\\wwwroot\\aspnet_client\\k9.aspx,2021-08-14T10:00:00Z\n"
        try take("size,host,path,time\n1,mail02,\(row)", "--seen-at", "2021-08-20T08:00:00Z")
        let id = try #require(try evidence().first?["id"])
        try take(
            "size,fqdn,path,time\n1,mail02.fabrikam.example.org,\(row)", "--seen-at", "2021-08-22T08:00:00Z")
        let rows = try evidence()
        #expect(rows.count == 1 && rows[0]["id"] == id, "\(rows)")
        try expectDone(
            fixture.muster(
                "evidence", "confirm", id, "-t", "fabrikam", "--at", "2021-08-23", "-q"))
        #expect(try evidence().first?["state"] == "confirmed")
    }

    @Test func `a check whose evidence was dismissed is a check of the days that it covers, and no remedy`() throws {
        func checked() throws -> String? {
            try list("2021-08-22").first { $0["threats"] == "ProxyShell" && $0["asset"]?.hasPrefix("mail01") == true }?[
                "check"]
        }
        for (day, covers, result) in [
            ("2021-08-20", [], "not_checked"), ("2021-08-22", ["--covers", "all:2021-08-18"], "no_evidence"),
        ] {
            try expectDone(
                fixture.muster.run(
                    [
                        "check", "record", "mail01", "-t", "fabrikam", "--threat", "ProxyShell", "--result", "evidence",
                        "--at", "\(day)T10:00Z", "-q",
                    ] + covers))
            #expect(try checked() == "evidence")
            let id = try #require(try evidence().first?["id"])
            try expectDone(
                fixture.muster(
                    "evidence", "dismiss", id, "-t", "fabrikam", "--reason", "ours", "--at", "\(day)T11:00Z", "-q"))
            #expect(try checked() == result)
        }
    }

    @Test func `the same trace in two files is one finding, with the newest line that tells of it`() throws {
        try takeShell(on: "mail01")
        try take(
            "size,host,path,time\n12,mail01,\(Self.shell),2021-08-17T22:10:00Z\n", "--seen-at", "2021-08-22T08:00:00Z")
        let rows = try evidence()
        #expect(rows.count == 1)
        #expect(rows[0]["first_seen"] == "2021-08-19T08:00:00Z" && rows[0]["last_seen"] == "2021-08-22T08:00:00Z")
        #expect(rows[0]["import"] == "4" && rows[0]["line"] == "2")
    }

    @Test func `what matches no indicator is kept and no evidence`() throws {
        try take(
            "host,path,time\nmail01,C:\\inetpub\\wwwroot\\iisstart.htm,2021-08-17T22:10:00Z\n", "--seen-at",
            "2021-08-19T08:00Z")
        #expect(try evidence() == [])
        #expect(try fixture.muster("imports", "show", "3", "--line", "2").output.contains("iisstart.htm"))
    }

    // MARK: What an analyst says

    @Test func `confirmed, contained and neutralised are written down with their times`() throws {
        try takeShell(on: "mail01")
        let id = try #require(try evidence().first?["id"])
        for (word, at) in [
            ("confirm", "2021-08-19T10:00Z"), ("contain", "2021-08-19T11:00Z"), ("neutralise", "2021-08-21T10:00Z"),
        ] {
            try expectDone(fixture.muster("evidence", word, id, "-t", "fabrikam", "--at", at, "-q"))
        }
        let row = try #require(try evidence("--all").first)
        #expect(row["state"] == "neutralised")
        #expect(row["confirmed_at"] == "2021-08-19T10:00:00Z")
        #expect(row["contained_at"] == "2021-08-19T11:00:00Z")
        #expect(row["ended_at"] == "2021-08-21T10:00:00Z")
        for (day, state) in [("2021-08-19", "contained"), ("2021-08-21", "neutralised")] {
            #expect(try evidence("--all", "--as-of", day).first?["state"] == state)
        }
        // Dealt with: what it lifted is decided as before, and the day it was due stays.
        let shell = try #require(
            try list("2021-08-22").first { $0["threats"] == "ProxyOracle" && $0["asset"]?.hasPrefix("mail01") == true })
        #expect(shell["decision"] == "14_days" && shell["due_on"] == "2021-08-19")
    }

    @Test func `dismissed needs a reason, stays so, and can be taken back`() throws {
        try takeShell(on: "mail01")
        let id = try #require(try evidence().first?["id"])
        #expect(try fixture.muster("evidence", "dismiss", id, "-t", "fabrikam").exitCode == 64)
        let done = CSVTable(
            try fixture.muster(
                "evidence", "dismiss", id, "-t", "fabrikam", "--reason", "a test page", "--at", "2021-08-19T12:00Z",
                "-o", "csv"
            )
            .output)
        #expect(done.rows.first?["state"] == "dismissed")
        let act = try #require(done.rows.first?["act"])
        #expect(try list("2021-08-20").allSatisfy { $0["check"] != "evidence" })
        try takeShell(on: "mail01.fabrikam.example.org")
        #expect(try evidence() == [])
        try expectDone(fixture.muster("evidence", "dismiss", "--undo", act, "-t", "fabrikam", "-q"))
        #expect(try evidence().first?["state"] == "found")
    }

    @Test func `what cannot be judged so is named, and nothing changes`() throws {
        try takeShell(on: "mail01")
        let id = try #require(try evidence().first?["id"])
        func judge(_ word: String, _ ids: String..., reason: Bool = false) throws -> MusterResult {
            try fixture.muster.run(["evidence", word] + ids + ["-t", "fabrikam"] + (reason ? ["--reason", "x"] : []))
        }
        #expect(try judge("confirm").exitCode == 64)
        #expect(try judge("confirm", "E-1").errors.contains("is no id of evidence, such as E-4T9K2M7Q"))
        let both = try judge("dismiss", id, "E-00000000", reason: true)
        #expect(
            both.exitCode == 65 && both.errors.contains("E-00000000 is no evidence of fabrikam; nothing was changed"))
        #expect(try evidence().first?["state"] == "found")
        try expectDone(judge("dismiss", id, reason: true))
        #expect(try judge("contain", id).errors.contains("\(id) is dismissed"))
        #expect(try judge("dismiss", id, reason: true).errors.contains("\(id) is dismissed already"))
        // Whoever knows better may still confirm.
        try expectDone(judge("confirm", id))
        #expect(try evidence().first?["state"] == "confirmed")
        #expect(try judge("confirm", id).errors.contains("is confirmed already"))
        let elsewhere = try fixture.muster("evidence", "confirm", id, "-t", "northwind")
        #expect(elsewhere.exitCode == 65 && !elsewhere.errors.contains("mail01"))
    }

    @Test func `evidence is neither accepted nor closed away`() throws {
        try takeShell(on: "mail01")
        let id = try #require(
            try list("2021-08-20").first {
                $0["threats"] == "ProxyOracle" && $0["asset"]?.hasPrefix("mail01") == true
            }?["id"])
        for words in [
            ["accept", "--until", "2099-01-01", "--reason", "x"], ["close", "--cause", "patched", "--reason", "x"],
        ] {
            let result = try fixture.muster.run(["followup", words[0], id] + words.dropFirst())
            #expect(result.exitCode == 65)
            #expect(
                result.errors.contains(
                    "has open evidence (unpatched-aspnet-client-page): that is investigated, not set aside"))
        }
    }

    @Test func `undoing the import takes its evidence along`() throws {
        try takeShell(on: "mail01")
        try expectDone(fixture.muster("imports", "undo", "3", "-q"))
        #expect(try evidence("--all") == [])
        #expect(try fixture.muster("db", "check").exitCode == 0)
    }
}
