import Assessment
import Inventory

extension FollowUpList.Row {
    /// The state of the compromise check: what is found goes before what is owed; nil where nothing is owed and nobody
    /// has checked.
    package var check: String? {
        let results = (followUps.isEmpty ? [worst].compactMap { $0 } : followUps).compactMap(\.step.check.result)
        for result in [CheckResult.confirmed, .evidence] where results.contains(result) { return result.rawValue }
        if let first = followUps.first(where: { $0.daysOwed > 0 }) ?? followUps.first(where: { $0.daysAssumed > 0 }) {
            return first.step.check.word
        }
        if daysOwed + daysAssumed > 0 { return "not_checked" }
        return results.first?.rawValue
    }
}

/// What to do next about a row, worked out once.
package struct RowSteps: Sendable {
    package let all: [NextStep]

    package init(_ row: FollowUpList.Row) { all = row.nextSteps }

    /// Who does the first thing.
    package var actor: Actor? { all.first?.actor }

    /// `check for compromise, then install Jul21SU (15.1.2242.12); scan 443 again`.
    package var text: String? { NextStep.sentence(all.map(\.text)) }
}

extension NextStep {
    /// `A, then B; C`; nil for nothing.
    package static func sentence(_ steps: [String]) -> String? {
        guard let first = steps.first else { return nil }
        guard steps.count > 1 else { return first }
        return "\(first), then \(steps.dropFirst().joined(separator: "; "))"
    }
}
