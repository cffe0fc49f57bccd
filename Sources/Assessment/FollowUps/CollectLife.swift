import Inventory
import Knowledge

/// A server's one item of what to collect: what is only unknown and would flood the list as follow-ups.
struct CollectLife {
    let knowledge: ExchangeKnowledge
    /// One per threat of the knowledge.
    let windows: [CheckWindow]

    /// The item through time; nil where there never was anything to collect.
    func history(_ segments: [Segment], _ terms: Terms) -> FollowUpHistory? {
        var steps: [FollowUpStep] = []
        for segment in segments {
            let wants = wants(in: segment)
            if steps.isEmpty, wants.isEmpty { continue }
            let step = FollowUpStep(
                from: segment.from, to: segment.to, isOpen: !wants.isEmpty,
                cause: wants.isEmpty ? "corrected" : steps.isEmpty ? "appeared" : "decision",
                outcome: wants.isEmpty ? nil : .collect, dueOn: nil, cves: [], isUndetermined: true, inputs: nil,
                exposure: segment.exposure, window: joined(on: segment.day), sign: nil, wants: wants)
            if let last = steps.last, last.isSame(as: step) {
                steps[steps.count - 1].to = step.to
            } else {
                steps.append(step)
            }
        }
        guard let first = steps.first else { return nil }
        return FollowUpHistory(threat: FollowUpHistory.collect, episode: 1, openedAt: first.from, steps: steps)
    }

    /// The assumed days of all threats whose exploitation is known on a day, together.
    private func joined(on day: CalendarDay) -> CheckWindow {
        let known = windows.filter { window in window.knownFrom.map { $0 <= day } ?? false }
        return CheckWindow(
            proved: [], assumed: CheckWindow.merged(known.flatMap(\.assumed)),
            knownFrom: known.compactMap(\.knownFrom).min())
    }

    private func wants(in segment: Segment) -> [FollowUpStep.Want] {
        var wants: [FollowUpStep.Want] = []
        if segment.build == nil { wants.append(.build) }
        var conditions: Set<String> = []
        var notAssessed: [Int] = []
        if segment.build != nil {
            for cve in knowledge.cves.indices where knowledge.cves[cve].publicFrom.map({ $0 <= segment.day }) ?? false {
                switch segment.verdicts[cve] {
                case .undetermined(.condition):
                    if let name = segment.wantedConditions[cve] { conditions.insert(name) }
                case .undetermined(.notAssessed): notAssessed.append(cve)
                default: break
                }
            }
        }
        for name in conditions.sorted() {
            wants.append(.condition(name, ofTenant: knowledge.conditions.contains { $0.name == name && $0.isOfTenant }))
        }
        if !notAssessed.isEmpty { wants.append(.notAssessed(notAssessed)) }
        for (threat, window) in zip(knowledge.threats, windows)
        where !window.clipped(to: segment.day).assumed.isEmpty {
            wants.append(.days(threat: threat.name))
        }
        return wants
    }
}
