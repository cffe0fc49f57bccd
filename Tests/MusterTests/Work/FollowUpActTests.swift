import Foundation
import TestSupport
import Testing

/// `followup assign`, `snooze`, `accept`, `close`, `reopen`, `note`, `ticket`: one by one, and by filter.
struct FollowUpActTests {
    private let fixture: CommandFixture

    init() throws { fixture = try CommandFixture.filled() }

    private func list(_ options: String...) throws -> [[String: String]] {
        let result = try fixture.muster.run(
            ["followup", "list", "--by", "threat", "-t", "fabrikam", "-o", "csv", "-q", "--limit", "0"] + options)
        try expectDone(result)
        return CSVTable(result.output).rows
    }

    private func id(_ threat: String, of asset: String = "mail01") throws -> String {
        let row = try #require(
            try list("--state", "all").first { $0["threats"] == threat && $0["asset"]?.hasPrefix(asset) == true })
        return try #require(row["id"])
    }

    private func followup(_ arguments: String...) throws -> MusterResult {
        try fixture.muster.run(["followup"] + arguments)
    }

    private func state(_ id: String) throws -> String {
        let row = try #require(try list("--state", "all").first { $0["id"] == id })
        return [row["state"], row["owner"]].compactMap { $0.flatMap { $0.isEmpty ? nil : $0 } }.joined(separator: " ")
    }

    // MARK: One by one

    @Test func `an owner is set, another takes over, and nobody has it again`() throws {
        let oracle = try id("ProxyOracle")
        for (owner, expected) in [("joe", "assigned joe"), ("ann", "assigned ann"), ("nobody", "open")] {
            try expectDone(followup("assign", oracle, "--to", owner, "-q"))
            #expect(try state(oracle) == expected)
        }
    }

    @Test func `a filter looks at the time from which the act holds`() throws {
        // Nothing of mail02 was open on the 20th; something is now.
        let file = try fixture.folder.write(
            "FQDN,Version,Last Seen\nmail01.fabrikam.example.org,15.1.2308.14,2021-08-24 03:12\n", to: "late.csv")
        try expectDone(fixture.muster("import", file, "-t", "fabrikam", "-q"))
        let then = CSVTable(
            try followup(
                "assign", "--asset", "mail01", "--to", "joe", "-t", "fabrikam", "--at", "2021-08-20", "-o", "csv"
            ).output)
        #expect(then.rows.contains { $0["threat"] == "ProxyOracle" }, "\(then.rows)")
    }

    @Test func `what came after an act is told beside it`() throws {
        let oracle = try id("ProxyOracle")
        let file = try fixture.folder.write(
            "FQDN,Version,Last Seen\nmail01.fabrikam.example.org,15.1.2242.4,2021-08-24 03:12\n", to: "late.csv")
        try expectDone(fixture.muster("import", file, "-t", "fabrikam", "-q"))
        let page = try followup(
            "close", oracle, "--cause", "patched", "--reason", "by phone", "--at", "2021-08-20")
        #expect(page.output.contains("closed (patched); now reopened"), "\(page.output)\(page.errors)")
    }

    @Test func `an id of another tenant is refused where one is named`() throws {
        let oracle = try id("ProxyOracle")
        let act = try followup("assign", oracle, "--to", "joe", "-t", "northwind")
        #expect(act.exitCode == 65 && act.errors.contains("is no follow-up of northwind"), "\(act.errors)")
        #expect(try state(oracle) == "open")
        let page = try followup("show", oracle, "-t", "northwind")
        #expect(page.exitCode == 65 && page.errors.contains("no follow-up \(oracle) of northwind"), "\(page.errors)")
        #expect(try followup("show", oracle, "-t", "fabrikam").exitCode == 0)
    }

    @Test func `a follow-up of a server that became part of another one leads there`() throws {
        let file = try fixture.folder.write(
            "FQDN,Version,Last Seen\nmail05.fabrikam.example.org,15.1.2242.4,2021-08-16 03:12\n", to: "more.csv")
        try expectDone(fixture.muster("import", file, "-t", "fabrikam", "-q"))
        let (first, second) = (try id("ProxyOracle"), try id("ProxyOracle", of: "mail05"))
        try expectDone(fixture.muster("asset", "merge", "mail01", "mail05", "-t", "fabrikam", "-q"))
        let pages = try [first, second].map { try followup("show", $0) }
        let (lost, heir) = pages[0].exitCode == 0 ? (pages[1], first) : (pages[0], second)
        #expect(lost.exitCode == 65 && lost.errors.contains("muster followup show \(heir)"), "\(lost.errors)")
    }

    @Test func `ids are read in either case, with and without F, and once each`() throws {
        let oracle = try id("ProxyOracle")
        let result = try followup(
            "assign", oracle.lowercased(), String(oracle.dropFirst(2)), "--to", "joe", "-o", "csv")
        #expect(CSVTable(result.output).rows.count == 1)
    }

    @Test func `what was done stands in its history with who and why, and can be taken back`() throws {
        let oracle = try id("ProxyOracle")
        let done = CSVTable(
            try followup(
                "accept", oracle, "--until", "2099-12-31", "--reason", "replaced in December", "--actor", "jane", "-o",
                "csv"
            ).output)
        let row = try #require(done.rows.first)
        #expect(row["state_before"] == "open" && row["state"] == "accepted" && row["until"] == "2099-12-31")
        #expect(row["is_open"] == "0")
        #expect(try !list().contains { $0["id"] == oracle })
        let events = CSVTable(try followup("show", oracle, "-o", "csv").output).rows
        #expect(
            events.contains {
                $0["what"] == "accepted" && $0["words"] == "until 2099-12-31: replaced in December"
                    && $0["by"] == "jane"
            })
        try expectDone(followup("accept", "--undo", row["act"] ?? "", "-t", "fabrikam", "-q"))
        #expect(try list().contains { $0["id"] == oracle })
        let other = try followup("snooze", "--undo", row["act"] ?? "", "-t", "fabrikam")
        #expect(other.exitCode == 65)
    }

    @Test func `a snoozed one is left out of the list and stays open for the counts`() throws {
        let oracle = try id("ProxyOracle")
        func followUps() throws -> String? {
            CSVTable(try followup("list", "--by", "tenant", "-t", "fabrikam", "-o", "csv", "-q").output).rows.first?[
                "followups"]
        }
        let before = try followUps()
        try expectDone(followup("snooze", oracle, "--until", "2099-01-31", "-q"))
        #expect(try !list().contains { $0["id"] == oracle })
        #expect(try list("--state", "snoozed").map { $0["id"] } == [oracle])
        #expect(try followUps() == before)
        try expectDone(followup("reopen", oracle, "-q"))
        #expect(try list().contains { $0["id"] == oracle })
    }

    @Test func `one that is closed by hand is open again once the old build is seen again`() throws {
        let oracle = try id("ProxyOracle")
        try expectDone(
            followup(
                "close", oracle, "--cause", "patched", "--reason", "the customer says so", "--at", "2021-08-19T09:00Z",
                "-q"))
        func state(on day: String) throws -> String? {
            try list("--state", "all", "--as-of", day).first { $0["id"] == oracle }?["state"]
        }
        #expect(try state(on: "2021-08-24") == "closed")
        try fixture.folder.write(
            "FQDN,Version,Last Seen\nmail01.fabrikam.example.org,15.1.2242.4,2021-08-23 03:12\n", to: "later.csv")
        try expectDone(fixture.muster("import", "later.csv", "-t", "fabrikam", "-q"))
        #expect(try state(on: "2021-08-22") == "closed")
        #expect(try state(on: "2021-08-24") == "reopened")
        #expect(try followup("show", oracle, "--as-of", "2021-08-24").output.contains("reopened  appeared"))
    }

    @Test func `an import overwrites nothing that people set`() throws {
        let oracle = try id("ProxyOracle")
        try expectDone(followup("assign", oracle, "--to", "joe", "-q"))
        try expectDone(followup("ticket", oracle, "--ref", "INC-7", "-q"))
        try fixture.folder.write(
            "FQDN,Version,Owner,Last Seen\nmail01.fabrikam.example.org,15.1.2242.4,Somebody Else,2021-08-23 03:12\n",
            to: "later.csv")
        try expectDone(fixture.muster("import", "later.csv", "-t", "fabrikam", "-q"))
        #expect(try state(oracle) == "assigned joe")
        let events = CSVTable(try followup("show", oracle, "-o", "csv").output).rows
        #expect(events.contains { $0["what"] == "ticket" && $0["words"] == "INC-7" })
    }

    // MARK: Many at once

    @Test func `a filter chooses, a preview says what it would do and changes nothing`() throws {
        let before = try list("--state", "all")
        let preview = try followup(
            "assign", "--asset", "mail0*", "--owner", "none", "--to", "joe", "-t", "fabrikam", "-n")
        #expect(preview.exitCode == 0)
        #expect(preview.output.contains("would assign"))
        #expect(preview.errors.contains("nothing was changed"))
        #expect(try list("--state", "all") == before)
        let done = CSVTable(
            try followup("assign", "--asset", "mail0*", "--owner", "none", "--to", "joe", "-t", "fabrikam", "-o", "csv")
                .output)
        let open = before.filter { $0["state"] == "open" }
        #expect(Set(done.rows.map { $0["id"] }) == Set(open.map { $0["id"] }))
        #expect(try list().allSatisfy { $0["owner"] == "joe" })
    }

    @Test func `filters are joined: all of them must hold`() throws {
        let done = CSVTable(
            try followup(
                "assign", "--threat", "proxyoracle", "--asset", "mail01", "--to", "joe", "-t", "fabrikam", "-o", "csv"
            )
            .output)
        #expect(done.rows.map { $0["threat"] } == ["ProxyOracle"])
        let none = try followup(
            "assign", "--threat", "ProxyOracle", "--asset", "mail02", "--to", "joe", "-t", "fabrikam")
        #expect(none.exitCode == 65)
        #expect(none.errors.contains("no follow-up is like that; nothing was changed"))
    }

    @Test func `all or nothing: one that cannot be done stops all, and each is named`() throws {
        let oracle = try id("ProxyOracle")
        let shell = try id("ProxyShell")
        // ProxyShell owes a check; the other would let itself be closed.
        let result = try followup("close", oracle, shell, "--cause", "patched", "--reason", "all done")
        #expect(result.exitCode == 65)
        #expect(
            result.errors.contains(
                "\(shell) (fabrikam, mail01.fabrikam.example.org, ProxyShell) owes a check of 2021-08-"))
        #expect(result.errors.contains("nothing was changed"))
        #expect(try state(oracle) == "open")
        let unknown = try followup("assign", oracle, "F-000000", "F-000001", "--to", "joe")
        #expect(unknown.exitCode == 65)
        #expect(unknown.errors.contains("2 of 3 cannot be done; nothing was changed"))
        #expect(unknown.errors.contains("F-000000 is no follow-up"))
    }

    // MARK: What is refused

    @Test(arguments: [
        (["assign", "ID"], Int32(64), "to whom? --to NAME"),
        (["snooze", "ID"], 64, "until when? --until DATE"),
        (["accept", "ID", "--until", "2099-01-01"], 64, "why is the risk taken, and by whom? --reason TEXT"),
        (["accept", "ID", "--until", "2021-01-01", "--reason", "x"], 65, "must rest until a day that has not gone by"),
        (["close", "ID", "--cause", "fixed", "--reason", "x"], 64, "patched, retired, corrected, remediated"),
        (["close", "ID", "--cause", "patched"], 64, "how do you know? --reason TEXT"),
        (["reopen", "ID"], 65, "is open; nothing was changed"),
        (["note", "ID"], 64, "what is to be noted? --text TEXT"),
        (["assign", "--to", "joe"], 64, "which follow-ups? name their ids, or a filter"),
        (["assign", "ID", "--threat", "ProxyShell", "--to", "joe"], 64, "ids or a filter, not both"),
        (["assign", "F-U", "--to", "joe"], 64, "is no id of a follow-up, such as F-4T9K2M"),
        (["assign", "ID", "--to", "joe", "--at", "2099-01-01"], 65, "has not come yet; nothing was changed"),
        (["assign", "ID", "--to", "joe", "--at", "2020-01-01"], 65, "was not there yet at 2020-01-01"),
    ])
    func `what cannot be done is said plainly`(words: [String], exit: Int32, says: String) throws {
        let oracle = try id("ProxyOracle")
        let result = try fixture.muster.run(["followup"] + words.map { $0 == "ID" ? oracle : $0 })
        #expect(result.exitCode == exit, "\(result.errors)")
        #expect(result.errors.contains(says), "\(result.errors)")
        #expect(try state(oracle) == "open")
    }

    @Test func `what is to be collected can be snoozed, and neither accepted nor closed`() throws {
        try fixture.folder.write(
            "FQDN,Product,Last Seen\nmail05.fabrikam.example.org,Microsoft Exchange Server,2021-08-16 03:12\n",
            to: "more.csv")
        try expectDone(fixture.muster("import", "more.csv", "-t", "fabrikam", "-q"))
        let row = try #require(try list().first { $0["decision"] == "collect" })
        let id = try #require(row["id"])
        #expect(
            try followup("accept", id, "--until", "2099-01-01", "--reason", "x").errors.contains(
                "collect it, or snooze it"))
        #expect(try followup("close", id, "--cause", "patched", "--reason", "x").exitCode == 65)
        try expectDone(followup("snooze", id, "--until", "2099-01-01", "-q"))
        #expect(try !list().contains { $0["id"] == id })
    }

    @Test func `what is closed takes notes and tickets only`() throws {
        try fixture.folder.write(
            "FQDN,Version,Last Seen\nmail01.fabrikam.example.org,15.1.2308.14,2021-08-23 03:12\n", to: "later.csv")
        let oracle = try id("ProxyOracle")
        try expectDone(fixture.muster("import", "later.csv", "-t", "fabrikam", "-q"))
        #expect(try state(oracle) == "closed")
        try expectDone(followup("note", oracle, "--text", "looked again", "-q"))
        try expectDone(followup("ticket", oracle, "--ref", "INC-9", "-q"))
        #expect(try followup("show", oracle).output.contains("closed (patched)"))
        for words in [["assign", "--to", "joe"], ["snooze", "--until", "2099-01-01"], ["reopen"]] {
            let result = try fixture.muster.run(["followup", words[0], oracle] + words.dropFirst())
            #expect(result.exitCode == 65, "\(words)")
            #expect(result.errors.contains("(patched)"), "\(result.errors)")
        }
    }
}
