import Foundation
import TestSupport
import Testing

/// Packed files on the command line.
struct PackedFileTests {
    private let fixture: CommandFixture

    init() throws {
        fixture = try CommandFixture()
        for (name, to) in [
            ("packed/gzip/input.csv.gz", "hosts.csv.gz"), ("packed/zip/input.zip", "hosts.zip"),
            ("refused/gzip-damaged/input.csv.gz", "damaged.csv.gz"),
        ] {
            let path = Checkout.path(of: "Tests/IntakeTests/Fixtures/\(name)")
            try FileManager.default.copyItem(atPath: path, toPath: fixture.folder.path(of: to))
        }
    }

    private func take(_ name: String) throws -> MusterResult {
        try fixture.muster(
            "import", name, "-t", "fabrikam", "--seen-at", "2021-08-16", "--max-rejects", "1", "-o", "json")
    }

    @Test func `a packed file is taken in, and the same file packed otherwise is no news`() throws {
        let first = try take("hosts.csv.gz")
        #expect(first.exitCode == 0)
        #expect(first.output.contains("\"accepted\": 2"))
        #expect(first.output.contains("\"file\": \"hosts.csv.gz\""))
        let second = try take("hosts.zip")
        #expect(second.exitCode == 0)
        #expect(second.output.contains("\"noop\": true"))
        #expect(second.output.contains("\"file\": \"hosts.zip:hosts.csv\""))
    }

    @Test func `a damaged packed file changes nothing`() throws {
        let result = try take("damaged.csv.gz")
        #expect(result.exitCode == 65)
        #expect(
            result.errors.hasPrefix("error: damaged.csv.gz: a gzip file that cannot be unpacked; nothing was changed\n")
        )
        #expect(try fixture.muster("imports", "list", "-o", "ndjson").output == "")
    }

    @Test func `no room for what is unpacked is exit code 73`() throws {
        let muster = try MusterProcess(folder: fixture.folder, environment: ["TMPDIR": "/nowhere"])
        let result = try muster("import", "hosts.csv.gz", "-t", "fabrikam")
        #expect(result.exitCode == 73)
        #expect(result.errors.contains("error: no room for a temporary file in '/nowhere'"))
    }
}
