import Foundation
import GRDB
import Inventory

extension Transaction {
    /// Keeps what the questions about a week came to, by name.
    package func insert(_ answers: [String: SliceAnswer], of week: FrozenWeek) throws {
        let insert = try statement(
            "insert into week_answer(tenant_id, week_day, revision, name, content) values (?, ?, ?, ?, ?)")
        for (name, answer) in answers.sorted(by: { $0.key < $1.key }) {
            insert.bind(1, week.tenantID)
            insert.bind(2, week.week.monday.number)
            insert.bind(3, week.revision)
            insert.bind(4, name)
            insert.bind(5, try FrozenAnswer(answer).text())
            try insert.run()
        }
    }

    /// What the questions about a week came to, by name; empty where none was asked.
    package func weekAnswers(of week: FrozenWeek) throws -> [String: SliceAnswer] {
        let select = try statement(
            "select name, content from week_answer where tenant_id = ? and week_day = ? and revision = ?")
        select.bind(1, week.tenantID)
        select.bind(2, week.week.monday.number)
        select.bind(3, week.revision)
        var found: [String: SliceAnswer] = [:]
        try select.forEachRow { found[select.text(0)] = try FrozenAnswer(text: select.text(1)).answer }
        return found
    }

    /// Whether a week's questions were asked when it was frozen.
    package func hasAnswers(_ week: FrozenWeek) throws -> Bool {
        try Bool.fetchOne(
            database,
            sql: "select exists (select 1 from week_answer where tenant_id = ? and week_day = ? and revision = ?)",
            arguments: [week.tenantID, week.week.monday.number, week.revision]) ?? false
    }
}

/// An answer as JSON.
private struct FrozenAnswer: Codable {
    let columns: [String]
    let rows: [[Value]]

    enum Value: Codable {
        case null
        case integer(Int64)
        case real(Double)
        case text(String)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let number = try? container.decode(Int64.self) {
                self = .integer(number)
            } else if let text = try? container.decode(String.self) {
                self = .text(text)
            } else {
                self = .real(try container.decode(Double.self))
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .null: try container.encodeNil()
            case .integer(let number): try container.encode(number)
            case .real(let number): try container.encode(number)
            case .text(let text): try container.encode(text)
            }
        }
    }

    init(_ answer: SliceAnswer) {
        columns = answer.columns
        rows = answer.rows.map { row in
            row.map { value in
                switch value {
                case .null: .null
                case .integer(let number): .integer(number)
                // JSON has no number for these.
                case .real(let number): number.isFinite ? .real(number) : .null
                case .text(let text): .text(text)
                case .blob(let bytes): .text(bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
                }
            }
        }
    }

    init(text: String) throws { self = try JSONDecoder().decode(FrozenAnswer.self, from: Data(text.utf8)) }

    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    var answer: SliceAnswer {
        SliceAnswer(
            columns: columns,
            rows: rows.map { row in
                row.map { value in
                    switch value {
                    case .null: .null
                    case .integer(let number): .integer(number)
                    case .real(let number): .real(number)
                    case .text(let text): .text(text)
                    }
                }
            }, isCut: false, isOrdered: true)
    }
}
