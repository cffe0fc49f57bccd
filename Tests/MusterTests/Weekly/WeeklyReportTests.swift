import Foundation
import TestSupport
import Testing

/// `report weekly`: frozen weeks, their files, and what is said about them.
struct WeeklyReportTests {
    private static let formats = "html,md,csv,xlsx"

    private func weekly(
        _ muster: MusterProcess, _ out: String, week: String = "2021-W33", _ more: [String] = []
    ) throws -> MusterResult {
        try muster.run(
            ["report", "weekly", "--all-tenants", "--week", week, "--formats", WeeklyReportTests.formats, "--out", out]
                + more)
    }

    /// Every file below a folder by name.
    private func files(_ muster: MusterProcess, _ out: String) throws -> [String: Data] {
        let root = muster.folder.path(of: out)
        let names = try FileManager.default.subpathsOfDirectory(atPath: root)
        return Dictionary(
            uniqueKeysWithValues: names.compactMap { name in
                FileManager.default.contents(atPath: root + "/" + name).map { (name, $0) }
            })
    }

    @Test func `the files of a week are the same bytes anywhere, and after a late import and an undo`() throws {
        var muster = try SampleStory.played.get().copy().muster
        #expect(try weekly(muster, "a", ["--eml"]).exitCode == 0)
        let first = try files(muster, "a")
        #expect(first.count > 40)
        #expect(first.keys.contains("2021-W33/index.html"))
        #expect(first.keys.contains("2021-W33/fabrikam/fabrikam-2021-W33.xlsx"))
        #expect(first.keys.contains("2021-W33/fabrikam/fabrikam-2021-W33.eml"))

        muster.environment["TZ"] = "Pacific/Apia"
        muster.environment["LC_ALL"] = "de_DE.UTF-8"
        #expect(try weekly(muster, "b", ["--eml"]).exitCode == 0)
        let second = try files(muster, "b")
        for (name, bytes) in first { #expect(second[name] == bytes, "\(name)") }

        try muster.folder.write(
            "host,product,build\nlate01.fabrikam.example.org,Exchange 2016,15.1.2242.4\n", to: "late.csv")
        #expect(try muster("import", "late.csv", "-t", "fabrikam", "--seen-at", "2021-08-10").exitCode == 0)
        let list = try muster("imports", "list", "-t", "northwind", "-o", "csv", "--limit", "0").output
        let number = try #require(CSVTable(list).rows.first?["import"])
        let undone = try muster("imports", "undo", number)
        #expect(undone.exitCode == 0, "\(undone.errors)")
        let again = try weekly(muster, "c", ["--eml"])
        #expect(again.exitCode == 0)
        #expect(again.output.contains("1 import came in late"), "\(again.output)")
        let third = try files(muster, "c")
        for (name, bytes) in first { #expect(third[name] == bytes, "\(name)") }
    }

    @Test func `told anew, a week is another revision, and what was learnt late is corrected in the next one`() throws {
        let muster = try SampleStory.played.get().copy().muster
        #expect(try weekly(muster, "a").exitCode == 0)
        try muster.folder.write(
            "host,product,build\nlate01.fabrikam.example.org,Exchange 2016,15.1.2242.4\n", to: "late.csv")
        #expect(try muster("import", "late.csv", "-t", "fabrikam", "--seen-at", "2021-08-17").exitCode == 0)
        #expect(try weekly(muster, "a", week: "2021-W34").exitCode == 0)
        let changes = CSVTable(
            try muster(
                "sql", "-t", "fabrikam", "select week, flow, cause, asset from changes where asset like 'late01%'",
                "-o",
                "csv", "--as-of", "2021-09-05"
            ).output)
        #expect(!changes.rows.isEmpty)
        for row in changes.rows { #expect(row["week"] == "2021-W34" && row["cause"] == "corrected", "\(row)") }

        let other = try muster.run([
            "report", "weekly", "-t", "contoso-jp", "--week", "2021-W34", "--out", "b", "-o", "csv",
        ])
        #expect(CSVTable(other.output).rows.first?["revision"] == "1")
        let anew = try muster.run([
            "report", "weekly", "-t", "fabrikam", "--week", "2021-W33", "--refreeze", "--out", "b", "-o", "csv",
        ])
        #expect(anew.exitCode == 0, "\(anew.errors)")
        #expect(CSVTable(anew.output).rows.first?["revision"] == "2")
        let corrected = CSVTable(
            try muster(
                "sql", "-t", "fabrikam", "select week, flow, cause from changes where asset like 'late01%'", "-o",
                "csv",
                "--as-of", "2021-09-05"
            ).output)
        #expect(corrected.rows.allSatisfy { $0["week"] != "2021-W34" || $0["cause"] != "corrected" })
        #expect(
            corrected.rows.contains { $0["week"] == "2021-W33" && $0["flow"] == "new" && $0["cause"] == "appeared" })
        // The next week, which had been told before, is told anew too and still has its page.
        let next = try muster.run([
            "report", "weekly", "-t", "fabrikam", "--week", "2021-W34", "--out", "b", "-o", "csv",
        ])
        #expect(next.exitCode == 0, "\(next.errors)")
        #expect(CSVTable(next.output).rows.first?["revision"] == "2")
    }

    @Test func `the portfolio's page alone is made of what is frozen, and says whose week is not`() throws {
        let muster = try SampleStory.played.get().copy().muster
        let early = try muster("report", "weekly", "--week", "2021-W33", "--out", "o")
        #expect(early.exitCode == 65 && early.errors.contains("no tenant has a frozen 2021-W33"), "\(early.errors)")
        #expect(try muster("report", "weekly", "-t", "fabrikam", "--week", "2021-W33", "--out", "o").exitCode == 0)
        let part = try muster("report", "weekly", "--week", "2021-W33", "--out", "o")
        #expect(part.exitCode == 0 && part.errors.contains("2 tenants have no frozen 2021-W33"), "\(part.errors)")
        #expect(try weekly(muster, "all").exitCode == 0)
        let alone = try muster("report", "weekly", "--week", "2021-W33", "--out", "all", "--formats", "html")
        #expect(alone.exitCode == 0, "\(alone.errors)")
        let pages = try files(muster, "all")
        #expect(try weekly(muster, "again").exitCode == 0)
        #expect(try files(muster, "again") == pages)
    }

    @Test func `every page shows the sum that its changes make`() throws {
        let muster = try SampleStory.played.get().copy().muster
        for week in ["2021-W28", "2021-W29", "2021-W32", "2021-W37"] {
            let result = try muster.run([
                "report", "weekly", "--all-tenants", "--week", week, "--out", "o", "-o", "csv",
            ])
            #expect(result.exitCode == 0, "\(result.errors)")
            for row in CSVTable(result.output).rows {
                let numbers = ["open_at_start", "new", "reopened", "closed", "open_followups"].map {
                    Int(row[$0] ?? "") ?? -1
                }
                #expect(numbers[4] == numbers[0] + numbers[1] + numbers[2] - numbers[3])
                let slug = row["tenant"] ?? ""
                let page = try muster.folder.read("o/\(week)/\(slug)/\(slug)-\(week).html")
                #expect(page.contains("<b>\(numbers[4])</b>open at end"))
                #expect(page.contains("<b><i>=</i>\(numbers[0])</b>open at start"))
            }
        }
    }

    @Test func `figures of a week are those of the list on its Sunday`() throws {
        let story = try SampleStory.played.get().copy()
        let trend = CSVTable(
            try story.muster("report", "trend", "--weeks", "1", "--as-of", "2021-08-22", "-o", "csv", "--limit", "0")
                .output)
        let list = try story.table("followup", "list", "--by", "tenant", "--as-of", "2021-08-22")
        for row in list.rows {
            func value(_ measure: String) -> String? {
                trend.rows.first { $0["tenant"] == row["tenant"] && $0["measure"] == measure }?["value"]
            }
            #expect(value("open_followups") == row["followups"])
            #expect(value("overdue") == row["overdue"])
            let due = try story.table(
                "check", "list", "--due", "-t", row["tenant"] ?? "", "--as-of", "2021-08-22")
            let owing = Set(due.rows.map { "\($0["asset"] ?? "") \($0["threat"] ?? "")" })
            #expect(value("checks_owed") == "\(owing.count)")
            #expect(trend.rows.allSatisfy { $0["week"] == "2021-W33" })
        }
    }

    @Test func `a risk that was accepted owes its check, a machine that is no more does not`() throws {
        let story = try SampleStory.played.get().copy()
        let muster = story.muster
        func owed(_ out: String) throws -> (card: Int, servers: [String]) {
            let result = try muster.run([
                "report", "weekly", "-t", "fabrikam", "--week", "2021-W33", "--refreeze", "--formats", "csv", "--out",
                out, "-o", "csv",
            ])
            #expect(result.exitCode == 0, "\(result.errors)")
            // Without the mark that Excel wants.
            let text = try muster.folder.read("\(out)/2021-W33/fabrikam/fabrikam-2021-W33-checks.csv")
            let rows = CSVTable(String(text.drop { $0 == "\u{FEFF}" })).rows
            return (Int(CSVTable(result.output).rows[0]["checks_owed"] ?? "") ?? -1, rows.map { $0["asset"] ?? "" })
        }
        let before = try owed("a")
        let server = try #require(before.servers.first)
        let accepted = try muster.run([
            "followup", "accept", "-t", "fabrikam", "--asset", server, "--until", "2021-12-31", "--reason", "board",
            "--at", "2021-08-20",
        ])
        #expect(accepted.exitCode == 0, "\(accepted.errors)")
        let after = try owed("b")
        #expect(after.card == before.card && after.servers == before.servers)
        #expect(!server.isEmpty && before.card > 0)
        let retired = try muster("asset", "retire", server, "-t", "fabrikam", "--at", "2021-08-20", "--reason", "sold")
        #expect(retired.exitCode == 0, "\(retired.errors)")
        let end = try owed("c")
        #expect(end.card < before.card)
        #expect(!end.servers.contains(server))
        for name in ["servers", "unknowns"] {
            let text = try muster.folder.read("c/2021-W33/fabrikam/fabrikam-2021-W33-\(name).csv")
            #expect(!text.contains(server), "\(name)")
        }
        let view = try story.table(
            "sql", "-t", "fabrikam", "select retired_on from exchange_servers where asset = '\(server)'", "--as-of",
            "2021-08-22")
        #expect(view.rows.map { $0["retired_on"] } == ["2021-08-20"])
    }

    @Test func `a trend of weeks that are not frozen keeps nothing`() throws {
        let muster = try SampleStory.played.get().copy().muster
        let before = try muster("report", "trend", "-t", "fabrikam", "--as-of", "2021-08-22")
        #expect(before.exitCode == 0, "\(before.errors)")
        #expect(before.output.contains("not all frozen yet"))
        let weeks = CSVTable(try muster("sql", "select week from tenant_weeks", "-o", "csv").output)
        #expect(weeks.rows.isEmpty)
    }

    @Test func `what is not known has no value, and is never 0`() throws {
        let muster = try SampleStory.played.get().copy().muster
        #expect(try muster("tenant", "add", "quiet", "--start", "2021-01-01").exitCode == 0)
        let rows = CSVTable(
            try muster("report", "trend", "-t", "quiet", "--weeks", "2", "--as-of", "2021-08-22", "-o", "csv").output
        ).rows
        #expect(rows.contains { $0["measure"] == "open_followups" })
        for row in rows { #expect(row["value"] == "" && row["known"] == "no", "\(row)") }
        let result = try muster.run(["report", "weekly", "--all-tenants", "--week", "2021-W33", "--out", "o"])
        #expect(result.exitCode == 0)
        #expect(result.errors.contains("quiet was never seen"))
        let index = try muster.folder.read("o/2021-W33/index.html")
        let silent = try #require(index.range(of: "id=\"silent\""))
        let ranked = try #require(index.range(of: "id=\"ranked\""))
        #expect(silent.lowerBound < ranked.lowerBound)
        #expect(index[silent.upperBound..<ranked.lowerBound].contains("never seen"))
    }

    @Test func `no message and no file of one tenant has a word of another`() throws {
        let muster = try SampleStory.played.get().copy().muster
        #expect(try weekly(muster, "o", ["--eml"]).exitCode == 0)
        let all = try files(muster, "o")
        let own = all.filter { $0.key.hasPrefix("2021-W33/fabrikam/") }
        #expect(own.count > 10)
        for (name, bytes) in own {
            var text = String(decoding: bytes, as: UTF8.self)
            if name.hasSuffix(".eml") { text += decoded(text) }
            for word in ["contoso", "northwind", "mx-tokyo", "nw-ex", "株式会社"] {
                #expect(!text.contains(word), "\(name): \(word)")
            }
        }
        let mail = try #require(
            own.first { $0.key.hasSuffix(".eml") }.map { String(decoding: $0.value, as: UTF8.self) })
        #expect(mail.contains("<joerg.weiss@fabrikam.example.org>"))
        #expect(mail.contains("multipart/mixed"))
        #expect(mail.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 998 })
        #expect(!mail.replacing("\r\n", with: "").contains("\n"))
    }

    /// The parts of a mail, as they were before they were packed.
    private func decoded(_ mail: String) -> String {
        mail.components(separatedBy: "\r\n\r\n").compactMap { part in
            Data(base64Encoded: part.components(separatedBy: "\r\n--")[0].replacing("\r\n", with: "")).map {
                String(decoding: $0, as: UTF8.self)
            }
        }.joined()
    }

    @Test func `names that would be markup, formulas or paths are shown harmless in every file`() throws {
        let muster = try SampleStory.played.get().copy().muster
        let long = String(repeating: "x", count: 10_000)
        let name = "<script>alert(1)</script> =cmd|' /C calc'!A0 \u{202E}gpj.exe ../../x \(long)"
        let edit = try muster("tenant", "edit", "fabrikam", "--name", name)
        #expect(edit.exitCode == 0, "\(edit.errors)")
        try muster.folder.write(
            """
            host,owner,product,build
            "=cmd|'/C calc'!A0",x,Exchange 2016,15.1.2242.4
            "<img src=x onerror=alert(1)>.fabrikam.example.org",x,Exchange 2016,15.1.2242.4
            ../../x,x,Exchange 2016,15.1.2242.4

            """, to: "odd.csv")
        _ = try muster("import", "odd.csv", "-t", "fabrikam", "--seen-at", "2021-08-20", "--max-rejects", "100%")
        let result = try weekly(muster, "o", ["--eml"])
        #expect(result.exitCode == 0, "\(result.errors)")
        #expect(!result.output.contains("\u{202E}"))
        for (file, bytes) in try files(muster, "o") where file.hasSuffix(".html") || file.hasSuffix(".md") {
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(!text.contains("<script"), "\(file)")
            #expect(!text.contains("<img"), "\(file)")
            #expect(!text.contains("\u{202E}"), "\(file)")
            #expect(!text.contains(long), "\(file)")
        }
        for (file, bytes) in try files(muster, "o") where file.hasSuffix(".csv") {
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(text.hasPrefix("\u{FEFF}"), "\(file)")
            for line in text.split(separator: "\n") {
                #expect(!line.contains(",=cmd") && !line.contains(",\"=cmd"), "\(file): \(line.prefix(200))")
            }
        }
        let unpacked = try muster.inShell(
            "command -v unzip >/dev/null || exit 9; unzip -p o/2021-W33/fabrikam/fabrikam-2021-W33.xlsx 'xl/*'")
        guard unpacked.exitCode != 9 else { return print("SKIPPED: a workbook is opened where unzip is installed") }
        #expect(unpacked.output.contains("<sheetData>"), "\(unpacked.errors)")
        // A formula would be an <f> in a sheet.
        #expect(!unpacked.output.contains("<f>") && !unpacked.output.contains("<f "))
    }

    @Test func `a page needs no network and no script, and forbids both`() throws {
        let muster = try SampleStory.played.get().copy().muster
        #expect(try weekly(muster, "o").exitCode == 0)
        for (name, bytes) in try files(muster, "o") where name.hasSuffix(".html") {
            let page = String(decoding: bytes, as: UTF8.self)
            #expect(page.contains("default-src 'none'; style-src 'sha256-"))
            for word in ["<script", "javascript:", "http://", "https://", " style=", "url(http", "@import"] {
                #expect(!page.contains(word), "\(name): \(word)")
            }
            for id in page.components(separatedBy: " id=\"").dropFirst().map({ $0.prefix { $0 != "\"" } }) {
                #expect(page.components(separatedBy: " id=\"\(id)\"").count == 2, "\(name): \(id) is there twice")
            }
        }
    }

    @Test func `without a browser the rest is written, and it ends with 1 and says so`() throws {
        var muster = try SampleStory.played.get().copy().muster
        muster.environment["MUSTER_CHROMIUM"] = "/nowhere/chromium"
        let result = try muster.run([
            "report", "weekly", "-t", "fabrikam", "--week", "2021-W33", "--formats", "html,pdf", "--out", "o",
        ])
        #expect(result.exitCode == 1)
        #expect(result.errors.contains("no PDF: Chromium is not installed"))
        #expect(try files(muster, "o").keys.contains("2021-W33/fabrikam/fabrikam-2021-W33.html"))
    }

    @Test func `a report that cannot be written whole leaves the one of before`() throws {
        let muster = try SampleStory.played.get().copy().muster
        #expect(try weekly(muster, "o").exitCode == 0)
        let before = try files(muster, "o")
        let result = try muster.inShell(
            "ulimit -f 40; exec \"$MUSTER\" report weekly --all-tenants --week 2021-W33 --formats html,md,csv --out o")
        #expect(result.exitCode == 1, "\(result.errors)")
        #expect(result.errors.contains("fabrikam: "))
        #expect(try files(muster, "o") == before)
    }

    @Test func `a run that is interrupted leaves whole files only, and goes on when it is run again`() throws {
        let muster = try SampleStory.played.get().copy().muster
        let all = "report weekly --all-tenants --week 2021-W33 --formats html,md,csv,xlsx"
        let cut = try muster.inShell(
            """
            "$MUSTER" \(all) --out o & run=$!
            until [ -e o/2021-W33/contoso-jp/contoso-jp-2021-W33.html ]; do sleep 0.002; done
            kill -INT $run; wait $run
            """)
        #expect(cut.exitCode == 130, "\(cut.errors)")
        #expect(cut.errors.contains("what is written is whole"), "\(cut.errors)")
        let left = try files(muster, "o")
        #expect(!left.isEmpty && left["2021-W33/index.html"] == nil)
        #expect(try muster.inShell("exec \"$MUSTER\" \(all) --out o").exitCode == 0)
        let whole = try files(muster, "o")
        #expect(whole["2021-W33/index.html"] != nil)
        for (name, bytes) in left { #expect(whole[name] == bytes, "\(name)") }
    }

    @Test func `a week that is not over is refused, and gates end with 3`() throws {
        let muster = try SampleStory.played.get().copy().muster
        let early = try muster("report", "weekly", "-t", "fabrikam", "--week", "2999-W01")
        #expect(early.exitCode == 65)
        #expect(early.errors.contains("is not over"))
        #expect(try muster("report", "weekly", "-t", "fabrikam", "--all-tenants").exitCode == 64)
        #expect(try muster("report", "weekly", "--week", "2021-W33", "--refreeze").exitCode == 64)
        #expect(try muster("report", "weekly", "-t", "fabrikam", "--week", "2021-W54").exitCode == 64)
        let gate = try muster.run([
            "report", "weekly", "--all-tenants", "--week", "2021-W33", "--out", "o", "--fail-on", "overdue>5",
        ])
        #expect(gate.exitCode == 3)
        #expect(try files(muster, "o").keys.contains("2021-W33/index.html"))
        let none = try muster.run([
            "report", "weekly", "--all-tenants", "--week", "2021-W33", "--out", "o", "--fail-on", "silent",
        ])
        #expect(none.exitCode == 0)
    }
}
