import Foundation
import TestSupport
import Testing

@testable import Reporting
@testable import muster

/// Report files: found, linted, run.
struct ReportTests {
    private static let shipped = ReportFile.paths(in: Checkout.path(of: "Reports"))

    @Test func `at least twenty reports are shipped, and lint finds nothing`() throws {
        #expect(ReportTests.shipped.count >= 20)
        let result = try MusterProcess()("report", "lint")
        #expect(result.exitCode == 0, "\(result.output)\(result.errors)")
        // Those of the weekly report are linted with them.
        let weekly = ReportFile.paths(in: Checkout.path(of: "Reports/weekly"))
        #expect(!weekly.isEmpty)
        #expect(result.output.contains("\(ReportTests.shipped.count + weekly.count) reports: 0 faults"))
    }

    @Test(arguments: shipped)
    func `each runs over the sample, prints the columns of its header, and of one tenant names no other`(
        path: String
    ) throws {
        let report = try ReportFile(path: path)
        let muster = try SampleStory.played.get().muster
        let all = try muster("report", "run", report.name, "--as-of", "2021-08-20", "-o", "csv")
        #expect(all.exitCode == 0, "\(all.errors)")
        #expect(CSVTable(all.output).header == report.columns.map(\.name))
        let own = try muster("report", "run", report.name, "-t", "fabrikam", "--as-of", "2021-09-17", "-o", "csv")
        #expect(own.exitCode == 0, "\(own.errors)")
        #expect(CSVTable(own.output).header == report.columns.map(\.name))
        for word in ["contoso", "northwind", "mx-", "nw-ex"] { #expect(!own.output.contains(word), "\(word)") }
    }

    @Test func `figures are those of the list`() throws {
        let story = try SampleStory.played.get()
        let tenants = try story.table("report", "run", "followups_by_tenant", "--as-of", "2021-08-20")
        let list = try story.table("followup", "list", "--by", "tenant", "--as-of", "2021-08-20")
        for row in list.rows {
            let own = try #require(tenants.rows.first { $0["tenant"] == row["tenant"] })
            #expect(own["open"] == row["followups"])
            #expect(own["overdue"] == row["overdue"])
            #expect(own["checks_owed"] == row["checks_owed"])
        }
        let due = try story.table("check", "list", "--due", "--as-of", "2021-08-20")
        let checks = try story.table("report", "run", "checks_due", "--as-of", "2021-08-20")
        #expect(checks.rows.count == due.rows.count)
        #expect(!due.rows.isEmpty)
    }

    @Test func `an analyst's own file runs by its path, from a named folder, and from the folder beside the database`()
        throws
    {
        let story = try SampleStory.played.get().copy()
        let text = """
            -- title: Mine
            -- question: How many?
            -- grain: tenant
            -- parameters:
            --   from: { type: day, about: from which day on }
            -- columns:
            --   tenant: the slug
            --   n: how many [servers]
            select tenant, count(*) as n from exchange_servers where first_seen_epoch / 86400 >= :from
            group by tenant order by tenant nulls last
            """
        let path = try story.muster.folder.write(text, to: "own/mine.sql")
        try story.muster.folder.write(text, to: "reports/beside.sql")
        let folder = story.muster.folder.path(of: "own")
        for words in [[path], ["mine", "--reports", folder], ["beside"]] {
            let result = try story.muster.run(
                ["report", "run"] + words + ["--param", "from=2021-01-01", "--as-of", "2021-08-20", "-o", "csv"])
            #expect(result.exitCode == 0, "\(result.errors)")
            #expect(CSVTable(result.output).rows.map { $0["tenant"] } == ["contoso-jp", "fabrikam", "northwind"])
        }
        let list = try story.table("report", "list", "--reports", folder)
        #expect(list.rows.filter { $0["own"] == "1" }.map { $0["name"] } == ["beside", "mine"])
        let missing = try story.muster("report", "run", path, "--as-of", "2021-08-20")
        #expect(missing.exitCode == 64)
        #expect(missing.errors.contains("mine needs --param from=…"))
        #expect(try story.muster("report", "run", path, "--param", "from=soon").errors.contains("from is a day"))
        #expect(try story.muster("report", "run", path, "--param", "form=1").errors.contains("did you mean from?"))
    }

    @Test(arguments: [
        ("select 1", "own.sql:1: a report begins with its header"),
        (
            "-- title: x\n-- question: y\n-- columns:\n--   a: b\nselect 1 as a order by 1 nulls last",
            "needs the key 'grain'"
        ),
        (
            "-- title: x\n-- question: y\n-- grain: z\n-- columns:\n--   a: b\nselect 1 as c order by 1 nulls last",
            "own.sql:5: the header's columns are a; the answer's c"
        ),
        (
            "-- title: x\n-- question: y\n-- grain: z\n-- columns:\n--   a: b\nselect avg(days) as a from checks order by 1 nulls last",
            "own.sql:6: 'avg'"
        ),
        (
            "-- title: x\n-- question: y\n-- grain: z\n-- columns:\n--   a: b\nselect :q as a order by 1 nulls last",
            "own.sql:6: :q stands in no header"
        ),
        (
            "-- title: x\n-- question: y\n-- grain: z\n-- columns:\n--   a: b\nselect naught as a from checks order by 1 nulls last",
            "no column \"naught\""
        ),
        (
            "-- title: x\n-- question: y\n-- grain: z\n-- color: red\n-- columns:\n--   a: b\nselect 1 as a order by 1 nulls last",
            "own.sql:4: a report's header has no key 'color'"
        ),
    ])
    func `lint names file and line of what is wrong`(text: String, words: String) throws {
        let muster = try MusterProcess()
        let file = try muster.folder.write(text, to: "own.sql")
        let result = try muster.run(["report", "lint", file, "-o", "csv"])
        #expect(result.exitCode == 65)
        let place = CSVTable(result.output).rows.map { "own.sql:\($0["line"] ?? ""): \($0["fault"] ?? "")" }.joined(
            separator: "\n")
        #expect(place.contains(words), "\(place)")
    }

    @Test func `as HTML it is one page that needs nothing beside it`() throws {
        let page = try SampleStory.played.get().muster(
            "report", "run", "exposed_vulnerable", "--as-of", "2021-08-20", "--html"
        ).output
        #expect(page.hasPrefix("<!doctype html>"))
        #expect(page.contains("Which servers can be attacked from the internet today"))
        #expect(page.contains("fab-mail01.fabrikam.example.org"))
        #expect(!page.contains("<script") && !page.contains("http://") && !page.contains("https://"))
    }

    @Test func `a report takes no more time and memory than it may`() throws {
        let fixture = try CommandFixture()
        let endless = "with recursive n(i) as (select 1 union all select i + 1 from n)"
        for (name, sql) in [("late", "\(endless) select max(i) as i from n"), ("large", "\(endless) select i from n")] {
            try fixture.folder.write(
                "-- title: x\n-- question: x?\n-- grain: i\n-- columns:\n--   i: a number\n\(sql)\n", to: "\(name).sql")
        }
        let late = try fixture.muster("report", "run", "late.sql", "--timeout", "0.3")
        #expect(late.exitCode == 124 && late.errors.contains("stopped after 0.3 s (--timeout)"), "\(late.errors)")
        let large = try fixture.muster("report", "run", "large.sql", "--memory", "4", "-o", "csv")
        #expect(large.exitCode == 65 && large.errors.contains("needs more than 4 MiB"), "\(large.errors)")
        #expect(large.output.isEmpty)
    }

    @Test func `a report that nobody knows is answered with the nearest name`() throws {
        let result = try SampleStory.played.get().muster("report", "run", "check_due")
        #expect(result.exitCode == 66)
        #expect(result.errors.contains("did you mean checks_due?"))
    }
}
