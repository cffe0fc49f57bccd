import Foundation
import Inventory
import TestSupport
import Testing

@testable import Knowledge

/// A playbook in which something is wrong is named with its file and line.
struct PlaybookLintTests {
    private static let source = """
        ---
        playbook: Trial
        threat: ProxyToken
        title: A trial
        version: 1
        content: CONTENT
        changes:
          - version: 1
            on: 2021-08-20
            what: the first version
        cves: [CVE-2021-33766]
        techniques:
          - id: T1190
            how: a request without a login
        logs:
          - source: iis
            required: yes
            place: LogFiles
            clean_means: nobody got through
        indicators:
          - id: trial-path
            what: a page that nobody put there
            in: [path]
            all: ['\\\\trial\\.aspx$']
            technique: T1190
            source: a test
            hits: ['C:\\trial.aspx']
            misses: ['C:\\trial.txt']
          - id: trial-command
            what: a command
            in: [command, event]
            all: ['Get-Trial']
            none: ['-WhatIf']
            source: a test
            hits: ['command Get-Trial -All']
            misses: ['event Get-Trial -WhatIf', 'command Get-Mailbox']
        queries:
          - id: trial-files
            engine: osquery
            log: files
            what: pages
            query: SELECT path FROM file;
          - id: trial-events
            engine: event
            log: msexchange
            what: commands
            query: |
              channel: MSExchange Management
              ids: 1, 6
              message: Get-(Trial|All)
          - id: trial-iis
            engine: iis
            log: iis
            what: requests
            query: 'GET /trial [^ ]* 200'
        measures:
          - phase: contain
            by: customer
            what: close 443
        ---
        ## What it is

        ## How to check

        ## What a clean result is worth

        ## Contain and repair

        ## Who does what

        """

    /// Of the text with some of it replaced; its content is said as it is.
    private static func text(replacing old: String, by new: String, content: String? = nil) throws -> String {
        let text = source.replacingOccurrences(of: old, with: new)
        #expect(old.isEmpty || text != source, "\(old) is not there")
        if let content { return text.replacingOccurrences(of: "CONTENT", with: content) }
        do {
            _ = try Playbook(text, file: "Trial.md")
        } catch let complaint as Complaint {
            // It tells the content that it has.
            let words = complaint.what.split(separator: " ")
            if complaint.what.hasPrefix("what a check looks for has changed"), let place = words.firstIndex(of: "is") {
                let own = words[place + 1].filter { $0 != "," }
                return text.replacingOccurrences(of: "CONTENT", with: own)
            }
        }
        return text
    }

    /// What is said of it as `LINE: WHAT`.
    private static func faults(_ text: String) throws -> [String] {
        let folder = try TemporaryFolder()
        let file = try folder.write(text, to: "Trial.md")
        do {
            let playbook = try PlaybookLibrary.read(file)
            return (PlaybookLint.faults(between: [playbook]) + PlaybookLint.faults(of: playbook, knowledge)).map {
                #expect($0.file == file)
                return "\($0.line ?? 0): \($0.what)"
            }
        } catch let complaint as Complaint {
            #expect(complaint.file == file)
            #expect(complaint.code == .configuration)
            return ["\(complaint.line ?? 0): \(complaint.what)"]
        }
    }

    @Test func `nothing is wrong with a sound one`() throws {
        #expect(try Self.faults(Self.text(replacing: "", by: "")) == [])
    }

    @Test(arguments: [
        ("id: T1190\n", "id: T9999\n", "13: the knowledge has no technique 'T9999'"),
        ("technique: T1190\n", "technique: T9998\n", "21: the knowledge has no technique 'T9998'"),
        (
            "id: T1190\n    how: a request without a login\n",
            "id: T1574.002\n    how: a request without a login\n",
            "13: technique T1574.002 (DLL Side-Loading) was revoked"
        ),
        (
            "  - id: T1190\n    how: a request without a login\n",
            "  - id: T1190\n    how: a request\n  - id: T1190\n    how: again\n",
            "15: technique T1190 stands there twice"
        ),
        ("[CVE-2021-33766]", "[CVE-2021-99999]", "11: the knowledge has no CVE 'CVE-2021-99999'"),
        ("[CVE-2021-33766]", "[CVE-2021-34473]", "11: 'cves' must be those of the threat: CVE-2021-33766"),
        ("threat: ProxyToken", "threat: ProxyTrial", "1: there is no threat 'ProxyTrial'"),
        ("threat: ProxyToken", "actor: NOBODY", "1: there is no actor 'NOBODY'"),
        (#"hits: ['C:\trial.aspx']"#, "hits: []", "21: trial-path: needs a trace that it matches, under 'hits'"),
        (
            #"misses: ['C:\trial.txt']"#, "misses: []",
            "21: trial-path: needs a trace that it does not match, under 'misses'"
        ),
        (#"hits: ['C:\trial.aspx']"#, #"hits: ['C:\trial.asp']"#, #"21: trial-path: must match 'path C:\trial.asp'"#),
        (
            #"misses: ['C:\trial.txt']"#, #"misses: ['C:\trial.aspx']"#,
            #"21: trial-path: must not match 'path C:\trial.aspx'"#
        ),
        (
            "'event Get-Trial -WhatIf'", "'event Get-Trial -All'",
            "29: trial-command: must not match 'event Get-Trial -All'"
        ),
        ("all: ['Get-Trial']", "all: []", "29: trial-command: needs a pattern that must be found, under 'all'"),
        ("id: trial-command", "id: trial-path", "29: indicator 'trial-path' is in Trial already"),
        ("id: trial-events", "id: trial-files", "43: query 'trial-files' is in Trial already"),
        ("query: SELECT", "query: DELETE", "38: trial-files: must begin with SELECT or WITH"),
        (
            "ids: 1, 6\n", "ids: one\n",
            "43: trial-events: must be lines 'channel: NAME', 'ids: NUMBER, …' and 'message: PATTERN'"
        ),
        (
            "      ids: 1, 6\n", "",
            "43: trial-events: must be lines 'channel: NAME', 'ids: NUMBER, …' and 'message: PATTERN'"
        ),
        ("Get-(Trial|All)", "Get-(Trial", "43: trial-events: its message is no extended regular expression (POSIX)"),
        ("'GET /trial [^ ]* 200'", "'GET /trial [^ * 200'", "51: trial-iis: is no extended regular expression (POSIX)"),
        ("required: yes", "required: no", "1: a check must need some source of logs"),
        ("## How to check\n", "## How\n", "1: needs the section '## How to check'"),
    ])
    func `what is wrong is named with its line`(old: String, new: String, fault: String) throws {
        let faults = try Self.faults(Self.text(replacing: old, by: new))
        #expect(faults.contains(fault), "\(faults)")
        #expect(faults.count <= 2, "\(faults)")
    }

    @Test(arguments: [
        ("title: A trial", "titel: A trial", "4: a playbook has no key 'titel'"),
        ("title: A trial", "title: [A trial", "5: is no YAML: "),
        ("title: A trial", "title: A trial\ntitle: again", "4: a key stands there once; found 'title' twice"),
        ("version: 1\ncontent", "version: one\ncontent", "5: must be a whole number, 1 or more; found 'one'"),
        ("version: 1\ncontent", "version: 2\ncontent", "5: 'changes' must say what version 2 brought"),
        ("    how: a request without a login\n", "", "13: a technique needs the key 'how'"),
        (
            "source: iis", "source: eventlog",
            "16: must be one of application, directory, exchange, files, iis, msexchange"
        ),
        ("    in: [path]\n", "    in: [paths]\n", "23: must be one of account, address, "),
        ("all: ['Get-Trial']", "all: ['Get-(Trial']", "32: 'Get-(Trial' is no extended regular expression (POSIX)"),
        (
            "'command Get-Trial -All'", "'Get-Trial -All'",
            "35: must be a kind of trace and its text; found 'Get-Trial -All'"
        ),
        ("on: 2021-08-20", "on: 2021-08-32", "9: must be a day such as 2021-08-20; found '2021-08-32'"),
        ("threat: ProxyToken\n", "", "2: a playbook is about a 'threat' or an 'actor'"),
        ("    misses: ['C:\\trial.txt']\n", "", "21: an indicator needs the key 'misses'"),
        ("phase: contain", "phase: later", "57: must be one of afterwards, contain, repair; found 'later'"),
        ("---\nplaybook", "playbook", "1: a playbook begins with front matter: YAML between two lines of ---"),
    ])
    func `what cannot be read is named with its line`(old: String, new: String, fault: String) throws {
        let faults = try Self.faults(Self.text(replacing: old, by: new))
        #expect(faults.count == 1)
        #expect(faults.first?.hasPrefix(fault) == true, "\(faults)")
    }

    @Test func `a changed indicator under the old version is found out`() throws {
        let old = try Self.text(replacing: "", by: "")
        let content = try Playbook(old, file: "Trial.md").content
        let changed = try Self.text(replacing: "all: ['Get-Trial']", by: "all: ['Get-Tria']", content: content)
        let faults = try Self.faults(changed)
        #expect(faults.count == 1)
        #expect(faults.first?.hasPrefix("6: what a check looks for has changed: its content is ") == true, "\(faults)")
        // Better words of what nobody looks for are no news.
        let reworded = try Self.text(replacing: "title: A trial", by: "title: Another trial", content: content)
        #expect(try Self.faults(reworded) == [])
    }

    @Test func `names, subjects and ids that stand in two playbooks are named`() throws {
        let folder = try TemporaryFolder()
        let one = try Self.text(replacing: "", by: "")
        let other = try Self.text(replacing: "playbook: Trial", by: "playbook: Other")
        let read = try [
            PlaybookLibrary.read(folder.write(one, to: "Trial.md")),
            PlaybookLibrary.read(folder.write(other, to: "Other.md")),
        ]
        let faults = PlaybookLint.faults(between: read).map(\.what)
        #expect(faults.contains { $0.hasPrefix("'Other' is ") })
        #expect(faults.contains("indicator 'trial-path' is in Trial already"))
        #expect(faults.contains("query 'trial-iis' is in Trial already"))
    }
}
