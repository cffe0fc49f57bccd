import Assessment
import Inventory
import Knowledge
import Storage

/// Gathers what was found on one machine that speaks of a compromise.
struct Findings {
    private let library: PlaybookLibrary
    /// The catch-all: its playbook names no threat.
    private let catchAll: String?

    init(_ library: PlaybookLibrary, _ knowledge: ExchangeKnowledge) {
        self.library = library
        catchAll = knowledge.threats.last?.name
    }

    /// Whether a row may tell of anything.
    static func mayTell(_ facts: FactList) -> Bool {
        facts.bytes.withUnsafeBytes { bytes in
            var facts = FactCursor(bytes)
            while facts.next() {
                if facts.field == Field.trace.rawValue || facts.field == Field.tag.rawValue { return true }
            }
            return false
        }
    }

    /// - Parameters:
    ///   - sightings: of the machine, and of the addresses that publish it.
    ///   - acts: of people, about it and about those addresses.
    ///   - own: the machine's subjects.
    func of(_ sightings: [ReadSighting], _ acts: [Act], own: [Int]) -> [Finding] {
        var told: [Finding.Key: Told] = [:]
        func add(_ key: Finding.Key, _ matches: [Finding.Match], _ subject: Int, _ citation: Citation) {
            told[key, default: Told()].citations.append((citation, subject))
            for match in matches where told[key]?.matches.contains(match) == false { told[key]?.matches.append(match) }
        }
        for sighting in sightings where Findings.mayTell(sighting.facts) {
            let named = sighting.facts.all(.indicator)
            for text in sighting.facts.all(.trace) {
                guard let found = DatedTrace(text) else { continue }
                let matches = matches(found.trace, named)
                if matches.isEmpty { continue }
                add(
                    .init(trace: found.trace, occurredAt: found.occurredAt), matches, sighting.sighting.subject,
                    sighting.citation)
            }
            for tag in sighting.facts.all(.tag) {
                let matches = matches(Trace(.tag, tag), [])
                if matches.isEmpty, tag != Findings.webShell { continue }
                add(
                    .init(trace: Trace(.tag, tag), occurredAt: nil), matches, sighting.sighting.subject,
                    sighting.citation)
            }
        }
        addChecks(acts, add)
        return told.map { key, told in
            let subjects = Set(told.citations.map(\.subject))
            return Finding(
                key, told.matches.sorted { ($0.playbook, $0.indicator) < ($1.playbook, $1.indicator) },
                subject: subjects.min() ?? 0, tellers: told.tellers(among: own), told.citations.map(\.citation),
                judgements(of: key, told.matches, subjects.union(own), acts))
        }.sorted { $0.key < $1.key }
    }

    /// What was gathered of one finding.
    private struct Told {
        var matches: [Finding.Match] = []
        var citations: [(citation: Citation, subject: Int)] = []

        /// Those of some subjects that tell of it, the first that told first.
        func tellers(among own: [Int]) -> [Int] {
            citations.filter { own.contains($0.subject) }
                .sorted { ($0.citation.importID, $0.citation.line) < ($1.citation.importID, $1.citation.line) }
                .reduce(into: []) { list, one in if !list.contains(one.subject) { list.append(one.subject) } }
        }
    }

    /// A feed's tag that speaks of a compromise whether or not a playbook knows it.
    private static let webShell = "webshell"

    private func matches(_ trace: Trace, _ named: [String]) -> [Finding.Match] {
        var hits = library.hits(trace)
        for id in named {
            if let hit = library.indicator(id), !hits.contains(where: { $0.indicator.id == id }) { hits.append(hit) }
        }
        return hits.map { playbook, indicator in
            var threat: String?
            if case .threat(let name) = playbook.subject, name != catchAll { threat = name }
            return Finding.Match(
                indicator: indicator.id, playbook: playbook.name, version: playbook.version, threat: threat)
        }
    }

    // MARK: What people found and said

    private func addChecks(
        _ acts: [Act], _ add: (Finding.Key, [Finding.Match], Int, Citation) -> Void
    ) {
        for act in acts {
            guard let record = act.checkRecord, let subject = act.subject,
                record.result == .evidence || record.result == .confirmed
            else { continue }
            let match = Finding.Match(
                indicator: "check", playbook: record.threat, version: record.version, threat: record.threat)
            add(
                .init(trace: Trace(.check, record.threat), occurredAt: nil), [match], subject,
                Citation(importID: 0, line: act.number, seenAt: act.at, takenAt: act.at))
        }
    }

    /// A check says of the whole threat what a judgement says of one finding.
    private func judgements(
        of key: Finding.Key, _ matches: [Finding.Match], _ subjects: Set<Int>, _ acts: [Act]
    ) -> [(at: Instant, judgement: Finding.Judgement)] {
        acts.compactMap { act in
            if let said = act.judgement {
                return said.key == key && act.subject.map(subjects.contains) == true ? (act.at, said.judgement) : nil
            }
            guard let record = act.checkRecord else { return nil }
            let isMine =
                matches.contains { ($0.threat ?? catchAll) == record.threat }
                || (matches.isEmpty && record.threat == catchAll)
            guard isMine else { return nil }
            switch record.result {
            case .confirmed: return key.trace.kind == .check ? (act.at, .confirm) : nil
            case .remediated: return (act.at, .neutralise)
            default: return nil
            }
        }
    }
}
