import TestSupport
import Testing

/// `asset merge`, `asset split` and `asset set --undo`, as a lead types them.
struct AssetActTests {
    /// A machine under its old and its new name, which nothing but a person can join.
    private func filled() throws -> MusterProcess {
        let fixture = try CommandFixture()
        try fixture.folder.write(
            """
            Hostname,FQDN,Serial,Version,Last Seen
            mail01,mail01.fabrikam.example.org,A1,15.1.2242.4,2021-08-16 03:12
            old01,old01.fabrikam.example.org,A2,15.1.2242.4,2021-08-09 03:12

            """, to: "two.csv")
        try expectDone(fixture.muster("import", "two.csv", "-t", "fabrikam", "-q"))
        return fixture.muster
    }

    private func assets(_ muster: MusterProcess) throws -> String {
        try muster("asset", "list", "-t", "fabrikam", "-o", "csv", "--columns", "asset").output
    }

    @Test func `two assets become one, and two again when that is taken back`() throws {
        let muster = try filled()
        let merged = try muster(
            "asset", "merge", "mail01", "old01", "-t", "fabrikam", "--reason", "renamed in August")
        #expect(merged.exitCode == 0)
        #expect(merged.output.hasPrefix("merge: done, act 1 by "))
        #expect(merged.output.contains("(subject 2; serial a2)"))
        #expect(merged.output.contains("\n    closed  old01.fabrikam.example.org  ProxyShell "))
        #expect(merged.errors.contains("next: muster asset merge --undo 1 -t fabrikam"))
        #expect(try assets(muster) == "asset\nmail01.fabrikam.example.org\n")
        let page = try muster("tenant", "show", "fabrikam").output
        #expect(page.contains("asset.merge  subject=1, subject=2  \"renamed in August\"  by "))

        let undone = try muster("asset", "merge", "--undo", "1", "-t", "fabrikam")
        #expect(undone.exitCode == 0)
        #expect(undone.output.contains("\n    reopened  old01.fabrikam.example.org  ProxyShell "))
        #expect(try assets(muster) == "asset\nmail01.fabrikam.example.org\nold01.fabrikam.example.org\n")
        #expect(try muster("tenant", "show", "fabrikam").output.contains("(taken back by act 2)"))
        #expect(try muster("asset", "merge", "--undo", "1", "-t", "fabrikam").exitCode == 65)
        #expect(try muster("db", "check").exitCode == 0)
    }

    @Test func `a preview tells the same as the act and changes nothing`() throws {
        let muster = try filled()
        let preview = try muster("asset", "merge", "mail01", "old01", "-t", "fabrikam", "-n")
        #expect(preview.exitCode == 0)
        #expect(preview.output.hasPrefix("would merge:\n"))
        #expect(preview.errors.contains("nothing was changed\n"))
        #expect(try assets(muster).contains("old01"))
        let done = try muster("asset", "merge", "mail01", "old01", "-t", "fabrikam")
        #expect(done.output.split(separator: "\n").dropFirst() == preview.output.split(separator: "\n").dropFirst())
    }

    @Test func `a split parts what a merge joined, and can be taken back`() throws {
        let muster = try filled()
        try expectDone(muster("asset", "merge", "mail01", "old01", "-t", "fabrikam", "-q"))
        let split = try muster("asset", "split", "mail01", "old01", "-t", "fabrikam")
        #expect(split.exitCode == 0)
        #expect(split.output.hasPrefix("split: done, act 2 by "))
        #expect(try assets(muster).contains("old01"))
        #expect(try muster("asset", "merge", "--undo", "2", "-t", "fabrikam").errors.contains("act 2 is asset.split"))
        try expectDone(muster("asset", "split", "--undo", "2", "-t", "fabrikam"))
        #expect(try !assets(muster).contains("old01"))
        #expect(try muster("db", "check").exitCode == 0)
    }

    @Test func `programs get a row per asset and follow-up`() throws {
        let muster = try filled()
        let rows = try muster("asset", "merge", "mail01", "old01", "-t", "fabrikam", "-n", "-o", "csv").output
        #expect(rows.hasPrefix("tenant,act,what,asset,subjects,threat,cause,dry_run\n"))
        #expect(rows.contains("\nfabrikam,,after,mail01.fabrikam.example.org,1;2,,,1\n"))
        #expect(rows.contains("\nfabrikam,,closed,old01.fabrikam.example.org,,ProxyShell,merged,1\n"))
    }

    @Test func `what was set on a machine can be taken back`() throws {
        let muster = try filled()
        try expectDone(
            muster(
                "asset", "set", "mail01", "build=15.1.2308.14", "-t", "fabrikam", "--seen-at", "2021-08-20", "-q"))
        let shown = ["asset", "list", "-t", "fabrikam", "-o", "csv", "--columns", "asset,build"]
        #expect(try muster.run(shown).output.contains("mail01.fabrikam.example.org,15.1.2308.14"))
        try expectDone(muster("asset", "set", "--undo", "1", "-t", "fabrikam", "-q"))
        #expect(try muster.run(shown).output.contains("mail01.fabrikam.example.org,15.1.2242.4"))
        #expect(try muster("asset", "set", "mail01", "-t", "fabrikam").exitCode == 64)
        #expect(try muster("db", "check").exitCode == 0)
    }

    @Test(arguments: [
        (["merge", "mail01"], 64, "a merge needs two assets or more"),
        (["merge", "mail01", "nobody"], 65, "fabrikam has no asset 'nobody'"),
        (["merge", "mail01", "mail01.fabrikam.example.org"], 65, "'mail01' and 'mail01.fabrikam.example.org' are one"),
        (["split", "mail01"], 64, "a split needs an asset and the subjects that part from it"),
        (["split", "mail01", "mail01"], 65, "'mail01' is all there is of mail01.fabrikam.example.org"),
        (["merge", "--undo", "9"], 65, "fabrikam has no act 9"),
        (["merge", "--undo", "9", "mail01"], 64, "--undo takes the number of an act and no assets"),
    ])
    func `what cannot be is refused with the reason`(words: [String], exitCode: Int32, what: String) throws {
        let result = try filled().run(["asset"] + words + ["-t", "fabrikam"])
        #expect(result.exitCode == exitCode)
        #expect(result.errors.hasPrefix("error: \(what)"), "\(result.errors)")
    }
}
