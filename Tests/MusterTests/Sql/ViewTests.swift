import Inventory
import Roll
import Storage
import Testing

@testable import muster

struct ViewTests {
    @Test(arguments: AnalystViews.all.map(\.name)) func `a view has the columns that are documented, in that order`(
        name: String
    ) throws {
        let view = try #require(AnalystViews.named(name))
        let answer = try SqlFixture.analysis(of: "fabrikam").answer(
            SliceQuestion("select * from \(name)"), SliceLimits())
        #expect(answer.columns == view.columns.map(\.name))
        #expect(Set(answer.columns).count == answer.columns.count)
    }

    @Test func `every example is a value that its column can have`() {
        for view in AnalystViews.all {
            for column in view.columns {
                let (name, example) = ("\(view.name).\(column.name)", column.example)
                #expect(!column.about.isEmpty && column.about.hasSuffix("."), "\(name)")
                switch column.kind {
                case .text, .list: #expect(column.words.isEmpty || column.words.contains(example), "\(name)")
                case .day: #expect(CalendarDay(iso: example) != nil, "\(name)")
                case .instant: #expect(Instant(iso: example)?.description == example, "\(name)")
                case .flag: #expect(["0", "1"].contains(example), "\(name)")
                case .number, .dayNumber, .epoch, .buildKey: #expect(Int64(example) != nil, "\(name)")
                }
            }
        }
    }

    @Test func `examples of one thing as text and as a number say the same`() throws {
        for view in AnalystViews.all {
            let examples = Dictionary(uniqueKeysWithValues: view.columns.map { ($0.name, $0.example) })
            for (name, example) in examples {
                if name.hasSuffix("_on"), let number = examples[name.dropLast(2) + "day"] {
                    #expect(CalendarDay(iso: example).map { String($0.number) } == number, "\(view.name).\(name)")
                }
                if name.hasSuffix("_at"), let number = examples[name.dropLast(2) + "epoch"] {
                    #expect(Instant(iso: example).map { String($0.seconds) } == number, "\(view.name).\(name)")
                }
                if let number = examples[name + "_key"], let build = ExchangeBuild(example) {
                    #expect(String(build.key) == number, "\(view.name).\(name)")
                }
            }
        }
    }

    @Test(arguments: [SqlFixture.day, SqlFixture.now])
    func `holds what the documentation says of NULL and of words`(asOf: AsOf) throws {
        let slice = try SqlFixture.whole(nil, asOf)
        for view in AnalystViews.all {
            let answer = try slice.answer(SliceQuestion("select * from \(view.name)"), SliceLimits(seconds: 60))
            for (place, column) in view.columns.enumerated() {
                let name = "\(view.name).\(column.name)"
                for row in answer.rows {
                    switch (row[place], column.kind.type) {
                    case (.null, _): #expect(column.null != nil, "\(name) is NULL")
                    case (.text(let text), "text"):
                        #expect(column.words.isEmpty || column.words.contains(text), "\(name) is \(text)")
                        #expect(column.null == nil || !text.isEmpty || column.kind == .list, "\(name) is empty")
                    case (.integer(let number), "integer"):
                        #expect(column.kind != .flag || number == 0 || number == 1, "\(name) is \(number)")
                    default: Issue.record("\(name) is \(row[place])")
                    }
                }
            }
        }
    }

    @Test(arguments: [SqlFixture.day, SqlFixture.now])
    func `a text and the number beside it say the same`(asOf: AsOf) throws {
        let slice = try SqlFixture.whole(nil, asOf)
        for view in AnalystViews.all {
            let names = Set(view.columns.map(\.name))
            for name in names {
                let wrong: String
                if name.hasSuffix("_on"), names.contains(name.dropLast(2) + "day") {
                    wrong = "\(name) is not date(\(name.dropLast(2))day * 86400, 'unixepoch')"
                } else if name.hasSuffix("_at"), names.contains(name.dropLast(2) + "epoch") {
                    wrong = "\(name) is not strftime('%Y-%m-%dT%H:%M:%SZ', \(name.dropLast(2))epoch, 'unixepoch')"
                } else {
                    continue
                }
                let answer = try slice.answer(SliceQuestion("select count(*) from \(view.name) where \(wrong)"))
                #expect(answer.rows == [[.integer(0)]], "\(view.name): \(wrong)")
            }
        }
    }

    @Test func `fills only the columns that a question reads`() throws {
        let slice = try Slice()
        let need = try slice.need(of: SliceQuestion("select build from exchange_servers e where e.tenant = 'x'"))
        #expect(need.columns == ["exchange_servers": ["build", "tenant"]])
        #expect(try slice.need(of: SliceQuestion("select count(*) from assets")).columns == ["assets": []])
        #expect(try slice.need(of: SliceQuestion("select count(*) from verdicts")).columns == ["verdicts": []])
        #expect(try slice.need(of: SliceQuestion("select 1")).columns == [:])
    }

    /// SQLite does not ask for the columns by whose names it joins.
    @Test(
        arguments: [
            (
                "followups f join exchange_servers e using (tenant, asset_id)",
                "f.tenant = e.tenant and f.asset_id = e.asset_id"
            ),
            ("followups f join verdicts e USING (tenant, asset_id)", "f.tenant = e.tenant and f.asset_id = e.asset_id"),
            ("exchange_servers f left join tenants e using(tenant)", "f.tenant = e.tenant"),
            ("checks f natural join tenants e", "f.tenant = e.tenant"),
        ], [nil, "fabrikam"])
    func `a join by the names of columns is one by their values`(join: (String, String), tenant: String?) throws {
        let ends = ["using", "USING", "natural"].compactMap { join.0.range(of: $0) }
        let word = try #require(ends.first)
        let tables =
            join.0[word] == "natural"
            ? join.0.replacing("natural ", with: "") : String(join.0[..<word.lowerBound])
        for what in ["count(*)", "count(e.tenant)", "f.tenant, count(*)", "min(e.tenant), max(f.tenant)"] {
            let named = try SqlFixture.lines("select \(what) from \(join.0)", of: tenant)
            #expect(
                named == (try SqlFixture.lines("select \(what) from \(tables) on \(join.1)", of: tenant)), "\(what)")
            #expect(named != ["0"], "\(what)")
        }
    }

    @Test func `views are found in whatever case they are written`() throws {
        for view in AnalystViews.all {
            let lower = try SqlFixture.lines("select count(*) from \(view.name)", of: "fabrikam")
            #expect(try SqlFixture.lines("select count(*) from \(view.name.uppercased())", of: "fabrikam") == lower)
            #expect(
                try SqlFixture.lines("select * from \(view.name.uppercased()) limit 3", of: "fabrikam")
                    == SqlFixture.lines("select * from \(view.name) limit 3", of: "fabrikam"))
        }
    }

    @Test func `four measures of tenant_weeks stand side by side, and a plan without end is no question`() throws {
        func join(_ count: Int) -> String {
            "select w0.value from tenant_weeks w0 "
                + (1..<count).map { "join tenant_weeks w\($0) using (tenant, week) " }.joined()
                + "where " + (0..<count).map { "w\($0).measure = 'open_followups'" }.joined(separator: " and ")
        }
        #expect(try SqlFixture.lines(join(4), of: nil) == SqlFixture.lines(join(1), of: nil))
        let refused = #expect(throws: Complaint.self) { try SqlFixture.lines(join(6), of: nil) }
        #expect(refused?.what == "the question joins too much: its plan is too long")
    }

    @Test(arguments: AnalystViews.all.map(\.name), [nil, "fabrikam"])
    func `counts the same rows whichever columns are read`(view: String, tenant: String?) throws {
        let counted = try SqlFixture.lines("select count(*) from \(view)", of: tenant)
        #expect(counted == ["\(try SqlFixture.lines("select * from \(view)", of: tenant).count)"])
    }

    /// Every value of every column, by itself, is what it is among all others: nothing depends on what else is asked for.
    @Test(arguments: AnalystViews.all.map(\.name)) func `a column alone has the values that it has among all`(
        view: String
    ) throws {
        let view = try #require(AnalystViews.named(view))
        let whole = try SqlFixture.analysis(of: nil).answer(
            SliceQuestion("select * from \(view.name)"), SliceLimits(seconds: 60))
        for (place, column) in view.columns.enumerated() {
            let alone = try SqlFixture.analysis(of: nil).answer(
                SliceQuestion("select \(column.name) from \(view.name)"), SliceLimits(seconds: 60))
            #expect(alone.rows.map { $0[0] } == whole.rows.map { $0[place] }, "\(column.name)")
        }
    }
}
