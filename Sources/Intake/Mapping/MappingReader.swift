import Inventory
import Yams

extension Mapping {
    /// Reads a mapping from its YAML. Throws a `Complaint` (configuration) with file and line for what is no YAML, an
    /// unknown key, or a value that a key cannot have.
    package init(yaml text: String, file: String, origin: Origin) throws {
        self = try MappingReader(file: file, origin: origin).read(text)
    }
}

/// Turns a YAML document into a mapping.
private struct MappingReader {
    let file: String
    let origin: Mapping.Origin

    private static let keys = [
        "name", "title", "kind", "rows", "match", "columns", "others", "constants", "facts", "take", "ignore", "open",
        "dates", "zone", "coverage", "tenant", "source",
    ]

    func read(_ text: String) throws -> Mapping {
        let entries = try keyed(document(text), allowed: Self.keys, of: "a mapping")
        let nameNode = try required("name", entries, text)
        let name = try word(nameNode)
        guard !SourceFile.formats.contains(name) else {
            throw fault(nameNode, "'\(name)' is a format of the program's own; a mapping needs another name")
        }
        let kind = try kind(required("kind", entries, text))
        let constants = try entries["constants"].map { try self.constants($0) } ?? ([], nil)
        let match = try self.match(required("match", entries, text))
        return Mapping(
            name: name, title: try entries["title"].map { try self.text($0) } ?? name, kind: kind, origin: origin,
            path: file, text: text, tenant: try entries["tenant"].map(word),
            source: try entries["source"].map { try self.text($0) },
            isFull: try entries["coverage"].map { try choice($0, ["full": true, "partial": false]) },
            rows: try rows(entries["rows"], kind), required: match.all, anyOf: match.any,
            columns: try columns(required("columns", entries, text)),
            others: try entries["others"].map { try choice($0, Mapping.OtherColumns.allCases) } ?? .keep,
            constants: constants.0, vantage: constants.1, facts: try list(entries["facts"]).map(fact),
            take: try list(entries["take"]).map(condition), ignore: try list(entries["ignore"]).map(condition),
            open: try list(entries["open"]).map(condition),
            dateOrder: try entries["dates"].map { try choice($0, DateOrder.allCases) },
            zone: try entries["zone"].map(zone))
    }

    // MARK: Parts

    private func kind(_ node: Node) throws -> ImportKind {
        try choice(node, ["inventory": .inventory, "scan": .scan])
    }

    private func rows(_ node: Node?, _ kind: ImportKind) throws -> Mapping.RowShape {
        guard let node else { return kind == .inventory ? .machines : .ports }
        let shape = try choice(node, Mapping.RowShape.allCases)
        guard (shape == .machines) == (kind == .inventory) else {
            throw fault(node, "rows of an inventory are machines, those of a scan ports or findings")
        }
        return shape
    }

    private func match(_ node: Node) throws -> (all: [String], any: [String]) {
        let entries = try keyed(node, allowed: ["all", "any"], of: "'match'")
        let all = try entries["all"].map { try texts($0) } ?? []
        let any = try entries["any"].map { try texts($0) } ?? []
        guard !(all + any).isEmpty else { throw fault(node, "'match' must name a header that the export has") }
        for header in all + any where HeaderSynonyms.key(header).isEmpty {
            throw fault(node, "a header has a letter or a digit; found '\(header)'")
        }
        return (all, any)
    }

    private func columns(_ node: Node) throws -> [(header: String, meaning: Meaning?)] {
        let columns = try pairs(node, of: "'columns'").map { key, value in
            let header = try text(key)
            guard !HeaderSynonyms.key(header).isEmpty else {
                throw fault(key, "a header has a letter or a digit; found '\(header)'")
            }
            let name = try text(value)
            return (header: header, meaning: name == "-" ? nil : try meaning(name, value))
        }
        guard columns.contains(where: { $0.meaning?.identifies ?? false }) else {
            throw fault(node, "a column must be host, fqdn, address or an identifier")
        }
        return columns
    }

    private func constants(_ node: Node) throws -> ([(meaning: Meaning, value: String)], Vantage?) {
        var vantage: Vantage?
        var constants: [(meaning: Meaning, value: String)] = []
        for (key, value) in try pairs(node, of: "'constants'") {
            if try text(key) == "vantage" {
                vantage = try choice(value, ["internet": .internet, "internal": .internal])
            } else {
                constants.append(try said(key, value))
            }
        }
        return (constants, vantage)
    }

    /// A meaning with a value that reads as it.
    private func said(_ key: Node, _ value: Node) throws -> (meaning: Meaning, value: String) {
        let meaning = try meaning(text(key), key)
        guard meaning.canBeSaid else { throw fault(key, "'\(meaning.name)' can only be a column's meaning") }
        let text = try text(value)
        guard !MeaningValue.values(meaning, text).isEmpty else {
            throw fault(value, "'\(text)' is no value of '\(meaning.name)'")
        }
        return (meaning, text)
    }

    private func fact(_ node: Node) throws -> FactRule {
        let entries = try keyed(node, allowed: ["when", "set", "find"], of: "a fact")
        let condition = try entries["when"].map { try self.condition($0) } ?? RowCondition(tests: [])
        switch (entries["set"], entries["find"]) {
        case (let set?, nil):
            return FactRule(condition: condition, what: .set(try pairs(set, of: "'set'").map { try said($0, $1) }))
        case (nil, let find?): return FactRule(condition: condition, what: try self.find(find))
        default: throw fault(node, "a fact has either 'set' or 'find'")
        }
    }

    private func find(_ node: Node) throws -> FactRule.What {
        let entries = try keyed(node, allowed: ["in", "pattern", "as"], of: "'find'")
        guard let column = entries["in"], let pattern = entries["pattern"], let name = entries["as"] else {
            throw fault(node, "'find' needs 'in', 'pattern' and 'as'")
        }
        let meaning = try meaning(text(name), name)
        guard meaning.canBeSaid else { throw fault(name, "'\(meaning.name)' can only be a column's meaning") }
        return .find(headers: try texts(column), pattern: try regularExpression(pattern), meaning: meaning)
    }

    private func condition(_ node: Node) throws -> RowCondition {
        let tests = try pairs(node, of: "a condition").flatMap { key, value -> [CellTest] in
            let header = try text(key)
            guard case .mapping = value else {
                return [CellTest(header: header, operation: .is, texts: try tested(value))]
            }
            return try pairs(value, of: "a test").map { try test(header, $0, $1) }
        }
        guard !tests.isEmpty else { throw fault(node, "a condition must test a column") }
        return RowCondition(tests: tests)
    }

    private func test(_ header: String, _ key: Node, _ value: Node) throws -> CellTest {
        let operation = try choice(key, CellTest.Operation.allCases)
        guard operation == .matches else {
            return CellTest(header: header, operation: operation, texts: try tested(value))
        }
        let patterns = try (value.sequence.map(Array.init) ?? [value]).map { try regularExpression($0) }
        return CellTest(header: header, operation: operation, texts: patterns)
    }

    /// What cells are compared with; an empty text asks for an empty cell.
    private func tested(_ node: Node) throws -> [String] {
        try list(node).map { node in
            guard let scalar = node.scalar else { throw fault(node, "must be a text") }
            return scalar.string.lowercased()
        }
    }

    private func regularExpression(_ node: Node) throws -> String {
        let pattern = try text(node)
        guard CellPattern(pattern) != nil else { throw fault(node, "'\(pattern)' is no regular expression") }
        return pattern
    }

    private func zone(_ node: Node) throws -> Zone {
        let name = try text(node)
        guard let zone = Zone(name) else { throw fault(node, "'\(name)' is no zone such as Europe/Berlin or UTC") }
        return zone
    }

    private func meaning(_ name: String, _ node: Node) throws -> Meaning {
        if let meaning = Meaning(name: name) { return meaning }
        throw fault(
            node, "'\(name)' is no meaning of a column",
            facts: ["meanings: \(Meaning.names.joined(separator: ", ")), 443/tcp"])
    }

    // MARK: YAML

    private func document(_ text: String) throws -> Node {
        do {
            if let node = try Yams.compose(yaml: text) { return node }
        } catch let error as YamlError {
            throw complaint(error)
        }
        throw Complaint(.configuration, "a mapping must not be empty", file: file, line: 1)
    }

    private func complaint(_ error: YamlError) -> Complaint {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            Complaint(.configuration, "is no YAML: \(problem)", file: file, line: mark.line)
        case .duplicatedKeysInMapping(let keys, let context):
            Complaint(
                .configuration, "a key stands there once; found '\(keys.first ?? "?")' twice", file: file,
                line: context.mark.line)
        default: Complaint(.configuration, "is no YAML", file: file)
        }
    }

    /// The entries of a mapping node by key, all of them known.
    private func keyed(_ node: Node, allowed: [String], of what: String) throws -> [String: Node] {
        var entries: [String: Node] = [:]
        for (key, value) in try pairs(node, of: what) {
            let name = try text(key)
            guard allowed.contains(name) else {
                throw fault(
                    key, "\(what) has no key '\(name)'", facts: ["keys: \(allowed.joined(separator: ", "))"])
            }
            entries[name] = value
        }
        return entries
    }

    private func required(_ key: String, _ entries: [String: Node], _ text: String) throws -> Node {
        if let node = entries[key] { return node }
        throw Complaint(.configuration, "a mapping needs the key '\(key)'", file: file, line: 1)
    }

    private func pairs(_ node: Node, of what: String) throws -> [(Node, Node)] {
        guard let mapping = node.mapping else { throw fault(node, "\(what) must be keys with values") }
        return mapping.map { ($0.key, $0.value) }
    }

    /// The elements of a list; what is no list is one element.
    private func list(_ node: Node?) -> [Node] { node.map { $0.sequence.map(Array.init) ?? [$0] } ?? [] }

    private func texts(_ node: Node) throws -> [String] { try list(node).map { try text($0) } }

    private func text(_ node: Node) throws -> String {
        guard let scalar = node.scalar, !scalar.string.trimmingBlanks.isEmpty else {
            throw fault(node, "must be a text")
        }
        return scalar.string
    }

    /// A name: letters, digits and what stands between words.
    private func word(_ node: Node) throws -> String {
        let text = try text(node)
        guard Mapping.isName(text) else {
            throw fault(node, "a name is made of letters, digits, dots and dashes; found '\(text)'")
        }
        return text
    }

    private func choice<Value>(_ node: Node, _ values: [String: Value]) throws -> Value {
        let text = try text(node)
        if let value = values[text] { return value }
        throw fault(node, "must be one of \(values.keys.sorted().joined(separator: ", ")); found '\(text)'")
    }

    private func choice<Value: RawRepresentable<String>>(_ node: Node, _ values: [Value]) throws -> Value {
        try choice(node, Dictionary(values.map { ($0.rawValue, $0) }, uniquingKeysWith: { first, _ in first }))
    }

    private func fault(_ node: Node, _ what: String, facts: [String] = []) -> Complaint {
        Complaint(.configuration, what, file: file, line: node.mark?.line, facts: facts)
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
