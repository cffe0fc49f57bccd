import Foundation
import TestSupport
import Testing

/// `followup apply`: what a table says of many follow-ups, all of it or nothing.
struct ApplyTests {
    private let story: SampleStory
    /// Three follow-ups of the list, by id.
    private let ids: [String]

    init() throws {
        story = try SampleStory.played.get().copy()
        let list = try story.table("followup", "list", "--by", "threat", "-t", "fabrikam")
        ids = list.rows.prefix(3).compactMap { $0["id"] }
        try #require(ids.count == 3)
    }

    private func apply(_ text: String, _ options: String...) throws -> MusterResult {
        let file = try story.muster.folder.write(text, to: "work.csv")
        return try story.muster.run(["followup", "apply", file] + options)
    }

    @Test func `every column does what it says, and the list's own columns are left alone`() throws {
        let result = try apply(
            """
            id,tenant,decision,owner,ticket,note,snooze_until,reason
            \(ids[0]),anything,3_days,jane,INC1,"call first, then patch",,
            \(ids[1]),,,,,,2099-01-31,patch night
            \(ids[2]),,,,,,,

            """)
        #expect(result.exitCode == 0, "\(result.errors)")
        let all = try story.table("followup", "list", "--by", "threat", "--state", "all")
        let first = try #require(all.rows.first { $0["id"] == ids[0] })
        #expect(first["owner"] == "jane")
        #expect(first["state"] == "assigned")
        #expect(try #require(all.rows.first { $0["id"] == ids[1] })["state"] == "snoozed")
        #expect(try #require(all.rows.first { $0["id"] == ids[2] })["state"] == "open")
        let history = try story.table("followup", "show", ids[0])
        #expect(history.rows.contains { $0["what"] == "note" && $0["words"] == "call first, then patch" })
        #expect(history.rows.contains { $0["what"] == "ticket" && $0["words"] == "INC1" })
    }

    @Test func `an exported list that nobody touched asks for nothing`() throws {
        let result = try story.muster("followup", "list", "--by", "threat", "-o", "csv")
        let applied = try apply(result.output)
        #expect(applied.exitCode == 65)
        #expect(applied.errors.contains("no row asks for anything"))
    }

    @Test func `an owner whose name a spreadsheet would take for a formula comes back as it is`() throws {
        #expect(try story.muster("followup", "assign", ids[0], "--to", "=jane").exitCode == 0)
        let list = try story.muster("followup", "list", "--by", "threat", "-o", "csv").output
        #expect(list.contains("'=jane"))
        let applied = try apply(list)
        #expect(applied.errors.contains("no row asks for anything"), "\(applied.output)")
    }

    @Test func `two rows that ask for different things of one follow-up are refused`() throws {
        let result = try apply("id,owner\n\(ids[0]),jane\n\(ids[1]),jane\n\(ids[0]),joe\n")
        #expect(result.exitCode == 65)
        #expect(result.errors.contains("line 4") && result.errors.contains("line 2 too"), "\(result.errors)")
        #expect(try apply("id,owner\n\(ids[0]),jane\n\(ids[0]),jane\n\(ids[0]),\n").exitCode == 0)
    }

    @Test func `an owner who has it already is no act`() throws {
        #expect(try apply("id,owner\n\(ids[0]),jane\n").exitCode == 0)
        #expect(try apply("id,owner\n\(ids[0]),jane\n").exitCode == 65)
        #expect(try apply("id,owner\n\(ids[0]),nobody\n").exitCode == 0)
    }

    @Test func `a preview changes nothing`() throws {
        let before = try story.muster("followup", "list", "--by", "threat", "-o", "csv").output
        let result = try apply("id,owner\n\(ids[0]),jane\n", "-n")
        #expect(result.exitCode == 0)
        #expect(result.output.contains("would assign"))
        #expect(try story.muster("followup", "list", "--by", "threat", "-o", "csv").output == before)
    }

    @Test(arguments: [
        ("snooze_until", "31.12.2099", "line 3, snooze_until: a day such as"),
        ("accept_until", "2099-12-31", "line 3, accept_until: a risk is accepted for a reason"),
        ("close", "magic", "line 3, close: one of patched"),
        ("close", "patched", "line 3, close: closing by hand needs"),
        ("reopen", "maybe", "line 3, reopen: yes, or nothing"),
    ])
    func `one cell that cannot be read leaves all rows undone, and is named`(
        column: String, cell: String, words: String
    ) throws {
        let result = try apply("id,owner,\(column)\n\(ids[0]),jane,\n\(ids[1]),,\(cell)\n")
        #expect(result.exitCode == 65)
        #expect(result.errors.contains(words), "\(result.errors)")
        let list = try story.table("followup", "list", "--by", "threat", "--limit", "0")
        #expect(list.rows.first { $0["id"] == ids[0] }?["owner"] == "")
    }

    @Test func `an id that is none, and one that nobody knows, are named with their lines`() throws {
        let result = try apply("id,owner\nmail-01,jane\n")
        #expect(result.exitCode == 65)
        #expect(result.errors.contains("line 2, id: \"mail-01\" is no id of a follow-up"))
        let unknown = try apply("id,owner\nF-000000,jane\n")
        #expect(unknown.exitCode == 65)
        #expect(unknown.errors.contains("line 2: F-000000 is no follow-up"), "\(unknown.errors)")
    }

    @Test func `a table without ids, and one with a column twice, are refused`() throws {
        #expect(try apply("asset,owner\nmail01,jane\n").errors.contains("no column is called id"))
        #expect(try apply("id,owner,owner\n\(ids[0]),a,b\n").errors.contains("the column owner is there twice"))
    }
}
