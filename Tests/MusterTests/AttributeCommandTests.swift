import TestSupport
import Testing

/// `imports attribute` and the networks that come later, as a lead types them.
struct AttributeCommandTests {
    /// A file of both tenants with three rows that belong to neither, or to both.
    private func filled() throws -> MusterProcess {
        let fixture = try CommandFixture()
        try fixture.folder.write(
            """
            Tenant,Hostname,FQDN,Public IP,Version,Last Seen
            fabrikam,mail01,mail01.fabrikam.example.org,203.0.113.25,15.1.2242.4,2021-08-16 03:12
            Contoso KK,exch1,exch1.contoso.example.org,198.51.100.7,15.1.2242.4,2021-08-16 03:12
            ,lone1,,198.51.100.9,15.1.2308.8,2021-08-16 03:12
            ,both,both.fabrikam.example.org,192.0.2.11,15.1.2308.8,2021-08-16 03:12

            """, to: "shared.csv")
        let taken = try fixture.muster("import", "shared.csv")
        try expectDone(taken)
        #expect(taken.errors.contains("unattributed: muster imports attribute 1\n"))
        return fixture.muster
    }

    private func waiting(_ muster: MusterProcess) throws -> String {
        try muster("imports", "attribute", "-o", "csv", "--columns", "line,asset,why,tenants").output
    }

    @Test func `lists what waits, and why`() throws {
        let muster = try filled()
        #expect(
            try waiting(muster) == """
                line,asset,why,tenants
                3,exch1.contoso.example.org,unknown_name,
                4,lone1,no_tenant,
                5,both.fabrikam.example.org,several_tenants,fabrikam;northwind

                """)
        let page = try muster("imports", "attribute", "1").output
        #expect(page.hasPrefix("3 rows of 1 import belong to no tenant, or to two\n"))
        #expect(page.contains("names \"Contoso KK\", which is no tenant"))
        #expect(page.contains("in the domains or networks of fabrikam and northwind"))
    }

    @Test func `rows are given to a tenant after a look, and wait again when that is taken back`() throws {
        let muster = try filled()
        let words = ["imports", "attribute", "1", "--to", "fabrikam", "--line", "5"]
        let preview = try muster.run(words + ["-n"])
        #expect(preview.output.hasPrefix("1 row that waited unattributed would be fabrikam's\n"))
        #expect(preview.errors.contains("nothing was changed"))
        let done = try muster.run(words)
        #expect(done.output.hasPrefix("1 row that waited unattributed now belongs to fabrikam (handover 1)\n"))
        #expect(try !waiting(muster).contains("\n5,"))
        #expect(try muster("asset", "list", "-t", "fabrikam").output.contains("fabrikam  both "))
        let line = try muster("imports", "show", "1", "--line", "5", "-o", "csv", "--columns", "tenant,fact").output
        #expect(line == "tenant,fact\nfabrikam,fqdn\nfabrikam,build\nfabrikam,address\n")
        #expect(
            try muster("tenant", "show", "fabrikam").output.contains(
                "1 row that waited unattributed: line 5 of import 1"))
        #expect(try muster("db", "check").exitCode == 0)

        let undone = try muster("imports", "attribute", "--undo", "1")
        #expect(undone.output.hasPrefix("1 row of fabrikam waits unattributed again\n"))
        #expect(try waiting(muster).contains("\n5,"))
        #expect(try muster("db", "check").exitCode == 0)
    }

    @Test func `a network that a tenant gets brings it what waited`() throws {
        let muster = try filled()
        let edit = ["tenant", "edit", "northwind", "--network", "198.51.100.0/24"]
        #expect(try muster.run(edit + ["-n"]).output.contains("1 row that waited unattributed would be northwind's"))
        #expect(try waiting(muster).contains("lone1"))
        let done = try muster.run(edit)
        #expect(done.output.contains("1 row that waited unattributed now belongs to northwind (handover 1)\n"))
        #expect(done.errors.contains("next: muster imports attribute --undo 1"))
        try expectDone(muster("tenant", "add", "contoso", "--name", "Contoso KK", "-q"))
        #expect(
            try waiting(muster)
                == "line,asset,why,tenants\n5,both.fabrikam.example.org,several_tenants,fabrikam;northwind\n")
        #expect(try muster("db", "check").exitCode == 0)
        try expectDone(muster("imports", "undo", "1", "-q"))
        #expect(try muster("asset", "list", "-t", "northwind", "-o", "csv").output.split(separator: "\n").count == 1)
        #expect(try muster("db", "check").exitCode == 0)
    }

    @Test func `an import is undone after a look at what that changes`() throws {
        let muster = try filled()
        let preview = try muster("imports", "undo", "1", "-n")
        #expect(preview.output.hasPrefix("import 1, shared.csv, would be undone\n  follow-ups: new 0, closed 11, "))
        #expect(preview.output.contains("    closed  fabrikam  mail01.fabrikam.example.org  ProxyShell\n"))
        #expect(preview.errors.contains("nothing was changed"))
        #expect(try waiting(muster).contains("lone1"))
        let done = try muster("imports", "undo", "1")
        #expect(done.output.hasPrefix("import 1 is undone by import 2\n  follow-ups: new 0, closed 11, "))
        #expect(try waiting(muster) == "line,asset,why,tenants\n")
    }

    @Test(arguments: [
        (["--named", "contoso kk"], "exch1.contoso.example.org"),
        (["--in", "198.51.100.8/30"], "lone1"), (["--in", "198.51.100.7"], "exch1.contoso.example.org"),
        (["--in", "fabrikam.example.org"], "both.fabrikam.example.org"), (["--in", "lone1"], "lone1"),
    ])
    func `rows are chosen by whom they name and where they are`(choice: [String], asset: String) throws {
        let words = ["imports", "attribute"] + choice + ["-o", "csv", "--columns", "asset"]
        #expect(try filled().run(words).output == "asset\n\(asset)\n")
    }

    @Test(arguments: [
        (["1", "--to", "fabrikam"], 64, "which rows?"),
        (["1", "--to", "fabrikam", "--all", "--line", "3"], 64, "--all means every row"),
        (["--to", "fabrikam", "--line", "3"], 64, "--line needs the number of an import"),
        (["9"], 65, "there is no import 9"), (["1", "--to", "nobody", "--all"], 65, "there is no tenant 'nobody'"),
        (["1", "--to", "fabrikam", "--line", "2"], 65, "no row that waits is meant: line 2 of import 1"),
        (["--undo", "3"], 65, "there is no handover 3"),
    ])
    func `what cannot be is refused with the reason`(words: [String], exitCode: Int32, what: String) throws {
        let result = try filled().run(["imports", "attribute"] + words)
        #expect(result.exitCode == exitCode)
        #expect(result.errors.hasPrefix("error: \(what)"), "\(result.errors)")
    }
}
