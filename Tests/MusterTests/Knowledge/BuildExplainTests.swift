import TestSupport
import Testing

/// `muster build explain`, through its arguments.
struct BuildExplainTests {
    /// What the issue that asked for the command pipes into it.
    private static let nine = """
        15.1.2308.8
        15.0.847.64
        15.01.2176.002
        Version 15.1 (Build 2308.8)
        15.1.2308
        15.1.2507.18
        15.2.2562.99
        14.3.513.0
        banana

        """

    private struct Row {
        let cells: [String]
        init(_ line: Substring) {
            cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        var input: String { cells[0] }
        var head: String { cells[1...8].joined(separator: ",") }
        var cve: String { cells[9] }
        var verdict: String { cells[10] }
    }

    private func rows(_ arguments: [String], input: String = "") throws -> (rows: [Row], result: MusterResult) {
        let result = try MusterProcess().run(
            ["build", "explain"] + arguments + ["-o", "csv"], input: Array(input.utf8))
        return (result.output.split(separator: "\n").dropFirst().map(Row.init), result)
    }

    @Test func `answers each of nine by the rules, and ends with 65 for the one that is none`() throws {
        let (rows, result) = try rows(["-", "--as-of", "2026-11-23"], input: Self.nine)
        #expect(result.exitCode == 65)
        #expect(
            result.output.hasPrefix(
                "input,build,product,cu,su,precision,released,listed,patch_level,cve,verdict,fixed_build,fixed_by,reason\n"
            ))
        #expect(
            result.errors == """
                error: <stdin>:9: cannot read "banana" as a build; 1 of 9 inputs unreadable, the others are above
                next: four numbers (15.1.2308.8), three (15.1.2308), or a name ("Exchange 2016 CU21 Jul21SU")

                """)
        var seen: [String] = []
        for row in rows where seen.last != "\(row.input) = \(row.head)" { seen.append("\(row.input) = \(row.head)") }
        #expect(
            seen == [
                "15.1.2308.8 = 15.1.2308.8,Exchange 2016,CU21,,exact,2021-06-29,yes,unsupported",
                "15.0.847.64 = 15.0.847.64,Exchange 2013,SP1,Mar21SU,exact,2021-03-02,yes,unsupported",
                "15.01.2176.002 = 15.1.2176.2,Exchange 2016,CU19,,exact,2020-12-15,yes,unsupported",
                "Version 15.1 (Build 2308.8) = 15.1.2308,Exchange 2016,CU21,,cu,,yes,unsupported",
                "15.1.2308 = 15.1.2308,Exchange 2016,CU21,,cu,,yes,unsupported",
                "15.1.2507.18 = 15.1.2507.18,Exchange 2016,CU23,,exact,,between,unsupported",
                "15.2.2562.99 = 15.2.2562.99,Exchange SE,RTM,,exact,,newer,current",
                "14.3.513.0 = 14.3.513.0,Exchange 2010,SP3,RU32,exact,2021-03-02,yes,unsupported",
                "banana = ,,,,unreadable,,,",
            ])
        #expect(rows.filter { $0.input == "banana" }.count == 1)
    }

    @Test(arguments: [
        // ProxyLogon, ProxyShell and ProxyToken came with CU21; ProxyOracle's second half and ProxyNotShell did not.
        ("15.1.2308.8", "CVE-2021-26855", "fixed"), ("15.1.2308.8", "CVE-2021-26857", "fixed"),
        ("15.1.2308.8", "CVE-2021-26858", "fixed"), ("15.1.2308.8", "CVE-2021-27065", "fixed"),
        ("15.1.2308.8", "CVE-2021-34473", "fixed"), ("15.1.2308.8", "CVE-2021-34523", "fixed"),
        ("15.1.2308.8", "CVE-2021-31207", "fixed"), ("15.1.2308.8", "CVE-2021-33766", "fixed"),
        ("15.1.2308.8", "CVE-2021-31196", "vulnerable"), ("15.1.2308.8", "CVE-2022-41040", "vulnerable"),
        ("15.1.2308.8", "CVE-2022-41082", "vulnerable"),
        // 2013 SP1 got half of ProxyLogon's fixes, and after its end nobody speaks of it.
        ("15.0.847.64", "CVE-2021-27065", "fixed"), ("15.0.847.64", "CVE-2021-26855", "vulnerable"),
        ("15.0.847.64", "CVE-2021-33768", "not_affected"), ("15.0.847.64", "CVE-2023-36439", "undetermined"),
        ("15.01.2176.002", "CVE-2021-26855", "vulnerable"), ("15.01.2176.002", "CVE-2021-26857", "undetermined"),
        // Placed by order between two listed ones.
        ("15.1.2507.18", "CVE-2023-21745", "fixed"), ("15.1.2507.18", "CVE-2023-21529", "vulnerable"),
        // Newer than the table.
        ("15.2.2562.99", "CVE-2026-47631", "fixed"), ("15.2.2562.99", "CVE-2021-1730", "undetermined"),
        ("14.3.513.0", "CVE-2021-26857", "fixed"), ("14.3.513.0", "CVE-2021-34473", "undetermined"),
        ("banana", "", ""),
    ])
    func `verdicts`(input: String, cve: String, verdict: String) throws {
        let (rows, _) = try rows([input])
        #expect(rows.filter { $0.cve == cve }.map(\.verdict) == [verdict])
    }

    @Test func `three parts are undetermined exactly where the builds of the cumulative update differ`() throws {
        let (range, _) = try rows(["15.1.2308"])
        let (shown, _) = try rows(["Version 15.1 (Build 2308.8)"])
        #expect(range.map { "\($0.cve) \($0.verdict)" } == shown.map { "\($0.cve) \($0.verdict)" })
        let names = ["15.1.2308.8", "15.1.2308.14", "15.1.2308.15", "15.1.2308.20", "15.1.2308.21", "15.1.2308.27"]
        let (single, _) = try rows(names)
        for row in range {
            let verdicts = Set(single.filter { $0.cve == row.cve }.map(\.verdict))
            #expect(row.verdict == (verdicts.count == 1 ? verdicts.first : "undetermined"), "\(row.cve)")
        }
        #expect(range.count == 141)
        #expect(single.count == 6 * 141)
    }

    @Test func `a server list of thousands is answered line by line`() throws {
        let input = String(repeating: "15.2.2562.46\n", count: 3_000)
        let (rows, result) = try rows(["-"], input: input)
        #expect(rows.count == 3_000 * 20)
        #expect(result.output.ranges(of: "input,build").count == 1)
        let lines = try MusterProcess().run(
            ["build", "explain", "-", "-o", "ndjson", "--columns", "input,cve"], input: Array(input.utf8))
        #expect(lines.output.split(separator: "\n").count == 3_000 * 20)
    }

    @Test func `an exact build on a past day, for people`() throws {
        let result = try MusterProcess()("build", "explain", "15.1.2308.8", "--as-of", "2021-08-20")
        #expect(result.exitCode == 0)
        #expect(
            result.output == """
                15.1.2308.8   Exchange 2016 CU21, no update (2021-06-29)   listed   exact
                  level    behind: 1 update missed, Jul21SU 15.1.2308.14 (2021-07-13, KB5004779)
                  CVEs     66 = 3 vulnerable + 2 undetermined + 61 fixed + 0 not affected

                CVE             VERDICT       THREAT       FIXED FROM            REASON
                CVE-2021-31196  vulnerable    ProxyOracle  15.1.2308.14 Jul21SU  older than the fix in CU21
                CVE-2021-31206  vulnerable    Unpatched    15.1.2308.14 Jul21SU  older than the fix in CU21
                CVE-2021-33768  vulnerable    ProxyRelay   15.1.2308.14 Jul21SU  older than the fix in CU21
                CVE-2021-1730   undetermined  Unpatched    15.1.2308.8 CU21      download domains not looked at
                CVE-2021-34470  undetermined  Unpatched    15.1.2308.8 CU21      schema update not looked at
                61 more         fixed                                            CU21 ships them

                """)
        #expect(result.errors == "knowledge as of 2021-08-20; today 76 of 141 are open: leave out --as-of\n")
    }

    @Test func `a range, threat by threat, for people`() throws {
        let result = try MusterProcess()("build", "explain", "15.1.2308", "--as-of", "2026-11-23")
        #expect(result.exitCode == 0)
        #expect(
            result.output.hasPrefix(
                """
                15.1.2308   Exchange 2016 CU21 (2021-06-29), update unknown: three parts prove the CU only
                  may be   15.1.2308.8 no update · .14 Jul21SU · .15 Oct21SU
                           .20 Nov21SU · .21 Jan22SU · .27 Mar22SU
                  level    unsupported since 2025-10-14 (extended support –); last update of CU21: 2022-03-08
                  install  Exchange SE RTM Aug26SU 15.2.2562.46
                  collect  the file version of ExSetup.exe; Get-ExchangeServer and banners show the CU only

                THREAT                   CVES  VULNERABLE  UNDETERMINED  FIXED  WHAT DECIDES
                ProxyNotShell               2           2             0      0  no update of CU21 has it
                OWASSRF                     2           2             0      0  no update of CU21 has it

                """))
        #expect(
            result.output.hasSuffix(
                """
                Unpatched                 121          55            16     50  12 by build, 4 by a condition
                all, each CVE once        141          61            19     61  CVE-2022-41082 stands in two threats

                """))
        #expect(result.output.contains("\nProxyOracle                 2           0             1      1  Jul21SU"))
    }

    @Test func `unlisted, unknown and several inputs, for people`() throws {
        let muster = try MusterProcess()
        let between = try muster("build", "explain", "15.1.2507.18")
        #expect(
            between.output.hasPrefix(
                "15.1.2507.18   Exchange 2016 CU23, not listed: between 15.1.2507.17 Jan23SU and 15.1.2507.21 Feb23SU   exact\n"
            ))
        let several = try muster("build", "explain", "15.2.2562.99", "15.1.x", "Exchange 2003")
        #expect(several.exitCode == 65)
        #expect(several.output.contains("not listed: newer than the knowledge of 2026-08-11"))
        #expect(several.output.contains("15.1.x   unreadable\n"))
        #expect(several.output.contains("unsupported since 2014-04-08"))
        #expect(several.errors.contains("error: cannot read \"15.1.x\" as a build; 1 of 3 inputs unreadable"))
    }

    @Test func `JSON has the version of the knowledge, and hostile inputs are shown and not sent`() throws {
        let muster = try MusterProcess()
        let json = try muster(
            "build", "explain", "15.1.2308.8", "-o", "json", "--columns", "cve,verdict", "--limit", "1")
        #expect(json.output.contains("\"knowledge\": \"2026.08.11\", \"truncated\": true}"))
        let hostile = try muster("build", "explain", "\u{1b}[31m=1+1")
        #expect(hostile.exitCode == 65)
        #expect(!hostile.errors.contains("\u{1b}"))
        let csv = try muster("build", "explain", "=1+1", "-o", "csv")
        #expect(csv.output.contains("\n'=1+1,"))
    }

    @Test func `needs a build`() throws {
        let result = try MusterProcess()("build", "explain")
        #expect(result.exitCode == 64)
        let nothing = try MusterProcess()("build", "explain", "-", "-o", "csv", input: "\n \n")
        #expect(nothing.exitCode == 0)
        #expect(nothing.output.split(separator: "\n").count == 1)
    }
}

/// `muster knowledge show`.
struct KnowledgeShowTests {
    @Test func `prints version, dates and counts`() throws {
        let result = try MusterProcess()("knowledge", "show", "-o", "csv", "--columns", "item,value")
        #expect(result.exitCode == 0)
        #expect(
            result.output.hasPrefix(
                """
                item,value
                version,2026.08.11
                builds_to,2026-08-11
                cves_to,2026-06-28
                kev_of,2026-08-07
                builds,463
                cumulative_updates,73
                products,8
                cves,143
                fix_rows,7267
                threats,14
                """))
        #expect(try MusterProcess()("knowledge", "show").output.contains("\ncves                143 "))
    }

    @Test func `a folder without knowledge is named`() throws {
        let muster = try MusterProcess(environment: ["MUSTER_SHARE": "/nowhere"])
        let result = try muster("knowledge", "show")
        #expect(result.exitCode == 78)
        #expect(result.errors.hasPrefix("error: /nowhere/knowledge: MUSTER_SHARE must name a folder"))
    }
}
