import TestSupport
import Testing

/// `--as-of` is the only clock: what is kept and what is computed from the log give one answer.
struct AsOfTests {
    @Test func `a day between the newest row and the taking of a full scan has its list`() throws {
        let fixture = try CommandFixture.filled()
        try fixture.folder.write(
            """
            ip,port,state,timestamp
            203.0.113.26,443,closed,2026-10-10T00:00:00Z

            """, to: "full.csv")
        try expectDone(
            fixture.muster(
                "import", "full.csv", "-t", "fabrikam", "--vantage", "internet", "--coverage", "full", "--seen-at",
                "2026-10-20", "--accept-shrink", "-q"))
        for date in ["2026-10-09", "2026-10-15", "2026-10-21", "2026-11-20"] {
            let list = try fixture.muster(
                "followup", "list", "--as-of", date, "-o", "csv", "--columns", "asset,exposure", "-q")
            let exposure = date < "2026-10-20" ? "stale" : "unknown"
            #expect(list.output.contains("mail01.fabrikam.example.org,\(exposure)"), "\(date): \(list.output)")
        }
    }
}
