import Assessment
import Inventory
import Knowledge
import Storage

/// What the lines about one machine say, sorted by what it is about.
struct Said {
    struct Fact {
        let value: String
        let since: Instant
        /// The newest line that says it.
        let citation: Citation
    }

    struct ConditionFact {
        let value: Bool
        let since: Instant
        /// The newest line that says it.
        let citation: Citation

        init(value: Bool, since: Instant? = nil, citation: Citation) {
            self.value = value
            self.since = since ?? citation.seenAt
            self.citation = citation
        }
    }

    private(set) var builds: [BuildSaying] = []
    private(set) var proofs: [ExploitProof] = []
    private(set) var beginning: (value: Instant, citation: Citation)?
    /// By field: the values through time, the newest last, changes only.
    private(set) var plain: [Field: [Fact]] = [:]
    /// `server`, `edge`, `management_tools`; nil where nothing has to do with Exchange.
    private(set) var kind: String?

    /// Facts that are shown as they were said.
    static let plainFacts: [(Field, String)] = [
        (.product, "product"), (.role, "role"), (.operatingSystem, "os"), (.owner, "owner"), (.site, "site"),
        (.criticality, "criticality"), (.internetFacing, "internet_facing"), (.mitigation, "mitigation"),
    ]

    private var conditions: [String: [(Instant, ConditionFact)]] = [:]
    private var beginnings: [Field: [(Instant, Citation)]] = [:]
    private var ownAddresses: [(addresses: Set<String>, citation: Citation)] = []
    private var isServer = false
    private var hasTools = false

    init(_ sightings: [ReadSighting], acts: [Act], texts: TextReader) {
        // Of two lines of one time and import the content decides, never the order in which they came.
        let ordered = sightings.sorted { a, b in
            if a.sighting.seenAt != b.sighting.seenAt { return a.sighting.seenAt < b.sighting.seenAt }
            if a.file.takenAt != b.file.takenAt { return a.file.takenAt < b.file.takenAt }
            return a.facts.bytes.lexicographicallyPrecedes(b.facts.bytes)
        }
        for sighting in ordered { read(sighting, texts) }
        for act in acts.filter(\.saysFacts).sorted(by: { ($0.at, $0.number) < ($1.at, $1.number) }) { read(act, texts) }
        beginning = beginnings.values.compactMap { list in
            list.min { $0.0 < $1.0 }.map { (value: $0.0, citation: $0.1) }
        }.max { $0.value < $1.value }
        // Tools beside a server do not make it less of one.
        if isServer { kind = isEdgeNow ? "edge" : "server" } else if hasTools { kind = "management_tools" }
        proofs = Set(proofs).sorted { ($0.at, $0.cve) < ($1.at, $1.cve) }
    }

    private mutating func read(_ sighting: ReadSighting, _ texts: TextReader) {
        let citation = sighting.citation
        let facts = sighting.facts.facts
        let products = facts.filter { $0.field == .product }.map { texts.product($0.value) }
        let roles = facts.filter { $0.field == .role }.map(\.value)
        let isOtherProduct = !products.isEmpty && products.allSatisfy { $0 == .other }
        let isToolsOnly = !roles.isEmpty && roles.allSatisfy { $0 == "managementtools" }
        // A page called "Outlook" that shows Exchange's front end is a server's, whatever its name says.
        let isWebOfServer = facts.contains { $0.field == .exchangeWeb }
        let isTools = (products.contains(.noServer) || isToolsOnly) && !isWebOfServer
        if isTools {
            hasTools = true
            return
        }
        var plainValues: [Field: [String]] = [:]
        for (field, text) in facts {
            switch field {
            case .build, .adminDisplayVersion, .fileVersion, .webVersion, .product:
                if field == .product { plainValues[field, default: []].append(text) }
                if sighting.isShared || (field == .build && isOtherProduct) { continue }
                guard let evidence = texts.evidence(text, as: field) else { continue }
                builds.append(BuildSaying(evidence, citation))
                isServer = true
            case .tag:
                if text == "exchange" || text == "webshell" { isServer = true }
            case .provedCVE:
                guard let cve = texts.knowledge.cve(named: text) else { continue }
                proofs.append(ExploitProof(at: citation.seenAt, cve: cve))
                isServer = true
            case .exchangeWeb: isServer = true
            case .condition: set(condition: text, citation)
            case .role:
                plainValues[field, default: []].append(text)
                note(role: text, citation)
            case .whenCreated, .installedOn:
                if let instant = Instant(iso: text) { beginnings[field, default: []].append((instant, citation)) }
            case .operatingSystem, .owner, .site, .criticality, .internetFacing, .mitigation:
                plainValues[field, default: []].append(text)
            default: break
            }
        }
        if products.contains(.exchangeServer) { isServer = true }
        if sighting.file.format == "get-exchangeserver" { isServer = true }
        for (field, values) in plainValues {
            let value = values.sorted().joined(separator: ", ")
            var facts = plain[field] ?? []
            let since = facts.last?.value == value ? facts.removeLast().since : citation.seenAt
            facts.append(Fact(value: value, since: since, citation: citation))
            plain[field] = facts
        }
        let addresses = facts.compactMap { field, text in
            field == .address ? text : field == .endpoint ? EndpointText(text)?.address : nil
        }
        if !addresses.isEmpty { ownAddresses.append((Set(addresses), citation)) }
    }

    private mutating func note(role: String, _ citation: Citation) {
        let isEdge = role == "edge" || role == "edgetransport"
        guard isEdge || ["mailbox", "clientaccess", "hubtransport", "unifiedmessaging"].contains(role) else { return }
        conditions["edge", default: []].append((citation.seenAt, ConditionFact(value: isEdge, citation: citation)))
        if role == "unifiedmessaging" {
            conditions["unified_messaging_role", default: []].append(
                (citation.seenAt, ConditionFact(value: true, citation: citation)))
        }
    }

    private mutating func read(_ act: Act, _ texts: TextReader) {
        let citation = Citation(importID: 0, line: act.number, seenAt: act.at, takenAt: act.at)
        for line in act.body.split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let value = String(parts[1])
            switch parts[0] {
            case "build", "file_version":
                guard let evidence = texts.evidence(value, as: parts[0] == "build" ? .build : .fileVersion) else {
                    continue
                }
                builds.append(BuildSaying(evidence, citation))
                isServer = true
            case "role": note(role: value, citation)
            case "installed_on", "when_created":
                guard let instant = Instant(iso: value) else { continue }
                beginnings[parts[0] == "installed_on" ? .installedOn : .whenCreated, default: []].append(
                    (instant, citation))
            default: set(condition: String(line), citation)
            }
        }
    }

    private mutating func set(condition text: String, _ citation: Citation) {
        let parts = text.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, parts[1] == "yes" || parts[1] == "no" else { return }
        let fact = ConditionFact(value: parts[1] == "yes", citation: citation)
        conditions[String(parts[0]), default: []].append((citation.seenAt, fact))
    }

    /// What was said last about its being an Edge server; of two at one time the worse: it is none.
    private var isEdgeNow: Bool {
        guard let facts = conditions["edge"], let newest = facts.map(\.0).max() else { return false }
        return facts.filter { $0.0 == newest }.allSatisfy(\.1.value)
    }

    /// The conditions through time, all together and each with its lines.
    ///
    /// Whether a machine is an Edge server is true of it from `begins` on: no Exchange server changes that.
    func conditionTimeline(
        from begins: Instant
    ) -> (timeline: Timeline<Conditions>, each: [String: [ConditionFact]]) {
        var each: [String: [ConditionFact]] = [:]
        var moments: Set<Instant> = conditions["edge"] == nil ? [] : [begins]
        for (name, facts) in conditions {
            // Of two at one instant the worse counts: a thing that helps is not there, a thing that opens is.
            let isWorseWhenTrue = name == "hybrid" || name == "unified_messaging_role"
            let byTime = Dictionary(grouping: facts) { $0.0 }.sorted { $0.key < $1.key }
            each[name] = byTime.compactMap { _, group in
                let worse = group.filter { $0.1.value == isWorseWhenTrue }
                return (worse.isEmpty ? group : worse).map(\.1).max { $1.citation.isNewer(than: $0.citation) }
            }
            moments.formUnion(byTime.map(\.key))
        }
        var timeline = Timeline<Conditions>()
        for moment in moments.sorted() {
            var now = Conditions()
            for (name, facts) in each {
                let early = name == "edge" ? facts.first : nil
                if let fact = facts.last(where: { $0.citation.seenAt <= moment }) ?? early { now[name] = fact.value }
            }
            timeline.append(now, from: moment)
        }
        return (timeline, each.mapValues(Said.joined))
    }

    /// Neighbours with one value become one: it begins with the first and is said by the last.
    private static func joined(_ facts: [ConditionFact]) -> [ConditionFact] {
        var result: [ConditionFact] = []
        for fact in facts {
            if let last = result.last, last.value == fact.value {
                result[result.count - 1] = ConditionFact(value: last.value, since: last.since, citation: fact.citation)
            } else {
                result.append(fact)
            }
        }
        return result
    }

    /// The newest line before an instant that names one of the addresses.
    func newestLine(naming addresses: Set<String>, before end: Instant) -> Citation? {
        ownAddresses.filter { $0.citation.seenAt < end && !$0.addresses.isDisjoint(with: addresses) }
            .map(\.citation).max { $1.isNewer(than: $0) }
    }
}
