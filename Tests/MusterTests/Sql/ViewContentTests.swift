import Inventory
import Roll
import Storage
import TestSupport
import Testing

@testable import muster

/// What the views say is what the commands say.
struct ViewContentTests {
    private static let days = SampleStory.days + ["2026-11-20"]

    private func story() throws -> SampleStory { try SampleStory.played.get() }

    private func asked(_ sql: String, _ day: String) throws -> [String] {
        try SqlFixture.lines(sql, .day(CalendarDay(iso: day)!)).sorted()
    }

    private func told(_ columns: [String], _ words: String...) throws -> [String] {
        let result = try story().muster.run(
            words + ["-o", "csv", "--limit", "0", "--columns", columns.joined(separator: ",")])
        #expect(result.exitCode == 0, "\(result.errors)")
        return CSVTable(result.output).rows.map { row in columns.map { row[$0] ?? "?" }.joined(separator: "|") }
            .sorted()
    }

    @Test(arguments: days) func `servers are those of asset list`(day: String) throws {
        #expect(
            try asked(
                """
                select tenant, asset, kind, product, build, patch_level, exposure, exposed_since_on, addresses,
                  open_followups
                from exchange_servers
                """, day)
                == told(
                    [
                        "tenant", "asset", "kind", "product", "build", "patch_level", "exposure", "exposed_since",
                        "addresses", "followups",
                    ], "asset", "list", "--as-of", day))
    }

    @Test(arguments: days) func `machines are those of asset list with all`(day: String) throws {
        #expect(
            try asked("select tenant, asset, kind from assets", day)
                == told(["tenant", "asset", "kind"], "asset", "list", "--all", "--as-of", day))
    }

    @Test(arguments: days) func `follow-ups are those of the list by threat, in its order`(day: String) throws {
        let own = try SqlFixture.lines(
            """
            select followup, tenant, asset, threat, cves, exposure, decision, due_on, is_overdue, state, acts, next_step,
              reasons, check_result
            from followups where is_open = 1 and threat is not null order by rank
            """, .day(CalendarDay(iso: day)!))
        let list = try told(
            [
                "rank", "id", "tenant", "asset", "threats", "cves", "exposure", "decision", "due_on", "overdue",
                "state",
                "acts", "next_step", "reasons", "check",
            ], "followup", "list", "--by", "threat", "--state", "all", "--as-of", day)
        func rank(_ line: String) -> Int { Int(line.prefix { $0 != "|" }) ?? 0 }
        let ordered = list.sorted { rank($0) < rank($1) }.map { String($0.drop { $0 != "|" }.dropFirst()) }
        let open = ordered.filter { line in
            let words = line.split(separator: "|", omittingEmptySubsequences: false)
            return !words[3].isEmpty && !["closed", "accepted"].contains(words[9])
        }
        #expect(own == open)
    }

    @Test(arguments: days) func `checks are those of check list`(day: String) throws {
        #expect(
            try asked(
                "select tenant, asset, threat, owed_from_on, owed_to_on, days, how, last_check_on, result from checks",
                day)
                == told(
                    ["tenant", "asset", "threat", "owed_from", "owed_to", "days", "how", "last_check", "result"],
                    "check",
                    "list", "--assumed", "--as-of", day))
    }

    @Test func `evidence is that of evidence list`() throws {
        #expect(
            try asked("select evidence, tenant, asset, threats, kind, trace, state, line from evidence", "2026-11-20")
                == told(
                    ["id", "tenant", "asset", "threats", "kind", "trace", "state", "line"], "evidence", "list", "--all",
                    "--as-of", "2026-11-20"))
    }

    @Test func `imports are those of the ledger, with the id that imports show understands`() throws {
        let own = try asked("select distinct number, format, source, vantage, taken_at from imports", "2026-11-20")
        let ledger = try told(["import", "format", "source", "vantage", "taken_at"], "imports", "list")
        #expect(own == ledger.filter { !$0.hasPrefix("|") })
        let id = try #require(try asked("select import || ' ' || number from imports", "2026-11-20").first)
        let words = id.split(separator: " ").map(String.init)
        let shown = try story().muster("imports", "show", words[0], "-o", "csv", "--columns", "import")
        #expect(shown.output == "import\n\(words[1])\n")
    }

    @Test(arguments: days) func `verdicts agree with the follow-ups and with build explain`(day: String) throws {
        // Every CVE that a follow-up calls open is vulnerable or undetermined.
        let servers = try asked(
            "select tenant, asset, build from exchange_servers where precision = 'exact' and conditions = '' limit 3",
            day)
        for line in servers {
            let words = line.split(separator: "|").map(String.init)
            let explained = try told(["cve", "verdict"], "build", "explain", words[2])
            let own = try asked(
                "select cve, verdict from verdicts where asset = '\(words[1])' and not_known is null", day)
            for line in own where line.hasSuffix("|vulnerable") { #expect(explained.contains(line), "\(words)") }
        }
    }

    @Test func `a tenant's slice is the tenant's part of the portfolio, but for the ledger's numbers`() throws {
        for view in AnalystViews.all where view.columns.contains(where: { $0.name == "tenant" }) {
            let hidden: Set = ["number", "rank", "parent"]
            let names = view.columns.map(\.name).filter { !hidden.contains($0) }.joined(separator: ", ")
            let sql = "select \(names) from \(view.name) where tenant = 'fabrikam'"
            #expect(
                try SqlFixture.lines(sql, of: "fabrikam").sorted() == SqlFixture.lines(sql).sorted(), "\(view.name)")
        }
        #expect(try SqlFixture.lines("select count(number) from imports", of: "fabrikam") == ["0"])
        #expect(try SqlFixture.lines("select count(distinct tenant) from assets", of: "fabrikam") == ["1"])
    }
}
