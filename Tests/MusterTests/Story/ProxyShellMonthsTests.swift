import Foundation
import TestSupport
import Testing

/// The months of ProxyShell, day by day as it was then known: worked out by hand.
struct ProxyShellMonthsTests {
    private let months: ProxyShellMonths

    init() throws { months = try ProxyShellMonths.played.get() }

    @Test(arguments: [
        // The fixes of April were not named: nothing is known of the chain.
        ("2021-04-20", []),
        // The last of the three CVEs is public, as May's update names it. ex3 has April's update and not yet May's.
        (
            "2021-05-12",
            [
                "ex1 CVE-2021-31207 exposed - 60_days 2021-07-10 0 open",
                "ex2 CVE-2021-31207 exposed - 60_days 2021-07-10 0 open",
                "ex3 CVE-2021-31207 exposed - 60_days 2021-07-10 0 open",
                "ex4 CVE-2021-31207 not_exposed - next_upgrade - 0 open",
            ]
        ),
        (
            "2021-06-01",
            [
                "ex1 CVE-2021-31207 exposed - 60_days 2021-07-10 0 open",
                "ex2 CVE-2021-31207 exposed - 60_days 2021-07-10 0 open",
                "ex4 CVE-2021-31207 not_exposed - next_upgrade - 0 open",
            ]
        ),
        // All three are public; nobody knows of exploitation, and no row of KEV is there.
        (
            "2021-07-20",
            [
                "ex1 CVE-2021-31207;CVE-2021-34473;CVE-2021-34523 exposed - 3_days 2021-07-10 1 open",
                "ex2 CVE-2021-31207;CVE-2021-34473;CVE-2021-34523 exposed - 3_days 2021-07-10 1 open",
                "ex4 CVE-2021-31207;CVE-2021-34473;CVE-2021-34523 not_exposed - 60_days 2021-09-11 0 open",
            ]
        ),
        // Exploited for five days already, which becomes known a day later.
        (
            "2021-08-11",
            [
                "ex1 CVE-2021-31207;CVE-2021-34473;CVE-2021-34523 exposed - 3_days 2021-07-10 1 open",
                "ex2 CVE-2021-31207;CVE-2021-34473;CVE-2021-34523 exposed - 3_days 2021-07-10 1 open",
                "ex4 CVE-2021-31207;CVE-2021-34473;CVE-2021-34523 not_exposed - 60_days 2021-09-11 0 open",
            ]
        ),
        (
            "2021-08-12",
            [
                "ex1 CVE-2021-31207;CVE-2021-34473;CVE-2021-34523 exposed not_checked 3_days_and_forensics 2021-07-10 1 open",
                "ex2 CVE-2021-31207;CVE-2021-34473;CVE-2021-34523 exposed not_checked 3_days_and_forensics 2021-07-10 1 open",
                "ex4 CVE-2021-31207;CVE-2021-34473;CVE-2021-34523 not_exposed - 3_days_and_forensics 2021-08-15 0 open",
            ]
        ),
        // ex2 is patched and has evidence; the risk of ex4 is taken.
        (
            "2021-08-20",
            [
                "ex1 CVE-2021-31207;CVE-2021-34473;CVE-2021-34523 exposed not_checked 3_days_and_forensics 2021-07-10 1 open",
                "ex2 - exposed confirmed 3_days_and_forensics 2021-07-10 1 open",
            ]
        ),
        // A web shell on ex4.
        (
            "2021-08-26",
            [
                "ex1 CVE-2021-31207;CVE-2021-34473;CVE-2021-34523 exposed no_evidence 3_days_and_forensics 2021-07-10 1 open",
                "ex2 - exposed confirmed 3_days_and_forensics 2021-07-10 1 open",
                "ex4 CVE-2021-31207;CVE-2021-34473;CVE-2021-34523 not_exposed evidence 3_days_and_forensics 2021-08-15 1 reopened",
            ]
        ),
        // ex1 is patched: what it owes stays, and with it the tightest decision.
        (
            "2021-09-20",
            [
                "ex1 - exposed no_evidence 3_days_and_forensics 2021-07-10 1 open",
                "ex4 CVE-2021-31207;CVE-2021-34473;CVE-2021-34523 not_exposed evidence 3_days_and_forensics 2021-08-15 1 reopened",
            ]
        ),
        (
            "2021-09-26",
            [
                "ex4 CVE-2021-31207;CVE-2021-34473;CVE-2021-34523 not_exposed evidence 3_days_and_forensics 2021-08-15 1 reopened"
            ]
        ),
    ])
    func `the list of a day`(day: String, rows: [String]) throws {
        let said = try months.list(
            on: day, "cves", "exposure", "check", "decision", "due_on", "overdue", "state")
        #expect(said == rows)
    }

    @Test(arguments: [
        ("2021-08-11", []),
        (
            "2021-08-12",
            [
                "ex1 ProxyShell 2021-08-06 2021-08-12 7 proved - -",
                "ex2 ProxyShell 2021-08-06 2021-08-12 7 proved - -",
            ]
        ),
        (
            "2021-08-20",
            [
                "ex1 ProxyShell 2021-08-06 2021-08-20 15 proved - -",
                "ex2 ProxyShell 2021-08-06 2021-08-17 12 proved - -",
            ]
        ),
        // A clean check of the first week leaves the rest.
        (
            "2021-08-22",
            [
                "ex1 ProxyShell 2021-08-14 2021-08-22 9 proved 2021-08-21 no_evidence",
                "ex2 ProxyShell 2021-08-06 2021-08-17 12 proved - -",
            ]
        ),
        // The patch clears nothing: it ends what is owed with its own day.
        ("2021-09-20", ["ex1 ProxyShell 2021-08-14 2021-09-10 28 proved 2021-08-21 no_evidence"]),
        // The other half was looked at, but for six days of one source of logs.
        ("2021-09-24", ["ex1 ProxyShell 2021-08-14 2021-08-19 6 proved 2021-09-24 no_evidence"]),
        // Those are gone for good.
        ("2021-09-26", []),
    ])
    func `the checks that a day owes`(day: String, rows: [String]) throws {
        #expect(try months.owed(on: day) == rows)
    }

    @Test func `why is told with what was known on the day`() throws {
        let reasons = try months.list(on: "2021-08-20", "reasons").joined(separator: "\n")
        #expect(reasons.contains("known exploited since 2021-08-12"))
        // KEV has it since November, and says then that ransomware uses it.
        #expect(!reasons.contains("ransomware"))
        #expect(reasons.contains("proxyshell-export-aspx seen 2021-08-16, contained"))
        let later = try months.list(on: "2021-11-05", "reasons").joined(separator: "\n")
        #expect(later.contains("used by ransomware"))
        let early = try months.list(on: "2021-07-20", "reasons").joined(separator: "\n")
        #expect(!early.contains("known exploited"))
    }

    @Test func `what is to be done is what can be done on the day`() throws {
        let july = try months.list(on: "2021-06-01", "next_step")
        #expect(july.first?.hasPrefix("ex1 install May21SU (15.1.2242.10)") == true, "\(july)")
        let august = try months.list(on: "2021-08-20", "next_step")
        #expect(
            august.first?.hasPrefix("ex1 check for compromise, then install Jul21SU (15.1.2242.12)") == true,
            "\(august)")
        #expect(
            august.last?.hasPrefix("ex2 end the proxyshell-export-aspx compromise, then check") == true, "\(august)")
        #expect(try months.list(on: "2021-09-20", "next_step").first == "ex1 check for compromise")
    }

    @Test func `what was closed says why`() throws {
        let closed = try months.list(on: "2021-09-26", state: "closed", "state", "check", "verdict")
        #expect(closed == ["ex1 closed inconclusive fixed", "ex2 closed remediated fixed", "ex3 closed - fixed"])
        #expect(try causes("ex1", on: "2021-09-26").last == "2021-09-25 closed checked")
        #expect(try causes("ex2", on: "2021-09-26").last == "2021-09-01 closed remediated")
        #expect(try causes("ex3", on: "2021-09-26").last == "2021-05-18 closed patched")
    }

    @Test func `a risk that was taken ends early because evidence came`() throws {
        let accepted = try months.list(on: "2021-08-20", state: "accepted", "state", "decision", "due_on")
        #expect(accepted == ["ex4 accepted - -"])
        let words = try story("ex4", on: "2021-08-26")
        #expect(
            words.contains { $0.hasPrefix("2021-08-18 accepted until 2021-12-31: replaced in December") }, "\(words)")
        #expect(words.contains { $0.hasPrefix("2021-08-25 reopened evidence: ") }, "\(words)")
        // A year later still open: nothing of it ever expired.
        #expect(try !story("ex4", on: "2022-01-10").contains { $0.contains("expired") })
    }

    @Test func `evidence leads to its indicator and its line`() throws {
        let table = try months.table("evidence", "list", "-t", "fabrikam", "--all", "--as-of", "2021-08-26")
        let lines = table.lines([
            "asset", "threats", "indicators", "kind", "occurred_at", "first_seen", "state", "file", "line",
        ])
        .sorted()
        #expect(
            lines == [
                "asset=ex2.fabrikam.example.org threats=ProxyShell indicators=ProxyShell v1 proxyshell-export-aspx "
                    + "kind=event occurred_at=2021-08-09T03:13:20Z first_seen=2021-08-16T06:00:01Z state=contained "
                    + "file=cmdlets.json line=1",
                "asset=ex4.fabrikam.example.org threats= indicators=Unpatched v1 unpatched-aspnet-client-page kind=path "
                    + "occurred_at=2021-08-24T22:10:00Z first_seen=2021-08-25T08:00:00Z state=found file=pages.csv line=2",
            ])
    }

    @Test(arguments: [
        (
            "ex1", "2021-08-20",
            [
                "2021-03-20T05:00:00Z 2021-08-20T23:59:59Z build 15.1.2242.4 assets-2021-08-17.csv:2",
                "2021-08-06T00:00:00Z 2021-08-20T23:59:59Z exploited:ProxyShell press and researchers; day not verified",
                "2021-08-06T00:00:00Z 2021-08-20T23:59:59Z owed:ProxyShell proved",
                "2021-08-06T00:00:00Z 2021-08-20T23:59:59Z dwell:ProxyShell begin proved; ended by nothing: days are owed still",
            ]
        ),
        (
            "ex1", "2021-09-26",
            [
                "2021-03-20T05:00:00Z 2021-09-10T05:00:00Z build 15.1.2242.4 assets-2021-08-17.csv:2",
                "2021-08-06T00:00:00Z 2021-09-26T23:59:59Z exploited:ProxyShell press and researchers; day not verified",
                "2021-08-06T00:00:00Z 2021-09-25T23:59:59Z dwell:ProxyShell begin proved; ended by check",
                "2021-08-21T10:00:00Z 2021-08-21T10:00:00Z check:ProxyShell no_evidence iis,msexchange,files:2021-08-06..2021-08-13 by jane",
                "2021-09-10T05:00:00Z 2021-09-26T23:59:59Z build 15.1.2242.12 assets-2021-09-10.csv:2",
                "2021-09-24T10:00:00Z 2021-09-24T10:00:00Z check:ProxyShell no_evidence msexchange,files:2021-08-14..2021-09-10 iis:2021-08-20..2021-09-10 by jane",
                "2021-09-25T10:00:00Z 2021-09-25T10:00:00Z check:ProxyShell inconclusive iis:2021-08-14..2021-08-19 by jane",
            ]
        ),
        (
            "ex2", "2021-08-20",
            [
                "2021-03-20T05:00:00Z 2021-08-17T05:00:00Z build 15.1.2242.4 assets-2021-05-18.csv:3",
                "2021-08-06T00:00:00Z 2021-08-20T23:59:59Z exploited:ProxyShell press and researchers; day not verified",
                "2021-08-06T00:00:00Z 2021-08-17T23:59:59Z owed:ProxyShell proved",
                "2021-08-06T00:00:00Z 2021-08-17T23:59:59Z dwell:ProxyShell begin proved; ended by nothing: days are owed still",
                "2021-08-09T03:13:20Z 2021-08-09T03:13:20Z happened proxyshell-export-aspx cmdlets.json:1",
                "2021-08-16T06:00:01Z 2021-08-16T06:00:01Z evidence proxyshell-export-aspx cmdlets.json:1",
                "2021-08-16T09:00:00Z 2021-08-16T09:00:00Z evidence confirm",
                "2021-08-16T12:00:00Z 2021-08-16T12:00:00Z evidence contain",
                "2021-08-17T05:00:00Z 2021-08-20T23:59:59Z build 15.1.2242.12 assets-2021-08-17.csv:3",
            ]
        ),
    ])
    func `everything about a server stands on one line of time`(asset: String, day: String, rows: [String]) throws {
        let table = try months.table(
            "asset", "timeline", asset, "-t", "fabrikam", "--threat", "ProxyShell", "--as-of", day)
        let drawn: Set = ["build", "exploited", "owed", "dwell", "check", "evidence", "happened"]
        let said = table.rows.filter { row in
            drawn.contains(row["fact"]?.split(separator: ":").first.map(String.init) ?? "")
        }.map { row -> String in
            var value = row["value"] ?? ""
            // The whole command stands behind the indicator's name.
            if row["fact"] == "evidence" || row["fact"] == "happened" { value = String(value.prefix { $0 != ":" }) }
            let place = row["file"].flatMap { $0.isEmpty ? nil : " \($0):\(row["line"] ?? "")" } ?? ""
            return "\(row["from"] ?? "") \(row["to"] ?? "") \(row["fact"] ?? "") \(value)\(place)"
        }
        #expect(said == rows)
    }

    @Test func `a newer playbook asks for the check again and says why`() throws {
        let own = try months.copy()
        let usual = try own.list(on: "2021-09-26", "check")
        try raiseVersion(in: own)
        #expect(try own.muster("playbook", "lint").exitCode == 0)
        // Until its day nothing changes, whoever reads.
        #expect(try own.list(on: "2021-09-26", "check") == usual)
        #expect(try own.owed(on: "2021-09-30") == [])
        let rows = try own.list(on: "2021-10-02", "check", "decision", "state", "reasons")
        #expect(rows.count == 3)
        for (row, owed) in zip(rows, ["2021-08-06 … 2021-09-10", "2021-08-06 … 2021-08-17"]) {
            #expect(row.contains("3_days_and_forensics reopened"), "\(row)")
            #expect(row.contains("checked with an older playbook, version 2 asks again;check owed \(owed)"), "\(row)")
        }
        #expect(
            try own.owed(on: "2021-10-02") == [
                "ex1 ProxyShell 2021-08-06 2021-09-10 36 proved 2021-09-25 inconclusive",
                "ex2 ProxyShell 2021-08-06 2021-08-17 12 proved 2021-09-01 remediated",
            ])
        #expect(try own.muster("check", "list", "--due", "--as-of", "2021-10-02").output.contains("v2 asks again"))
        #expect(try causes("ex1", on: "2021-10-02", own).last == "2021-10-01 reopened knowledge_changed")
        try own.check("ex1", "no_evidence", "2021-10-05T10:00Z", "all:2021-08-06..2021-09-10")
        #expect(try own.owed(on: "2021-10-06").map { $0.prefix(3) } == ["ex2"])
        #expect(try own.muster("db", "check").exitCode == 0)
    }

    /// A second version of the playbook that looks for more.
    private func raiseVersion(in own: ProxyShellMonths) throws {
        let file = "share/playbooks/ProxyShell.md"
        var text = try own.muster.folder.read(file)
        let news = "changes:\n  - version: 2\n    on: 2021-10-01\n    what: exports by another name\nVERSIONS"
        text = text.replacingOccurrences(of: "\nversion: 1\n", with: "\nversion: 2\n")
            .replacingOccurrences(of: "changes:\n", with: news)
            .replacingOccurrences(of: "VERSIONS", with: "")
            .replacingOccurrences(of: "'New-MailboxExportRequest'", with: "'New-(Mailbox)?ExportRequest'")
        try own.muster.folder.write(text, to: file)
        // Lint tells the content that it has now.
        let fault = CSVTable(try own.muster("playbook", "lint", file, "-o", "csv").output).rows.first?["fault"] ?? ""
        let words = fault.components(separatedBy: "its content is ").last?.components(separatedBy: ", not ") ?? []
        #expect(words.count == 2, "\(fault)")
        text = text.replacingOccurrences(of: "content: \(words.last ?? "")", with: "content: \(words.first ?? "")")
        try own.muster.folder.write(text, to: file)
    }

    @Test func `nothing is wrong with the database`() throws {
        let check = try months.muster("db", "check")
        #expect(check.exitCode == 0, "\(check.output)")
    }

    // MARK: The history of one follow-up

    /// `2021-08-18 accepted until 2021-12-31: …`, in order.
    private func story(_ asset: String, on day: String, _ own: ProxyShellMonths? = nil) throws -> [String] {
        let own = own ?? months
        let rows = try own.table("followup", "list", "--by", "threat", "--state", "all", "--as-of", day).rows
        let row = try #require(rows.first { $0["threats"] == "ProxyShell" && $0["asset"]?.hasPrefix(asset) == true })
        return try own.table("followup", "show", row["id"] ?? "", "--as-of", day).rows.map {
            "\(($0["at"] ?? "").prefix(10)) \($0["what"] ?? "") \($0["words"] ?? "")"
        }
    }

    /// What opened and closed it: `2021-09-25 closed checked`.
    private func causes(_ asset: String, on day: String, _ own: ProxyShellMonths? = nil) throws -> [String] {
        try story(asset, on: day, own).filter { line in
            ["opened", "closed", "reopened"].contains { line.dropFirst(11).hasPrefix($0) }
        }.map { $0.components(separatedBy: CharacterSet(charactersIn: ":;"))[0] }
    }
}
