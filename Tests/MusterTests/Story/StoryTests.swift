import Foundation
import GRDB
import TestSupport
import Testing

/// The story of SampleData/README.md, which was worked out by hand, against what the program says.
struct StoryTests {
    @Test(arguments: SampleStory.days)
    func `the list says what the story says, row by row`(day: String) throws {
        let story = try SampleStory.played.get()
        let said = try story.table("followup", "list", "--by", "threat", "--as-of", day)
        let expected = CSVTable(
            try String(
                contentsOfFile: Checkout.path(of: "Tests/MusterTests/Fixtures/Story/\(day).csv"), encoding: .utf8))
        let pairs = Matching(said.rows, expected.rows, by: ["tenant", "asset", "threats"])
        #expect(pairs.unexpected == [])
        #expect(pairs.missing == [])
        for (row, wanted) in pairs.both {
            let name = "\(wanted["asset"] ?? "") \(wanted["threats"] ?? "")"
            for column in expected.header where column != "check_owed" && wanted[column] != "*" {
                #expect(row[column] == wanted[column], "\(column) of \(name)")
            }
            let owed = (row["reasons"] ?? "").components(separatedBy: ";").filter { $0.hasPrefix("check owed ") }
            let days = wanted["check_owed"] ?? ""
            #expect(owed == (days.isEmpty ? [] : ["check owed \(days)"]), "\(name)")
        }
    }

    @Test(arguments: [ImportOrder.reversed] + ImportOrder.byChance)
    func `any order of importing gives the same facts`(order: ImportOrder) throws {
        let usual = try SampleStory.played.get()
        let other = try SampleStory(order)
        for day in SampleStory.days {
            #expect(try other.list(on: day) == usual.list(on: day), "\(order), \(day)")
        }
        #expect(try other.assets() == usual.assets(), "\(order)")
        let check = try other.muster("db", "check")
        #expect(check.exitCode == 0, "\(order): \(check.output)")
    }

    @Test func `a check finds nothing wrong, and a rebuild changes nothing`() throws {
        let story = try SampleStory.played.get().copy()
        #expect(try story.muster("db", "check").exitCode == 0)
        let before = try story.everything()
        #expect(try story.muster("db", "rebuild").exitCode == 0)
        #expect(try story.everything() == before)
        #expect(try story.muster("db", "check").exitCode == 0)
    }

    @Test(arguments: [
        (
            "update situation set content = replace(content, '3_days_and_forensics', '14_days')",
            "14_days"
        ),
        ("update situation set content = replace(content, ' exposed', ' not_exposed')", "not_exposed"),
        ("update server set name = 'nobody' where name like 'fab-mail01%'", "nobody"),
    ])
    func `a value altered by hand is named, and a rebuild mends it`(sql: String, words: String) throws {
        let story = try SampleStory.played.get().copy()
        let before = try story.everything()
        try DatabaseQueue(path: story.muster.database).write { try $0.execute(sql: sql) }
        let check = try story.muster("db", "check")
        #expect(check.exitCode == 1)
        #expect((check.output + check.errors).contains(words))
        #expect(try story.muster("db", "rebuild").exitCode == 0)
        #expect(try story.everything() == before)
        #expect(try story.muster("db", "check").exitCode == 0)
    }

    @Test func `the same files once more change nothing`() throws {
        let story = try SampleStory.played.get().copy()
        let before = try story.everything()
        for line in try ImportOrder.asTheyCame.list().prefix(8) {
            var words = line.split(separator: " ").map(String.init)
            words[0] = Checkout.path(of: "SampleData/" + words[0])
            let again = try story.muster.run(["import"] + words)
            #expect(again.exitCode == 0)
            #expect((again.output + again.errors).contains("nothing to do"))
        }
        #expect(try story.everything() == before)
    }
}

extension SampleStory {
    fileprivate func assets() throws -> [String] {
        let table = try table("asset", "list", "--as-of", "2021-09-17")
        return table.lines(table.header.filter { $0 != "id" })
    }

    /// Every row with its ids.
    fileprivate func everything() throws -> [String] {
        try SampleStory.days.flatMap { try table("followup", "list", "--by", "threat", "--as-of", $0).lines() }
            + table("asset", "list", "--as-of", "2021-09-17").lines() + table("imports", "list").lines()
    }
}

/// Rows that are about the same thing, side by side.
private struct Matching {
    var both: [([String: String], [String: String])] = []
    var unexpected: [String] = []
    var missing: [String] = []

    init(_ said: [[String: String]], _ expected: [[String: String]], by columns: [String]) {
        func key(_ row: [String: String]) -> String { columns.map { row[$0] ?? "" }.joined(separator: " ") }
        var rest = Dictionary(grouping: expected, by: key)
        for row in said {
            if let wanted = rest[key(row)]?.popLast() {
                both.append((row, wanted))
            } else {
                unexpected.append(key(row))
            }
        }
        missing = rest.flatMap { $0.value }.map(key).sorted()
    }
}
