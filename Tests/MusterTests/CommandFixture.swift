import Foundation
import TestSupport

/// Three invented tenants with a file or two: enough for every command to have something to say.
struct CommandFixture {
    let muster: MusterProcess
    var folder: TemporaryFolder { muster.folder }

    /// A database with the tenants alone.
    init() throws {
        muster = try MusterProcess()
        try expectDone(
            muster(
                "tenant", "add", "fabrikam", "--name", "Fabrikam GmbH", "--zone", "Europe/Berlin", "--start",
                "2021-01-01",
                "--domain", "fabrikam.example.org", "--network", "203.0.113.0/26", "-q"))
        try expectDone(
            muster(
                "tenant", "add", "northwind", "--name", "Northwind Traders", "--mode", "authorize", "--start",
                "2021-01-01",
                "--domain", "northwind.example.org", "--network", "192.0.2.0/26", "-q"))
        try folder.write(
            """
            Hostname,FQDN,Public IP,Version,Owner,Last Seen
            mail01,mail01.fabrikam.example.org,203.0.113.25,15.1.2242.4,Jane,2021-08-16 03:12
            mail02,mail02.fabrikam.example.org,203.0.113.26,15.1.2308.14,Jörg,2021-08-16 03:12
            file01,file01.fabrikam.example.org,,,Anna,2021-08-16 03:10

            """, to: "hosts.csv")
        try folder.write(
            """
            ip,port,state,timestamp
            203.0.113.25,443,open,2021-08-18T03:00:00Z
            203.0.113.26,443,closed,2021-08-18T03:00:00Z

            """, to: "scan.csv")
    }

    /// As `init`, with both files of fabrikam taken in: once for all tests, each of which gets its copy.
    static func filled() throws -> CommandFixture { try CommandFixture(copyOf: made.get()) }

    private static let made = Result {
        let fixture = try CommandFixture()
        try expectDone(fixture.muster("import", "hosts.csv", "-t", "fabrikam", "-q"))
        try expectDone(fixture.muster("import", "scan.csv", "-t", "fabrikam", "--vantage", "internet", "-q"))
        return fixture
    }

    private init(copyOf other: CommandFixture) throws {
        muster = try MusterProcess()
        for name in ["hosts.csv", "scan.csv", "muster.db"] {
            try FileManager.default.copyItem(atPath: other.folder.path(of: name), toPath: folder.path(of: name))
        }
    }
}

/// A command of a fixture that must not fail.
func expectDone(_ result: MusterResult) throws {
    struct Failed: Error {
        let errors: String
    }
    if result.exitCode != 0 { throw Failed(errors: result.errors) }
}
