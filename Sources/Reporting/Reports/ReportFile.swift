import Documents
import Foundation
import Inventory
import Storage
import Yams

/// A report: a question in SQL with a header that says what it asks. The header is the file's leading comment, in YAML:
///
///     -- title: Exposed and vulnerable now
///     -- question: Which servers can be attacked from the internet today?
///     -- grain: tenant, asset
///     -- parameters:
///     --   min_days: { type: integer, default: 0, about: days exposed at least }
///     -- columns:
///     --   tenant: the customer's slug
///     --   exposed_days: since it is exposed [days]
///     select …
package struct ReportFile: Sendable {
    package struct Parameter: Sendable {
        package enum Kind: String, Sendable, CaseIterable {
            case text, integer, day
        }

        package let name: String
        package let kind: Kind
        /// Nil: it must be given. `none` in the header is NULL.
        package let initial: SliceValue?
        package let about: String
        package let line: Int?
    }

    package struct Column: Sendable {
        package let name: String
        package let about: String
        /// What stands in brackets behind the words: `days`.
        package let unit: String?
        package let line: Int?
    }

    /// That of its file without `.sql`.
    package let name: String
    package let path: String
    package let title: String
    package let question: String
    package let grain: String
    package let parameters: [Parameter]
    package let columns: [Column]
    /// The whole file: its header is a comment, so that lines are counted as in the file.
    package let sql: String
    /// Lines of the header.
    package let headerLines: Int

    /// Throws a `Complaint` (configuration) with file and line where the header is none.
    package init(path: String) throws {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw Complaint(.noInput, "cannot be read", file: path)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Complaint(.configuration, "must be UTF-8", file: path)
        }
        self.path = path
        name = String(path.split(separator: "/").last?.dropLast(4) ?? "")
        sql = text
        let header = text.split(separator: "\n", omittingEmptySubsequences: false).prefix { $0.hasPrefix("--") }
        headerLines = header.count
        guard !header.isEmpty else {
            throw Complaint(
                .configuration, "a report begins with its header: -- title: …", file: path, line: 1,
                facts: ["keys: title, question, grain, parameters, columns"])
        }
        let yaml = header.map { $0.dropFirst($0.hasPrefix("-- ") ? 3 : 2) }.joined(separator: "\n")
        let document = try YAMLDocument(yaml, file: path, of: "a report's header")
        let entries = try document.keyed(
            document.root, allowed: ["title", "question", "grain", "parameters", "columns"], of: "a report's header")
        func required(_ key: String) throws -> Node { try document.required(key, entries, of: "a report's header") }
        title = try document.text(required("title"))
        question = try document.text(required("question"))
        grain = try document.text(required("grain"))
        columns = try document.pairs(required("columns"), of: "columns").map { key, value in
            let words = try document.text(value)
            let unit = words.hasSuffix("]") ? words.lastIndex(of: "[") : nil
            return Column(
                name: try document.text(key), about: unit.map { words[..<$0].trimmed } ?? words,
                unit: unit.map { String(words[words.index(after: $0)...].dropLast()) }, line: document.line(of: key))
        }
        parameters =
            try entries["parameters"].map { node in
                try document.pairs(node, of: "parameters").map { try Parameter($0, $1, document) }
            } ?? []
    }
}

extension ReportFile.Parameter {
    fileprivate init(_ key: Node, _ value: Node, _ document: YAMLDocument) throws {
        let entries = try document.keyed(value, allowed: ["type", "default", "about"], of: "a parameter")
        name = try document.text(key)
        line = document.line(of: key)
        kind = try document.choice(document.required("type", entries, of: "a parameter", value), Kind.allCases)
        about = try document.text(document.required("about", entries, of: "a parameter", value))
        let kind = kind
        initial = try entries["default"].map { node in
            let text = try document.text(node)
            if text == "none" { return .null }
            guard let value = kind.value(text) else { throw document.fault(node, "is no \(kind.rawValue): '\(text)'") }
            return value
        }
    }
}

extension ReportFile.Parameter.Kind {
    /// What a person types as a value; a day becomes its number. Nil where it is none.
    package func value(_ text: String) -> SliceValue? {
        switch self {
        case .text: .text(text)
        case .integer: Int64(text).map { .integer($0) }
        case .day: CalendarDay(iso: text).map { .integer(Int64($0.number)) }
        }
    }
}

extension ReportFile {
    /// The reports of a folder by name; none where there is no folder.
    package static func paths(in folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".sql") }.sorted().map { folder + "/" + $0 }
    }

    /// The question with its values.
    ///
    /// - Parameter given: what was typed, by name.
    /// - Throws: a `Complaint` (usage) for a parameter that there is none of, that is missing, or whose value is none.
    package func question(given: [String: String]) throws -> SliceQuestion {
        var values: [String: SliceValue] = [:]
        for name in given.keys.sorted() where !parameters.contains(where: { $0.name == name }) {
            let meant = nearest(to: name, among: parameters.map(\.name)).map { "; did you mean \($0)?" } ?? ""
            throw Complaint(
                .usage, "\(self.name) has no parameter \(name)\(meant)",
                facts: parameters.map { "\($0.name): \($0.kind.rawValue), \($0.about)" })
        }
        for parameter in parameters {
            if let text = given[parameter.name] {
                guard let value = parameter.kind.value(text) else {
                    throw Complaint(.usage, "\(parameter.name) is a \(parameter.kind.rawValue); found \"\(text)\"")
                }
                values[parameter.name] = value
            } else if let initial = parameter.initial {
                values[parameter.name] = initial
            } else {
                throw Complaint(
                    .usage, "\(name) needs --param \(parameter.name)=…",
                    facts: ["\(parameter.name): \(parameter.about)"])
            }
        }
        return SliceQuestion(sql, place: path, parameters: values)
    }
}

extension Substring {
    fileprivate var trimmed: String {
        var text = self
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
