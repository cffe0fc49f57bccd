import Inventory
import Yams

/// The YAML of how a file was read: what `import --save-mapping` keeps.
package struct SavedMapping: Sendable {
    package let name: String
    /// For whose files alone.
    package var tenant: String?
    package var source: String?
    package var isFull: Bool?
    package var vantage: Vantage?

    package init(name: String) { self.name = name }

    /// Throws a `Complaint` (usage) where the file is of a format that has no columns to name.
    package func yaml(of file: SourceFile) throws -> String {
        var pairs: [(Node, Node)]
        if let mapping = file.mapping {
            pairs = try derived(from: mapping, file)
        } else if file.format == "inventory-csv" || file.format == "scan-csv" {
            pairs = recognised(file)
        } else {
            throw Complaint(
                .usage, "\(file.format) needs no mapping: its columns are always the same; nothing was changed",
                file: file.name, next: ["leave out --save-mapping"])
        }
        set(&pairs, "dates", file.dateOrder?.rawValue)
        if let zone = file.recognition.zone?.value { set(&pairs, "zone", zone) }
        set(&pairs, "coverage", isFull.map { $0 ? "full" : "partial" })
        set(&pairs, "tenant", tenant)
        set(&pairs, "source", source)
        if let vantage, file.kind == .scan { setVantage(&pairs, vantage) }
        return try Yams.serialize(node: Node(pairs), width: 120, allowUnicode: true)
    }

    /// From the columns as they were recognised, or said.
    private func recognised(_ file: SourceFile) -> [(Node, Node)] {
        let columns = file.recognition.columns.filter { $0.meaning != nil && !$0.header.isEmpty }
        var seen: Set<String> = []
        let once = columns.filter { seen.insert(HeaderSynonyms.key($0.header)).inserted }
        let kind = file.kind == .scan ? "scan" : "inventory"
        let names: [Node] = once.map { Node($0.header) }
        let meanings: [(Node, Node)] = once.map { (Node($0.header), Node($0.meaning ?? "")) }
        return [
            (Node("name"), Node(name)), (Node("title"), Node("as \(file.name)")), (Node("kind"), Node(kind)),
            (Node("rows"), Node(file.kind == .scan ? "ports" : "machines")),
            (Node("match"), Node([(Node("all"), Node(names))])), (Node("columns"), Node(meanings)),
        ]
    }

    /// From another mapping, under the new name, with the columns that were said.
    private func derived(from mapping: Mapping, _ file: SourceFile) throws -> [(Node, Node)] {
        guard let node = try Yams.compose(yaml: mapping.text)?.mapping else { return [] }
        var pairs = node.map { ($0.key, $0.value) }
        set(&pairs, "name", name)
        let said = file.recognition.columns.filter { $0.proof.hasPrefix("said: --map") && !$0.header.isEmpty }
        guard !said.isEmpty, let at = pairs.firstIndex(where: { $0.0.string == "columns" }) else { return pairs }
        let keys = Set(said.map { HeaderSynonyms.key($0.header) })
        let rest = (pairs[at].1.mapping?.map { ($0.key, $0.value) } ?? []).filter {
            !keys.contains(HeaderSynonyms.key($0.0.string ?? ""))
        }
        pairs[at].1 = Node(said.map { (Node($0.header), Node($0.meaning ?? "-")) } + rest)
        return pairs
    }

    private func set(_ pairs: inout [(Node, Node)], _ key: String, _ value: String?) {
        guard let value else { return }
        if let at = pairs.firstIndex(where: { $0.0.string == key }) {
            pairs[at].1 = Node(value)
        } else {
            pairs.append((Node(key), Node(value)))
        }
    }

    private func setVantage(_ pairs: inout [(Node, Node)], _ vantage: Vantage) {
        let entry = (Node("vantage"), Node(vantage.rawValue))
        if let at = pairs.firstIndex(where: { $0.0.string == "constants" }) {
            let others = (pairs[at].1.mapping?.map { ($0.key, $0.value) } ?? []).filter { $0.0.string != "vantage" }
            pairs[at].1 = Node([entry] + others)
        } else {
            pairs.append((Node("constants"), Node([entry])))
        }
    }
}
