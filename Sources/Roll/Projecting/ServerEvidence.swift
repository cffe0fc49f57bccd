import Assessment
import Inventory
import Knowledge
import Storage

/// All that is said of one machine with Exchange evidence: its history, and for each fact the line that says it.
package struct ServerEvidence: Sendable {
    /// What it is called, and since when it is known.
    package struct Row: Hashable, Sendable {
        package let asset: Int
        /// The FQDN, else the short name, else the address.
        package let name: String
        /// `server`, `edge`, or what it is that is no server: `management_tools`.
        package let kind: String
        package let firstSeen: Instant
        package let lastSeen: Instant

        /// Whether it runs Exchange and is judged; what only has to do with Exchange is listed apart.
        package var isServer: Bool { kind == "server" || kind == "edge" }
    }

    /// A fact that holds from `from` up to, not including, `to`, and the newest line that says it.
    package struct FactRow: Hashable, Sendable {
        /// `presence`, `build`, `exposure`, `role`, `published`, `condition:NAME` …
        package let fact: String
        package let from: Instant
        package let to: Instant
        package let value: String
        /// 0 where nobody says it (a scan grown old), and for an act, whose number then is the line.
        package let importID: Int
        package let line: Int
        package let seenAt: Instant
    }

    package let row: Row
    package let history: ServerHistory
    /// The newest thing anybody said of it.
    package let newestEvidence: Instant

    /// What speaks of a compromise.
    let findings: [Finding]
    private let read: [ReadSighting]
    /// A person's words that it is no more.
    private let retirements: [Act]
    /// When which line saw it, in order of time; lines about an address of it too.
    var sightings: [Citation] { read.map(\.citation).sorted { $1.isNewer(than: $0) } }

    private let said: Said
    private let builds: BuildTimeline
    private let exposure: ExposureTimeline
    private let conditions: (timeline: Timeline<Conditions>, each: [String: [Said.ConditionFact]])
    private let published: Timeline<Set<String>>
    private let looks: [EndpointSaying]
    private let presence: Presence

    /// Nil where nothing says that the machine has to do with Exchange.
    init?(
        asset: Int, name: String, sightings: [ReadSighting], published: Timeline<Set<String>>, looks: Looks,
        acts: [Act], findings: [Finding], checks: CheckRules, texts: TextReader, staleAfter: Int64, isAmbiguous: Bool,
        log: TenantLog
    ) {
        guard let firstSeen = sightings.map(\.sighting.seenAt).min() else { return nil }
        said = Said(sightings, acts: acts, texts: texts)
        guard let kind = said.kind else { return nil }

        builds = BuildTimeline(said.builds)
        self.published = published
        let subjects = Set(sightings.map(\.sighting.subject))
        let addresses = published.spans.reduce(into: Set<String>()) { $0.formUnion($1.value) }
        self.looks = looks.at(addresses, subjects: addresses.contains("-") ? subjects : [])
        exposure = ExposureTimeline(
            published: isAmbiguous ? Timeline() : published, sayings: self.looks, begins: firstSeen,
            staleAfter: staleAfter)
        conditions = said.conditionTimeline(from: firstSeen)
        presence = Presence(sightings, log)
        self.findings = findings
        read = sightings
        retirements = acts.filter { $0.what == Deed.retire }

        let buildsSeen = said.builds.map(\.citation.seenAt)
        history = ServerHistory(
            firstSeen: firstSeen, beginning: said.beginning?.value, builds: builds.states, exposure: exposure.states,
            conditions: conditions.timeline, proofs: said.proofs, signs: findings.signs,
            checks: checks.standings(of: acts, log.tenant.zone), retired: Retirement.timeline(acts, sightings),
            work: acts.compactMap { act in act.work { closed in buildsSeen.filter { $0 > closed }.min() } }
                .sorted { $0.at < $1.at })
        let lastSeen = sightings.map(\.sighting.seenAt).max() ?? firstSeen
        var newest = lastSeen
        for look in self.looks where look.citation.seenAt >= firstSeen { newest = max(newest, look.citation.seenAt) }
        for act in acts { newest = max(newest, act.at) }
        if let change = presence.timeline.spans.last { newest = max(newest, change.from) }
        newestEvidence = newest
        row = Row(asset: asset, name: name, kind: kind, firstSeen: firstSeen, lastSeen: lastSeen)
    }

    /// What holds at an instant, and what the exposure becomes after it.
    func state(at instant: Instant) -> ServerState {
        var state = ServerState()
        if let index = builds.states.index(at: instant) {
            state.build = builds.states.spans[index].value
            state.buildSeenAt = builds.citations[index].seenAt
        }
        let first = exposure.states.index(at: instant) ?? 0
        for (index, span) in exposure.states.spans.enumerated() where index >= first {
            state.exposures.append(
                .init(
                    from: span.from, value: span.value, seenAt: exposure.citations[index]?.seenAt,
                    since: exposure.exposedSince[index]))
        }
        for (name, facts) in conditions.each {
            if let fact = facts.last(where: { $0.since <= instant }) { state.conditions[name] = fact.value }
        }
        if let span = presence.timeline.span(at: instant), span.value == "not_seen" { state.missingSince = span.from }
        if let span = history.retired.span(at: instant), span.value { state.retiredSince = span.from }
        return state
    }

    /// The addresses that publish it at an instant, sorted.
    func published(at instant: Instant) -> [String] {
        let begins = row.firstSeen
        return (published.spans.last { max($0.from, begins) <= instant }?.value ?? []).sorted()
    }

    /// Every fact through time with the line that says it.
    package var facts: [FactRow] {
        var writer = FactWriter()
        writer.add("build", builds.states, builds.citations.map { $0 }) { BuildText.write($0) }
        writer.add("exposure", exposure.states, exposure.citations) { $0.rawValue }
        addEndpoints(to: &writer)
        addAddresses(to: &writer)
        for (condition, timeline) in conditions.each.sorted(by: { $0.key < $1.key }) {
            writer.add(
                "condition:\(condition)", Timeline(timeline.map { ($0.since, $0.value) }), timeline.map(\.citation)
            ) {
                $0 ? "yes" : "no"
            }
        }
        for finding in findings {
            guard let first = finding.citations.first else { continue }
            writer.addPoint("evidence", "\(finding.what): \(finding.key.trace.stored)", first)
        }
        if let beginning = said.beginning {
            writer.addPoint("beginning", beginning.value.description, beginning.citation)
        }
        for (field, fact) in Said.plainFacts {
            let spans = said.plain[field] ?? []
            writer.add(fact, Timeline(spans.map { ($0.since, $0.value) }), spans.map(\.citation)) { $0 }
        }
        writer.add("presence", presence.timeline, presence.citations) { $0 }
        let spans = history.retired.spans
        for (i, span) in spans.enumerated() where span.value {
            let act = retirements.first { $0.at == span.from }
            writer.add(
                "retired", from: span.from, to: i + 1 < spans.count ? spans[i + 1].from : .forever, "out of use",
                act.map { Citation(importID: 0, line: $0.number, seenAt: $0.at, takenAt: $0.at) })
        }
        return writer.rows
    }

    private func addEndpoints(to writer: inout FactWriter) {
        let byEndpoint = Dictionary(grouping: looks) { "endpoint:\($0.address):\($0.port)" }
        for (endpoint, sayings) in byEndpoint.sorted(by: { $0.key < $1.key }) {
            let timeline = EndpointTimeline(sayings)
            writer.add(endpoint, timeline.states, timeline.citations) { $0.rawValue }
        }
    }

    /// Through time: whether an address publishes the server, each stretch with the newest line that names it.
    private func addAddresses(to writer: inout FactWriter) {
        let addresses = published.spans.reduce(into: Set<String>()) { $0.formUnion($1.value) }
        for address in addresses.sorted() where address != "-" {
            var stretches = Timeline<Bool>()
            for span in published.spans {
                stretches.append(span.value.contains(address), from: max(span.from, row.firstSeen))
            }
            for (i, span) in stretches.spans.enumerated() where span.value {
                let to = i + 1 < stretches.spans.count ? stretches.spans[i + 1].from : .forever
                let citation = said.newestLine(naming: [address], before: to)
                writer.add("address:\(address)", from: span.from, to: to, "published", citation)
            }
        }
    }
}

/// Turns timelines into rows.
private struct FactWriter {
    var rows: [ServerEvidence.FactRow] = []

    /// - Parameter citations: one per span, or fewer where nobody says it.
    mutating func add<Value>(
        _ fact: String, _ timeline: Timeline<Value>, _ citations: [Citation?], _ text: (Value) -> String
    ) {
        for (i, span) in timeline.spans.enumerated() {
            let citation = i < citations.count ? citations[i] : nil
            rows.append(
                ServerEvidence.FactRow(
                    fact: fact, from: span.from,
                    to: i + 1 < timeline.spans.count ? timeline.spans[i + 1].from : .forever, value: text(span.value),
                    importID: citation?.importID ?? 0, line: citation?.line ?? 0,
                    seenAt: citation?.seenAt ?? span.from))
        }
    }

    mutating func add(_ fact: String, from: Instant, to: Instant, _ value: String, _ citation: Citation?) {
        rows.append(
            ServerEvidence.FactRow(
                fact: fact, from: from, to: to, value: value, importID: citation?.importID ?? 0,
                line: citation?.line ?? 0, seenAt: citation?.seenAt ?? from))
    }

    mutating func addPoint(_ fact: String, _ value: String, _ citation: Citation) {
        guard !rows.contains(where: { $0.fact == fact && $0.from == citation.seenAt }) else { return }
        rows.append(
            ServerEvidence.FactRow(
                fact: fact, from: citation.seenAt, to: .forever, value: value,
                importID: citation.importID, line: citation.line, seenAt: citation.seenAt))
    }
}

/// The text of a build state in a row of intervals: `15.1.2308.8`, or `15.1.2308.0-15.1.2308.65535 cu`, with
/// ` conflict` behind it where sources contradict each other.
package enum BuildText {
    package static func write(_ state: BuildState) -> String {
        let evidence = state.evidence
        let range =
            evidence.precision == .exact
            ? "\(evidence.lower)" : "\(evidence.lower)-\(evidence.upper) \(evidence.precision.rawValue)"
        return range + (state.isConflict ? " conflict" : "")
    }

    /// Nil where the text is none of `write`.
    package static func read(_ text: String) -> BuildState? {
        var words = text.split(separator: " ")
        let isConflict = words.last == "conflict"
        if isConflict { words.removeLast() }
        if words.count == 1, let build = ExchangeBuild(words[0]) {
            return BuildState(BuildEvidence(exactly: build), isConflict: isConflict)
        }
        guard words.count == 2, let precision = BuildPrecision(rawValue: String(words[1])) else { return nil }
        let ends = words[0].split(separator: "-")
        guard ends.count == 2, let low = ExchangeBuild(ends[0]), let high = ExchangeBuild(ends[1]) else { return nil }
        return BuildState(BuildEvidence(lower: low, upper: high, precision: precision), isConflict: isConflict)
    }
}
