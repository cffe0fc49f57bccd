import Assessment
import Inventory
import Knowledge
import Storage

/// One thing found on a machine that speaks of a compromise: the same trace, of the same time where it has one, however
/// many rows and subjects of the machine tell of it.
struct Finding: Sendable {
    struct Key: Hashable, Comparable, Sendable {
        let trace: Trace
        /// When it happened; nil where nobody says.
        let occurredAt: Instant?

        static func < (a: Key, b: Key) -> Bool {
            (a.trace.stored, a.occurredAt ?? .distantPast) < (b.trace.stored, b.occurredAt ?? .distantPast)
        }
    }

    /// An indicator that it matches.
    struct Match: Hashable, Sendable {
        let indicator: String
        let playbook: String
        let version: Int
        /// Nil where the playbook is about an actor, or about what no other one is about.
        let threat: String?
    }

    /// What an analyst said of it.
    enum Judgement: String, Sendable, CaseIterable {
        case confirm, dismiss, contain, neutralise
    }

    let key: Key
    let matches: [Match]
    /// The smallest of the subjects that tell of it.
    let subject: Int
    /// The machine's own subjects that tell of it, the first that told first; empty where only an address tells.
    let tellers: [Int]
    /// The lines that tell of it, in order of time.
    let citations: [Citation]
    /// In order of time: when it was open, how it was judged.
    let spans: [Span]

    /// From when it was found until it ended.
    struct Span: Hashable, Sendable {
        var from: Instant
        var to: Instant = .forever
        var ending: CompromiseSign.Ending?
        var confirmedAt: Instant?
        var containedAt: Instant?
    }

    init(
        _ key: Key, _ matches: [Match], subject: Int, tellers: [Int] = [], _ citations: [Citation],
        _ judgements: [(at: Instant, judgement: Judgement)]
    ) {
        self.key = key
        self.matches = matches
        self.subject = subject
        self.tellers = tellers
        self.citations = citations.sorted { $1.isNewer(than: $0) }
        spans = Finding.spans(key, self.citations.map(\.seenAt), judgements.sorted { $0.at < $1.at })
    }

    /// The threats that it speaks of; none where it names none.
    var threats: [String] {
        matches.reduce(into: []) { list, match in
            if let threat = match.threat, !list.contains(threat) { list.append(threat) }
        }
    }

    /// What lists call it.
    var what: String {
        if key.trace.kind == .tag { return key.trace.text.split(separator: " ").joined(separator: "_") }
        if key.trace.kind == .check { return "check" }
        return (matches.first { $0.threat != nil } ?? matches.first)?.indicator ?? key.trace.kind.rawValue
    }

    // MARK: Through time

    private static func spans(
        _ key: Key, _ seen: [Instant], _ judgements: [(at: Instant, judgement: Judgement)]
    ) -> [Span] {
        guard let first = seen.first else { return [] }
        var spans = [Span(from: first)]
        var rest = seen.dropFirst()
        for (at, judgement) in judgements {
            let at = max(at, first)
            while let next = rest.first, next <= at {
                see(key, next, &spans)
                rest.removeFirst()
            }
            judge(judgement, at, &spans)
        }
        for next in rest { see(key, next, &spans) }
        return spans
    }

    /// Seen again after it ended: what lies about is back, what happened once is not.
    private static func see(_ key: Key, _ instant: Instant, _ spans: inout [Span]) {
        guard let last = spans.last, let ending = last.ending, instant > last.to else { return }
        switch ending {
        // A file that is known to be harmless stays so; a feed's or an analyst's new word is a new word.
        case .dismissed: if key.trace.kind != .tag, key.trace.kind != .check { return }
        case .neutralised:
            if key.trace.kind.isHappening, let occurred = key.occurredAt, occurred <= last.to { return }
        }
        spans.append(Span(from: instant))
    }

    private static func judge(_ judgement: Judgement, _ at: Instant, _ spans: inout [Span]) {
        let last = spans.count - 1
        let isOpen = spans[last].ending == nil
        switch judgement {
        case .confirm:
            if !isOpen { spans.append(Span(from: at)) }
            let place = spans.count - 1
            spans[place].confirmedAt = spans[place].confirmedAt ?? at
        case .contain where isOpen: spans[last].containedAt = spans[last].containedAt ?? at
        case .dismiss where isOpen:
            spans[last].to = at
            spans[last].ending = .dismissed
        case .neutralise where isOpen:
            spans[last].to = at
            spans[last].ending = .neutralised
        default: break
        }
    }
}

extension TenantRoll {
    /// What was found, as it is kept: as it stands once everything in the log has been said.
    var evidence: [TenantProjection.EvidenceRow] { citedEvidence.map(\.row) }

    /// The same, each with what tells of it.
    var citedEvidence: [(row: TenantProjection.EvidenceRow, finding: Finding)] {
        findings.flatMap { asset, name, findings in findings.map { ($0.row(asset, name), $0) } }
            .sorted { $0.0.key < $1.0.key }
    }
}

extension Finding {
    /// As it stands once everything in the log has been said.
    func row(_ asset: Int, _ name: String) -> TenantProjection.EvidenceRow {
        let last = spans.last
        return TenantProjection.EvidenceRow(
            key: .init(asset: asset, trace: key.trace.stored, occurredAt: key.occurredAt), name: name, subject: subject,
            indicators: matches.map { "\($0.playbook) v\($0.version) \($0.indicator)" }.joined(separator: ";"),
            threats: threats.joined(separator: ";"), state: state(of: last),
            firstSeen: citations.first?.seenAt ?? .distantPast, lastSeen: citations.last?.seenAt ?? .distantPast,
            confirmedAt: last?.confirmedAt, containedAt: last?.containedAt,
            endedAt: last?.ending == nil ? nil : last?.to)
    }

    private func state(of span: Span?) -> String {
        guard let span else { return "found" }
        if let ending = span.ending { return ending.rawValue }
        return span.containedAt != nil ? "contained" : span.confirmedAt != nil ? "confirmed" : "found"
    }
}

extension Trace.Kind {
    /// Whether it happened at a time and is past; what lies about can be found again.
    fileprivate var isHappening: Bool {
        switch self {
        case .request, .command, .event, .check: true
        case .path, .hash, .address, .account, .tag: false
        }
    }
}

private struct SignName: Hashable {
    let what: String
    let threat: String?
}

extension [Finding] {
    /// As the signs of compromise that an assessment looks at: what is called the same and speaks of the same threat is
    /// one, for as long as anything of it is open.
    var signs: [CompromiseSign] {
        var spans: [SignName: [Finding.Span]] = [:]
        for finding in self {
            let threats = finding.threats
            for threat in threats.isEmpty ? [nil] : threats.map(Optional.some) {
                let own = finding.matches.first { $0.threat == threat }?.indicator
                let what =
                    finding.key.trace.kind == .tag || finding.key.trace.kind == .check
                    ? finding.what : own ?? finding.what
                spans[SignName(what: what, threat: threat), default: []] += finding.spans
            }
        }
        return spans.flatMap { name, spans in
            spans.joined.map {
                CompromiseSign(
                    what: name.what, threat: name.threat, at: $0.from, to: $0.to, ending: $0.ending,
                    confirmedAt: $0.confirmedAt, containedAt: $0.containedAt)
            }
        }.sorted { ($0.at, $0.what, $0.threat ?? "") < ($1.at, $1.what, $1.threat ?? "") }
    }
}

extension [Finding.Span] {
    /// Those that overlap as one: confirmed once one of them is, contained once all are, harmless only if all were.
    fileprivate var joined: [Finding.Span] {
        var result: [Finding.Span] = []
        for span in sorted(by: { ($0.from, $0.to) < ($1.from, $1.to) }) {
            guard let last = result.last, span.from < last.to else {
                result.append(span)
                continue
            }
            var one = last
            if span.to > one.to || (span.to == one.to && span.ending == .neutralised) { one.ending = span.ending }
            if one.ending != nil, span.ending == .neutralised || last.ending == .neutralised {
                one.ending = .neutralised
            }
            one.to = Swift.max(one.to, span.to)
            one.confirmedAt = [last.confirmedAt, span.confirmedAt].compactMap { $0 }.min()
            if let a = last.containedAt, let b = span.containedAt {
                one.containedAt = Swift.max(a, b)
            } else {
                one.containedAt = nil
            }
            result[result.count - 1] = one
        }
        return result
    }
}
