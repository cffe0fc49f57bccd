import Foundation
import Inventory
import TestSupport
import Testing

@testable import Intake

/// How tables of odd shapes are cut: delimiter, header, what stands before it; and what of their lines is taken.
struct ReadingDialectTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func open(_ bytes: [UInt8]) throws -> SourceFile {
        try SourceFile.open(
            path: try folder.write(bytes, to: "input.csv"), options: IntakeOptions(now: Instant(1_629_460_800)))
    }

    private func open(_ text: String) throws -> SourceFile { try open(Array(text.utf8)) }

    private func counts(_ file: SourceFile) throws -> (report: FileReport, rejects: [Reject]) {
        var rejects: [Reject] = []
        let report = try file.read { rejects += $1 }
        return (report, rejects)
    }

    @Test(
        arguments: [
            ("one column", "Hostname\nmail01\nmail02\n", ",", 1, 2), ("header only", "Hostname;IP\n", ";", 1, 0),
            ("header without end", "Hostname;IP", ";", 1, 0),
            ("CR only", "Hostname,IP\rmail01,192.0.2.1\rmail02,192.0.2.2\r", ",", 1, 2),
            ("mixed ends", "Hostname,IP\nmail01,192.0.2.1\r\nmail02,192.0.2.2\rmail03,192.0.2.3", ",", 1, 3),
            ("other delimiters in quotes", "Hostname,Note\nmail01,\"a;b;c;d\"\nmail02,\"e;f;g;h\"\n", ",", 1, 2),
            (
                "other delimiters without", "Hostname;Addresses\nm1;192.0.2.1,192.0.2.2\nm2;192.0.2.3,192.0.2.4\n", ";",
                1, 2
            ),
            ("decimal commas", "Hostname;IP;Cost\nmail01;192.0.2.1;1,5\nmail02;192.0.2.2;2,5\n", ";", 1, 2),
            ("empty names", "Hostname,,IP,\nmail01,x,192.0.2.1,\n", ",", 1, 1),
            ("same names", "Hostname,IP,IP,Hostname\nmail01,192.0.2.1,192.0.2.2,mail01\n", ",", 1, 1),
            ("blank lines before", "\n\n  \nHostname,IP\nmail01,192.0.2.1\n", ",", 4, 1),
            ("delimiters at the end", "Hostname,IP\nmail01,192.0.2.1,,,\nmail02,192.0.2.2,,,\n", ",", 1, 2),
            ("quotes in a name", "\"Host\"\"name\",IP\nmail01,192.0.2.1\n", ",", 1, 1),
            ("line ends in names", "\"Host\nname\",\"IP\r\naddress\"\nmail01,192.0.2.1\n", ",", 1, 1),
            ("quotes broken before the header", "Report \"x\" of\nHostname,IP\nmail01,192.0.2.1\n", ",", 2, 1),
            ("NUL in a name", "Host\0name,IP\nmail01,192.0.2.1\n", ",", 1, 1),
            ("two marks", "\u{FEFF}\u{FEFF}Hostname,IP\nmail01,192.0.2.1\n", ",", 1, 1),
            ("tab", "Hostname\tIP\nmail01\t192.0.2.1\n", "tab", 1, 1),
            ("pipe", "Hostname|IP\nmail01|192.0.2.1\n", "|", 1, 1),
            ("sep", "sep=;\nHostname;IP\nmail01;192.0.2.1\n", ";", 2, 1),
            ("sep filled up", "sep=;;;\nHostname;IP\nmail01;192.0.2.1\n", ";", 2, 1),
            ("sep in quotes", "\"sep=,\"\nHostname,IP\nmail01,192.0.2.1\n", ",", 2, 1),
            ("sep by a rare sign", "sep=^\nHostname^IP\nmail01^192.0.2.1\n", "^", 2, 1),
            ("sep as a word", "sep=\\t\nHostname\tIP\nmail01\t192.0.2.1\n", "tab", 2, 1),
            ("sep that is wrong", "sep=,\nHostname;IP\nmail01;192.0.2.1\n", ";", 2, 1),
            ("sep of a letter", "sep=ü\nHostname;IP\nmail01;192.0.2.1\n", ";", 2, 1),
            ("type", "#TYPE Selected.X\nsep=;\nHostname;IP\nmail01;192.0.2.1\n", ";", 3, 1),
            ("preamble", "Report,of,2021\nOwner:,Anna\n\nHostname,IP,Owner,Note\nmail01,192.0.2.1,Anna,x\n", ",", 4, 1),
        ])
    func `tables of odd shapes are cut where they should be`(
        _ shape: String, _ text: String, _ delimiter: String, _ header: Int, _ accepted: Int
    ) throws {
        let file = try open(text)
        #expect(file.recognition.delimiter?.value == delimiter, "\(shape)")
        #expect(file.recognition.headerLine == header, "\(shape)")
        let (report, rejects) = try counts(file)
        #expect(report.accepted == accepted, "\(shape)")
        #expect(rejects == [], "\(shape)")
    }

    @Test(
        arguments: [
            ("ragged rows", "Hostname,IP,Owner\nm1,192.0.2.1\nm2,192.0.2.2,A,x\nm3,192.0.2.3,B\n", [2, 3], 1),
            ("the header again", "Hostname\nmail01\nHostname\nmail02\n", [3], 2),
            ("a mark in the middle", "Hostname,IP\nm1,192.0.2.1\n\u{FEFF}Hostname,IP\nm2,192.0.2.2\n", [3], 2),
            ("NUL in a name", "Hostname,IP\nmail\0 01,192.0.2.1\nmail02,192.0.2.2\n", [2], 1),
            (
                "ten thousand cells",
                "Hostname,IP\nm1,192.0.2.1\n\(String(repeating: "x,", count: 10_000))y\nm2,192.0.2.2\n", [3], 2
            ),
            ("backslashes before quotes", "Hostname,Note\nm1,\"say \\\"hi\\\"\"\nm2,x\n", [2], 1),
            ("a line separator of Unicode", "Hostname,IP\nm1,192.0.2.1\u{2028}m2,192.0.2.2\nm3,192.0.2.3\n", [2], 1),
        ] as [(String, String, [Int], Int)])
    func `what does not fit costs its own line`(
        _ shape: String, _ text: String, _ rejected: [Int], _ accepted: Int
    ) throws {
        let (report, rejects) = try counts(open(text))
        #expect(rejects.map(\.line) == rejected, "\(shape)")
        #expect(report.accepted == accepted, "\(shape)")
    }

    @Test func `a field of a hundred megabytes costs its own line`() throws {
        let field = [UInt8](repeating: 0x78, count: 100_000_000)
        let (report, rejects) = try counts(
            open(Array("Hostname,Note\nmail01,".utf8) + field + Array("\nmail02,y\n".utf8)))
        #expect(rejects.map(\.reason) == [.fieldTooLong])
        #expect(rejects.allSatisfy { $0.raw.count <= Limits.raw })
        #expect(report.accepted == 1)
        #expect(report.lines == 3)
    }

    @Test(arguments: [
        "Host\"name,IP\nmail01,192.0.2.1\n", (0..<10_000).map { "c\($0)" }.joined(separator: ",") + "\n",
        "\n\n  \n\t\n",
        ",,,\n,,,\n", "mail01,192.0.2.1,x\nmail02,192.0.2.2,y\n", "mail01\nmail02\n",
        "\"Hostname;IP\"\n\"mail01;192.0.2.1\"\n",
    ])
    func `what is no table is refused`(_ text: String) {
        #expect(throws: Complaint.self) { try open(text) }
    }

    @Test func `the preview says what proves quotes and header`() throws {
        let file = try open("Report of assets\n\nHostname,IP,Note\nmail01,192.0.2.1,\"a,b\"\nmail02,192.0.2.2,\"c\"d\n")
        #expect(file.recognition.header?.value == "line 3")
        #expect(file.recognition.header?.proof == "proved: 2 of 3 names are known;\nbefore it: Report of assets")
        #expect(
            file.recognition.quoting?.proof == "proved: 1 of 4 records have quotes; 1 line breaks their rule: rejected")
        let plain = try open("Hostname,IP\nmail01,192.0.2.1\n")
        #expect(plain.recognition.header == nil && plain.recognition.quoting == nil)
    }
}
