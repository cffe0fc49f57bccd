import Inventory
import Yams

/// A YAML document whose every fault names its file and line.
package struct YAMLDocument {
    package let file: String
    /// Lines that stand before the document in its file.
    private let linesBefore: Int
    package let root: Node

    /// Throws a `Complaint` (configuration) for what is no YAML, or empty.
    ///
    /// - Parameters:
    ///   - what: what the document is, for the words of a complaint: `a mapping`.
    ///   - linesBefore: lines of the file that stand before the text.
    package init(_ text: String, file: String, of what: String, linesBefore: Int = 0) throws {
        self.file = file
        self.linesBefore = linesBefore
        do {
            guard let node = try Yams.compose(yaml: text) else {
                throw Complaint(.configuration, "\(what) must not be empty", file: file, line: linesBefore + 1)
            }
            root = node
        } catch let error as YamlError {
            throw YAMLDocument.complaint(error, file, linesBefore)
        }
    }

    private static func complaint(_ error: YamlError, _ file: String, _ linesBefore: Int) -> Complaint {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            Complaint(.configuration, "is no YAML: \(problem)", file: file, line: linesBefore + mark.line)
        case .duplicatedKeysInMapping(let keys, let context):
            Complaint(
                .configuration, "a key stands there once; found '\(keys.first ?? "?")' twice", file: file,
                line: linesBefore + context.mark.line)
        default: Complaint(.configuration, "is no YAML", file: file)
        }
    }

    /// The entries of a mapping node by key, all of them known.
    package func keyed(_ node: Node, allowed: [String], of what: String) throws -> [String: Node] {
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

    /// The entry of a key that must be there.
    ///
    /// - Parameter node: whose entries they are; nil for the document's.
    package func required(_ key: String, _ entries: [String: Node], of what: String, _ node: Node? = nil) throws -> Node
    {
        if let found = entries[key] { return found }
        let line = node?.mark.map { linesBefore + $0.line } ?? linesBefore + 1
        throw Complaint(.configuration, "\(what) needs the key '\(key)'", file: file, line: line)
    }

    package func pairs(_ node: Node, of what: String) throws -> [(Node, Node)] {
        guard let mapping = node.mapping else { throw fault(node, "\(what) must be keys with values") }
        return mapping.map { ($0.key, $0.value) }
    }

    /// The elements of a list; what is no list is one element, and what is not there none.
    package func list(_ node: Node?) -> [Node] { node.map { $0.sequence.map(Array.init) ?? [$0] } ?? [] }

    package func texts(_ node: Node?) throws -> [String] { try list(node).map { try text($0) } }

    /// A text that says something.
    package func text(_ node: Node) throws -> String {
        guard let scalar = node.scalar, scalar.string.contains(where: { !$0.isWhitespace }) else {
            throw fault(node, "must be a text")
        }
        return scalar.string
    }

    /// A whole number, 1 or more.
    package func number(_ node: Node) throws -> Int {
        let text = try text(node)
        guard let number = Int(text), number > 0 else {
            throw fault(node, "must be a whole number, 1 or more; found '\(text)'")
        }
        return number
    }

    package func day(_ node: Node) throws -> CalendarDay {
        let text = try text(node)
        guard let day = CalendarDay(iso: text) else {
            throw fault(node, "must be a day such as 2021-08-20; found '\(text)'")
        }
        return day
    }

    package func choice<Value>(_ node: Node, _ values: [String: Value]) throws -> Value {
        let text = try text(node)
        if let value = values[text] { return value }
        throw fault(node, "must be one of \(values.keys.sorted().joined(separator: ", ")); found '\(text)'")
    }

    package func choice<Value: RawRepresentable<String>>(_ node: Node, _ values: [Value]) throws -> Value {
        try choice(node, Dictionary(values.map { ($0.rawValue, $0) }, uniquingKeysWith: { first, _ in first }))
    }

    /// The line of the file on which a node begins.
    package func line(of node: Node) -> Int? { node.mark.map { linesBefore + $0.line } }

    package func fault(_ node: Node, _ what: String, facts: [String] = []) -> Complaint {
        Complaint(.configuration, what, file: file, line: line(of: node), facts: facts)
    }
}
