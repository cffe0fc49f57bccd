import Foundation
import Inventory
import Testing

@testable import Reporting

struct JSONFormatTests {
    private let table = ReportTable(
        columns: [.init("asset"), .init("count", .integer), .init("cves", .list), .init("day", .day)],
        rows: [
            [.text("mail01"), .integer(Int64(2)), .list(["CVE-1", "CVE-2"]), .day(CalendarDay(iso: "2021-08-20"))],
            [.null, .null, .null, .null],
        ],
        dataAsOf: CalendarDay(iso: "2021-08-18"), knowledge: "2026-08-11")

    @Test func `writes items in the order of the columns, with what they stand on`() {
        #expect(
            JSONFormat.text(of: table) == """
                {"items": [
                {"asset": "mail01", "count": 2, "cves": ["CVE-1", "CVE-2"], "day": "2021-08-20"},
                {"asset": null, "count": null, "cves": null, "day": null}
                ], "data_as_of": "2021-08-18", "knowledge": "2026-08-11", "truncated": false}

                """)
    }

    @Test func `says that rows are missing`() {
        #expect(JSONFormat.text(of: table.limited(to: 1)).hasSuffix("\"truncated\": true}\n"))
    }

    @Test func `writes no items as an empty array`() {
        let text = JSONFormat.text(of: ReportTable(columns: [.init("a")]))
        #expect(text == "{\"items\": [], \"data_as_of\": null, \"knowledge\": null, \"truncated\": false}\n")
    }

    @Test func `writes one object a line for ndjson`() {
        let lines = NDJSONFormat.text(of: table).split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines[1] == "{\"asset\": null, \"count\": null, \"cves\": null, \"day\": null}")
    }

    @Test(arguments: HostileNames.all + ["a\"b\\c", "tab\tline\nreturn\r", "\u{0}\u{7f}\u{85}\u{2028}", "😀"])
    func `gives back any name through a JSON reader`(name: String) throws {
        let text = NDJSONFormat.text(of: ReportTable(columns: [.init("a")], rows: [[.text(name)]]))
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: String]
        #expect(object?["a"] == name)
        #expect(!text.dropLast().unicodeScalars.contains(where: VisibleText.isHidden))
    }
}
