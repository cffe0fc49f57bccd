import Foundation
import Inventory
import Roll
import Storage
import TestSupport
import Testing

@testable import muster

/// One line of `Fixtures/Sql/attacks.txt`.
struct Attack: CustomStringConvertible, Sendable {
    let expected: String
    let sql: String
    let line: Int

    var description: String { "line \(line): \(expected) \(sql.prefix(80))" }

    static let all: [Attack] = {
        let text =
            (try? String(
                contentsOfFile: Checkout.path(of: "Tests/MusterTests/Fixtures/Sql/attacks.txt"), encoding: .utf8)) ?? ""
        return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { number, line in
            guard !line.isEmpty, line.first != "#", let space = line.firstIndex(of: " ") else { return nil }
            let sql = line[space...].drop { $0 == " " }.replacingOccurrences(of: "\\n", with: "\n")
            return Attack(expected: String(line[..<space]), sql: repeated(sql), line: number + 1)
        }
    }()

    /// `{{3*ab}}` as `ababab`.
    private static func repeated(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "{{"), let end = rest[start.upperBound...].firstRange(of: "}}"),
            let star = rest[start.upperBound..<end.lowerBound].firstIndex(of: "*"),
            let count = Int(rest[start.upperBound..<star])
        {
            result += rest[..<start.lowerBound]
            result += String(repeating: String(rest[rest.index(after: star)..<end.lowerBound]), count: count)
            rest = rest[end.upperBound...]
        }
        return result + rest
    }
}

@Suite(.serialized) struct AttackTests {
    private static let seconds = 0.5

    @Test func `there are two hundred attacks and more`() {
        #expect(Attack.all.count >= 200)
        #expect(Set(Attack.all.map(\.expected)) == ["refused", "wrong", "own", "bounded", "large"])
    }

    @Test(arguments: Attack.all.filter { $0.expected != "large" }) func `ends as it must`(attack: Attack) throws {
        var outcome = "own"
        var told: [String] = []
        do {
            let answer = try answer(attack.sql)
            told = answer.columns + answer.lines
        } catch let complaint as Complaint {
            switch complaint.code {
            case .notAllowed: outcome = "refused"
            case .badData: outcome = "wrong"
            case .timeLimit: outcome = "stopped"
            default: outcome = "\(complaint.code)"
            }
            told = ["\(complaint)"]
        }
        if attack.expected == "bounded" {
            #expect(["own", "wrong", "stopped"].contains(outcome), "\(told)")
        } else {
            #expect(outcome == attack.expected, "\(told)")
        }
        expectNothingForeign(told.joined(separator: "\n"), attack)
    }

    /// Asked of a slice of its own, and stopped within twice the limit.
    private func answer(_ sql: String) throws -> SliceAnswer {
        let analysis = try SqlFixture.analysis(of: "fabrikam")
        let question = SliceQuestion(sql, parameters: try analysis.moment)
        let slice = try analysis.slice(answering: [question])
        // The time of this thread, so that a machine that is busy with other things does not matter.
        let before = AttackTests.processorSeconds
        defer { #expect(AttackTests.processorSeconds - before < 2 * AttackTests.seconds) }
        return try slice.answer(question, SliceLimits(seconds: AttackTests.seconds, bytes: 64 << 20, rows: 10_000))
    }

    @Test(arguments: Attack.all.filter { $0.expected == "large" }) func `gets no more memory than it may have`(
        attack: Attack
    ) throws {
        let story = try SampleStory.played.get()
        let result = try story.muster(
            "sql", "-t", "fabrikam", "--as-of", "2021-08-20", "--memory", "16", "--timeout", "60", "-o", "csv",
            attack.sql)
        #expect(result.exitCode == 65)
        #expect(result.errors.contains("the question needs more than 16 MiB of memory"), "\(result.errors)")
        expectNothingForeign(result.output + result.errors, attack)
    }

    /// What an attacker writes comes back in an error, and is not told by it.
    private func expectNothingForeign(_ told: String, _ attack: Attack) {
        let text = told.replacing(attack.sql.prefix(100), with: "").lowercased()
        for word in SqlFixture.foreign where !attack.sql.contains(word) { #expect(!text.contains(word), "\(word)") }
    }

    @Test func `nothing of an attack is on disk afterwards`() {
        #expect(!FileManager.default.fileExists(atPath: "/tmp/muster-attack.db"))
    }

    private static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
