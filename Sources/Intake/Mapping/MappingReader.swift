import Documents
import Inventory
import Yams

extension Mapping {
    /// Reads a mapping from its YAML. Throws a `Complaint` (configuration) with file and line for what is no YAML, an
    /// unknown key, or a value that a key cannot have.
    package init(yaml text: String, file: String, origin: Origin) throws {
        let document = try YAMLDocument(text, file: file, of: "a mapping")
        self = try MappingReader(document: document, origin: origin).read(text)
    }
}

/// Turns a YAML document into a mapping.
private struct MappingReader {
    let document: YAMLDocument
    let origin: Mapping.Origin

    private static let keys = [
        "name", "title", "kind", "rows", "match", "columns", "others", "constants", "facts", "take", "ignore", "open",
        "dates", "zone", "coverage", "tenant", "source",
    ]

    func read(_ text: String) throws -> Mapping {
        let entries = try document.keyed(document.root, allowed: Self.keys, of: "a mapping")
        let nameNode = try document.required("name", entries, of: "a mapping")
        let name = try word(nameNode)
        guard !SourceFile.formats.contains(name) else {
            throw document.fault(nameNode, "'\(name)' is a format of the program's own; a mapping needs another name")
        }
        let kind = try kind(document.required("kind", entries, of: "a mapping"))
        let constants = try entries["constants"].map { try self.constants($0) } ?? ([], nil)
        let match = try self.match(document.required("match", entries, of: "a mapping"))
        return Mapping(
            name: name, title: try entries["title"].map { try document.text($0) } ?? name, kind: kind, origin: origin,
            path: document.file, text: text, tenant: try entries["tenant"].map(word),
            source: try entries["source"].map { try document.text($0) },
            isFull: try entries["coverage"].map { try document.choice($0, ["full": true, "partial": false]) },
            rows: try rows(entries["rows"], kind), required: match.all, anyOf: match.any,
            columns: try columns(document.required("columns", entries, of: "a mapping")),
            others: try entries["others"].map { try document.choice($0, Mapping.OtherColumns.allCases) } ?? .keep,
            constants: constants.0, vantage: constants.1, facts: try document.list(entries["facts"]).map(fact),
            take: try document.list(entries["take"]).map(condition),
            ignore: try document.list(entries["ignore"]).map(condition),
            open: try document.list(entries["open"]).map(condition),
            dateOrder: try entries["dates"].map { try document.choice($0, DateOrder.allCases) },
            zone: try entries["zone"].map(zone))
    }

    // MARK: Parts

    private func kind(_ node: Node) throws -> ImportKind {
        try document.choice(node, ["inventory": .inventory, "scan": .scan])
    }

    private func rows(_ node: Node?, _ kind: ImportKind) throws -> Mapping.RowShape {
        guard let node else { return kind == .inventory ? .machines : .ports }
        let shape = try document.choice(node, Mapping.RowShape.allCases)
        guard (shape == .machines) == (kind == .inventory) else {
            throw document.fault(node, "rows of an inventory are machines, those of a scan ports or findings")
        }
        return shape
    }

    private func match(_ node: Node) throws -> (all: [String], any: [String]) {
        let entries = try document.keyed(node, allowed: ["all", "any"], of: "'match'")
        let all = try entries["all"].map { try document.texts($0) } ?? []
        let any = try entries["any"].map { try document.texts($0) } ?? []
        guard !(all + any).isEmpty else { throw document.fault(node, "'match' must name a header that the export has") }
        for header in all + any where HeaderSynonyms.key(header).isEmpty {
            throw document.fault(node, "a header has a letter or a digit; found '\(header)'")
        }
        return (all, any)
    }

    private func columns(_ node: Node) throws -> [(header: String, meaning: Meaning?)] {
        let columns = try document.pairs(node, of: "'columns'").map { key, value in
            let header = try document.text(key)
            guard !HeaderSynonyms.key(header).isEmpty else {
                throw document.fault(key, "a header has a letter or a digit; found '\(header)'")
            }
            let name = try document.text(value)
            return (header: header, meaning: name == "-" ? nil : try meaning(name, value))
        }
        guard columns.contains(where: { $0.meaning?.identifies ?? false }) else {
            throw document.fault(node, "a column must be host, fqdn, address or an identifier")
        }
        return columns
    }

    private func constants(_ node: Node) throws -> ([(meaning: Meaning, value: String)], Vantage?) {
        var vantage: Vantage?
        var constants: [(meaning: Meaning, value: String)] = []
        for (key, value) in try document.pairs(node, of: "'constants'") {
            if try document.text(key) == "vantage" {
                vantage = try document.choice(value, ["internet": .internet, "internal": .internal])
            } else {
                constants.append(try said(key, value))
            }
        }
        return (constants, vantage)
    }

    /// A meaning with a value that reads as it.
    private func said(_ key: Node, _ value: Node) throws -> (meaning: Meaning, value: String) {
        let meaning = try meaning(document.text(key), key)
        guard meaning.canBeSaid else { throw document.fault(key, "'\(meaning.name)' can only be a column's meaning") }
        let text = try document.text(value)
        guard !MeaningValue.values(meaning, text).isEmpty else {
            throw document.fault(value, "'\(text)' is no value of '\(meaning.name)'")
        }
        return (meaning, text)
    }

    private func fact(_ node: Node) throws -> FactRule {
        let entries = try document.keyed(node, allowed: ["when", "set", "find"], of: "a fact")
        let condition = try entries["when"].map { try self.condition($0) } ?? RowCondition(tests: [])
        switch (entries["set"], entries["find"]) {
        case (let set?, nil):
            return FactRule(
                condition: condition, what: .set(try document.pairs(set, of: "'set'").map { try said($0, $1) }))
        case (nil, let find?): return FactRule(condition: condition, what: try self.find(find))
        default: throw document.fault(node, "a fact has either 'set' or 'find'")
        }
    }

    private func find(_ node: Node) throws -> FactRule.What {
        let entries = try document.keyed(node, allowed: ["in", "pattern", "as"], of: "'find'")
        guard let column = entries["in"], let pattern = entries["pattern"], let name = entries["as"] else {
            throw document.fault(node, "'find' needs 'in', 'pattern' and 'as'")
        }
        let meaning = try meaning(document.text(name), name)
        guard meaning.canBeSaid else { throw document.fault(name, "'\(meaning.name)' can only be a column's meaning") }
        return .find(headers: try document.texts(column), pattern: try regularExpression(pattern), meaning: meaning)
    }

    private func condition(_ node: Node) throws -> RowCondition {
        let tests = try document.pairs(node, of: "a condition").flatMap { key, value -> [CellTest] in
            let header = try document.text(key)
            guard case .mapping = value else {
                return [CellTest(header: header, operation: .is, texts: try tested(value))]
            }
            return try document.pairs(value, of: "a test").map { try test(header, $0, $1) }
        }
        guard !tests.isEmpty else { throw document.fault(node, "a condition must test a column") }
        return RowCondition(tests: tests)
    }

    private func test(_ header: String, _ key: Node, _ value: Node) throws -> CellTest {
        let operation = try document.choice(key, CellTest.Operation.allCases)
        guard operation == .matches else {
            return CellTest(header: header, operation: operation, texts: try tested(value))
        }
        let patterns = try (value.sequence.map(Array.init) ?? [value]).map { try regularExpression($0) }
        return CellTest(header: header, operation: operation, texts: patterns)
    }

    /// What cells are compared with; an empty text asks for an empty cell.
    private func tested(_ node: Node) throws -> [String] {
        try document.list(node).map { node in
            guard let scalar = node.scalar else { throw document.fault(node, "must be a text") }
            return scalar.string.lowercased()
        }
    }

    private func regularExpression(_ node: Node) throws -> String {
        let pattern = try document.text(node)
        guard CellPattern(pattern) != nil else { throw document.fault(node, "'\(pattern)' is no regular expression") }
        return pattern
    }

    private func zone(_ node: Node) throws -> Zone {
        let name = try document.text(node)
        guard let zone = Zone(name) else {
            throw document.fault(node, "'\(name)' is no zone such as Europe/Berlin or UTC")
        }
        return zone
    }

    private func meaning(_ name: String, _ node: Node) throws -> Meaning {
        if let meaning = Meaning(name: name) { return meaning }
        throw document.fault(
            node, "'\(name)' is no meaning of a column",
            facts: ["meanings: \(Meaning.names.joined(separator: ", ")), 443/tcp"])
    }

    /// A name: letters, digits and what stands between words.
    private func word(_ node: Node) throws -> String {
        let text = try document.text(node)
        guard Mapping.isName(text) else {
            throw document.fault(node, "a name is made of letters, digits, dots and dashes; found '\(text)'")
        }
        return text
    }
}

extension Mapping {
    /// Whether a text can be a mapping's name.
    package static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.count <= 64 && text.first != "."
            && text.unicodeScalars.allSatisfy {
                $0.properties.isAlphabetic || $0.properties.numericType != nil || "-_.".unicodeScalars.contains($0)
            }
    }
}
