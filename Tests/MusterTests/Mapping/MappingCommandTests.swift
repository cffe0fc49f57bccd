import Foundation
import TestSupport
import Testing

/// Mappings as a lead meets them: listed, shown, tested, saved, and used by themselves.
struct MappingCommandTests {
    private static let list = """
        Rechnerkürzel;Fassung;Stand
        mail01;15.1.2242.4;03/04/2021 10:00
        mail02;15.1.2308.14;05/04/2021 10:00

        """

    private static func fixture() throws -> CommandFixture {
        let fixture = try CommandFixture()
        try fixture.folder.write(list, to: "liste.csv")
        return fixture
    }

    private let saving = [
        "import", "liste.csv", "-t", "fabrikam", "--map", "Rechnerkürzel=host", "--map", "Fassung=file_version",
        "--dates",
        "dmy", "--coverage", "full", "--source", "weekly", "--save-mapping", "fab-liste",
    ]

    @Test func `lists the shipped ones without a database`() throws {
        let muster = try MusterProcess()
        let listed = try muster("mapping", "list", "-o", "csv")
        #expect(listed.exitCode == 0, "\(listed.errors)")
        let rows = CSVTable(listed.output).rows
        #expect(rows.contains { $0["name"] == "nessus" && $0["from"] == "shipped" && $0["kind"] == "scan" })
        #expect(
            Set(rows.compactMap { $0["name"] }).isSuperset(of: [
                "qualys-vm", "qualys-vmdr", "openvas", "sophos-central", "defender-devices", "lansweeper", "servicenow",
                "get-adcomputer",
            ]))
        #expect(try muster("mapping", "show", "openvas").output.contains("match:\n  all: [IP, Hostname, NVT Name"))
        let missing = try muster("mapping", "show", "opnvas")
        #expect(missing.exitCode == 66)
        #expect(missing.errors.contains("there is no mapping \"opnvas\"; did you mean openvas?"))
    }

    @Test func `keeps how a file was read, and reads the next one by itself`() throws {
        let fixture = try Self.fixture()
        let first = try fixture.muster.run(saving)
        #expect(first.exitCode == 0, "\(first.errors)")
        let yaml = try fixture.folder.read("mappings/fab-liste.yaml")
        for line in [
            "Rechnerkürzel: host", "Fassung: file_version", "dates: dmy", "zone: Europe/Berlin", "coverage: full",
            "tenant: fabrikam", "source: weekly",
        ] {
            #expect(yaml.contains(line), "\(line)\n\(yaml)")
        }
        // The same file, without a word about it.
        let again = try fixture.muster("import", "liste.csv", "-t", "fabrikam")
        #expect(
            again.output.contains("nothing to do: same bytes and options as import 1"), "\(again.output)\(again.errors)"
        )
        // Next week's file.
        try fixture.folder.write(Self.list.replacingOccurrences(of: "05/04", with: "06/04"), to: "next.csv")
        #expect(try fixture.muster("import", "next.csv", "-t", "fabrikam").exitCode == 0)
        let ledger = try CSVTable(fixture.muster("imports", "list", "-o", "csv").output).rows
        #expect(ledger.map { $0["format"] } == ["fab-liste", "fab-liste"])
        #expect(ledger.map { $0["source"] } == ["weekly", "weekly"])
        #expect(ledger.map { $0["coverage"] } == ["full", "full"])
        #expect(ledger.first?["taken_at"] == "2021-04-06T08:00:00Z")
        #expect(try fixture.muster("db", "check").exitCode == 0)
    }

    @Test func `a preview shows what it would keep, and keeps nothing`() throws {
        let fixture = try Self.fixture()
        let preview = try fixture.muster.run(saving + ["-n"])
        #expect(preview.exitCode == 0, "\(preview.errors)")
        #expect(preview.errors.contains("would write"))
        #expect(preview.errors.contains("Rechnerkürzel: host"))
        #expect(!FileManager.default.fileExists(atPath: fixture.folder.path(of: "mappings")))
    }

    @Test func `never writes over a mapping`() throws {
        let fixture = try Self.fixture()
        #expect(try fixture.muster.run(saving).exitCode == 0)
        let again = try fixture.muster.run(saving)
        #expect(again.exitCode == 73)
        #expect(again.errors.contains("there is a mapping 'fab-liste' already; nothing was changed"))
    }

    @Test func `a mapping that is broken stops the import and says where`() throws {
        let fixture = try Self.fixture()
        try fixture.folder.write("name: mine\nkind: inventory\nmtach: {}\n", to: "mappings/mine.yaml")
        let refused = try fixture.muster("import", "hosts.csv", "-t", "fabrikam")
        #expect(refused.exitCode == 78)
        #expect(refused.errors.contains("mappings/mine.yaml:3: a mapping has no key 'mtach'"))
    }

    @Test func `tests a mapping on a file and says why it is not chosen by itself`() throws {
        let fixture = try Self.fixture()
        #expect(try fixture.muster.run(saving).exitCode == 0)
        let before = try fixture.muster("imports", "list", "-o", "csv").output
        let other = try fixture.muster("mapping", "test", "fab-liste", "liste.csv")
        #expect(other.exitCode == 0, "\(other.errors)")
        #expect(other.output.contains("file version  15.1.2242.4"))
        #expect(other.output.contains("records 2 = 2 accepted + 0 rejected"))
        #expect(other.errors.contains("not chosen by itself: it is for tenant fabrikam (-t fabrikam)"))
        let own = try fixture.muster("mapping", "test", "fab-liste", "liste.csv", "-t", "fabrikam")
        #expect(own.errors.contains("chosen by itself") && !own.errors.contains("not chosen"))
        let wrong = try fixture.muster("mapping", "test", "nessus", "liste.csv")
        #expect(wrong.exitCode == 65)
        #expect(wrong.errors.contains("mapping nessus is for a header with Plugin ID"))
        #expect(try fixture.muster("imports", "list", "-o", "csv").output == before)
    }

    @Test func `takes in what a scanner read from ExSetup as a proof of the build`() throws {
        let fixture = try CommandFixture.filled()
        try fixture.folder.write(
            """
            Plugin ID,CVE,Risk,Host,Protocol,Port,Name,Plugin Output
            147003,CVE-2021-26855,Critical,mail01.fabrikam.example.org,tcp,445,Security Updates for Microsoft Exchange Server (July 2021),"
              Path              : C:\\\\ExSetup.exe
              Installed version : 15.1.2308.8
            "

            """, to: "nessus.csv")
        let asked = try fixture.muster("import", "nessus.csv", "-t", "fabrikam", "--vantage", "internal")
        #expect(asked.exitCode == 65)
        #expect(asked.errors.contains("nothing says when this was taken"))
        let taken = try fixture.muster(
            "import", "nessus.csv", "-t", "fabrikam", "--vantage", "internal", "--seen-at", "2021-08-19")
        #expect(taken.exitCode == 0, "\(taken.errors)")
        let page = try fixture.muster("asset", "explain", "mail01", "-t", "fabrikam", "--as-of", "2021-08-20").output
        #expect(page.contains("15.1.2308.8"), "\(page)")
    }

    @Test func `makes tenants of the sub-estates of Sophos Central`() throws {
        let fixture = try CommandFixture()
        try fixture.folder.write(
            """
            Name,IP Address,Operating System,Sub Estate,Last Active
            MAIL01,10.1.2.3,Windows Server 2016,Fabrikam GmbH,2021-08-16T03:12:00Z
            LIT-EX1,10.1.2.4,Windows Server 2016,Litware Inc,2021-08-16T03:12:00Z

            """, to: "sophos.csv")
        #expect(try fixture.muster("import", "sophos.csv", "--create-tenants").exitCode == 0)
        let tenants = try CSVTable(fixture.muster("tenant", "list", "-o", "csv").output).rows
        #expect(tenants.contains { $0["tenant"] == "litware-inc" })
        let ledger = try CSVTable(fixture.muster("imports", "list", "-t", "litware-inc", "-o", "csv").output).rows
        #expect(ledger.map { $0["accepted"] } == ["2"] && ledger.map { $0["unattributed"] } == ["0"], "\(ledger)")
    }

    @Test func `refuses a name or a meaning that there is not`() throws {
        let fixture = try Self.fixture()
        let name = try fixture.muster("import", "hosts.csv", "-t", "fabrikam", "--save-mapping", "a/b")
        #expect(name.exitCode == 64)
        let meaning = try fixture.muster("import", "hosts.csv", "-t", "fabrikam", "--map", "Owner=boss")
        #expect(meaning.exitCode == 64)
        #expect(meaning.errors.contains("--map knows no meaning \"boss\""))
        let mapping = try fixture.muster("import", "hosts.csv", "-t", "fabrikam", "--mapping", "nesus")
        #expect(mapping.exitCode == 66)
        #expect(mapping.errors.contains("did you mean nessus?"))
    }

    @Test func `tools that each have ids of their own speak of one machine`() throws {
        let fixture = try CommandFixture()
        for name in [
            "defender-devices/portal-export", "defender-software/programs-per-machine", "servicenow/labels",
            "get-adcomputer/with-service-names", "lansweeper/software", "lansweeper/assets",
            "qualys-vm/agent-and-scanner", "tenable-vm/two-headers-without-name",
        ] {
            let path = Checkout.path(of: "Tests/IntakeTests/Fixtures/\(name)/input.csv")
            let result = try fixture.muster(
                "import", path, "-t", "fabrikam", "--vantage", "internal", "--seen-at", "2021-08-18")
            #expect(result.exitCode == 0, "\(result.errors)")
        }
        let servers = CSVTable(
            try fixture.muster("asset", "list", "-t", "fabrikam", "--as-of", "2021-08-20", "-o", "csv").output
        ).rows
        #expect(servers.map { $0["asset"] } == ["mail01.fabrikam.example.org"], "\(servers)")
        // What Tenable read from ExSetup on 08-18 is newer than what Qualys had on 08-04.
        #expect(servers.first?["build"]?.contains("15.1.2308.8") == true, "\(servers)")
    }
}
