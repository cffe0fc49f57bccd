import TestSupport
import Testing

struct TenantCommandTests {
    @Test func `makes a database with the first tenant`() throws {
        let muster = try MusterProcess()
        let result = try muster("tenant", "add", "fabrikam", "--domain", "fabrikam.example.org")
        #expect(result.exitCode == 0)
        #expect(result.output.hasPrefix("fabrikam  added: fabrikam, UTC, notify, since "))
        #expect(result.errors.hasPrefix("made a new database: "))
        #expect(try muster("tenant", "add", "fabrikam").exitCode == 65)
        #expect(try muster("tenant", "add", "Fabrikam GmbH").exitCode == 65)
    }

    @Test func `shows a tenant and what belongs to it`() throws {
        let fixture = try CommandFixture()
        try expectDone(
            fixture.muster(
                "tenant", "edit", "fabrikam", "--contact", "IT: Jörg Weiß <joerg@fabrikam.example.org>", "--network",
                "198.51.100.0/25", "--from", "2021-08-01", "--stale-after", "7", "-q"))
        let page = try fixture.muster("tenant", "show", "fabrikam").output
        #expect(page.contains("  contact    IT: Jörg Weiß <joerg@fabrikam.example.org>\n"))
        #expect(page.contains("  network    198.51.100.0/25 from 2021-08-01\n"))
        #expect(page.contains("  stale      after 7 days\n"))
        #expect(page.contains("  inventory  never\n"))
        let row = try fixture.muster("tenant", "show", "fabrikam", "-o", "csv", "--columns", "tenant,zone,stale_days")
            .output
        #expect(row == "tenant,zone,stale_days\nfabrikam,Europe/Berlin,7\n")
    }

    @Test func `lists tenants with the age of what is known`() throws {
        let fixture = try CommandFixture.filled()
        let list = try fixture.muster("tenant", "list", "--as-of", "2021-08-20")
        #expect(list.output.hasPrefix("2 tenants, 2 + ? Exchange servers, 1 silent for more than 30 days\n"))
        let csv = try fixture.muster("tenant", "list", "--as-of", "2021-08-20", "-o", "csv").output
        #expect(csv.contains("fabrikam,Fabrikam GmbH,notify,medium,Europe/Berlin,2,2021-08-16,2021-08-18,,2\n"))
        #expect(csv.contains("northwind,Northwind Traders,authorize,medium,UTC,,,,,\n"))
    }

    @Test func `refuses what cannot be`() throws {
        let fixture = try CommandFixture()
        for arguments in [["--zone", "Mars/Base"], ["--network", "10.0.0.0/8"], ["--end-network", "192.0.2.0/24"]] {
            let result = try fixture.muster.run(["tenant", "edit", "fabrikam"] + arguments)
            #expect(result.exitCode == 65, "\(arguments)")
            #expect(result.errors.hasPrefix("error: "))
        }
        #expect(try fixture.muster("tenant", "edit", "fabrikam", "--fact", "colour=yes").exitCode == 64)
        #expect(try fixture.muster("tenant", "show", "nobody").exitCode == 65)
    }
}
