import Foundation
import TestSupport
import Testing

/// Every figure of the list can be followed to the line that says it.
struct ExplainTests {
    @Test(arguments: SampleStory.days)
    func `every row of the list is followed to lines that say what is claimed`(day: String) throws {
        let story = try SampleStory.played.get()
        let result = try follow(story, day: day, script: Checkout.path(of: "SampleData/follow.sh"))
        #expect(result.exitCode == 0, "\(result.errors)")
        #expect(result.output.hasSuffix(", 0 do not say what is claimed\n"))
    }

    @Test func `a line that says something else is found out`() throws {
        let story = try SampleStory.played.get()
        let copy = try TemporaryFolder()
        let samples = copy.path(of: "SampleData")
        try FileManager.default.copyItem(atPath: Checkout.path(of: "SampleData"), toPath: samples)
        let shifted = copy.path(of: "SampleData/northwind/2021-07-26-assets.csv")
        try ("a line more\n" + String(contentsOfFile: shifted, encoding: .utf8))
            .write(toFile: shifted, atomically: true, encoding: .utf8)
        let result = try follow(story, day: "2021-08-20", script: samples + "/follow.sh")
        #expect(result.exitCode == 1)
        #expect(result.errors.contains("northwind/2021-07-26-assets.csv:"))
    }

    @Test func `after unchanged imports with shifted lines the newest one is cited`() throws {
        let muster = try MusterProcess()
        _ = try muster("tenant", "add", "fabrikam", "--start", "2021-01-01", "--domain", "fabrikam.example.org")
        let others = ["app01", "db01", "file01"]
        for (week, monday) in ["2021-08-02", "2021-08-09", "2021-08-16"].enumerated() {
            // A machine more every week, in front of the server: the server's own row stays what it was.
            let rows =
                others.prefix(week + 1).map { "\($0).fabrikam.example.org,,\(monday) 05:00:00\n" }
                + ["mail01.fabrikam.example.org,15.1.2242.4,\(monday) 05:00:00\n"]
            try muster.folder.write("fqdn,build,last seen\n" + rows.joined(), to: "\(monday).csv")
            let taken = try muster("import", "\(monday).csv", "-t", "fabrikam")
            #expect(taken.exitCode == 0, "\(taken.errors)")
        }
        let explained = CSVTable(
            try muster("asset", "explain", "mail01", "-t", "fabrikam", "--as-of", "2021-08-20", "-o", "csv").output)
        let build = try #require(explained.rows.first { $0["input"] == "build" })
        #expect(build["value"] == "15.1.2242.4")
        #expect(build["since"] == "2021-08-02")
        #expect(build["import"] == "3")
        #expect(build["file"] == "2021-08-16.csv")
        #expect(build["line"] == "5")
        let shown = try muster("imports", "show", "3", "--line", "5")
        #expect(shown.output.contains("mail01.fabrikam.example.org"))
        #expect(shown.output.contains("15.1.2242.4"))
    }

    private func follow(_ story: SampleStory, day: String, script: String) throws -> MusterResult {
        try Checkout.run(
            script, day,
            environment: ["MUSTER": try MusterProcess.executable(), "MUSTER_DB": story.muster.database])
    }
}
