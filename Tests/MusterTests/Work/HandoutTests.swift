import Foundation
import TestSupport
import Testing

/// `followup handout`: the page that goes to a customer.
struct HandoutTests {
    private func page(_ tenant: String, _ options: String..., day: String = "2021-08-20") throws -> String {
        let result = try SampleStory.played.get().muster.run(
            ["followup", "handout", "-t", tenant, "--as-of", day] + options)
        #expect(result.exitCode == 0, "\(result.errors)")
        return result.output
    }

    @Test func `says what to install with its article and date, who does it, and what was seen`() throws {
        let page = try page("fabrikam")
        #expect(page.contains("You: install Jul21SU: build 15.1.2242.12, KB5004779, released 2021-07-13"))
        #expect(page.contains("1. We: check for compromise"))
        #expect(page.contains("We check for compromise; you install updates and change settings."))
        #expect(
            page.contains("| fab-mail01.fabrikam.example.org | Exchange 2016 CU20 | 15.1.2242.4 | 2021-08-16 | open |"))
        #expect(page.contains("AD schema must also be updated"))
    }

    @Test(arguments: ["contoso-jp", "fabrikam", "northwind"])
    func `knows nothing of any other tenant`(tenant: String) throws {
        let marks = [
            "contoso-jp": ["contoso", "コントソ", "198.51.100."],
            "fabrikam": ["fabrikam", "fab-", "203.0.113.", "2001:db8:25"],
            "northwind": ["northwind", "nw-", "192.0.2."],
        ]
        for text in try [page(tenant), page(tenant, "--html")] {
            for (other, words) in marks where other != tenant {
                for word in words { #expect(!text.lowercased().contains(word), "\(word) of \(other)") }
            }
        }
    }

    @Test func `Exchange SE is named where support has ended`() throws {
        let page = try page("fabrikam", day: "2026-01-15")
        #expect(page.contains("replace by Exchange SE"))
    }

    @Test func `one of whom nothing was seen is not told that they are safe`() throws {
        let muster = try MusterProcess()
        _ = try muster("tenant", "add", "acme")
        let page = try muster("followup", "handout", "-t", "acme").output
        #expect(page.contains("That is no sign that they are safe."))
    }

    @Test func `HTML needs nothing beside it, and names from files stay names`() throws {
        let muster = try MusterProcess()
        _ = try muster("tenant", "add", "acme", "--name", "<script>alert(1)</script>", "--start", "2021-01-01")
        try muster.folder.write(
            "host,build,last seen\n\"mail|01&\",15.1.2242.4,2021-08-16 05:00:00\nmail02,15.1.2242.4,2021-08-16 05:00:00\n",
            to: "a.csv")
        _ = try muster("import", "a.csv", "-t", "acme", "--max-rejects", "50%")
        let html = try muster("followup", "handout", "-t", "acme", "--as-of", "2021-08-20", "--html").output
        #expect(!html.contains("<script"))
        #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
        #expect(html.contains("Content-Security-Policy"))
        #expect(!html.contains("http://") && !html.contains("https://") && !html.contains("src="))
        let markdown = try muster("followup", "handout", "-t", "acme", "--as-of", "2021-08-20").output
        #expect(!markdown.contains("<script"))
    }

    @Test func `both files are written for their owner alone`() throws {
        let story = try SampleStory.played.get().copy()
        let folder = story.muster.folder.path(of: "outbox")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let result = try story.muster("followup", "handout", "-t", "fabrikam", "--as-of", "2021-08-20", "--to", folder)
        #expect(result.exitCode == 0, "\(result.errors)")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        #expect(names == ["fabrikam-2021-08-20.html", "fabrikam-2021-08-20.md"])
        for name in names {
            let mode = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
    }
}
