import CLibcrypto
import Documents
import Inventory
import Yams

extension Playbook {
    /// Reads a playbook from its Markdown with YAML front matter. Throws a `Complaint` (configuration) with file and line
    /// for what is no such document, an unknown key, or a value that a key cannot have.
    package init(_ text: String, file: String) throws {
        let (matter, body) = try Playbook.parted(text, file)
        let document = try YAMLDocument(matter, file: file, of: "a playbook", linesBefore: 1)
        self = try PlaybookReader(document: document).read(body)
    }

    /// The front matter between two lines of `---`, and what stands below.
    private static func parted(_ text: String, _ file: String) throws -> (matter: String, body: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---") else {
            throw Complaint(
                .configuration, "a playbook begins with front matter: YAML between two lines of ---", file: file,
                line: 1)
        }
        return (
            lines[1..<end].joined(separator: "\n"),
            lines[(end + 1)...].drop { $0.isEmpty }.joined(separator: "\n")
        )
    }
}

/// Turns the front matter into a playbook.
private struct PlaybookReader {
    let document: YAMLDocument

    private static let keys = [
        "playbook", "threat", "actor", "title", "version", "content", "changes", "cves", "techniques", "logs",
        "indicators", "proofs_of_concept", "queries", "measures",
    ]

    func read(_ body: String) throws -> Playbook {
        let entries = try document.keyed(document.root, allowed: Self.keys, of: "a playbook")
        func node(_ key: String) throws -> Node { try document.required(key, entries, of: "a playbook") }
        let logs = try document.list(node("logs")).map(log)
        let indicators = try document.list(entries["indicators"]).map(indicator)
        let queries = try document.list(entries["queries"]).map(query)
        let content = Playbook.content(logs, indicators, queries)
        let playbook = Playbook(
            name: try document.text(node("playbook")), subject: try subject(entries),
            title: try document.text(node("title")), version: try document.number(node("version")), content: content,
            changes: try document.list(node("changes")).map(change).sorted { $0.version > $1.version },
            cves: try document.texts(entries["cves"]), cvesLine: entries["cves"].flatMap(document.line) ?? 1,
            techniques: try document.list(node("techniques")).map(technique),
            logs: logs, indicators: indicators,
            proofsOfConcept: try document.list(entries["proofs_of_concept"]).map(proofOfConcept), queries: queries,
            measures: try document.list(node("measures")).map(measure), path: document.file, text: body)
        try verify(playbook, said: node("content"), version: node("version"))
        return playbook
    }

    /// A version stands for one content: who changes what a check looks for says so.
    private func verify(_ playbook: Playbook, said: Node, version: Node) throws {
        guard playbook.changes.first?.version == playbook.version else {
            throw document.fault(version, "'changes' must say what version \(playbook.version) brought")
        }
        let content = try document.text(said)
        guard content == playbook.content else {
            throw document.fault(
                said, "what a check looks for has changed: its content is \(playbook.content), not \(content)",
                facts: ["raise 'version', say in 'changes' what it brings, and write the new 'content'"])
        }
    }

    // MARK: Parts

    private func subject(_ entries: [String: Node]) throws -> Playbook.Subject {
        switch (entries["threat"], entries["actor"]) {
        case (let threat?, nil): .threat(try document.text(threat))
        case (nil, let actor?): .actor(try document.text(actor))
        default: throw document.fault(document.root, "a playbook is about a 'threat' or an 'actor'")
        }
    }

    private func change(_ node: Node) throws -> Playbook.Change {
        let entries = try document.keyed(node, allowed: ["version", "on", "what"], of: "a change")
        func need(_ key: String) throws -> Node { try document.required(key, entries, of: "a change", node) }
        return Playbook.Change(
            version: try document.number(need("version")), on: try document.day(need("on")),
            what: try document.text(need("what")))
    }

    private func technique(_ node: Node) throws -> Playbook.UsedTechnique {
        let entries = try document.keyed(node, allowed: ["id", "how"], of: "a technique")
        return Playbook.UsedTechnique(
            id: try document.text(document.required("id", entries, of: "a technique", node)),
            how: try document.text(document.required("how", entries, of: "a technique", node)),
            line: document.line(of: node) ?? 1)
    }

    private func log(_ node: Node) throws -> Playbook.Log {
        let entries = try document.keyed(
            node, allowed: ["source", "required", "place", "clean_means"], of: "a log")
        func need(_ key: String) throws -> Node { try document.required(key, entries, of: "a log", node) }
        return Playbook.Log(
            source: try document.choice(need("source"), LogSource.allCases),
            isRequired: try document.choice(need("required"), ["yes": true, "no": false]),
            place: try document.text(need("place")), cleanMeans: try document.text(need("clean_means")))
    }

    private func indicator(_ node: Node) throws -> Indicator {
        let entries = try document.keyed(
            node, allowed: ["id", "what", "in", "all", "none", "technique", "source", "hits", "misses"],
            of: "an indicator")
        func need(_ key: String) throws -> Node { try document.required(key, entries, of: "an indicator", node) }
        let kinds = Set(try document.list(need("in")).map { try document.choice($0, Trace.Kind.allCases) })
        let first = kinds.count == 1 ? kinds.first : nil
        return Indicator(
            id: try document.text(need("id")), what: try document.text(need("what")), kinds: kinds,
            all: try document.list(need("all")).map(pattern), none: try document.list(entries["none"]).map(pattern),
            technique: try entries["technique"].map { try document.text($0) },
            source: try document.text(need("source")),
            examples: try document.list(need("hits")).map { try trace($0, first) },
            counterexamples: try document.list(need("misses")).map { try trace($0, first) },
            line: document.line(of: node) ?? 1)
    }

    private func pattern(_ node: Node) throws -> TracePattern {
        let text = try document.text(node)
        guard let pattern = TracePattern(text) else {
            throw document.fault(node, "'\(text)' is no extended regular expression (POSIX)")
        }
        return pattern
    }

    /// `KIND TEXT`, or the text alone where the indicator looks in one kind of trace only.
    private func trace(_ node: Node, _ kind: Trace.Kind?) throws -> Trace {
        let text = try document.text(node)
        if let kind { return Trace(kind, text) }
        guard let trace = Trace(text) else {
            throw document.fault(
                node, "must be a kind of trace and its text; found '\(text)'",
                facts: ["kinds: \(Trace.Kind.allCases.map(\.rawValue).joined(separator: ", "))"])
        }
        return trace
    }

    private func proofOfConcept(_ node: Node) throws -> Playbook.ProofOfConcept {
        let entries = try document.keyed(node, allowed: ["name", "what"], of: "a proof of concept")
        return Playbook.ProofOfConcept(
            name: try document.text(document.required("name", entries, of: "a proof of concept", node)),
            what: try document.text(document.required("what", entries, of: "a proof of concept", node)))
    }

    private func query(_ node: Node) throws -> Playbook.Query {
        let entries = try document.keyed(node, allowed: ["id", "engine", "log", "what", "query"], of: "a query")
        func need(_ key: String) throws -> Node { try document.required(key, entries, of: "a query", node) }
        return Playbook.Query(
            id: try document.text(need("id")),
            engine: try document.choice(need("engine"), Playbook.Query.Engine.allCases),
            source: try document.choice(need("log"), LogSource.allCases), what: try document.text(need("what")),
            text: try document.text(need("query")), line: document.line(of: node) ?? 1)
    }

    private func measure(_ node: Node) throws -> Playbook.Measure {
        let entries = try document.keyed(node, allowed: ["phase", "by", "what"], of: "a measure")
        func need(_ key: String) throws -> Node { try document.required(key, entries, of: "a measure", node) }
        return Playbook.Measure(
            phase: try document.choice(need("phase"), Playbook.Measure.Phase.allCases),
            by: try document.choice(need("by"), Playbook.Measure.Actor.allCases), what: try document.text(need("what")))
    }
}

extension Playbook {
    /// The first eight digits of the SHA-256 of what a check looks for, whatever order and words the file has it in.
    fileprivate static func content(_ logs: [Log], _ indicators: [Indicator], _ queries: [Query]) -> String {
        var lines = logs.filter(\.isRequired).map { "log \($0.source.rawValue)" }.sorted()
        lines += indicators.map { indicator in
            let kinds = indicator.kinds.map(\.rawValue).sorted().joined(separator: ",")
            return
                (["indicator \(indicator.id) \(kinds)"] + indicator.all.map { "all \($0.text)" }
                + indicator.none.map { "none \($0.text)" }).joined(separator: "\n")
        }.sorted()
        lines += queries.map { "query \($0.id) \($0.engine.rawValue) \($0.source.rawValue)\n\($0.text)" }.sorted()
        var digest = [UInt8](repeating: 0, count: 32)
        let bytes = Array(lines.joined(separator: "\n").utf8)
        EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil)
        return digest.prefix(4).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
