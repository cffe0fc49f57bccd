import Inventory

/// What a person found when looking for compromise.
package enum CheckResult: String, Sendable, CaseIterable {
    /// Nothing, in the days and log sources that were looked at. Never the same as clean.
    case noEvidence = "no_evidence"
    /// The logs of some days are gone; who recorded it closes the gap.
    case inconclusive
    case evidence
    case confirmed
    case remediated
}

/// Where the checks of a follow-up stand, as lists show it.
package struct CheckState: Hashable, Sendable {
    /// Nil where nobody has checked, or not with what a check must look for now.
    package let result: CheckResult?
    /// The version of the playbook that asks for a check anew; nil where none does.
    package let requeuedBy: Int?

    package static let notChecked = CheckState(result: nil, requeuedBy: nil)

    package init(result: CheckResult?, requeuedBy: Int?) {
        self.result = result
        self.requeuedBy = requeuedBy
    }

    /// The word of the column `check`.
    package var word: String { result?.rawValue ?? "not_checked" }
}

/// What the checks of a server for one threat come to at a time.
package struct CheckStanding: Hashable, Sendable {
    /// The days of which all required log sources were looked at to their end, or are gone for good; merged.
    package let covered: [DayRange]
    /// The days on which somebody looked while they were not over, with the moment up to which they are covered.
    package let begun: [CalendarDay: Instant]
    /// The newest result that counts; nil where none does.
    package let result: CheckResult?
    /// The playbook's version that has taken an earlier check's place; nil where none has.
    package let requeuedBy: Int?

    package static let notChecked = CheckStanding(covered: [], result: nil, requeuedBy: nil)

    package init(
        covered: [DayRange], begun: [CalendarDay: Instant] = [:], result: CheckResult?, requeuedBy: Int?
    ) {
        self.covered = covered
        self.begun = begun
        self.result = result
        self.requeuedBy = requeuedBy
    }

    func moved(by move: (Instant) -> Instant) -> CheckStanding {
        CheckStanding(covered: covered, begun: begun.mapValues(move), result: result, requeuedBy: requeuedBy)
    }
}

/// A threat's checks through time.
package struct ThreatChecks: Hashable, Sendable {
    package let threat: String
    package let standings: Timeline<CheckStanding>

    package init(threat: String, standings: Timeline<CheckStanding>) {
        self.threat = threat
        self.standings = standings
    }
}
