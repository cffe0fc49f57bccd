import Foundation
import TestSupport
import Testing

/// `followup list --changed-since`: what the next shift must know.
struct HandoverTests {
    @Test func `what happened between two days stands with its words, and what did not is left out`() throws {
        let story = try SampleStory.played.get()
        let changes = try story.table(
            "followup", "list", "--changed-since", "2021-08-10", "--as-of", "2021-08-14")
        #expect(changes.header.suffix(2) == ["changed_at", "change"])
        let shell = changes.rows.filter { $0["threats"] == "ProxyShell" && ($0["asset"] ?? "").hasPrefix("fab-mail01") }
        #expect(shell.count == 1)
        #expect(shell.first?["change"]?.contains("3_days → 3_days_and_forensics: exploitation known") == true)
        #expect(shell.first?["changed_at"] == "2021-08-11T22:00:00Z")
        #expect(
            !changes.rows.contains { $0["threats"] == "ProxyOracle" && ($0["asset"] ?? "").hasPrefix("fab-mail01") })
    }

    @Test func `what is closed meanwhile is told with its cause`() throws {
        let story = try SampleStory.played.get()
        let changes = try story.table(
            "followup", "list", "--changed-since", "2021-08-20", "--as-of", "2021-09-17")
        let closed = changes.rows.filter { $0["state"] == "closed" }
        #expect(!closed.isEmpty)
        #expect(closed.allSatisfy { $0["change"]?.contains("closed ") == true })
    }

    @Test func `what people did since is told, and what they did before is not`() throws {
        let story = try SampleStory.played.get().copy()
        let id = try #require(
            try story.table("followup", "list", "--by", "threat", "--as-of", "2021-08-20").rows.first?["id"])
        for (text, at) in [("early", "2021-08-18T08:00Z"), ("late", "2021-08-20T08:00Z")] {
            #expect(try story.muster("followup", "note", id, "--text", text, "--at", at).exitCode == 0)
        }
        let changes = try story.table(
            "followup", "list", "--changed-since", "2021-08-19", "--as-of", "2021-08-20")
        let change = try #require(changes.rows.first { $0["id"] == id }?["change"])
        #expect(change.contains("2021-08-20 note late"))
        #expect(!change.contains("early"))
    }

    @Test func `live, what people wrote down since is told though they did it before`() throws {
        let fixture = try CommandFixture.filled()
        let list = CSVTable(try fixture.muster("followup", "list", "--by", "threat", "-o", "csv", "-q").output).rows
        let shell = try #require(list.first { $0["threats"] == "ProxyShell" }?["id"])
        let oracle = try #require(list.first { $0["threats"] == "ProxyOracle" }?["id"])
        // Written down now, and meant of some days ago; the shift changed the second before.
        let shift = "2021-09-01T06:00Z"
        for act in [
            ["note", shell, "--text", "call them", "--at", "2021-08-30"],
            ["assign", oracle, "--to", "eve", "--at", "2021-08-30"],
        ] { try expectDone(fixture.muster.run(["followup"] + act + ["-q"])) }
        let news = CSVTable(
            try fixture.muster("followup", "list", "--changed-since", shift, "-o", "csv", "--limit", "0").output)
        #expect(news.rows.first { $0["id"] == shell }?["change"]?.contains("note call them") == true)
        #expect(news.rows.first { $0["id"] == oracle }?["change"]?.contains("assigned to eve") == true)
    }

    @Test func `live, what was written down since is news, however long ago it was seen`() throws {
        let muster = try MusterProcess()
        _ = try muster("tenant", "add", "acme", "--start", "2021-01-01")
        try muster.folder.write(
            "fqdn,build,last seen\nmail01.acme.example.org,15.1.2242.4,2021-08-02 05:00:00\n", to: "a.csv")
        #expect(try muster("import", "a.csv", "-t", "acme").exitCode == 0)
        let news = CSVTable(try muster("followup", "list", "--changed-since", "2021-09-01", "-o", "csv").output)
        let shell = try #require(news.rows.first { $0["threats"] == "ProxyShell" })
        #expect(shell["change"]?.contains("learnt since: open from before") == true)
        // By the days of seeing alone nothing of it happened after the first of September.
        let seen = CSVTable(
            try muster("followup", "list", "--changed-since", "2021-09-01", "--as-of", "2021-09-02", "-o", "csv").output
        )
        #expect(!seen.rows.contains { $0["change"]?.contains("learnt since") == true })
    }
}
