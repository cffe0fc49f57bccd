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

    /// As the columns of the decision table name them.
    var table: [String: String] {
        [
            "in_kev": isKnownExploited ? "yes" : "no", "publicly_exposed": isExposed ? "yes" : "no",
            "automatable": isAutomatable ? "yes" : "no", "technical_impact": impact.rawValue,
        ]
    }
}

/// The outcomes of the default policy, the tightest first, and the days that each leaves.
package enum Outcome: String, Sendable, CaseIterable, Comparable {
    case threeDaysAndForensics = "3_days_and_forensics"
    case threeDays = "3_days"
    case fourteenDays = "14_days"
    case sixtyDays = "60_days"
    case nextUpgrade = "next_upgrade"
    /// Nothing is decided yet: something must be collected first.
    case collect

    /// Days until it is due; nil where no date is set.
    package var days: Int? {
        switch self {
        case .threeDaysAndForensics, .threeDays: 3
        case .fourteenDays: 14
        case .sixtyDays: 60
        case .nextUpgrade, .collect: nil
        }
    }

    /// Tighter is smaller.
    package static func < (a: Outcome, b: Outcome) -> Bool {
        allCases.firstIndex(of: a)! < allCases.firstIndex(of: b)!
    }
}
