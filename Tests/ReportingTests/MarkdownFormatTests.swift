import Inventory
import Testing

@testable import Reporting

struct MarkdownFormatTests {
    private func cell(_ value: Cell) -> String {
        let lines = MarkdownFormat.text(of: ReportTable(columns: [.init("a")], rows: [[value]])).split(separator: "\n")
        return String(lines[2].dropFirst(2).dropLast(2))
    }

    @Test func `writes a pipe table, numbers right`() {
        let table = ReportTable(
            columns: [.init("asset"), .init("open_cves", .integer, blank: "?")],
            rows: [[.text("mail01"), .integer(Int64(3))], [.null, .null]])
        #expect(
            MarkdownFormat.text(of: table) == """
                | asset | open_cves |
                | --- | --: |
                | mail01 | 3 |
                | – | ? |

                """)
    }

    @Test(arguments: [
        (HostileNames.script, "&lt;script&gt;alert(1)&lt;/script&gt;"), ("a|b", "a\\|b"), ("**x**", "\\*\\*x\\*\\*"),
        ("[x](javascript:y)", "\\[x\\](javascript:y)"), ("a\nb", "a<br>b"), ("_x_", "\\_x\\_"),
        ("3_days_and_forensics", "3_days_and_forensics"), (HostileNames.escape, "mail\\\\x1b\\[2J01"),
        ("&amp;", "&amp;amp;"), (HostileNames.wide, HostileNames.wide),
    ])
    func `escapes what Markdown or HTML would take for more than text`(name: String, expected: String) {
        #expect(cell(.text(name)) == expected)
    }

    @Test func `joins lists by commas`() {
        #expect(cell(.list(["a", "b"])) == "a, b")
    }
}
