import Foundation
import TestSupport
import Testing

/// `muster playbook`, as a person works by it.
struct PlaybookCommandTests {
    @Test(arguments: [
        ("T1595.002", "Active Scanning: Vulnerability Scanning", "Reconnaissance TA0043"),
        ("T1190", "Exploit Public-Facing Application", "Initial Access TA0001"),
        ("T1059.001", "Command and Scripting Interpreter: PowerShell", "Execution TA0002"),
        ("T1136", "Create Account", "Persistence TA0003"),
        (
            "T1574.001", "Hijack Execution Flow: DLL",
            "Persistence TA0003, Privilege Escalation TA0004, Defense Evasion TA0005"
        ),
        ("T1003", "OS Credential Dumping", "Credential Access TA0006"),
        ("T1210", "Exploitation of Remote Services", "Lateral Movement TA0008"),
        ("T1486", "Data Encrypted for Impact", "Impact TA0040"),
    ])
    func `the techniques of ProxyShell stand there with id, name and all their tactics`(
        id: String, name: String, tactics: String
    ) throws {
        let page = try MusterProcess()("playbook", "show", "ProxyShell").output
        #expect(page.contains("\n  \(id)  \(name)  \(tactics)\n"))
    }

    @Test func `techniques stand in the order of an attack`() throws {
        let lines = try MusterProcess()("playbook", "show", "ProxyShell").output.components(separatedBy: "\n")
        let ids = lines.filter { $0.hasPrefix("  T1") }.map { $0.split(separator: " ")[0] }
        #expect(ids == ["T1595.002", "T1190", "T1059.001", "T1136", "T1574.001", "T1003", "T1210", "T1486"])
    }

    @Test func `rows hold each technique with its tactics, and each indicator with its source`() throws {
        let table = CSVTable(try MusterProcess()("playbook", "show", "proxyshell", "-o", "csv").output)
        let techniques = table.rows.filter { $0["part"] == "technique" }
        #expect(techniques.count == 8)
        let dll = try #require(techniques.first { $0["id"] == "T1574.001" })
        #expect(dll["tactics"] == "Persistence;Privilege Escalation;Defense Evasion")
        let indicators = table.rows.filter { $0["part"] == "indicator" }
        #expect(indicators.count > 5)
        for row in indicators { #expect(row["by"]?.isEmpty == false && row["text"]?.isEmpty == false) }
        #expect(table.rows.contains { $0["part"] == "log_required" && $0["id"] == "iis" })
        #expect(table.rows.contains { $0["part"] == "query" && $0["id"] == "proxyshell-iis" })
    }

    @Test(arguments: [60, 80, 100, 160])
    func `long texts are broken at the width and go on below themselves`(width: Int) throws {
        let page = try MusterProcess().onTerminal(columns: width, "playbook", "show", "ProxyShell", "--no-color").output
        let lines = page.components(separatedBy: "\n")
        let begin = try #require(lines.firstIndex { $0.contains("Hunting queries") })
        let end = try #require(lines.firstIndex { $0.contains("Public proofs of concept") })
        // Queries are copied as they are; a word is never cut.
        for line in lines[..<begin] + lines[end...] where !line.contains("next: ") {
            #expect(line.count <= width || !line.drop { $0 == " " }.contains(" "), "\(line)")
        }
        let means = try #require(lines.firstIndex { $0.contains("clean means") })
        let text = try #require(lines[means].range(of: "Nobody got through"))
        let start = lines[means].distance(from: lines[means].startIndex, to: text.lowerBound)
        let next = lines[means + 1]
        #expect(next.prefix { $0 == " " }.count == start, "\(next)")
        #expect(lines.contains { $0.hasPrefix("      source") && $0.contains("Sigma") })
    }

    @Test func `a pipe gets every text on one line`() throws {
        let page = try MusterProcess()("playbook", "show", "ProxyShell").output
        #expect(page.contains("What a proxy in front answered itself is not in here.\n"))
        #expect(
            page.contains("clean means  Nobody got through on the days whose files are there and whole. IIS deletes"))
    }

    @Test func `a playbook is found by its name, its threat and its actor in any case`() throws {
        let muster = try MusterProcess()
        #expect(try muster("playbook", "show", "HAFNIUM").output.hasPrefix("HAFNIUM   v"))
        #expect(try muster("playbook", "show", "ntlm relay (no ep)").exitCode == 0)
        let none = try muster("playbook", "show", "ProxyShel")
        #expect(none.exitCode == 65)
        #expect(none.errors.contains("did you mean ProxyShell?"))
    }

    @Test func `lint says what it looked at, and finds nothing wrong`() throws {
        let result = try MusterProcess()("playbook", "lint")
        #expect(result.exitCode == 0, "\(result.output)\(result.errors)")
        #expect(result.output.hasSuffix(": 0 faults\n"))
        #expect(!result.output.hasPrefix("0 playbooks"))
    }

    @Test func `lint ends with 65 and names file and line of each fault`() throws {
        let muster = try MusterProcess()
        let shipped = Checkout.path(of: "Sources/Knowledge/Playbooks/ProxyShell.md")
        let text = try String(contentsOfFile: shipped, encoding: .utf8)
        try muster.folder.write(
            text.replacingOccurrences(of: "  - id: T1136\n", with: "  - id: T1137\n"), to: "own/One.md")
        try muster.folder.write("no front matter\n", to: "own/Two.md")
        let result = try muster("playbook", "lint", "own", "-o", "csv")
        #expect(result.exitCode == 65)
        let lines = CSVTable(result.output).lines(["file", "line", "fault"])
        let line = text.components(separatedBy: "\n").firstIndex(of: "  - id: T1136").map { $0 + 1 } ?? 0
        #expect(lines.contains("file=own/One.md line=\(line) fault=the knowledge has no technique 'T1137'"), "\(lines)")
        #expect(lines.contains { $0.hasPrefix("file=own/Two.md line=1 fault=a playbook begins with front matter") })
        #expect(result.errors.contains("2 faults in 2 playbooks"))
        #expect(try muster("playbook", "lint", "nowhere").exitCode == 66)
    }

    @Test func `the list has every playbook and says which threats have none`() throws {
        let muster = try MusterProcess()
        let table = CSVTable(try muster("playbook", "list", "-o", "csv").output)
        #expect(table.rows.count >= 15)
        let shell = try #require(table.rows.first { $0["playbook"] == "ProxyShell" })
        #expect(shell["about"] == "threat" && shell["techniques"] == "8")
        #expect(shell["logs_required"] == "iis;msexchange;files")
        #expect(try muster("playbook", "list").output.contains("none for ProxyRelay"))
    }
}
