import Foundation
import TestSupport
import Testing

/// CVE-2026-42897, exploited before there was a fix: public on 2026-05-15, in KEV the same day, fixed on 2026-06-09.
struct ZeroDayTests {
    private static let played = Result { try filled() }
    private let muster: MusterProcess

    init() throws { muster = try ZeroDayTests.played.get() }

    /// A server of Exchange SE that is seen open to the internet every week, and gets the update of June on its third day.
    private static func filled() throws -> MusterProcess {
        let muster = try MusterProcess()
        try expectDone(
            muster("tenant", "add", "northwind", "--start", "2026-01-01", "--domain", "northwind.example.org", "-q"))
        try muster.folder.write(
            """
            FQDN,Public IP,Version,Last Seen
            se1.northwind.example.org,192.0.2.11,15.2.2562.41,2026-04-25 05:00:00Z
            se1.northwind.example.org,192.0.2.11,15.2.2562.41,2026-05-30 05:00:00Z
            se1.northwind.example.org,192.0.2.11,15.2.2562.43,2026-06-12 05:00:00Z

            """, to: "assets.csv")
        let days = ["04-25", "05-02", "05-09", "05-16", "05-23", "05-30", "06-06", "06-13"]
        try muster.folder.write(
            "ip,port,state,timestamp\n" + days.map { "192.0.2.11,443,open,2026-\($0)T04:00:00Z\n" }.joined(),
            to: "scans.csv")
        try expectDone(muster("import", "assets.csv", "-t", "northwind", "-q"))
        try expectDone(muster("import", "scans.csv", "-t", "northwind", "--vantage", "internet", "-q"))
        return muster
    }

    private func row(on day: String) throws -> [String: String]? {
        let list = try muster("followup", "list", "--by", "threat", "--as-of", day, "-o", "csv", "-q")
        return CSVTable(list.output).rows.first { $0["threats"] == "OWA XSS 2026" }
    }

    @Test(arguments: ["2026-05-13", "2026-05-14"])
    func `before it is public nobody has work with it`(day: String) throws {
        #expect(try row(on: day) == nil)
        #expect(CSVTable(try muster("check", "list", "--due", "--as-of", day, "-o", "csv").output).rows.isEmpty)
    }

    @Test(arguments: [
        (
            "2026-05-15", "0", 15,
            "check for compromise, then no update is known yet: apply the vendor's mitigation, close 443"
        ),
        (
            "2026-05-29", "0", 29,
            "check for compromise, then no update is known yet: apply the vendor's mitigation, close 443"
        ),
        (
            "2026-06-08", "1", 39,
            "check for compromise, then no update is known yet: apply the vendor's mitigation, close 443"
        ),
        ("2026-06-09", "1", 40, "check for compromise, then install Jun26SU (15.2.2562.43)"),
    ])
    func `every build is vulnerable, and what is to be done is what can be done`(
        day: String, overdue: String, days: Int, next: String
    ) throws {
        let row = try #require(try row(on: day))
        #expect(row["verdict"] == "vulnerable")
        #expect(row["cves"] == "CVE-2026-42897")
        #expect(row["decision"] == "14_days")
        #expect(row["due_on"] == "2026-05-29")
        #expect(row["overdue"] == overdue)
        #expect(row["next_step"] == next)
        let owed = CSVTable(try muster("check", "list", "--due", "--as-of", day, "-o", "csv").output)
        #expect(
            owed.lines(["threat", "owed_from", "owed_to", "days", "how"]) == [
                "threat=OWA XSS 2026 owed_from=2026-05-01 owed_to=\(day) days=\(days) how=proved"
            ])
    }

    @Test func `the update does not clear the check`() throws {
        let row = try #require(try row(on: "2026-06-20"))
        #expect(row["verdict"] == "fixed")
        #expect(row["decision"] == "14_days")
        #expect(row["next_step"] == "check for compromise")
        #expect(row["reasons"]?.contains("check owed 2026-05-01 … 2026-06-12") == true)
    }

    @Test(arguments: [("2026-05-16", "no fix yet"), ("2026-06-10", "15.2.2562.43")])
    func `the threat tells whether there is a fix on the day`(day: String, fix: String) throws {
        let page = try muster("threat", "show", "OWA XSS 2026", "--as-of", day).output
        let line = page.components(separatedBy: "\n").first { $0.hasPrefix("Exchange SE") }
        #expect(line?.contains(fix) == true, "\(page)")
    }

    @Test func `the drill of the day before ranks the same server and stores nothing`() throws {
        let before = try muster("followup", "list", "--as-of", "2026-05-13", "-o", "csv", "-q").output
        let drill = CSVTable(
            try muster("threat", "drill", "--products", "Exchange SE", "--as-of", "2026-05-13", "-o", "csv", "-q")
                .output)
        #expect(
            drill.lines(["rank", "tenant", "asset", "build", "verdict", "exposure"]) == [
                "rank=1 tenant=northwind asset=se1.northwind.example.org build=15.2.2562.41 verdict=vulnerable exposure=exposed"
            ])
        // With a fix that the server has already.
        let fixed = try muster(
            "threat", "drill", "--products", "Exchange SE", "--fixed", "15.2.2562.41", "--as-of", "2026-05-13", "-o",
            "csv", "-q")
        #expect(CSVTable(fixed.output).rows.isEmpty)
        let later = try muster(
            "threat", "drill", "--products", "Exchange SE", "--fixed", "15.2.2562.43", "--as-of", "2026-05-13", "-o",
            "csv", "-q")
        #expect(CSVTable(later.output).rows.count == 1)
        #expect(try muster("followup", "list", "--as-of", "2026-05-13", "-o", "csv", "-q").output == before)
        #expect(try muster("db", "check").exitCode == 0)
    }
}
