import Inventory
import Testing

@testable import Reporting

struct CSVFormatTests {
    private func cell(_ value: Cell, _ kind: ReportTable.Kind = .text) -> String {
        let table = ReportTable(columns: [.init("a"), .init("b", kind)], rows: [[.integer(Int64(1)), value]])
        return String(CSVFormat.text(of: table).dropFirst("a,b\n1,".count).dropLast())
    }

    @Test(
        arguments: [
            (.null, ""), (.text(""), ""), (.text("mail01"), "mail01"), (.text("a,b"), "\"a,b\""),
            (.text("say \"hi\""), "\"say \"\"hi\"\"\""), (.text("two\nlines"), "\"two\nlines\""),
            (.integer(Int64(-5)), "-5"), (.list(["CVE-1", "CVE-2"]), "CVE-1;CVE-2"), (.list([]), ""),
            (.list(["a;b", "c"]), "a\\;b;c"), (.day(CalendarDay(iso: "2021-08-20")), "2021-08-20"),
            (.instant(Instant(iso: "2021-08-20T03:12:00Z")), "2021-08-20T03:12:00Z"),
        ] as [(Cell, String)])
    func `writes each kind of cell as RFC 4180 has it`(value: Cell, expected: String) {
        #expect(cell(value) == expected)
    }

    @Test(arguments: [
        ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'\t'=1"),
        ("＝1", "'＝1"), ("host;=1", "host;'=1"), ("a\n=1", "\"a\n'=1\""), ("mail-01", "mail-01"), ("a = b", "a = b"),
        ("jane@example.org", "jane@example.org"), ("Jörg Weiß", "Jörg Weiß"),
    ])
    func `puts an apostrophe before what a spreadsheet would run`(text: String, expected: String) {
        #expect(cell(.text(text)) == expected)
    }

    @Test func `guards every item of a list`() {
        #expect(cell(.list(["=1", "b", "-c"]), .list) == "'=1;b;'-c")
    }

    @Test func `shows control characters instead of sending them`() {
        #expect(cell(.text(HostileNames.escape)) == "mail\\x1b[2J01")
        #expect(cell(.text("a\rb")) == "a\\x0db")
    }

    @Test func `has a header even without rows`() {
        #expect(CSVFormat.text(of: ReportTable(columns: [.init("a"), .init("b")])) == "a,b\n")
    }

    @Test func `keeps a name of ten thousand letters whole`() {
        #expect(cell(.text(HostileNames.long)) == HostileNames.long)
    }
}
