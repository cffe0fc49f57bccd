import Foundation
import FoundationXML
import TestSupport
import Testing

/// Answers as workbooks, opened as Excel opens them: a zip of XML.
struct WorkbookTests {
    private static let question = """
        select asset, build_key, open_followups, first_seen_at, exposed_since_on, '=1+1' as formula,
          '@SUM(A1)' as other, 2.5 as half, null as empty, '2021-02-30' as no_day, 9e999 as endless,
          'a' || char(8238) || 'b' as turned
        from exchange_servers order by asset nulls last
        """

    @Test func `an answer as a workbook has numbers, days and texts as such, filters, a fixed header and no formula`()
        throws
    {
        let muster = try SampleStory.played.get().copy().muster
        let words = ["sql", "-t", "fabrikam", "--as-of", "2021-08-20", WorkbookTests.question]
        let plain = CSVTable(try muster.run(words + ["-o", "csv"]).output)
        let result = try muster.run(words + ["-o", "xlsx", "--to", "answer.xlsx"])
        #expect(result.exitCode == 0 && result.output.isEmpty, "\(result.errors)")
        let sheet = try Sheet(muster, "answer.xlsx")
        #expect(sheet.name == "answer")
        #expect(sheet.rows.count == plain.rows.count + 1)
        #expect(sheet.rows[0].map(\.text) == plain.header)
        #expect(sheet.isFrozenBelowHeader)
        #expect(sheet.filter == "A1:L\(sheet.rows.count)")
        #expect(sheet.formulas == 0)
        for (cells, row) in zip(sheet.rows.dropFirst(), plain.rows) {
            #expect(cells[0].text == row["asset"])
            // More digits than Excel shows.
            #expect(cells[1].text == row["build_key"])
            #expect(cells[2].number == Double(row["open_followups"] ?? ""))
            let seen = try #require(ISO8601DateFormatter().date(from: row["first_seen_at"] ?? ""))
            let number = try #require(cells[3].number)
            #expect(abs((number - 25_569) * 86_400 - seen.timeIntervalSince1970) < 0.5)
            #expect(cells[3].format == "yyyy\\-mm\\-dd\\ hh:mm:ss" || cells[3].format == "yyyy-mm-dd hh:mm:ss")
            if let day = row["exposed_since_on"], !day.isEmpty {
                let since = try #require(ISO8601DateFormatter().date(from: "\(day)T00:00:00Z"))
                #expect(cells[4].number == since.timeIntervalSince1970 / 86_400 + 25_569)
            }
            #expect(cells[5].text == "=1+1" && cells[6].text == "@SUM(A1)")
            #expect(cells[7].number == 2.5)
            #expect(cells[8].text == nil && cells[8].number == nil)
            #expect(cells[9].text == "2021-02-30")
            #expect(cells[10].text == "inf")
            #expect(cells[11].text.map { !$0.contains("\u{202E}") } ?? false)
        }
    }

    @Test func `a report goes to a file or to standard output, the same bytes anywhere`() throws {
        var muster = try SampleStory.played.get().copy().muster
        let words = ["report", "run", "exposed_vulnerable", "--as-of", "2021-08-20", "-o", "xlsx"]
        #expect(try muster.run(words + ["--to", "a.xlsx"]).exitCode == 0)
        muster.environment["TZ"] = "Pacific/Apia"
        muster.environment["LC_ALL"] = "de_DE.UTF-8"
        let piped = try muster.inShell("\"$MUSTER\" \(words.joined(separator: " ")) >b.xlsx")
        #expect(piped.exitCode == 0, "\(piped.errors)")
        let (first, second) = (muster.folder.path(of: "a.xlsx"), muster.folder.path(of: "b.xlsx"))
        #expect(FileManager.default.contents(atPath: first) == FileManager.default.contents(atPath: second))
        let sheet = try Sheet(muster, "a.xlsx")
        #expect(sheet.name == "exposed_vulnerable")
        #expect(sheet.rows.count > 3)
    }

    @Test func `what goes wrong leaves the file of before, and a terminal gets no workbook`() throws {
        let muster = try SampleStory.played.get().copy().muster
        try muster.folder.write("yesterday", to: "answer.csv")
        let wrong = try muster("sql", "select nonsense from tenants", "-o", "csv", "--to", "answer.csv")
        #expect(wrong.exitCode == 65)
        #expect(try muster.folder.read("answer.csv") == "yesterday")
        let right = try muster("sql", "select tenant from tenants order by 1", "-o", "csv", "--to", "answer.csv")
        #expect(right.exitCode == 0 && right.output.isEmpty)
        #expect(
            CSVTable(try muster.folder.read("answer.csv")).rows.map { $0["tenant"] }
                == ["contoso-jp", "fabrikam", "northwind"])
        let nowhere = try muster("sql", "select 1 as one", "-o", "xlsx", "--to", "no/such/folder.xlsx")
        #expect(nowhere.exitCode == 73, "\(nowhere.errors)")
        let terminal = try muster.inShell(
            "command -v script >/dev/null || exit 9; script -qec \"$MUSTER tenant list -o xlsx\" /dev/null")
        guard terminal.exitCode != 9 else { return print("SKIPPED: a terminal is played where script is installed") }
        #expect(terminal.exitCode == 64)
        #expect(terminal.output.contains("a workbook is nothing for a terminal"), "\(terminal.output)")
    }
}

/// The first sheet of a workbook.
private struct Sheet {
    struct Value {
        var text: String?
        var number: Double?
        var format = "General"
    }

    let name: String
    /// Each with a value for every column of the header.
    let rows: [[Value]]
    let isFrozenBelowHeader: Bool
    let filter: String?
    let formulas: Int

    init(_ muster: MusterProcess, _ file: String) throws {
        let unpacked = try muster.inShell(
            "rm -rf open && mkdir open && { unzip -q \(file) -d open || python3 -m zipfile -e \(file) open; } && ls open/xl"
        )
        #expect(unpacked.exitCode == 0, "\(unpacked.errors)")
        func part(_ path: String) throws -> Elements { try Elements(muster.folder.path(of: "open/xl/" + path)) }
        name = try part("workbook.xml").first("sheet")?.attributes["name"] ?? ""
        let texts = try part("sharedStrings.xml").all("t").map(\.text)
        let styles = try part("styles.xml")
        let formats = Dictionary(
            styles.all("numFmt").map { ($0.attributes["numFmtId"] ?? "", $0.attributes["formatCode"] ?? "") }
        ) { first, _ in first }
        let cellStyles = styles.all("xf").filter { $0.parent == "cellXfs" }.map {
            formats[$0.attributes["numFmtId"] ?? ""] ?? "General"
        }
        let sheet = try part("worksheets/sheet1.xml")
        var rows: [[Value]] = []
        var width = 0
        for element in sheet.elements where element.name == "row" || element.name == "c" || element.name == "v" {
            switch element.name {
            case "row": rows.append(Array(repeating: Value(), count: width))
            case "c":
                let place = Sheet.place(element.attributes["r"] ?? "")
                while rows[rows.count - 1].count <= place { rows[rows.count - 1].append(Value()) }
                width = max(width, rows[0].count)
                let style = element.attributes["s"].flatMap { Int($0) } ?? 0
                rows[rows.count - 1][place].format = cellStyles.indices.contains(style) ? cellStyles[style] : "?"
            default:
                let place = Sheet.place(element.owner["r"] ?? "")
                if element.owner["t"] == "s" {
                    rows[rows.count - 1][place].text = Int(element.text).map { texts[$0] }
                } else {
                    rows[rows.count - 1][place].number = Double(element.text)
                }
            }
        }
        self.rows = rows
        let pane = sheet.first("pane")?.attributes
        isFrozenBelowHeader = pane?["ySplit"] == "1" && pane?["state"] == "frozen" && pane?["topLeftCell"] == "A2"
        filter = sheet.first("autoFilter")?.attributes["ref"]
        formulas = sheet.all("f").count
    }

    /// `C7` is 2.
    private static func place(_ reference: String) -> Int {
        reference.prefix { $0.isLetter }.unicodeScalars.reduce(0) { $0 * 26 + Int($1.value) - 64 } - 1
    }
}

/// The elements of an XML file in the order of their beginnings.
private final class Elements: NSObject, XMLParserDelegate {
    struct Element {
        let name: String
        let attributes: [String: String]
        let parent: String
        /// The attributes of the element around it.
        let owner: [String: String]
        var text = ""
    }

    private(set) var elements: [Element] = []
    private var open: [Int] = []

    init(_ path: String) throws {
        super.init()
        let data = try #require(FileManager.default.contents(atPath: path), "\(path)")
        let parser = XMLParser(data: data)
        parser.delegate = self
        #expect(parser.parse(), "\(path) is no XML")
    }

    func all(_ name: String) -> [Element] { elements.filter { $0.name == name } }
    func first(_ name: String) -> Element? { elements.first { $0.name == name } }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        let around = open.last.map { elements[$0] }
        open.append(elements.count)
        elements.append(
            Element(
                name: name, attributes: attributes, parent: around?.name ?? "", owner: around?.attributes ?? [:]))
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
        if let last = open.last { elements[last].text += text }
    }

    func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) { open.removeLast() }
}
