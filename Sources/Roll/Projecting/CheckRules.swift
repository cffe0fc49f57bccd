import Assessment
import Inventory
import Knowledge
import Storage

/// What each threat's playbook asks of a check.
struct CheckRules: Sendable {
    private let library: PlaybookLibrary
    private let threats: [String]

    init(_ library: PlaybookLibrary, _ knowledge: ExchangeKnowledge) {
        self.library = library
        threats = knowledge.threats.map(\.name)
    }

    /// The playbook by which a threat is checked: its own, else the catch-all's; nil where there is neither.
    func playbook(of threat: String) -> Playbook? {
        library.playbook(ofThreat: threat) ?? threats.last.flatMap { library.playbook(ofThreat: $0) }
    }

    /// The checks that acts record, by threat, in the order of the knowledge.
    func standings(of acts: [Act], _ zone: Zone) -> [ThreatChecks] {
        let records = Dictionary(grouping: acts.compactMap(\.checkRecord), by: \.threat)
        guard !records.isEmpty else { return [] }
        return threats.compactMap { threat in
            guard let own = records[threat], let playbook = playbook(of: threat) else { return nil }
            return ThreatChecks(threat: threat, own, CheckRule(playbook), zone)
        }
    }
}

/// When a person took a machine off the roll, until it was seen again.
enum Retirement {
    static func timeline(_ acts: [Act], _ sightings: [ReadSighting]) -> Timeline<Bool> {
        var timeline = Timeline<Bool>()
        for act in acts.filter({ $0.what == Deed.retire }).sorted(by: { $0.at < $1.at }) {
            if timeline.spans.last.map({ $0.from > act.at }) ?? false { continue }
            timeline.append(true, from: act.at)
            let again = sightings.lazy.filter { $0.sighting.seenAt > act.at && Retirement.shows($0) }
            if let next = again.map(\.sighting.seenAt).min() { timeline.append(false, from: next) }
        }
        return timeline
    }

    /// That an address of it is closed, or that somebody has not looked, does not show that it is there.
    private static func shows(_ sighting: ReadSighting) -> Bool {
        guard sighting.file.kind == .scan else { return true }
        let endpoints = sighting.facts.all(.endpoint).compactMap { EndpointText($0) }
        return endpoints.isEmpty || endpoints.contains { $0.state == .open }
    }
}
