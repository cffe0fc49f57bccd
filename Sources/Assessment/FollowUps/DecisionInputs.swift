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

    /// As the columns of a decision table name them.
    ///
    /// - Parameters:
    ///   - policy: whose table: CISA's directive asks for exposure and technical impact, the SSVC tree of deployers for
    ///     exploitation in steps, the exposure of the system, and what the mission loses.
    ///   - hasProof: whether a proof of concept is public.
    func table(_ policy: String, missionImpact: MissionImpact, hasProof: Bool) -> [String: String] {
        let automatable = isAutomatable ? "yes" : "no"
        if policy == ExchangeKnowledge.ssvcPolicy {
            return [
                "exploitation": isKnownExploited ? "active" : hasProof ? "public_poc" : "none",
                // A mail server that the internet does not reach is still reached from within.
                "system_exposure": isExposed ? "open" : "controlled", "automatable": automatable,
                "human_impact": missionImpact.rawValue,
            ]
        }
        return [
            "in_kev": isKnownExploited ? "yes" : "no", "publicly_exposed": isExposed ? "yes" : "no",
            "automatable": automatable, "technical_impact": impact.rawValue,
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
    static func tightest(of policy: String) -> Outcome {
        policy == ExchangeKnowledge.ssvcPolicy ? .immediate : .threeDaysAndForensics
    }

    /// Tighter is smaller.
    package static func < (a: Outcome, b: Outcome) -> Bool {
        allCases.firstIndex(of: a)! < allCases.firstIndex(of: b)!
    }
}
