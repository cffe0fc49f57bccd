import Foundation
import TestSupport
import Testing

/// `followup list --export`: the columns of other systems.
struct ExportTests {
    @Test(arguments: ["jira", "servicenow"])
    func `each shipped export gives a row per row of the list`(name: String) throws {
        let story = try SampleStory.played.get()
        let list = try story.table("followup", "list", "--as-of", "2021-08-20")
        let exported = CSVTable(
            try story.muster("followup", "list", "--as-of", "2021-08-20", "--export", name).output)
        #expect(exported.rows.count == list.rows.count)
        let key = name == "jira" ? "External ID" : "correlation_id"
        #expect(exported.rows.map { $0[key] } == list.rows.map { $0["id"] })
    }

    @Test func `decisions become the priorities of the other system`() throws {
        let story = try SampleStory.played.get()
        let exported = CSVTable(
            try story.muster("followup", "list", "--as-of", "2021-08-20", "--export", "jira").output)
        let list = try story.table("followup", "list", "--as-of", "2021-08-20")
        for (issue, row) in zip(exported.rows, list.rows) where row["decision"] == "3_days_and_forensics" {
            #expect(issue["Priority"] == "Highest")
        }
        #expect(exported.rows.first?["Priority"] == "Highest")
    }

    @Test func `a file of the team's own is read, also by its name beside the database`() throws {
        let story = try SampleStory.played.get().copy()
        let text = "about: two columns\ncolumns:\n  What: \"{asset} of {tenant}\"\n  Kind: server\n"
        let file = try story.muster.folder.write(text, to: "exports/mine.yaml")
        for word in [file, "mine"] {
            let table = CSVTable(
                try story.muster("followup", "list", "--as-of", "2021-08-20", "--export", word, "--limit", "1").output)
            #expect(table.header == ["What", "Kind"])
            #expect(table.rows.first?["What"] == "mx-osaka-02.contoso.example.org of contoso-jp")
            #expect(table.rows.count == 1)
        }
    }

    @Test(arguments: [
        ("columns:\n  A: \"{asset}\"\n", "needs the key 'about'"),
        ("about: x\ncolumns:\n  A: ok\n  B: \"{aset}\"\n", "own.yaml:4: 'B' asks for aset"),
        ("about: x\ncolumns:\n  A: \"{asset\"\n", "own.yaml:3: a brace that is never closed"),
        ("about: x\nrows: 3\ncolumns:\n  A: a\n", "own.yaml:2: an export has no key 'rows'"),
    ])
    func `a file that is none is refused with its line`(text: String, words: String) throws {
        let story = try SampleStory.played.get().copy()
        let file = try story.muster.folder.write(text, to: "own.yaml")
        let result = try story.muster("followup", "list", "--as-of", "2021-08-20", "--export", file)
        #expect(result.exitCode == 78)
        #expect(result.errors.contains(words), "\(result.errors)")
    }

    @Test func `an export that nobody knows names those that there are`() throws {
        let result = try SampleStory.played.get().muster("followup", "list", "--export", "bugzilla")
        #expect(result.exitCode == 66)
        #expect(result.errors.contains("jira: "))
        #expect(result.errors.contains("servicenow: "))
    }
}
