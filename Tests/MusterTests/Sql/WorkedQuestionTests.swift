import Foundation
import Inventory
import Storage
import TestSupport
import Testing

@testable import muster

/// `docs/sql.md` says what comes out of its questions.
struct WorkedQuestionTests {
    struct Worked: CustomStringConvertible, Sendable {
        let title: String
        let parameters: [String]
        let sql: String
        let answer: String

        var description: String { title }

        static let all: [Worked] = {
            let text = (try? String(contentsOfFile: Checkout.path(of: "docs/sql.md"), encoding: .utf8)) ?? ""
            return text.components(separatedBy: "\n### ").dropFirst().compactMap { section in
                let parts = section.components(separatedBy: "\n```")
                guard parts.count >= 4, parts[1].hasPrefix("sql\n"), parts[3].hasPrefix("csv\n") else { return nil }
                let title = section.prefix { !$0.isNewline }
                let parameters = parts[0].components(separatedBy: "`--param ").dropFirst().map {
                    String($0.prefix { $0 != "`" })
                }
                return Worked(
                    title: String(title), parameters: parameters, sql: String(parts[1].dropFirst(4)),
                    answer: String(parts[3].dropFirst(4)) + "\n")
            }
        }()
    }

    @Test func `there are ten of them`() { #expect(Worked.all.count == 10) }

    @Test(arguments: Worked.all) func `a worked question has the answer that stands beside it`(worked: Worked) throws {
        let story = try SampleStory.played.get()
        let result = try story.muster.run(
            ["sql", worked.sql, "--as-of", "2021-08-20", "-o", "csv", "-q"]
                + worked.parameters.flatMap { ["--param", $0] })
        #expect(result.errors == "")
        #expect(result.output == worked.answer)
    }
}
