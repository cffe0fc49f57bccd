import Inventory
import Knowledge

/// A server's one item of what to collect: what is only unknown and would flood the list as follow-ups.
struct CollectLife {
    let knowledge: ExchangeKnowledge
    /// One per threat of the knowledge.
    let windows: [CheckWindow]
    /// One per threat of the knowledge.
    let checks: [Timeline<CheckStanding>]

    /// The item through time; nil where there never was anything to collect.
    func history(_ segments: [Segment], _ terms: Terms) -> FollowUpHistory? {
        var steps: [FollowUpStep] = []
        for segment in segments {
            let wants = wants(in: segment)
            if steps.isEmpty, wants.isEmpty { continue }
            var step = FollowUpStep(
                from: segment.from, to: segment.to, isOpen: !wants.isEmpty, cause: cause(segment, wants, steps.last),
                outcome: wants.isEmpty ? nil : .collect, exposure: segment.exposure, window: joined(in: segment))
            step.isUndetermined = true
            step.wants = wants
            let wasClosed = steps.contains { !$0.isOpen }
            step.work = Work(state: wants.isEmpty ? .closed : wasClosed ? .reopened : .open)
            if let last = steps.last, last.isSame(as: step) {
                steps[steps.count - 1].to = step.to
            } else {
                steps.append(step)
            }
        }
        guard let first = steps.first else { return nil }
        return FollowUpHistory(threat: FollowUpHistory.collect, episode: 1, openedAt: first.from, steps: steps)
    }

    private func cause(_ segment: Segment, _ wants: [FollowUpStep.Want], _ last: FollowUpStep?) -> String {
        if wants.isEmpty { return segment.isRetired ? "retired" : "corrected" }
        guard let last else { return "appeared" }
        return last.isOpen ? "decision" : last.cause == "retired" ? "appeared" : "corrected"
    }

    private func windows(in segment: Segment) -> [CheckWindow] {
        zip(windows, checks).map { $0.without($1.value(at: segment.from) ?? .notChecked) }
    }

    /// The assumed days of all threats whose exploitation is known, together.
    private func joined(in segment: Segment) -> CheckWindow {
        let known = windows(in: segment).filter { window in window.knownFrom.map { $0 <= segment.day } ?? false }
        return CheckWindow(
            proved: [], assumed: CheckWindow.merged(known.flatMap(\.assumed)),
            knownFrom: known.compactMap(\.knownFrom).min())
    }

    private func wants(in segment: Segment) -> [FollowUpStep.Want] {
        if segment.isRetired { return [] }
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
        for (threat, window) in zip(knowledge.threats, windows(in: segment))
        where !window.clipped(to: segment.day).assumed.isEmpty {
            wants.append(.days(threat: threat.name))
        }
        return wants
    }
}
