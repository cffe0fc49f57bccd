import Inventory
import Testing

@testable import Reporting

struct TerminalTableTests {
    private let layout = TerminalLayout(
        heading: ["2 servers to act on"],
        columns: [
            .init("#"), .init("ID"), .init("ASSET"), .init("DUE"), .init("OVERDUE", leaves: 2),
            .init("CHECK", leaves: 1),
            .init("OWNER", wide: true), .init("NEXT STEP", mayBeCut: true, wide: true),
        ],
        rows: [
            .init(
                [
                    "1", "F-4T9K2M", "mail01", "2021-07-10", "\(red: "41 d")", "\(red: "owed")", "佐藤 健",
                    "check, then Jul21SU",
                ],
                detail: StyledText("ProxyShell + 4 → check (mtr)", .dim),
                card: ["1  F-4T9K2M  mail01", "   due 2021-07-10  overdue \(red: "41 d")"]),
            .init(
                ["2", "F-8QW3HD", "mail02", "–", "–", "–", "jane", "scan"], detail: StyledText("ProxyShell", .dim),
                card: ["2  F-8QW3HD  mail02"]),
        ])

    private func lines(_ page: Page) -> [String] { TerminalTable(layout, page: page).lines.map(\.plain) }

    private func terminal(_ width: Int) -> Page { Page(width: width, isBounded: true, mayCut: true) }

    @Test func `has two lines a row at 100 columns`() {
        #expect(
            lines(terminal(100)) == [
                "2 servers to act on",
                "#  ID        ASSET   DUE         OVERDUE  CHECK",
                "1  F-4T9K2M  mail01  2021-07-10  41 d     owed",
                "   ProxyShell + 4 → check (mtr)",
                "2  F-8QW3HD  mail02  –           –        –",
                "   ProxyShell",
            ])
    }

    @Test func `has one line a row at 160 columns, and wide characters line up`() {
        #expect(
            lines(terminal(160)) == [
                "2 servers to act on",
                "#  ID        ASSET   DUE         OVERDUE  CHECK  OWNER    NEXT STEP",
                "1  F-4T9K2M  mail01  2021-07-10  41 d     owed   佐藤 健  check, then Jul21SU",
                "2  F-8QW3HD  mail02  –           –        –      jane     scan",
            ])
    }

    @Test func `has cards at 80 columns`() {
        #expect(
            lines(terminal(80)) == [
                "2 servers to act on", "1  F-4T9K2M  mail01", "   due 2021-07-10  overdue 41 d",
                "2  F-8QW3HD  mail02",
            ])
    }

    @Test func `lets columns leave in their order and names them`() {
        var narrow = layout
        narrow.columns[2] = .init(String(repeating: "A", count: 60))
        let table = TerminalTable(narrow, page: terminal(95))
        #expect(table.leftOut == ["CHECK"])
        #expect(table.lines[1].plain.hasSuffix("DUE         OVERDUE"))
        #expect(TerminalTable(narrow, page: .pipe).leftOut.isEmpty)
    }

    @Test func `cuts a cell on a terminal only`() {
        let table = ReportTable(columns: [.init("a"), .init("b")], rows: [[.text(HostileNames.long), .text("end")]])
        let onTerminal = TerminalTable(TerminalLayout(of: table), page: terminal(100)).lines
        #expect(onTerminal.allSatisfy { $0.width <= 100 })
        #expect(onTerminal[1].plain.hasSuffix("…  end"))
        let piped = TerminalTable(TerminalLayout(of: table), page: .pipe).lines
        #expect(piped[1].plain == HostileNames.long + "  end")
    }

    @Test func `takes cells from the widest column first`() {
        let table = ReportTable(
            columns: [.init("a"), .init("b")],
            rows: [[.text(String(repeating: "a", count: 200)), .text(String(repeating: "b", count: 40))]])
        let row = TerminalTable(TerminalLayout(of: table), page: terminal(100)).lines[1].plain
        #expect(row == String(repeating: "a", count: 57) + "…  " + String(repeating: "b", count: 40))
    }

    @Test func `tells a table without cards as titles and cells where it has no room`() {
        let table = ReportTable(
            columns: [.init("asset"), .init("next_step")],
            rows: [[.text("mail01"), .text(String(repeating: "step ", count: 20))]])
        let lines = TerminalTable(TerminalLayout(of: table), page: terminal(60)).lines.map(\.plain)
        #expect(lines[0] == "ASSET      mail01")
        #expect(lines[1].hasPrefix("NEXT STEP  step step"))
        #expect(lines.allSatisfy { DisplayWidth.of($0) <= 60 })
    }

    @Test func `leaves no hidden character of a hostile name`() {
        for page in [Page.pipe, terminal(60), terminal(100), terminal(200)] {
            let table = TerminalTable(TerminalLayout(of: HostileNames.table), page: page)
            for line in table.lines {
                #expect(!line.rendered(colour: false).unicodeScalars.contains(where: VisibleText.isHidden))
            }
        }
    }

    @Test func `shows the column's own word for null, and numbers right`() {
        let table = ReportTable(
            columns: [.init("tenant"), .init("open_items", .integer, blank: "?"), .init("last", blank: "never")],
            rows: [[.text("fabrikam"), .integer(Int64(4)), .text("2021")], [.text("northwind"), .null, .null]])
        #expect(
            TerminalTable(TerminalLayout(of: table), page: .pipe).lines.map(\.plain) == [
                "TENANT     OPEN ITEMS  LAST", "fabrikam            4  2021", "northwind           ?  never",
            ])
    }

    @Test func `puts totals below and heading and closing around, also without rows`() {
        var empty = TerminalLayout(heading: ["nothing is open"], columns: [.init("A")], closing: ["end"])
        #expect(TerminalTable(empty, page: .pipe).lines.map(\.plain) == ["nothing is open", "end"])
        empty.totals = [.init(["all"])]
        #expect(TerminalTable(empty, page: .pipe).lines.map(\.plain) == ["nothing is open", "A", "all", "end"])
    }
}
