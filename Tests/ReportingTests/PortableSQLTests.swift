import Testing

@testable import Reporting

/// What a report's SQL does without, so that it runs on other engines too.
struct PortableSQLTests {
    private let order = "\norder by tenant nulls last"

    @Test(arguments: [
        ("select date(x) from t", "'date'"), ("select strftime('%Y', x) from t", "'strftime'"),
        ("select avg(x) from t", "'avg'"), ("select group_concat(x) from t", "'group_concat'"),
        ("select max(a, b) from t", "'max' of several values"), ("select sum(a = b) from t", "a sum of comparisons"),
        ("select x::text from t", "'::' is no cast"), ("select \"x\" from t", "double quotes"),
        ("select x from t where x glob 'a*'", "'glob'"),
        ("with recursive t as (select 1) select * from t", "'recursive'"),
        ("select x collate nocase from t", "'nocase'"), ("select iif(a, b, c) from t", "'iif'"),
    ])
    func `what other engines do not take is named`(sql: String, words: String) {
        let faults = PortableSQL.faults(in: sql + order)
        #expect(faults.count == 1, "\(faults)")
        #expect(faults.first?.what.contains(words) == true, "\(faults)")
        #expect(faults.first?.line == 1)
    }

    @Test(arguments: [
        "select max(x), min(y), sum(z) from t", "select date, total from t", "select 'date(x) ::' from t -- avg(x)",
        "select sum(case when a = b then 1 else 0 end) from t", "select cast(x as bigint) from t /* group_concat(x) */",
        "select count(*) filter (where x = 1) from t", "select coalesce(max(x), 0) from t where y = :now",
    ])
    func `what all engines take, and words within texts and comments, pass`(sql: String) {
        #expect(PortableSQL.faults(in: sql + order) == [])
    }

    @Test func `rows must have an order, and say where NULL stands`() {
        #expect(PortableSQL.faults(in: "select 1").map(\.what) == ["the rows have no order: order by …"])
        let within = "select * from (select 1 as x order by x nulls last) t"
        #expect(PortableSQL.faults(in: within).count == 1)
        #expect(PortableSQL.faults(in: "select x\nfrom t\norder by x").map(\.line) == [3])
    }

    @Test func `parameters are found, in texts and comments they are none`() {
        #expect(PortableSQL.parameters(of: "select :a, ':b' -- :c\nwhere x > :d_1") == ["a", "d_1"])
    }
}
