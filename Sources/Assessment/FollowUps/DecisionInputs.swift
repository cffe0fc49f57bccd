import Inventory
import Knowledge

/// The four inputs of a decision, each the worst over the threat's open CVEs.
package struct DecisionInputs: Hashable, Sendable {
    package let isKnownExploited: Bool
    package let isExposed: Bool
    package let isAutomatable: Bool
    package let impact: TechnicalImpact

    package init(isKnownExploited: Bool, isExposed: Bool, isAutomatable: Bool, impact: TechnicalImpact) {
        self.isKnownExploited = isKnownExploited
        self.isExposed = isExposed
        self.isAutomatable = isAutomatable
        self.impact = impact
    }

    /// Under the names of the columns of all decision tables; each takes those that it asks for.
    ///
    /// - Parameter hasProof: whether a proof of concept is public.
    func values(missionImpact: MissionImpact, hasProof: Bool) -> [String: String] {
        [
            "automatable": isAutomatable ? "yes" : "no",
            // CISA's directive.
            "in_kev": isKnownExploited ? "yes" : "no", "publicly_exposed": isExposed ? "yes" : "no",
            "technical_impact": impact.rawValue,
            // The SSVC tree of deployers. A mail server that the internet does not reach is still reached from within.
            "exploitation": isKnownExploited ? "active" : hasProof ? "public_poc" : "none",
            "system_exposure": isExposed ? "open" : "controlled", "human_impact": missionImpact.rawValue,
        ]
    }
}

/// The outcomes of the policies, the tightest of each first, and the days that each leaves.
package enum Outcome: String, Sendable, CaseIterable, Comparable {
    case threeDaysAndForensics = "3_days_and_forensics"
    case threeDays = "3_days"
    case fourteenDays = "14_days"
    case sixtyDays = "60_days"
    case nextUpgrade = "next_upgrade"
    // Of SSVC, which sets no dates.
    case immediate
    case outOfCycle = "out-of-cycle"
    case scheduled
    case `defer`
    /// Nothing is decided yet: something must be collected first.
    case collect

    /// Days until it is due; nil where no date is set.
    package var days: Int? {
        switch self {
        case .threeDaysAndForensics, .threeDays: 3
        case .fourteenDays: 14
        case .sixtyDays: 60
        case .nextUpgrade, .immediate, .outOfCycle, .scheduled, .defer, .collect: nil
        }
    }

    /// What a policy asks for at the worst.
    static func tightest(of policy: DecisionTable) -> Outcome {
        policy.rows.compactMap { Outcome(rawValue: $0.outcome) }.min() ?? .threeDaysAndForensics
    }

    /// Tighter is smaller.
    package static func < (a: Outcome, b: Outcome) -> Bool {
        allCases.firstIndex(of: a)! < allCases.firstIndex(of: b)!
    }
}
