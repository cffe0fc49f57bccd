import Foundation
import Inventory
import TestSupport
import Testing

struct AuditTests {
    private struct Line: Decodable {
        let question: String
        let event: String
        let actor: String?
        let tenant: String?
        let text: String?
        let command: String?
        let as_of: String?
        let outcome: String?
        let code: Int?
        let rows: Int?
        let milliseconds: Int?
        let parameters: [String: String]?
    }

    private func lines(_ path: String) throws -> [Line] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
            try JSONDecoder().decode(Line.self, from: Data($0.utf8))
        }
    }

    @Test func `every question is written down before it is asked and after it ended`() throws {
        let fixture = try CommandFixture()
        let muster = fixture.muster
        _ = try muster(
            "sql", "-t", "fabrikam", "--actor", "jane", "--as-of", "2021-08-20", "--param", "x=7",
            "select tenant from tenants where 7 = :x")
        _ = try muster("sql", "delete from tenants")
        _ = try muster("sql", "select nothing")
        _ = try muster(
            "sql", "--timeout", "0.1",
            "with recursive n(i) as (select 1 union all select i from n) select max(i) from n")
        let lines = try lines(muster.database + "-audit")
        #expect(lines.map(\.event) == ["asked", "ended", "asked", "ended", "asked", "ended", "asked", "ended"])
        #expect(stride(from: 0, to: 8, by: 2).allSatisfy { lines[$0].question == lines[$0 + 1].question })
        #expect(Set(lines.map(\.question)).count == 4)
        #expect(lines[0].actor == "jane" && lines[0].tenant == "fabrikam" && lines[0].as_of == "2021-08-20")
        #expect(lines[0].text == "select tenant from tenants where 7 = :x" && lines[0].parameters == ["x": "7"])
        #expect(lines[2].tenant == nil && lines[2].command == "sql")
        #expect(lines.compactMap(\.outcome) == ["answered", "refused", "failed", "stopped"])
        #expect(lines.compactMap(\.code) == [0, 77, 65, 124])
        #expect(lines[1].rows == 1 && lines[1].milliseconds != nil)
        var about = stat()
        #expect(stat(muster.database + "-audit", &about) == 0 && about.st_mode & 0o777 == 0o600)
    }

    @Test func `what cannot be written down is not asked`() throws {
        let fixture = try CommandFixture()
        var muster = fixture.muster
        muster.environment["MUSTER_AUDIT"] = "/nowhere/at/all"
        let result = try muster("sql", "select tenant from tenants")
        #expect(result.exitCode == 73)
        #expect(result.output == "")
        #expect(result.errors.contains("every question is written down"))
    }

    @Test func `questions at once do not end up in each other's lines`() throws {
        let fixture = try CommandFixture()
        let muster = fixture.muster
        let processes = try (0..<6).map { number in
            let process = try muster.make(["sql", "select '\(String(repeating: "x", count: 9_000))', \(number)", "-q"])
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            return process
        }
        for process in processes { process.waitUntilExit() }
        #expect(try lines(muster.database + "-audit").count == 12)
    }
}
