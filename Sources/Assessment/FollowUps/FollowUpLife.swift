import Inventory
import Knowledge

/// Walks one threat's follow-up of one server through the segments of its history.
struct FollowUpLife {
    private let isCatchAll: Bool
    private let window: CheckWindow
    private let checks: Timeline<CheckStanding>
    private let decider: Decider
    private let terms: Terms

    private var finishedEpisodes: [FollowUpHistory] = []
    private var episode: Episode?
    private var previous: Segment?
    private var previousReasons: Set<Reason> = []
    /// The CVEs that were open when one last was: what an owed check alone is decided by.
    private var lastOpen: [Int] = []

    /// One id's life.
    private struct Episode {
        var number: Int
        let openedAt: Instant
        var steps: [FollowUpStep] = []
        /// Everything that ever kept it open: tells the old follow-up from a new one when it reopens.
        var reasons: Set<Reason> = []
        var due = DueClock()
    }

    private enum Reason: Hashable {
        case cve(Int)
        case update(ExchangeBuild)
        case unsupported
        case check
        case evidence
    }

    init(
        _ decider: Decider, isCatchAll: Bool, window: CheckWindow, checks: Timeline<CheckStanding>, terms: Terms
    ) {
        self.decider = decider
        self.isCatchAll = isCatchAll
        self.window = window
        self.checks = checks
        self.terms = terms
    }

    private var threat: Threat { decider.threat }
    private var knowledge: ExchangeKnowledge { decider.knowledge }

    var isOpen: Bool { episode?.steps.last?.isOpen ?? false }

    mutating func advance(to segment: Segment, isAnyOtherOpen: Bool) {
        let open = segment.isRetired ? [] : openCVEs(in: segment)
        let reasons = reasons(in: segment, open: open, isAnyOtherOpen: isAnyOtherOpen)
        defer {
            previous = segment
            previousReasons = reasons
        }
        if reasons.isEmpty {
            // Of a machine that is no more somebody may still look at the logs.
            if isOpen || (segment.isRetired && episode != nil) { append(closed(segment)) }
            return
        }
        if !isOpen { enter(reasons, segment) }
        if !open.isEmpty { lastOpen = open }
        episode?.reasons.formUnion(reasons)
        decide(segment, open: open, reasons)
    }

    mutating func finished() -> [FollowUpHistory] {
        closeEpisode()
        return finishedEpisodes
    }

    // MARK: Reasons

    private func openCVEs(in segment: Segment) -> [Int] {
        threat.cves.filter { cve in
            guard let day = knowledge.cves[cve].publicFrom, day <= segment.day else { return false }
            switch segment.verdicts[cve] {
            case .vulnerable, .undetermined(.build), .undetermined(.conflict): return true
            default: return false
            }
        }
    }

    private func reasons(in segment: Segment, open: [Int], isAnyOtherOpen: Bool) -> Set<Reason> {
        var reasons: Set<Reason> = isHeldByEvidence(segment, isAnyOtherOpen) ? [.evidence] : []
        // Of a machine that was taken off the roll only what was found there is still somebody's work.
        if segment.isRetired { return reasons }
        reasons.formUnion(open.map { .cve($0) })
        if isCatchAll {
            if segment.standing.level == .behind {
                reasons.formUnion(segment.standing.missed.map { .update($0.build) })
            }
            if segment.standing.level == .unsupported { reasons.insert(.unsupported) }
        }
        if !owed(in: segment).clipped(to: segment.day).proved.isEmpty { reasons.insert(.check) }
        return reasons
    }

    /// Evidence of the threat opens its follow-up and holds it. What names no threat opens the catch-all where nothing
    /// else is open, and holds whatever is.
    private func isHeldByEvidence(_ segment: Segment, _ isAnyOtherOpen: Bool) -> Bool {
        if segment.signs.contains(where: { $0.threat == threat.name }) { return true }
        guard segment.signs.contains(where: { $0.threat == nil }) else { return false }
        return isOpen || (isCatchAll && !isAnyOtherOpen)
    }

    private func standing(in segment: Segment) -> CheckStanding {
        checks.value(at: segment.from) ?? .notChecked
    }

    /// What a check still has to look at.
    private func owed(in segment: Segment) -> CheckWindow { window.without(standing(in: segment)) }

    private func checkState(in segment: Segment) -> CheckState {
        let standing = standing(in: segment)
        let own = segment.signs.filter { ($0.threat ?? threat.name) == threat.name }
        var result = standing.result
        if own.contains(where: \.isConfirmed) {
            result = .confirmed
        } else if !own.isEmpty {
            result = .evidence
        } else if segment.endedSigns.contains(where: { $0.threat == threat.name && $0.ending == .neutralised }) {
            result = .remediated
        } else if result == .evidence || result == .confirmed {
            // What it found was none: it is a check of the days that it covers.
            result = standing.covered.isEmpty ? nil : .noEvidence
        }
        return CheckState(result: result, requeuedBy: standing.requeuedBy)
    }

    /// Opens a new follow-up, or the old one again: the same reasons reopen it, other ones of the catch-all do not.
    private mutating func enter(_ reasons: Set<Reason>, _ segment: Segment) {
        if let old = episode {
            if !isCatchAll || !old.reasons.isDisjoint(with: reasons) {
                // With its first date: the clock never stopped.
                return
            }
            closeEpisode()
        }
        episode = Episode(number: finishedEpisodes.count + 1, openedAt: segment.from)
    }

    // MARK: Decision

    private mutating func decide(_ segment: Segment, open: [Int], _ reasons: Set<Reason>) {
        let isOnlyChecked = open.isEmpty && reasons.contains(.check) && isHeldByCheckAlone(segment)
        let decided = isOnlyChecked ? lastOpen : open
        let observed = segment.exposure != .notExposed
        let decider = decider
        let inputs = decider.inputs(decided, exposed: isOnlyChecked ? true : observed, on: segment.day)
        var outcome = decider.outcome(inputs)
        if isOnlyChecked { outcome = min(outcome, episode?.steps.compactMap(\.outcome).min() ?? outcome) }

        let clockDay = max(segment.day, terms.start)
        let uncertain = decided.filter { segment.verdicts[$0] != .vulnerable }
        episode?.due.add(
            DueClock.Entry(
                day: clockDay, cves: decided, uncertain: Set(uncertain),
                isExposureAssumed: !segment.isExposureObserved && !isOnlyChecked, outcome: outcome),
            exposure: segment.isExposureObserved ? segment.exposure == .exposed : nil,
            settled: { cve in
                switch segment.verdicts[cve] {
                case .vulnerable: true
                case .fixed, .notAffected: false
                case .undetermined: nil
                }
            },
            redecide: { cves, exposed, day in
                decider.outcome(decider.inputs(cves, exposed: exposed, on: day))
            })
        var due = episode?.due.earliest
        if let day = dueByEvidence(segment) { due = min(due ?? day, day) }
        var step = FollowUpStep(
            from: segment.from, to: segment.to, isOpen: true, cause: cause(segment, open: open, reasons),
            outcome: segment.signs.isEmpty ? outcome : decider.tightest, dueOn: due, exposure: segment.exposure,
            window: owed(in: segment))
        step.cves = open
        step.isUndetermined = !open.isEmpty && open.allSatisfy { segment.verdicts[$0] != .vulnerable }
        step.inputs = inputs
        step.check = checkState(in: segment)
        step.signs = segment.signs
        append(step)
    }

    /// Evidence is due on the day on which it was found. Once it has been dealt with, the date stays; not where it was
    /// none.
    private func dueByEvidence(_ segment: Segment) -> CalendarDay? {
        let begun = episode?.openedAt ?? segment.from
        let dealtWith = segment.endedSigns.filter { $0.ending != .dismissed && $0.to > begun && isMine($0.threat) }
        return (segment.signs.map(\.at) + dealtWith.map(\.at)).min().map { max(terms.zone.day(of: $0), terms.start) }
    }

    private func isMine(_ other: String?) -> Bool { other == nil || other == threat.name }

    private func isHeldByCheckAlone(_ segment: Segment) -> Bool {
        guard isCatchAll else { return true }
        return segment.standing.level != .behind && segment.standing.level != .unsupported
    }

    // MARK: Steps

    private func closed(_ segment: Segment) -> FollowUpStep {
        var step = FollowUpStep(
            from: segment.from, to: segment.to, isOpen: false, cause: causeOfClosing(segment),
            exposure: segment.exposure, window: owed(in: segment))
        step.check = checkState(in: segment)
        step.signs = segment.signs
        return step
    }

    private func causeOfClosing(_ segment: Segment) -> String {
        if segment.isRetired { return "retired" }
        if previous?.build != segment.build { return "patched" }
        if previousReasons.contains(.check), previous.map({ standing(in: $0) }) != standing(in: segment) {
            return standing(in: segment).result == .remediated ? "remediated" : "checked"
        }
        if previousReasons.contains(.evidence) {
            let ended = segment.endedSigns.filter { sign in previous?.signs.contains { $0.what == sign.what } ?? false }
            return ended.contains { $0.ending == .neutralised } ? "remediated" : "corrected"
        }
        return "corrected"
    }

    private func cause(_ segment: Segment, open: [Int], _ reasons: Set<Reason>) -> String {
        guard let previous else { return "appeared" }
        let isNews = segment.signs.contains { sign in !previous.signs.contains { $0.what == sign.what } }
        if let last = episode?.steps.last, last.isOpen { return isNews ? "evidence" : "decision" }
        if isNews { return "evidence" }
        if previous.isRetired { return "appeared" }
        if let old = previous.build?.evidence, let new = segment.build?.evidence, new.upper < old.lower {
            return "downgraded"
        }
        if previous.build == nil, segment.build != nil { return "appeared" }
        if previous.build != segment.build || previous.conditions != segment.conditions { return "corrected" }
        if reasons == [.check], previous.build == segment.build, standing(in: previous) != standing(in: segment) {
            return standing(in: segment).requeuedBy != nil ? "knowledge_changed" : "corrected"
        }
        if open.contains(where: { knowledge.cves[$0].publicFrom == segment.day }) { return "disclosed" }
        if segment.standing != previous.standing { return "released" }
        return "disclosed"
    }

    private mutating func append(_ step: FollowUpStep) {
        guard var current = episode else { return }
        var step = step
        let wasClosed = current.steps.contains { !$0.isOpen }
        step.work = Work(state: !step.isOpen ? .closed : wasClosed ? .reopened : .open)
        if let last = current.steps.last, last.isSame(as: step) {
            current.steps[current.steps.count - 1].to = step.to
        } else {
            if let last = current.steps.indices.last { current.steps[last].to = step.from }
            current.steps.append(step)
        }
        episode = current
    }

    private mutating func closeEpisode() {
        guard var current = episode, !current.steps.isEmpty else { return }
        current.steps[current.steps.count - 1].to = .forever
        finishedEpisodes.append(
            FollowUpHistory(
                threat: threat.name, episode: current.number, openedAt: current.openedAt, steps: current.steps))
        episode = nil
    }
}

extension FollowUpStep {
    /// Whether nothing but time lies between the two; why they began does not matter.
    func isSame(as other: FollowUpStep) -> Bool {
        var same = other
        same.from = from
        same.to = to
        same.cause = cause
        return self == same
    }
}
