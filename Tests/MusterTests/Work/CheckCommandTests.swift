import Foundation
import TestSupport
import Testing

/// `check record` and `check list`.
struct CheckCommandTests {
    private let fixture: CommandFixture

    init() throws { fixture = try CommandFixture.filled() }

    private func record(_ words: String...) throws -> MusterResult {
        try fixture.muster.run(["check", "record"] + words + ["-t", "fabrikam"])
    }

    private func owed(_ day: String, _ options: String...) throws -> [String] {
        let result = try fixture.muster.run(["check", "list", "--due", "--as-of", day, "-o", "csv", "-q"] + options)
        try expectDone(result)
        return CSVTable(result.output).rows.filter { $0["threat"] == "ProxyShell" }.map {
            "\($0["asset"]?.prefix(6) ?? "") \($0["owed_from"] ?? "") \($0["owed_to"] ?? "") \($0["days"] ?? "") \($0["how"] ?? "")"
        }
    }

    @Test func `the columns are those of the contract`() throws {
        let result = try fixture.muster("check", "list", "--due", "--as-of", "2021-08-20", "-o", "csv", "-q")
        #expect(
            CSVTable(result.output).header == [
                "tenant", "asset", "threat", "owed_from", "owed_to", "days", "how", "last_check", "result",
                "logs_required",
            ])
    }

    @Test func `proved days stand there, assumed ones where they are asked for`() throws {
        #expect(try owed("2021-08-20") == ["mail01 2021-08-18 2021-08-20 3 proved"])
        #expect(
            try owed("2021-08-20", "--assumed") == [
                "mail01 2021-08-18 2021-08-20 3 proved", "mail01 2021-08-06 2021-08-17 12 assumed",
            ])
    }

    @Test func `a check says what was owed, what it covered and what is missing`() throws {
        let page = try record(
            "mail01", "--threat", "proxyshell", "--result", "no_evidence", "--covers",
            "iis,files:2021-08-18..2021-08-19",
            "--covers", "msexchange:2021-08-18", "--at", "2021-08-20T10:00Z")
        #expect(page.exitCode == 0, "\(page.errors)")
        #expect(page.output.contains("ProxyShell  no_evidence"))
        #expect(page.output.contains("covered"))
        #expect(page.output.contains("msexchange missing") || page.output.contains("msexchange, files missing"))
        #expect(try owed("2021-08-20") == ["mail01 2021-08-19 2021-08-20 2 proved"])
        #expect(page.errors.contains("take back: muster check record --undo 1 -t fabrikam"))
        try expectDone(fixture.muster("check", "record", "--undo", "1", "-t", "fabrikam", "-q"))
        #expect(try owed("2021-08-20") == ["mail01 2021-08-18 2021-08-20 3 proved"])
    }

    @Test func `all stands for the logs that the playbook requires`() throws {
        let row = CSVTable(
            try record(
                "mail01", "--threat", "ProxyShell", "--result", "no_evidence", "--covers", "all:2021-08-06..2021-08-20",
                "--at", "2021-08-21T00:30Z", "-o", "csv"
            ).output
        ).rows.first
        #expect(row?["version"] == "1" && row?["dry_run"] == "0" && row?["act"] == "1")
        #expect(try owed("2021-08-20", "--assumed").count == 2)
        #expect(try owed("2021-08-21", "--assumed") == ["mail01 2021-08-21 2021-08-21 1 proved"])
    }

    @Test func `the day on which a check is made is owed for as long as the server stays open after it`() throws {
        let page = try record(
            "mail01", "--threat", "ProxyShell", "--result", "no_evidence", "--covers", "all:2021-08-06..2021-08-20",
            "--at", "2021-08-20T10:00Z")
        #expect(
            page.output.contains("still owed") && page.output.contains("msexchange, files missing"), "\(page.output)")
        #expect(try owed("2021-08-20", "--assumed") == ["mail01 2021-08-20 2021-08-20 1 proved"])
    }

    @Test func `a preview changes nothing`() throws {
        let result = try record(
            "mail01", "--threat", "ProxyShell", "--result", "no_evidence", "--covers", "all:2021-08-06..2021-08-20",
            "--at",
            "2021-08-20T10:00Z", "-n")
        #expect(result.output.contains("would record"))
        #expect(try owed("2021-08-20") == ["mail01 2021-08-18 2021-08-20 3 proved"])
    }

    @Test func `what a check finds is evidence, due at once, until it is dealt with`() throws {
        try expectDone(
            record(
                "mail02", "--threat", "ProxyShell", "--result", "evidence", "--note", "a shell", "--at",
                "2021-08-20T10:00Z", "-q"))
        func row() throws -> [String: String]? {
            CSVTable(
                try fixture.muster("followup", "list", "--by", "threat", "--as-of", "2021-08-22", "-o", "csv", "-q")
                    .output
            ).rows.first { $0["threats"] == "ProxyShell" && $0["asset"]?.hasPrefix("mail02") == true }
        }
        let found = try #require(try row())
        #expect(
            found["check"] == "evidence" && found["decision"] == "3_days_and_forensics"
                && found["due_on"] == "2021-08-20")
        try expectDone(
            record("mail02", "--threat", "ProxyShell", "--result", "confirmed", "--at", "2021-08-20T12:00Z", "-q"))
        #expect(try row()?["check"] == "confirmed")
        try expectDone(
            record("mail02", "--threat", "ProxyShell", "--result", "remediated", "--at", "2021-08-21T12:00Z", "-q"))
        #expect(try row() == nil)
    }

    @Test(arguments: [
        (["mail01", "--result", "no_evidence"], Int32(64), "what was looked for? --threat NAME"),
        (["mail01", "--threat", "ProxyShell"], 64, "what was found? --result"),
        (["--threat", "ProxyShell", "--result", "evidence"], 64, "which server was checked?"),
        (["mail01", "--threat", "ProxyShel", "--result", "evidence"], 64, "did you mean ProxyShell?"),
        (
            ["mail01", "--threat", "ProxyShell", "--result", "no_evidence"], 64,
            "in which days and which logs? --covers LOGS:FROM..TO"
        ),
        (
            ["mail01", "--threat", "ProxyShell", "--result", "inconclusive", "--covers", "iis:2021-08-06"], 64,
            "--note says how you know that"
        ),
        (
            ["mail01", "--threat", "ProxyShell", "--result", "no_evidence", "--covers", "web:2021-08-06"], 64,
            "--covers is LOGS:FROM..TO"
        ),
        (
            ["mail01", "--threat", "ProxyShell", "--result", "no_evidence", "--covers", "iis:2021-08-16..2021-08-06"],
            64,
            "--covers is LOGS:FROM..TO"
        ),
        (
            [
                "mail01", "--threat", "ProxyShell", "--result", "no_evidence", "--covers", "iis:2021-08-06..2021-08-21",
                "--at",
                "2021-08-20",
            ], 65, "a check of 2021-08-20 cannot have looked at 2021-08-21"
        ),
        (["mail01", "--threat", "ProxyShell", "--result", "evidence", "--playbook", "9"], 65, "has no version 9"),
        (["mail01", "--threat", "ProxyShell", "--result", "evidence", "--at", "2099-01-01"], 65, "has not come yet"),
        (["file01", "--threat", "ProxyShell", "--result", "evidence"], 65, "is no Exchange server"),
        (["nobody", "--threat", "ProxyShell", "--result", "evidence"], 65, "has no asset 'nobody'"),
        (["--undo", "7"], 65, "fabrikam has no act 7"),
    ])
    func `what makes no check is said plainly, and nothing is written down`(words: [String], exit: Int32, says: String)
        throws
    {
        let result = try fixture.muster.run(["check", "record"] + words + ["-t", "fabrikam"])
        #expect(result.exitCode == exit, "\(result.errors)")
        #expect(result.errors.contains(says), "\(result.errors)")
        #expect(try owed("2021-08-20") == ["mail01 2021-08-18 2021-08-20 3 proved"])
    }

    @Test func `a gate is hit while a check is owed`() throws {
        #expect(
            try fixture.muster("followup", "list", "--as-of", "2021-08-20", "--fail-on", "checks_owed", "-q").exitCode
                == 3)
        try expectDone(
            record(
                "mail01", "--threat", "ProxyShell", "--result", "no_evidence", "--covers", "all:2021-08-06..2021-08-21",
                "--at", "2021-08-21T00:30Z", "-q"))
        try expectDone(
            fixture.muster(
                "import", "-t", "fabrikam", "-q",
                fixture.folder.write(
                    "FQDN,Version,Last Seen\nmail01.fabrikam.example.org,15.1.2308.14,2021-08-21 00:10\n",
                    to: "patched.csv")))
        #expect(
            try fixture.muster("followup", "list", "--as-of", "2021-08-22", "--fail-on", "checks_owed", "-q").exitCode
                == 0)
    }

    @Test func `a risk that was accepted owes its check all the same`() throws {
        let list = try fixture.muster("followup", "list", "--by", "threat", "--as-of", "2021-08-20", "-o", "csv", "-q")
        let id = try #require(
            CSVTable(list.output).rows.first {
                $0["threats"] == "ProxyShell" && $0["asset"]?.hasPrefix("mail01") == true
            }?[
                "id"])
        try expectDone(
            fixture.muster(
                "followup", "accept", id, "--until", "2021-12-31", "--reason", "board", "--at", "2021-08-19", "-q"))
        #expect(try owed("2021-08-20") == ["mail01 2021-08-18 2021-08-20 3 proved"])
        #expect(
            try fixture.muster("followup", "list", "--as-of", "2021-08-20", "--fail-on", "checks_owed", "-q").exitCode
                == 3)
        let threat = CSVTable(
            try fixture.muster("threat", "show", "ProxyShell", "--as-of", "2021-08-20", "-o", "csv", "-q").output)
        #expect(threat.rows.first?["checks_owed"] == "1" && threat.rows.first?["followups"] == "0")
    }

    @Test func `what a retired server still owes is told as that, and is not asked for`() throws {
        try expectDone(
            fixture.muster("asset", "retire", "mail01", "-t", "fabrikam", "--at", "2021-08-20T09:00Z", "-q"))
        try expectDone(
            record(
                "mail01", "--threat", "ProxyShell", "--result", "no_evidence", "--covers", "all:2021-08-18", "--at",
                "2021-08-21T10:00Z", "-q"))
        #expect(try owed("2021-08-22") == [])
        let list = try fixture.muster("check", "list", "--as-of", "2021-08-22", "-o", "csv", "-q")
        let row = try #require(CSVTable(list.output).rows.first { $0["threat"] == "ProxyShell" })
        #expect(row["owed_from"] == "2021-08-19" && row["how"] == "retired" && row["result"] == "no_evidence", "\(row)")
        let assets = try fixture.muster("asset", "list", "-t", "fabrikam", "--as-of", "2021-08-22", "-o", "csv", "-q")
        #expect(
            CSVTable(assets.output).rows.filter { $0["retired_on"] == "2021-08-20" }.map { $0["asset"] ?? "" }
                == ["mail01.fabrikam.example.org"])
        let why = try fixture.muster("asset", "explain", "mail01", "-t", "fabrikam", "--as-of", "2021-08-22")
        #expect(why.output.contains("retired 2021-08-20") && why.output.contains("out of use"), "\(why.output)")
    }
}
