import Inventory
import Knowledge

/// Walks one threat's follow-up of one server through the segments of its history.
struct FollowUpLife {
    private let isCatchAll: Bool
    private let window: CheckWindow
    private let decider: Decider
    private let terms: Terms

    private var finishedEpisodes: [FollowUpHistory] = []
    private var episode: Episode?
    private var previous: Segment?
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
        var isHeldByEvidence = false
    }

    private enum Reason: Hashable {
        case cve(Int)
        case update(ExchangeBuild)
        case unsupported
        case check
        case evidence
    }

    init(_ decider: Decider, isCatchAll: Bool, window: CheckWindow, terms: Terms) {
        self.decider = decider
        self.isCatchAll = isCatchAll
        self.window = window
        self.terms = terms
    }

    private var threat: Threat { decider.threat }
    private var knowledge: ExchangeKnowledge { decider.knowledge }

    var isOpen: Bool { episode?.steps.last?.isOpen ?? false }

    mutating func advance(to segment: Segment, isAnyOtherOpen: Bool) {
        let open = openCVEs(in: segment)
        let reasons = reasons(in: segment, open: open, isAnyOtherOpen: isAnyOtherOpen)
        defer { previous = segment }
        if reasons.isEmpty {
            if isOpen { append(closed(segment)) }
            return
        }
        if !isOpen { enter(reasons, segment) }
        if !open.isEmpty { lastOpen = open }
        episode?.reasons.formUnion(reasons)
        if segment.sign != nil { episode?.isHeldByEvidence = true }
        decide(segment, open: open)
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
        var reasons = Set(open.map { Reason.cve($0) })
        if isCatchAll {
            if segment.standing.level == .behind {
                reasons.formUnion(segment.standing.missed.map { .update($0.build) })
            }
            if segment.standing.level == .unsupported { reasons.insert(.unsupported) }
            if segment.sign != nil, !isAnyOtherOpen { reasons.insert(.evidence) }
        }
        if segment.sign != nil, isOpen { reasons.insert(.evidence) }
        if !window.clipped(to: segment.day).proved.isEmpty { reasons.insert(.check) }
        return reasons
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

    private mutating func decide(_ segment: Segment, open: [Int]) {
        let isOnlyChecked = open.isEmpty && isHeldByCheckAlone(segment)
        let decided = isOnlyChecked ? lastOpen : open
        let observed = segment.exposure != .notExposed
        let decider = decider
        let inputs = decider.inputs(decided, exposed: isOnlyChecked ? true : observed, on: segment.day)
        var outcome = decider.outcome(inputs)
        if episode?.isHeldByEvidence == true { outcome = .threeDaysAndForensics }
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
        if episode?.isHeldByEvidence == true, let sign = segment.sign {
            let day = max(terms.zone.day(of: sign.at), terms.start)
            due = min(due ?? day, day)
        }
        append(
            FollowUpStep(
                from: segment.from, to: segment.to, isOpen: true, cause: cause(segment, open: open), outcome: outcome,
                dueOn: due, cves: open,
                isUndetermined: !open.isEmpty && open.allSatisfy { segment.verdicts[$0] != .vulnerable },
                inputs: inputs, exposure: segment.exposure, window: window, sign: segment.sign, wants: []))
    }

    private func isHeldByCheckAlone(_ segment: Segment) -> Bool {
        guard !window.clipped(to: segment.day).proved.isEmpty else { return false }
        guard isCatchAll else { return true }
        return segment.standing.level != .behind && segment.standing.level != .unsupported
    }

    // MARK: Steps

    private func closed(_ segment: Segment) -> FollowUpStep {
        FollowUpStep(
            from: segment.from, to: segment.to, isOpen: false,
            cause: previous?.build != segment.build ? "patched" : "corrected", outcome: nil, dueOn: nil, cves: [],
            isUndetermined: false, inputs: nil, exposure: segment.exposure, window: window, sign: nil, wants: [])
    }

    private func cause(_ segment: Segment, open: [Int]) -> String {
        guard let previous else { return "appeared" }
        if let last = episode?.steps.last, last.isOpen {
            return segment.sign != nil && previous.sign == nil ? "evidence" : "decision"
        }
        if segment.sign != nil, previous.sign == nil { return "evidence" }
        if let old = previous.build?.evidence, let new = segment.build?.evidence, new.upper < old.lower {
            return "downgraded"
        }
        if previous.build == nil, segment.build != nil { return "appeared" }
        if previous.build != segment.build || previous.conditions != segment.conditions { return "corrected" }
        if open.contains(where: { knowledge.cves[$0].publicFrom == segment.day }) { return "disclosed" }
        if segment.standing != previous.standing { return "released" }
        return "disclosed"
    }

    private mutating func append(_ step: FollowUpStep) {
        guard var current = episode else { return }
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
        isOpen == other.isOpen && outcome == other.outcome && dueOn == other.dueOn && cves == other.cves
            && isUndetermined == other.isUndetermined && inputs == other.inputs && exposure == other.exposure
            && sign == other.sign && wants == other.wants && window == other.window
    }
}
