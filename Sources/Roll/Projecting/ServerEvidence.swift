import Assessment
import Inventory
import Knowledge
import Storage

/// All that is said of one machine with Exchange evidence: its history, and for each fact the line that says it.
package struct ServerEvidence: Sendable {
    package let row: TenantProjection.ServerRow
    package let history: ServerHistory
    package let intervals: [TenantProjection.IntervalRow]
    /// The newest thing anybody said of it.
    package let newestEvidence: Instant

    /// Nil where nothing says that the machine has to do with Exchange.
    init?(
        asset: Int, name: String, sightings: [ReadSighting], published: Timeline<Set<String>>, looks: Looks,
        acts: [Act], texts: TextReader, staleAfter: Int64, isAmbiguous: Bool, log: TenantLog
    ) {
        guard let firstSeen = sightings.map(\.sighting.seenAt).min() else { return nil }
        let said = Said(sightings, acts: acts, texts: texts)
        guard let kind = said.kind else { return nil }

        let builds = BuildTimeline(said.builds)
        let subjects = Set(sightings.map(\.sighting.subject))
        let addresses = published.spans.reduce(into: Set<String>()) { $0.formUnion($1.value) }
        let own = looks.at(addresses, subjects: addresses.contains("-") ? subjects : [])
        let exposure = ExposureTimeline(
            published: isAmbiguous ? Timeline() : published, sayings: own, begins: firstSeen, staleAfter: staleAfter)
        let conditions = said.conditionTimeline(from: firstSeen)

        history = ServerHistory(
            firstSeen: firstSeen, beginning: said.beginning?.value, builds: builds.states, exposure: exposure.states,
            conditions: conditions.timeline, proofs: said.proofs, signs: said.signs.map(\.sign))
        let lookTimes = own.map(\.citation.seenAt).filter { $0 >= firstSeen }
        let actTimes = acts.map(\.at)
        let lastSeen = sightings.map(\.sighting.seenAt).max() ?? firstSeen
        newestEvidence = (lookTimes + actTimes + [lastSeen]).max() ?? lastSeen
        row = TenantProjection.ServerRow(
            asset: asset, name: name, kind: kind, firstSeen: firstSeen, lastSeen: lastSeen)

        var writer = IntervalWriter(asset: asset)
        writer.add("build", builds.states, builds.citations.map { $0 }) { BuildText.write($0) }
        writer.add("exposure", exposure.states, exposure.citations) { $0.rawValue }
        writer.add(
            "exposed_since", Timeline(zip(exposure.states.spans, exposure.exposedSince).map { ($0.from, $1) }), []
        ) {
            $0.map(\.description) ?? ""
        }
        for (endpoint, sayings) in Dictionary(grouping: own, by: { "endpoint:\($0.address):\($0.port)" }).sorted(by: {
            $0.key < $1.key
        }) {
            let timeline = EndpointTimeline(sayings)
            writer.add(endpoint, timeline.states, timeline.citations) { $0.rawValue }
        }
        writer.add(
            "published", Timeline(published.spans.map { (max($0.from, firstSeen), $0.value) }),
            said.publishedBy(published)
        ) {
            $0.sorted().joined(separator: " ")
        }
        for address in addresses.sorted() where address != "-" {
            // Through time: whether it publishes the server, each stretch with the newest line that names it.
            var stretches = Timeline<Bool>()
            for span in published.spans {
                stretches.append(span.value.contains(address), from: max(span.from, firstSeen))
            }
            for (i, span) in stretches.spans.enumerated() where span.value {
                let to = i + 1 < stretches.spans.count ? stretches.spans[i + 1].from : .forever
                let citation = said.newestLine(naming: [address], before: to)
                writer.add("address:\(address)", from: span.from, to: to, "published", citation)
            }
        }
        for (condition, timeline) in conditions.each.sorted(by: { $0.key < $1.key }) {
            writer.add(
                "condition:\(condition)", Timeline(timeline.map { ($0.since, $0.value) }), timeline.map(\.citation)
            ) {
                $0 ? "yes" : "no"
            }
        }
        for sign in said.signs { writer.addPoint("evidence", sign.sign.what, sign.citation) }
        if let beginning = said.beginning {
            writer.addPoint("beginning", beginning.value.description, beginning.citation)
        }
        for (field, fact) in Said.plainFacts {
            let spans = said.plain[field] ?? []
            writer.add(fact, Timeline(spans.map { ($0.since, $0.value) }), spans.map(\.citation)) { $0 }
        }
        let presence = Presence(sightings, log)
        writer.add("presence", presence.timeline, presence.citations) { $0 }
        intervals = writer.rows
    }
}

/// Turns timelines into rows.
private struct IntervalWriter {
    let asset: Int
    var rows: [TenantProjection.IntervalRow] = []

    init(asset: Int) { self.asset = asset }

    /// - Parameter citations: one per span, or fewer where nobody says it.
    mutating func add<Value>(
        _ fact: String, _ timeline: Timeline<Value>, _ citations: [Citation?], _ text: (Value) -> String
    ) {
        for (i, span) in timeline.spans.enumerated() {
            let citation = i < citations.count ? citations[i] : nil
            rows.append(
                TenantProjection.IntervalRow(
                    asset: asset, fact: fact, from: span.from,
                    to: i + 1 < timeline.spans.count ? timeline.spans[i + 1].from : .forever, value: text(span.value),
                    importID: citation?.importID ?? 0, line: citation?.line ?? 0,
                    seenAt: citation?.seenAt ?? span.from))
        }
    }

    mutating func add(_ fact: String, from: Instant, to: Instant, _ value: String, _ citation: Citation?) {
        rows.append(
            TenantProjection.IntervalRow(
                asset: asset, fact: fact, from: from, to: to, value: value, importID: citation?.importID ?? 0,
                line: citation?.line ?? 0, seenAt: citation?.seenAt ?? from))
    }

    mutating func addPoint(_ fact: String, _ value: String, _ citation: Citation) {
        guard !rows.contains(where: { $0.fact == fact && $0.from == citation.seenAt }) else { return }
        rows.append(
            TenantProjection.IntervalRow(
                asset: asset, fact: fact, from: citation.seenAt, to: .forever, value: value,
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
