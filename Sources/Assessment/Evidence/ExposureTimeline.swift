import Inventory

/// What a scan found at an endpoint. Worse comes first: of two at one instant the worse one counts.
package enum EndpointState: String, Hashable, Sendable, CaseIterable {
    case open
    /// Not looked at: the address did not answer host discovery, or a full scan of this source no longer lists it.
    case unscanned
    case filtered
    case closed

    fileprivate var rank: Int {
        switch self {
        case .open: 0
        case .unscanned: 1
        case .filtered: 2
        case .closed: 3
        }
    }
}

/// One look at an endpoint from the internet, by a scanner that is not let through.
package struct EndpointSaying: Hashable, Sendable {
    package let address: String
    package let port: Int
    package let state: EndpointState
    package let source: String
    package let citation: Citation

    package init(address: String, port: Int, state: EndpointState, source: String, citation: Citation) {
        self.address = address
        self.port = port
        self.state = state
        self.source = source
        self.citation = citation
    }
}

/// What is known of a server's exposure through time, and which line says so.
///
/// Staleness lies in the future of the last scan and is on the line already: no clock is asked.
package struct ExposureTimeline: Sendable {
    package let states: Timeline<Exposure>
    /// For each change in `states`: the newest line that supports it; nil where nobody does.
    package let citations: [Citation?]
    /// For each change in `states`: since when the server was exposed without a look that says otherwise.
    package let exposedSince: [Instant?]

    private struct Key: Hashable {
        let address: String
        let port: Int
        let source: String
    }

    /// - Parameters:
    ///   - published: the addresses by which the server is reached, through time.
    ///   - sayings: all looks at those addresses (others are ignored).
    ///   - begins: when the server is first known; before it nothing is said.
    ///   - staleAfter: seconds after which a look no longer speaks for the present.
    package init(
        published: Timeline<Set<String>>, sayings: [EndpointSaying], begins: Instant, staleAfter: Int64
    ) {
        var moments: Set<Instant> = [begins]
        moments.formUnion(published.changes)
        for saying in sayings {
            moments.insert(saying.citation.seenAt)
            moments.insert(saying.citation.seenAt + staleAfter)
        }
        let bySource = sayings.sorted { a, b in
            if a.citation.seenAt != b.citation.seenAt { return a.citation.seenAt < b.citation.seenAt }
            if a.state != b.state { return a.state.rank > b.state.rank }
            return b.citation.isNewer(than: a.citation)
        }
        var states = Timeline<Exposure>()
        var citations: [Citation?] = []
        var sinces: [Instant?] = []
        var newest: [Key: EndpointSaying] = [:]
        var next = 0
        var since: Instant?
        for moment in moments.sorted() where moment >= begins {
            while next < bySource.count, bySource[next].citation.seenAt <= moment {
                let saying = bySource[next]
                newest[Key(address: saying.address, port: saying.port, source: saying.source)] = saying
                next += 1
            }
            let addresses = published.value(at: moment) ?? []
            let (state, citation) = ExposureTimeline.judge(
                addresses, newest.values, at: moment, staleAfter: staleAfter)
            switch state {
            case .exposed: since = since ?? citation?.seenAt ?? moment
            case .stale: break
            case .notExposed, .unknown: since = nil
            }
            let before = states.spans.count
            states.append(state, from: moment)
            if states.spans.count > before {
                citations.append(citation)
                sinces.append(since)
            } else if let citation {
                citations[citations.count - 1] = citation
            }
        }
        self.states = states
        self.citations = citations
        exposedSince = sinces
    }

    private static func judge(
        _ addresses: Set<String>, _ sayings: Dictionary<Key, EndpointSaying>.Values, at moment: Instant,
        staleAfter: Int64
    ) -> (Exposure, Citation?) {
        guard !addresses.isEmpty else { return (.unknown, nil) }
        func fresh(_ s: EndpointSaying) -> Bool { moment < s.citation.seenAt + staleAfter }
        func newest(_ list: [EndpointSaying]) -> Citation? {
            list.map(\.citation).max { $1.isNewer(than: $0) }
        }
        let relevant = sayings.filter { addresses.contains($0.address) }
        let positives = relevant.filter { $0.state == .open && fresh($0) }
        if !positives.isEmpty { return (.exposed, newest(positives)) }
        var hasUnknown = false
        var hasStale = false
        for address in addresses {
            let here = relevant.filter { $0.address == address && ($0.port == 443 || $0.state == .open) }
            let looked = here.filter { $0.state != .unscanned }
            if looked.contains(where: { $0.state == .open && $0.port != 443 }) {
                hasStale = true
                continue
            }
            if looked.contains(where: { $0.state != .open && fresh($0) }) { continue }
            if looked.isEmpty { hasUnknown = true } else { hasStale = true }
        }
        if hasUnknown { return (.unknown, newest(relevant.filter { $0.state == .unscanned })) }
        if hasStale { return (.stale, newest(relevant)) }
        return (.notExposed, newest(relevant.filter { $0.state != .open && $0.state != .unscanned }))
    }
}

/// What was seen at one endpoint through time, the newest look of any source: the lines behind an exposure.
package struct EndpointTimeline: Sendable {
    package let states: Timeline<EndpointState>
    /// For each change in `states`: the newest line that supports it.
    package let citations: [Citation]

    package init(_ sayings: [EndpointSaying]) {
        var states = Timeline<EndpointState>()
        var citations: [Citation] = []
        let moments = Dictionary(grouping: sayings) { $0.citation.seenAt }.sorted { $0.key < $1.key }
        for (moment, group) in moments {
            let worst = group.map(\.state).min { $0.rank < $1.rank } ?? .unscanned
            let newest = group.filter { $0.state == worst }.map(\.citation).max { $1.isNewer(than: $0) }
            let before = states.spans.count
            states.append(worst, from: moment)
            guard let newest else { continue }
            if states.spans.count > before { citations.append(newest) } else { citations[citations.count - 1] = newest }
        }
        self.states = states
        self.citations = citations
    }
}
