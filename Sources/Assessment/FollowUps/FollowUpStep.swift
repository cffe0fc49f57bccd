import Inventory

/// What holds of one follow-up from `from` up to, not including, `to`.
package struct FollowUpStep: Hashable, Sendable {
    package var from: Instant
    package var to: Instant
    package var isOpen: Bool
    /// What opened, changed or closed it here, in the words of DESIGN's flows: `appeared`, `disclosed`, `released`,
    /// `downgraded`, `evidence`, `expired`, `knowledge_changed`, `corrected`; `patched`, `checked`, `remediated`,
    /// `retired`, `accepted`; `decision` for a change of an open one, `work` where a person set something.
    package var cause: String
    /// Nil where closed.
    package var outcome: Outcome?
    /// Nil where closed, or where the policy sets no date.
    package var dueOn: CalendarDay?
    /// The numbers of the open CVEs, in order.
    package var cves: [Int] = []
    /// Whether every open CVE is only undetermined by the build.
    package var isUndetermined = false
    package var inputs: DecisionInputs?
    package var exposure: Exposure
    package var window: CheckWindow
    /// What its checks come to.
    package var check = CheckState.notChecked
    /// Open evidence of the server, the oldest first.
    package var signs: [OpenSign] = []
    /// Of a `collect` item: what to collect.
    package var wants: [Want] = []
    package var work = Work.none

    package init(
        from: Instant, to: Instant, isOpen: Bool, cause: String, outcome: Outcome? = nil, dueOn: CalendarDay? = nil,
        exposure: Exposure, window: CheckWindow
    ) {
        self.from = from
        self.to = to
        self.isOpen = isOpen
        self.cause = cause
        self.outcome = outcome
        self.dueOn = dueOn
        self.exposure = exposure
        self.window = window
    }

    /// What is missing and whose answer would help.
    package enum Want: Hashable, Sendable {
        /// Nothing says which build the server runs.
        case build
        /// A condition beside the build, by its name; and whether it is one of the tenant, not of the server.
        case condition(String, ofTenant: Bool)
        /// CVEs of which the vendor does not say whether the product has them; by their numbers.
        case notAssessed([Int])
        /// Days that nobody saw, of one threat.
        case days(threat: String)
    }
}

/// A follow-up through time.
package struct FollowUpHistory: Hashable, Sendable {
    /// The threat's name, or `collect`.
    package let threat: String
    package let episode: Int
    package let openedAt: Instant
    /// In order of time, without gaps, the last one into the future; the first one is open.
    package let steps: [FollowUpStep]

    /// The name under which a server's one item of what to collect goes.
    package static let collect = "collect"

    /// What is left of it from an instant on: the steps that end after it.
    package func since(_ instant: Instant) -> FollowUpHistory {
        FollowUpHistory(
            threat: threat, episode: episode, openedAt: openedAt, steps: steps.filter { $0.to > instant })
    }

    /// What had opened it last by an instant, or closed it, whatever changed since; nil before it was opened.
    package func turn(at instant: Instant) -> String? {
        let past = steps.prefix { $0.from <= instant }
        guard let last = past.last else { return nil }
        let before = past.lastIndex { $0.isOpen != last.isOpen }
        return past[before.map { $0 + 1 } ?? past.startIndex].cause
    }

    /// What holds at an instant; nil before it was opened.
    package func step(at instant: Instant) -> FollowUpStep? {
        steps.last { $0.from <= instant }
    }
}
