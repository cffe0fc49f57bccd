import Inventory
import Testing

@testable import Reporting

struct ReportTableTests {
    private let table = ReportTable(
        columns: [.init("a"), .init("b", .integer)], rows: [[.text("x"), .integer(Int64(1))], [.text("y"), .null]])

    @Test func `remembers how many rows there were before a limit`() {
        let cut = table.limited(to: 1)
        #expect(cut.rows.count == 1)
        #expect(cut.total == 2)
        #expect(cut.truncated)
        #expect(!table.limited(to: nil).truncated)
        #expect(!table.limited(to: 2).truncated)
    }

    @Test func `keeps the total of a query that was limited itself`() {
        var known = table
        known.total = 1000
        #expect(known.limited(to: 1).total == 1000)
        #expect(known.truncated)
    }

    @Test func `chooses columns in the order asked for`() throws {
        let chosen = try table.choosing(["b", "a"])
        #expect(chosen.columns.map(\.name) == ["b", "a"])
        #expect(chosen.rows[0] == [.integer(Int64(1)), .text("x")])
    }

    @Test func `names the columns there are when one is unknown`() {
        let error = #expect(throws: Complaint.self) { try table.choosing(["c"]) }
        #expect(error?.code == .usage)
        #expect(error?.facts == ["columns: a, b"])
    }

    @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-1000, "-1,000")])
    func `groups digits by three`(number: Int, text: String) {
        #expect(grouped(number) == text)
    }

    @Test func `counts one thing as one`() {
        #expect(counted(1, "server") == "1 server")
        #expect(counted(0, "server") == "0 servers")
        #expect(counted(2, "reply", "replies") == "2 replies")
    }

    @Test(arguments: [
        ("proxyshel", "ProxyShell"), ("PROXYLOG", "ProxyLogon"), ("Proxy", nil), ("owasrf", "OWASSRF"),
    ])
    func `finds the name that was meant in whatever case it is written`(typed: String, meant: String?) {
        #expect(nearest(to: typed, among: ["ProxyLogon", "ProxyShell", "OWASSRF"]) == meant)
    }

    @Test(arguments: [
        ("folowup", "followup"), ("followups", "followup"), ("imprt", "import"), ("ipmort", "import"),
        ("tena", "tenant"),
        ("xyz", nil), ("tenants", "tenant"),
    ])
    func `finds the word that was meant`(typed: String, meant: String?) {
        #expect(nearest(to: typed, among: ["import", "imports", "followup", "tenant", "db"]) == meant)
    }
}
