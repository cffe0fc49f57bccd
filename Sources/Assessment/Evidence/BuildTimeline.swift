import Inventory

/// One thing said about a server's build.
package struct BuildSaying: Hashable, Sendable {
    package let evidence: BuildEvidence
    package let citation: Citation

    package init(_ evidence: BuildEvidence, _ citation: Citation) {
        self.evidence = evidence
        self.citation = citation
    }
}

/// What is known of a build at a time.
package struct BuildState: Hashable, Sendable {
    package let evidence: BuildEvidence
    /// Whether sources contradict each other at one instant; `evidence` then spans all that they say.
    package let isConflict: Bool

    package init(_ evidence: BuildEvidence, isConflict: Bool = false) {
        self.evidence = evidence
        self.isConflict = isConflict
    }
}

/// What the sayings about a build come to through time, and which line says so.
package struct BuildTimeline: Sendable {
    package let states: Timeline<BuildState>
    /// For each change in `states`: the newest line that supports the state while it holds.
    package let citations: [Citation]

    /// Evidence counts until newer evidence of any precision excludes it. Of what is left the newest exact one decides,
    /// else what all of it allows. What contradicts itself at one instant is a conflict until something newer settles it.
    package init(_ sayings: [BuildSaying]) {
        var states = Timeline<BuildState>()
        var citations: [Citation] = []
        var alive: [BuildEvidence: Citation] = [:]
        let ordered = Dictionary(grouping: sayings) { $0.citation.seenAt }.sorted { $0.key < $1.key }
        for (instant, group) in ordered {
            alive = alive.filter { old in group.allSatisfy { $0.evidence.meets(old.key) } }
            for saying in group {
                if let known = alive[saying.evidence], known.isNewer(than: saying.citation) { continue }
                alive[saying.evidence] = saying.citation
            }
            let (state, citation) = BuildTimeline.settle(alive)
            let before = states.spans.count
            let last = states.spans.last
            states.append(state, from: instant)
            if states.spans.count > before {
                citations.append(citation)
            } else if last?.value == state || last?.from == instant {
                citations[citations.count - 1] = citation
            }
        }
        self.states = states
        self.citations = citations
    }

    private static func settle(_ alive: [BuildEvidence: Citation]) -> (BuildState, Citation) {
        let all = alive.sorted { $0.value.isNewer(than: $1.value) }
        let evidence = all.map(\.key)
        let clash = evidence.contains { a in evidence.contains { !a.meets($0) } }
        if clash {
            let hull = evidence.dropFirst().reduce(evidence[0]) { $0.hull($1) }
            return (BuildState(hull, isConflict: true), all[0].value)
        }
        let exact = all.filter { $0.key.precision == .exact }
        if let newest = exact.first { return (BuildState(newest.key), newest.value) }
        let common = evidence.dropFirst().reduce(evidence[0]) { $0.intersection($1) ?? $0 }
        let supporting = all.filter { $0.key.precision == common.precision }.first ?? all[0]
        return (BuildState(common), supporting.value)
    }
}
