import Foundation
import Inventory
import TestSupport
import Testing

@testable import Knowledge

/// Faults in the files are named with file and line.
struct LoadingTests {
    /// A copy of the knowledge in which one file was changed.
    private func complaint(_ file: String, replacing old: String, by new: String) throws -> Complaint {
        let folder = try TemporaryFolder()
        let source = try ExchangeKnowledge.locate()
        for name in try FileManager.default.contentsOfDirectory(atPath: source) {
            let text = try String(contentsOfFile: "\(source)/\(name)", encoding: .utf8)
            if name == file { #expect(text.contains(old)) }
            try folder.write(name == file ? text.replacingOccurrences(of: old, with: new) : text, to: name)
        }
        return try #require(throws: Complaint.self) { try ExchangeKnowledge.load(from: folder.path) }
    }

    @Test(arguments: [
        (
            "builds.csv", "15.1.2308.8,", "15.1.2308,",
            "'build' must be a build such as 15.2.1544.14; found '15.1.2308'", 296
        ),
        (
            "builds.csv", "15.1.2308.8,Exchange 2016", "15.1.2308.8,Exchange 2019",
            "'product' must be the product whose numbers hold 15.1.2308.8; found 'Exchange 2019'", 296
        ),
        (
            "builds.csv", "2021-06-29,table,KB5003611", "2021-06-31,table,KB5003611",
            "'released' must be a day such as 2021-08-20; found '2021-06-31'", 296
        ),
        (
            "builds.csv", "\n15.1.2308.14,", "\n15.1.2308.7,",
            "'build' must be newer than the build above it; found '15.1.2308.7'", 297
        ),
        (
            "fixes.csv", "15.0.847.59 ", "15.0.847.60 ",
            "'fixed_from' must be listed builds of the product, a blank between; found '15.0.847.60 15.0.1347.5 15.0.1365.3'",
            3
        ),
        (
            "fixes.csv", "CVE-2018-0924,Exchange 2010", "CVE-2018-9999,Exchange 2010",
            "'cve' must be a CVE of cves.csv; found 'CVE-2018-9999'", 2
        ),
        (
            "threats.csv", "ProxyToken,CVE-2021-33766", "ProxyToken,CVE-2021-1",
            "'cves' must be CVEs of cves.csv, a blank between; found 'CVE-2021-1'", 5
        ),
        (
            "conditions.csv", "schema_updated,opt_in", "schema_updated,opt",
            "'kind' must be opt_in, opt_out, applies_if or applies_unless; found 'opt'", 3
        ),
        (
            "products.csv", ",rollup,2000-11-29", ",rollup,2000-11-29,",
            "a row must have 9 fields as the header has; found 10", 2
        ),
        (
            "policy_bod_26_04.csv", "yes,no,no,partial,14_days", "no,no,no,partial,14_days",
            "'in_kev' must be with the rest of its row said once; found 'no'", 3
        ),
        ("cves.csv", "cve,belongs_to", "id,belongs_to", "the columns must be", 1),
    ])
    func `a fault is named with file and line`(file: String, old: String, new: String, what: String, line: Int) throws {
        let found = try complaint(file, replacing: old, by: new)
        #expect(found.what.hasPrefix(what))
        #expect(found.line == line)
        #expect(found.file?.hasSuffix("/\(file)") == true)
        #expect(found.code == .configuration)
    }

    @Test func `an open quote, a blank line and a missing file are named`() throws {
        #expect(
            try complaint("cves.csv", replacing: "\"Unsafe deserialization", by: "\"Unsafe\" deserialization").what
                .hasPrefix("a "))
        #expect(try complaint("threats.csv", replacing: "\nProxyShell", by: "\n\nProxyShell").what.contains("blank"))
        let folder = try TemporaryFolder()
        let missing = try #require(throws: Complaint.self) { try ExchangeKnowledge.load(from: folder.path) }
        #expect(missing.code == .noInput)
        #expect(missing.file?.hasSuffix("knowledge.csv") == true)
    }
}
