import TestSupport
import Testing

/// `tenant edit|rename|merge|archive`, as a lead types them.
struct TenantLifeTests {
    private func filled() throws -> MusterProcess { try CommandFixture.filled().muster }

    private func followUps(_ muster: MusterProcess, _ more: String...) throws -> [String] {
        try muster.run(["followup", "list", "--by", "tenant", "-o", "csv", "--columns", "tenant"] + more).output
            .split(separator: "\n").dropFirst().map(String.init)
    }

    @Test func `a renamed tenant is found by its former slug, by commands and by files`() throws {
        let muster = try filled()
        let renamed = try muster("tenant", "rename", "fabrikam", "fabrikam-eu")
        #expect(renamed.output.hasPrefix("fabrikam-eu  renamed, formerly fabrikam: Fabrikam GmbH"))
        #expect(renamed.errors.contains("next: muster tenant rename fabrikam-eu fabrikam      takes it back"))
        #expect(try muster("tenant", "show", "fabrikam").output.contains("formerly   fabrikam\n"))
        #expect(try muster("import", "hosts.csv", "-t", "fabrikam").output.contains("nothing to do"))
        #expect(try muster("imports", "undo", "1").exitCode == 0)
        #expect(try muster("db", "check").exitCode == 0)
        #expect(try muster("tenant", "add", "fabrikam").exitCode == 65)
        try expectDone(muster("tenant", "rename", "fabrikam-eu", "fabrikam", "-q"))
        #expect(try muster("tenant", "show", "fabrikam-eu").output.hasPrefix("fabrikam\n"))
    }

    @Test func `an archived tenant's follow-ups close, lists leave it out, and it can come back`() throws {
        let muster = try filled()
        let preview = try muster("tenant", "archive", "fabrikam", "-n")
        #expect(preview.output.hasPrefix("fabrikam  would be archived from "))
        #expect(try followUps(muster).contains("fabrikam"))
        let archived = try muster("tenant", "archive", "fabrikam", "--from", "2021-08-19")
        #expect(archived.output.contains("offboarded"))
        #expect(try followUps(muster) == ["northwind"])
        #expect(try followUps(muster, "--as-of", "2021-08-18").contains("fabrikam"))
        let refused = try muster("import", "hosts.csv", "-t", "fabrikam", "--seen-at", "2021-08-20", "--source", "x")
        #expect(refused.exitCode == 65)
        #expect(refused.errors.contains("fabrikam is archived since 2021-08-19; nothing was changed"))
        #expect(refused.errors.contains("next: bring it back: muster tenant archive fabrikam --undo"))
        #expect(try muster("db", "check").exitCode == 0)
        let back = try muster("tenant", "archive", "fabrikam", "--undo")
        #expect(back.output.hasPrefix("fabrikam  brought back: "))
        #expect(try followUps(muster).contains("fabrikam"))
        #expect(try muster("db", "check").exitCode == 0)
    }

    @Test func `a tenant becomes part of another one and is parted again`() throws {
        let muster = try filled()
        let preview = try muster("tenant", "merge", "fabrikam", "northwind", "-n")
        #expect(
            preview.output.hasPrefix(
                "fabrikam would become part of northwind: 5 rows of files\nfabrikam:\nfollow-ups: "))
        #expect(preview.output.contains("    closed  mail01.fabrikam.example.org  ProxyShell "))
        #expect(try followUps(muster).count == 2)

        let merged = try muster("tenant", "merge", "fabrikam", "northwind", "--reason", "bought")
        #expect(merged.output.hasPrefix("fabrikam is part of northwind: 5 rows of files\n"))
        #expect(merged.errors.contains("next: muster tenant merge fabrikam --undo      takes it back"))
        #expect(try followUps(muster) == ["northwind"])
        #expect(try followUps(muster, "--as-of", "2021-08-20").count == 2)
        #expect(try muster("asset", "show", "mail01", "-t", "fabrikam").output.contains("asset of northwind"))
        let explained = try muster("asset", "explain", "mail01", "-t", "northwind").output
        #expect(explained.contains("#1 hosts.csv:2 Version"))
        #expect(try muster("tenant", "show", "fabrikam").output.contains("merged     into northwind on "))
        #expect(
            try muster("tenant", "edit", "fabrikam", "--mode", "authorize").errors.hasPrefix(
                "error: fabrikam became part of northwind"))
        try expectDone(muster("imports", "undo", "2", "-q"))
        #expect(try muster("db", "check").exitCode == 0)

        let parted = try muster("tenant", "merge", "fabrikam", "--undo")
        #expect(parted.output.hasPrefix("fabrikam is a tenant of its own again, apart from northwind\n"))
        #expect(try followUps(muster).count == 2)
        #expect(try muster("db", "check").exitCode == 0)
        #expect(try muster("db", "rebuild").exitCode == 0)
    }

    @Test func `what a merge loses of clocks and facts is said before it is done`() throws {
        let muster = try filled()
        try expectDone(muster("tenant", "edit", "northwind", "--start", "2021-07-01", "-q"))
        try expectDone(
            muster("tenant", "edit", "fabrikam", "--fact", "schema_updated=yes", "--seen-at", "2021-08-01", "-q"))
        let preview = try muster("tenant", "merge", "fabrikam", "northwind", "-n")
        #expect(preview.errors.contains("warning: northwind starts on 2021-07-01, fabrikam on 2021-01-01: "))
        #expect(
            preview.errors.contains(
                "warning: what was said of fabrikam as a whole is not said of northwind: schema_updated=yes\n"))
    }

    @Test func `every attribute can be changed, and a fact taken back`() throws {
        let muster = try filled()
        try expectDone(
            muster(
                "tenant", "edit", "fabrikam", "--name", "Fabrikam AG", "--zone", "Asia/Tokyo", "--language", "ja",
                "--mode", "collaborate", "--impact", "high", "--start", "2021-02-01", "--stale-after", "9", "--parent",
                "northwind", "--contact", "IT: it@fabrikam.example.org", "--fact", "schema_updated=yes", "--seen-at",
                "2021-08-01", "-q"))
        let columns = "name,zone,language,mode,impact,start,stale_days,parent,contacts"
        let row = { try muster("tenant", "show", "fabrikam", "-o", "csv", "--columns", columns).output }
        #expect(
            try row().hasSuffix(
                "\nFabrikam AG,Asia/Tokyo,ja,collaborate,high,2021-02-01,9,northwind,IT: it@fabrikam.example.org\n"))
        try expectDone(
            muster("tenant", "edit", "fabrikam", "--no-parent", "--end-contact", "it@fabrikam.example.org", "-q"))
        #expect(try row().hasSuffix(",2021-02-01,9,,\n"))
        #expect(try muster("tenant", "edit", "fabrikam", "--end-contact", "no@fabrikam.example.org").exitCode == 65)
        try expectDone(muster("tenant", "edit", "fabrikam", "--undo", "1", "-q"))
        #expect(try muster("tenant", "show", "fabrikam").output.contains("(taken back by act 2)"))
        #expect(
            try muster("tenant", "edit", "fabrikam", "--mode", "notify", "-n").errors.contains("nothing was changed"))
        #expect(try row().contains("collaborate"))
        #expect(try muster("db", "check").exitCode == 0)
    }

    @Test func `a domain or network that two tenants have is said`() throws {
        let muster = try filled()
        let result = try muster(
            "tenant", "edit", "northwind", "--network", "203.0.113.0/26", "--domain", "fabrikam.example.org")
        #expect(result.exitCode == 0)
        #expect(result.errors.contains("warning: network 203.0.113.0/26 is fabrikam's too: "))
        #expect(result.errors.contains("warning: domain fabrikam.example.org is fabrikam's too: "))
    }

    @Test(arguments: [
        (["rename", "fabrikam", "northwind"], 65, "slug 'northwind' is taken"),
        (["rename", "fabrikam", "Fabrikam AG"], 65, "a slug is lower-case letters"),
        (["merge", "fabrikam"], 64, "which tenant is fabrikam to be part of?"),
        (["merge", "fabrikam", "fabrikam"], 65, "'fabrikam' and 'fabrikam' are one tenant already"),
        (["merge", "fabrikam", "--undo"], 65, "fabrikam is part of no other tenant"),
        (["archive", "fabrikam", "--undo"], 65, "fabrikam is not archived"),
        (["edit", "fabrikam", "--parent", "fabrikam"], 65, "fabrikam belongs to fabrikam itself"),
    ])
    func `what cannot be is refused with the reason`(words: [String], exitCode: Int32, what: String) throws {
        let result = try CommandFixture().muster.run(["tenant"] + words)
        #expect(result.exitCode == exitCode)
        #expect(result.errors.hasPrefix("error: \(what)"), "\(result.errors)")
    }
}
