import Foundation
import Inventory
import Storage
import TestSupport
import Testing

@testable import muster

struct SqlCommandTests {
    private static let filled = Result { try CommandFixture.filled() }

    private var muster: MusterProcess { get throws { try SqlCommandTests.filled.get().muster } }

    private func ask(_ words: String..., input: String = "") throws -> MusterResult {
        try muster.run(["sql"] + words + ["--as-of", "2021-08-20"], input: Array(input.utf8))
    }

    @Test func `prints an answer as people and as programs read it`() throws {
        let sql = "select asset, product, build, patch_level from exchange_servers order by asset"
        let table = try ask("-t", "fabrikam", sql)
        #expect(
            table.output == """
                asset                        product        build         patch_level
                mail01.fabrikam.example.org  Exchange 2016  15.1.2242.4   behind
                mail02.fabrikam.example.org  Exchange 2016  15.1.2308.14  current

                """)
        #expect(table.errors == "2 rows\n")
        #expect(table.exitCode == 0)
        #expect(
            try ask(sql, "-o", "csv").output == """
                asset,product,build,patch_level
                mail01.fabrikam.example.org,Exchange 2016,15.1.2242.4,behind
                mail02.fabrikam.example.org,Exchange 2016,15.1.2308.14,current

                """)
        #expect(
            try ask("select 1 as one, 0.5 as half, null as none", "-o", "ndjson").output
                == "{\"one\": 1, \"half\": 0.5, \"none\": null}\n")
        #expect(
            try ask("select 1 as one, 'x' as text", "-o", "md").output == "| one | text |\n| --: | --- |\n| 1 | x |\n")
        let json = try ask("select tenant from tenants order by tenant", "-o", "json", "--limit", "1").output
        #expect(json.hasPrefix("{\"items\": [\n{\"tenant\": \"fabrikam\"}\n], "))
        #expect(json.hasSuffix("\"truncated\": true}\n"))
    }

    @Test func `reads the question from an argument, a file or standard input, and only from one`() throws {
        let folder = try muster.folder
        try folder.write("-- how many\nselect count(*) as n from tenants\n", to: "count.sql")
        for words in [["select count(*) as n from tenants"], ["-f", "count.sql"]] {
            #expect(try muster.run(["sql"] + words + ["-o", "csv"]).output == "n\n2\n")
        }
        #expect(try ask("-", "-o", "csv", input: "select count(*) as n from tenants").output == "n\n2\n")
        #expect(try ask().exitCode == 64)
        #expect(try ask("select 1", "-f", "count.sql").exitCode == 64)
        #expect(try ask("-f", "missing.sql").exitCode == 66)
    }

    @Test func `takes parameters, and the moment by itself`() throws {
        #expect(
            try ask("select :a + 1 as n, :b as t", "--param", "a=41", "--param", "b=x=y", "-o", "csv").output
                == "n,t\n42,x=y\n")
        #expect(
            try ask("select :today as d, :now - 86400 * :today as s", "-t", "fabrikam", "-o", "csv").output
                == "d,s\n18859,79199\n")
        let missing = try ask("select :week")
        #expect(missing.exitCode == 65)
        #expect(missing.errors.contains("the parameter :week has no value"))
        #expect(try ask("select 1", "--param", "week=1").errors.contains("there is no parameter :week"))
        #expect(try ask("select ?").errors.contains("parameters have names"))
    }

    @Test func `says that it cut, and that which rows these are is by chance`() throws {
        let cut = try ask("select asset from assets", "--limit", "1", "-o", "csv")
        #expect(cut.output.split(separator: "\n").count == 2)
        #expect(cut.errors.contains("cut at 1 row (--limit)"))
        #expect(cut.errors.contains("by chance"))
        #expect(
            try !ask("select asset from assets order by asset", "--limit", "1", "-o", "csv").errors.contains(
                "by chance"))
        #expect(try ask("select asset from assets", "--limit", "0", "-o", "csv").errors == "")
        let many = "with recursive n(i) as (select 1 union all select i + 1 from n limit 20000) select i from n"
        #expect(try ask(many, "-o", "csv", "-q").output.split(separator: "\n").count == 10_001)
        #expect(try ask(many, "-q").output.split(separator: "\n").count == 26)
        #expect(try ask(many, "-o", "csv", "-q", "--limit", "0").output.split(separator: "\n").count == 20_001)
    }

    @Test(arguments: [
        (
            "select assett, build from exchange_servers", 65,
            "query:1:8: no column \"assett\" in exchange_servers; did you mean asset?", "       ^"
        ),
        (
            "select *\nfrom exchange_server", 65,
            "query:2:6: no view \"exchange_server\"; did you mean exchange_servers?", "     ^"
        ),
        (
            "select e.bild from exchange_servers e", 65,
            "query:1:8: no column \"bild\" in exchange_servers; did you mean build?", "       ^"
        ),
        ("select coutn(*) from tenants", 65, "query:1:8: no function \"coutn\"; did you mean count?", "       ^"),
        ("select tenant fro tenants", 65, "query:1:19: near \"tenants\": syntax error", "                  ^"),
        (
            "delete from exchange_servers", 77, "query:1:1: DELETE is not allowed: sql only reads; nothing was changed",
            "^"
        ),
        ("select * from sqlite_master", 77, "query:1:15: sqlite_master cannot be read", "              ^"),
        ("select printf('x')", 77, "query:1:8: the function printf is not allowed", "       ^"),
        ("pragma table_info(tenants)", 77, "query:1:1: PRAGMA is not allowed", "^"),
        ("select 1; select 2", 65, "query:1:10: one question at a time", "         ^"),
    ]) func `an error names the place, marks it, and says what was meant`(
        sql: String, code: Int32, what: String, mark: String
    ) throws {
        let result = try ask(sql, "-t", "fabrikam")
        #expect(result.exitCode == code)
        #expect(result.output == "")
        #expect(result.errors.hasPrefix("error: \(what)"), "\(result.errors)")
        #expect(result.errors.split(separator: "\n").map(String.init).contains("  " + mark), "\(result.errors)")
    }

    @Test func `stops at the time limit with 124 and at the memory limit with 65`() throws {
        let endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n"
        let late = try ask(endless, "--timeout", "0.3")
        #expect(late.exitCode == 124)
        #expect(late.output == "")
        #expect(late.errors.contains("stopped after 0.3 s (--timeout)"))
        let big = "with recursive n(i) as (select 1 union all select i + 1 from n) select i from n order by -i"
        let large = try ask(big, "--memory", "4", "--timeout", "60")
        #expect(large.exitCode == 65)
        #expect(large.errors.contains("needs more than 4 MiB"))
    }

    @Test func `explains how it would be answered`() throws {
        let plan = try ask("select * from exchange_servers e join tenants t on t.tenant = e.tenant", "--explain")
        #expect(plan.exitCode == 0)
        #expect(plan.output.contains("SCAN e"))
        #expect(try ask("select * from tenantz", "--explain").errors.contains("query:1:15: no view \"tenantz\""))
    }

    @Test func `keeps a question as a report with a header, and never over another`() throws {
        let fixture = try CommandFixture()
        let sql =
            "select tenant, asset, build_age_days from exchange_servers where build_age_days > :days order by tenant nulls last, asset nulls last"
        let saved = try fixture.muster("sql", "--save", "old_builds", sql, "--param", "days=30")
        #expect(saved.exitCode == 0, "\(saved.errors)")
        let text = try String(contentsOfFile: fixture.folder.path(of: "reports/old_builds.sql"), encoding: .utf8)
        #expect(text.hasPrefix("-- title: old builds\n"))
        #expect(text.hasSuffix("\n\(sql)\n"))
        #expect(!saved.errors.contains("line "), "\(saved.errors)")
        let lint = try fixture.muster("report", "lint", "reports/old_builds.sql")
        #expect(lint.exitCode == 0, "\(lint.output)")
        let run = try fixture.muster("report", "run", "old_builds", "-o", "csv")
        #expect(run.output.hasPrefix("tenant,asset,build_age_days\n"), "\(run.errors)")
        // Beside another database it is one of a folder that is named.
        let shelf = ["--reports", fixture.folder.path(of: "reports"), "--db", fixture.folder.path(of: "other/none.db")]
        #expect(try fixture.muster.run(["report", "list", "-o", "csv"] + shelf).output.contains("\nold_builds,"))
        #expect(try fixture.muster.run(["report", "lint"] + shelf).exitCode == 0)
        #expect(try fixture.muster("sql", "--save", "old_builds", "select 1").exitCode == 73)
        #expect(try fixture.muster("sql", "--save", "../x", "select 1").exitCode == 64)
        #expect(try fixture.muster("sql", "--save", "wrong", "delete from tenants").exitCode == 77)
        let twice = try fixture.muster(
            "sql", "--save", "twice", "select a.tenant, b.tenant from assets a join assets b on a.tenant = b.tenant")
        #expect(twice.exitCode == 65 && twice.errors.contains("two columns of a report cannot have one name: tenant"))
        let loose = try fixture.muster("sql", "--save", "loose", "select asset from assets order by asset")
        #expect(loose.exitCode == 0 && loose.errors.contains("order by must say where NULL stands"), "\(loose.errors)")
        let names = try FileManager.default.contentsOfDirectory(atPath: fixture.folder.path(of: "reports"))
        #expect(names.sorted() == ["loose.sql", "old_builds.sql"])
    }

    @Test func `documents every view as a table, as Markdown and as JSON, without a database`() throws {
        let muster = try MusterProcess()
        #expect(try muster("schema").output.contains("exchange_servers"))
        let csv = CSVTable(try muster("schema", "all", "-o", "csv").output)
        #expect(csv.rows.count == AnalystViews.all.reduce(0) { $0 + $1.columns.count })
        let page = try muster("schema", "all", "-o", "md").output
        for view in AnalystViews.all { #expect(page.contains("\n## \(view.name)\n")) }
        let json = try muster("schema", "followups", "-o", "json").output
        #expect(json.contains("\"column\": \"due_on\""))
        let wrong = try muster("schema", "followup")
        #expect(wrong.exitCode == 64)
        #expect(wrong.errors.contains("did you mean followups?"))
    }

    @Test func `asks for a tenant that is not there with a word`() throws {
        let result = try ask("select 1", "-t", "fabricam")
        #expect(result.exitCode == 65)
        #expect(result.errors.contains("there is no tenant \"fabricam\""))
    }
}
