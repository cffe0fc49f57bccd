import Foundation
import TestSupport
import Testing

/// `knowledge load`: newer knowledge for a database, checked as a whole.
struct KnowledgeLoadTests {
    private let story: SampleStory
    private let folder: String

    init() throws {
        story = try SampleStory.played.get().copy()
        folder = story.muster.folder.path(of: "newer")
        let files = FileManager.default
        try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try files.copyItem(atPath: Checkout.path(of: "Sources/Knowledge/Data"), toPath: folder + "/knowledge")
        try files.copyItem(atPath: Checkout.path(of: "Sources/Knowledge/Playbooks"), toPath: folder + "/playbooks")
        try change("knowledge/knowledge.csv") { $0.replacing("version,2026.08.11", with: "version,2026.09.01") }
    }

    private func change(_ name: String, _ edit: (String) -> String) throws {
        let path = "\(folder)/\(name)"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let edited = edit(text)
        try #require(edited != text)
        try edited.write(toFile: path, atomically: true, encoding: .utf8)
    }

    private func inForce() throws -> String? {
        try story.table("knowledge", "show").rows.first { $0["item"] == "version" }?["value"]
    }

    @Test func `says which verdicts and follow-ups it changes, and with -n changes none`() throws {
        // ProxyToken then needs somebody to click: what asks for three days asks for less.
        try change("knowledge/threats.csv") { text in
            text.replacing("KEV 2022-01-18,yes,yes,no,yes", with: "KEV 2022-01-18,yes,yes,yes,yes")
        }
        let before = try story.muster("followup", "list", "-o", "csv").output
        let preview = try story.table("knowledge", "load", folder, "-n")
        #expect(preview.header == ["kind", "what", "from", "to", "servers", "tenants"])
        let decision = try #require(preview.rows.first { $0["kind"] == "decision" })
        #expect(decision["what"] == "ProxyToken")
        #expect(decision["servers"] == "2")
        #expect(try inForce() == "2026.08.11")
        #expect(try story.muster("followup", "list", "-o", "csv").output == before)
    }

    @Test func `is in force afterwards, for all commands, and the database is whole`() throws {
        #expect(try story.muster("knowledge", "load", folder).exitCode == 0)
        #expect(try inForce() == "2026.09.01")
        #expect(try story.muster("db", "check").exitCode == 0)
        #expect(try story.muster("followup", "list", "-o", "json").output.contains(#""knowledge": "2026.09.01""#))
    }

    @Test func `a playbook's new version is said to ask for checks again`() throws {
        let recorded = try story.muster(
            "check", "record", "mx-tokyo-01", "-t", "contoso-jp", "--threat", "ProxyShell", "--result", "no_evidence",
            "--covers", "all:2021-08-06..2021-12-31", "--at", "2022-01-01")
        #expect(recorded.exitCode == 0, "\(recorded.errors)")
        try change("playbooks/ProxyShell.md") { text in
            text.replacing("\nversion: 1\n", with: "\nversion: 2\n").replacing(
                "    what: the first version\n",
                with:
                    "    what: the first version\n  - version: 2\n    on: 2022-02-01\n    what: looks at the configuration too\n"
            )
        }
        let changes = try story.table("knowledge", "load", folder)
        let row = try #require(changes.rows.first { $0["kind"] == "check" })
        #expect(row["what"] == "ProxyShell" && row["servers"] == "1")
        func isDue() throws -> Bool {
            try story.table("check", "list", "--due", "-t", "contoso-jp").rows.contains {
                $0["threat"] == "ProxyShell" && ($0["asset"] ?? "").hasPrefix("mx-tokyo-01")
            }
        }
        #expect(try isDue())
        // The playbook that it replaced does not come back by itself, and the check is not good again by saying so twice.
        let old = story.muster.folder.path(of: "old")
        try FileManager.default.createDirectory(atPath: old, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: Checkout.path(of: "Sources/Knowledge/Playbooks"), toPath: old + "/playbooks")
        let refused = try story.muster("knowledge", "load", old)
        #expect(refused.exitCode == 65)
        #expect(refused.errors.contains("the playbook ProxyShell is version 1, older than 2"), "\(refused.errors)")
        let again = [
            "check", "record", "mx-tokyo-01", "-t", "contoso-jp", "--threat", "ProxyShell", "--result", "no_evidence",
            "--covers", "all:2021-08-06..2021-12-31", "--at", "2022-01-01",
        ]
        let repeated = try story.muster.run(again)
        #expect(repeated.output.contains("it does not count: version 2"), "\(repeated.output)")
        let early = try story.muster.run(again + ["--playbook", "2"])
        #expect(early.exitCode == 65 && early.errors.contains("was not written yet"), "\(early.errors)")
        #expect(try isDue())
    }

    @Test(arguments: [
        ("knowledge/cves.csv", "CVE-2021-34473", "CVE-2021-34523", "cves.csv:"),
        ("playbooks/ProxyShell.md", "id: T1190", "id: T9999", "ProxyShell.md:"),
    ])
    func `one fault refuses all of it, with file and line`(file: String, from: String, to: String, words: String) throws
    {
        try change(file) { $0.replacing(from, with: to) }
        let result = try story.muster("knowledge", "load", folder)
        #expect(result.exitCode == 65)
        #expect(result.errors.contains(words), "\(result.errors)")
        #expect(try inForce() == "2026.08.11")
        #expect(!FileManager.default.fileExists(atPath: story.muster.database + ".knowledge"))
    }

    @Test func `older knowledge is refused, unless it is asked for`() throws {
        try change("knowledge/knowledge.csv") { $0.replacing("version,2026.09.01", with: "version,2025.01.01") }
        let result = try story.muster("knowledge", "load", folder)
        #expect(result.exitCode == 65)
        #expect(result.errors.contains("2025.01.01 is older than 2026.08.11"))
        #expect(try story.muster("knowledge", "load", folder, "--older", "-n").exitCode == 0)
        #expect(try inForce() == "2026.08.11")
        #expect(try story.muster("knowledge", "load", folder, "--older").exitCode == 0)
        #expect(try inForce() == "2025.01.01")
        #expect(try story.muster("db", "check").exitCode == 0)
    }

    @Test func `a folder in which a playbook is missing is refused, unless it is asked for`() throws {
        try FileManager.default.removeItem(atPath: folder + "/playbooks/OWASSRF.md")
        let result = try story.muster("knowledge", "load", folder)
        #expect(result.exitCode == 65)
        #expect(result.errors.contains("the playbook OWASSRF is not among them"), "\(result.errors)")
    }

    @Test func `a folder with playbooks alone keeps the data, and one with neither is refused`() throws {
        try FileManager.default.removeItem(atPath: folder + "/knowledge")
        try change("playbooks/ProxyShell.md") { $0 + "\nAnother remark at the end.\n" }
        let result = try story.muster("knowledge", "load", folder)
        #expect(result.exitCode == 0, "\(result.errors)")
        #expect(try inForce() == "2026.08.11")
        let empty = story.muster.folder.path(of: "empty")
        try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
        let refused = try story.muster("knowledge", "load", empty)
        #expect(refused.exitCode == 66)
        #expect(refused.errors.contains("holds no knowledge"))
    }
}
