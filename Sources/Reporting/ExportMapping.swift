import Documents
import Foundation
import Inventory
import Yams

/// How another system wants a table: its own columns, filled from those of ours. A YAML file:
///
///     about: one line for people
///     columns:
///       Summary: "{asset}: {threats}"        words with columns of ours in braces
///       Priority:                            or one column of ours, translated
///         from: decision
///         values: { 3_days: High }
///         else: Medium
package struct ExportMapping: Sendable {
    /// The name of its file without `.yaml`.
    package let name: String
    package let about: String
    private let columns: [Column]

    private struct Column: Sendable {
        let title: String
        let parts: [Part]
        let line: Int?
    }

    private enum Part: Sendable {
        case words(String)
        case column(String)
        case translated(from: String, values: [String: String], otherwise: String)

        var source: String? {
            switch self {
            case .words: nil
            case .column(let name): name
            case .translated(let from, _, _): from
            }
        }
    }

    private let file: String

    /// Throws a `Complaint` (configuration) with file and line where the file is no mapping.
    package init(file: String) throws {
        guard let bytes = FileManager.default.contents(atPath: file) else {
            throw Complaint(.noInput, "cannot be read", file: file)
        }
        let document = try YAMLDocument(String(decoding: bytes, as: UTF8.self), file: file, of: "an export")
        let entries = try document.keyed(document.root, allowed: ["about", "columns"], of: "an export")
        about = try document.text(document.required("about", entries, of: "an export"))
        columns = try document.pairs(document.required("columns", entries, of: "an export"), of: "columns").map {
            title, value in
            Column(
                title: try document.text(title), parts: try ExportMapping.parts(value, document),
                line: document.line(of: title))
        }
        name = String(file.split(separator: "/").last?.dropLast(5) ?? "")
        self.file = file
    }

    private static func parts(_ node: Node, _ document: YAMLDocument) throws -> [Part] {
        guard node.mapping != nil else { return try words(document.text(node), node, document) }
        let entries = try document.keyed(node, allowed: ["from", "values", "else"], of: "a column")
        var values: [String: String] = [:]
        for (key, value) in try document.pairs(document.required("values", entries, of: "a column", node), of: "values")
        {
            values[try document.text(key)] = try document.text(value)
        }
        return [
            .translated(
                from: try document.text(document.required("from", entries, of: "a column", node)), values: values,
                otherwise: try entries["else"].map(document.text) ?? "")
        ]
    }

    private static func words(_ text: String, _ node: Node, _ document: YAMLDocument) throws -> [Part] {
        var parts: [Part] = []
        var rest = Substring(text)
        while let open = rest.firstIndex(of: "{") {
            guard let close = rest[open...].firstIndex(of: "}") else {
                throw document.fault(node, "a brace that is never closed: \(rest[open...])")
            }
            if open > rest.startIndex { parts.append(.words(String(rest[..<open]))) }
            parts.append(.column(String(rest[rest.index(after: open)..<close])))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { parts.append(.words(String(rest))) }
        return parts
    }

    /// The mappings of a folder by name; none where there is no folder.
    package static func all(in folder: String) throws -> [ExportMapping] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return try names.filter { $0.hasSuffix(".yaml") }.sorted().map { try ExportMapping(file: folder + "/" + $0) }
    }

    /// A table in the columns of the other system, all of them text.
    ///
    /// Throws a `Complaint` (configuration) for a column of ours that the table does not have.
    package func applied(to table: ReportTable) throws -> ReportTable {
        let places = Dictionary(table.columns.enumerated().map { ($1.name, $0) }) { first, _ in first }
        for column in columns {
            for source in column.parts.compactMap(\.source) where places[source] == nil {
                let meant = nearest(to: source, among: Array(places.keys)).map { "; did you mean \($0)?" } ?? ""
                throw Complaint(
                    .configuration, "'\(column.title)' asks for \(source), which the table does not have\(meant)",
                    file: file, line: column.line,
                    facts: ["columns: \(table.columns.map(\.name).joined(separator: ", "))"])
            }
        }
        var exported = table
        exported.columns = columns.map { .init($0.title) }
        exported.rows = table.rows.map { row in
            func text(_ name: String) -> String { places[name].flatMap { row[$0].text(joinedBy: ", ") } ?? "" }
            return columns.map { column in
                .text(
                    column.parts.map { part in
                        switch part {
                        case .words(let words): words
                        case .column(let name): text(name)
                        case .translated(let from, let values, let otherwise): values[text(from)] ?? otherwise
                        }
                    }.joined())
            }
        }
        return exported
    }
}
