import Foundation
import TestSupport
import Testing

/// Private addresses identify nobody, and still are looked at: what is kept of them must be what a rebuild gives.
struct PrivateAddressTests {
    private let fixture: CommandFixture

    init() throws {
        fixture = try CommandFixture()
        // A finding of a machine with a name, on a port that answered.
        try fixture.folder.write(
            "Plugin ID,Host,Protocol,Port,Name,Plugin Output,Vulnerability State,IP Address,FQDN,Last Found\n"
                + "1,srv.fabrikam.example.org,TCP,443,SSL,x,Active,10.1.2.3,srv.fabrikam.example.org,2021-08-18T01:58:56Z\n",
            to: "finding.csv")
        // A look at the address alone.
        try fixture.folder.write("IP,Port,State,Time\n10.1.2.3,443,closed,2021-08-10T03:12:00Z\n", to: "look.csv")
        // A claim of another machine to be there.
        try fixture.folder.write(
            "Hostname,IP,Product,Last Seen\nmail77,10.1.2.3,Exchange Server 2016,2021-08-19T03:12:00Z\n",
            to: "claim.csv")
    }

    @Test(
        arguments: [
            ["finding", "look", "claim"], ["look", "finding", "claim"], ["claim", "finding", "look"],
            ["finding", "claim", "look"], ["look", "claim", "finding"], ["claim", "look", "finding"],
        ])
    func `give the same whoever speaks of them, and in whatever order`(_ files: [String]) throws {
        for file in files {
            let options = file == "claim" ? [] : ["--vantage", "internet"]
            let result = try fixture.muster.run(["import", "\(file).csv", "-t", "fabrikam"] + options)
            #expect(result.exitCode == 0, "\(result.errors)")
            let check = try fixture.muster("db", "check")
            #expect(check.exitCode == 0, "behind \(file): \(check.output)")
        }
    }
}
