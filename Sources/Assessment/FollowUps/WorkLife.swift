import Inventory

/// Lays what people set over what follows from evidence: owners, tickets, and what rests.
///
/// An act is about the follow-up of its threat that was there at its time: the newest that had been opened by then.
struct WorkLife {
    private let terms: Terms
    private var steps: [FollowUpStep] = []
    private var work = Work.none
    private var resting: Resting?
    /// Why a rest ended, for the step that comes next.
    private var wokenBy: String?

    /// A rest, and how the follow-up stood when it began.
    private struct Resting {
        let rest: Rest
        let basis: FollowUpStep
        let since: Instant
    }

    static func worked(_ followUps: [FollowUpHistory], _ acts: [WorkAct], _ terms: Terms) -> [FollowUpHistory] {
        followUps.map { followUp in
            let later = followUps.filter { $0.threat == followUp.threat && $0.openedAt > followUp.openedAt }
            let end = later.map(\.openedAt).min() ?? .forever
            let isFirst = !followUps.contains { $0.threat == followUp.threat && $0.openedAt < followUp.openedAt }
            let own = acts.filter {
                $0.threat == followUp.threat && (isFirst || $0.at >= followUp.openedAt) && $0.at < end
            }
            if own.isEmpty { return followUp }
            var life = WorkLife(terms: terms)
            life.run(followUp, own)
            return FollowUpHistory(
                threat: followUp.threat, episode: followUp.episode, openedAt: followUp.openedAt, steps: life.steps)
        }
    }

    private init(terms: Terms) { self.terms = terms }

    private mutating func run(_ followUp: FollowUpHistory, _ acts: [WorkAct]) {
        var moments = Set(followUp.steps.map(\.from))
        for act in acts {
            moments.insert(max(act.at, followUp.openedAt))
            guard case .rest(let rest) = act.deed else { continue }
            if let until = rest.until {
                moments.insert(max(terms.zone.start(of: until.advanced(by: 1)), followUp.openedAt))
            }
            if let seen = rest.seenAgainAt { moments.insert(max(seen, followUp.openedAt)) }
        }
        let ordered = moments.sorted()
        for (i, moment) in ordered.enumerated() {
            guard var step = followUp.step(at: moment) else { continue }
            let isNew = step.from == moment
            step.from = moment
            step.to = i + 1 < ordered.count ? ordered[i + 1] : .forever
            // What is closed stays closed for the reason it was.
            if !isNew, step.isOpen { step.cause = "work" }
            if !step.isOpen { resting = nil }
            wake(step)
            for act in acts where max(act.at, followUp.openedAt) == moment { take(act.deed, step) }
            append(step)
        }
    }

    private mutating func take(_ deed: WorkAct.Deed, _ step: FollowUpStep) {
        switch deed {
        case .assign(let owner):
            work.owner = owner
            if work.state == .reopened { work.state = .open }
        case .ticket(let ticket): work.ticket = ticket
        case .rest(let rest):
            guard step.isOpen, WorkLife.mayRest(step, rest, on: terms.zone.day(of: step.from)) else { return }
            resting = Resting(rest: rest, basis: step, since: step.from)
        case .reopen:
            guard resting != nil else { return }
            resting = nil
            wokenBy = "corrected"
        }
    }

    /// Evidence lets nothing rest, and an owed check lets nobody say that all is done.
    static func mayRest(_ step: FollowUpStep, _ rest: Rest, on day: CalendarDay) -> Bool {
        step.signs.isEmpty && (rest.kind != .closed || step.window.clipped(to: day).proved.isEmpty)
    }

    /// Ends a rest whose time has come, or that something new has ended.
    private mutating func wake(_ step: FollowUpStep) {
        wokenBy = nil
        guard let current = resting else { return }
        let cause = end(of: current, step)
        guard let cause else { return }
        resting = nil
        wokenBy = cause
    }

    private func end(of resting: Resting, _ step: FollowUpStep) -> String? {
        let (rest, basis) = (resting.rest, resting.basis)
        if !step.signs.isEmpty { return "evidence" }
        if let seen = rest.seenAgainAt, rest.kind == .closed, seen <= step.from { return "appeared" }
        if !Set(step.cves).isSubset(of: basis.cves) { return WorkLife.word(step.cause) ?? "disclosed" }
        // Before the decision, which a new exposure makes tighter.
        if step.exposure == .exposed, basis.exposure != .exposed { return "appeared" }
        if let new = step.outcome, let old = basis.outcome, new < old {
            return WorkLife.word(step.cause) ?? "disclosed"
        }
        if rest.kind == .closed, !step.window.clipped(to: terms.zone.day(of: step.from)).proved.isEmpty {
            return step.check.requeuedBy != nil ? "knowledge_changed" : "corrected"
        }
        if let until = rest.until, terms.zone.day(of: step.from) > until { return "expired" }
        return nil
    }

    /// The words by which DESIGN's flows name what opens a follow-up again.
    private static func word(_ cause: String) -> String? {
        ["appeared", "disclosed", "released", "downgraded", "corrected", "knowledge_changed"].first { $0 == cause }
    }

    private mutating func append(_ derived: FollowUpStep) {
        var step = derived
        work.isClosedByHand = false
        let wasOpen = steps.last?.isOpen ?? false
        if let resting, step.isOpen {
            work.until = resting.rest.until
            switch resting.rest.kind {
            case .snoozed: work.state = .snoozed
            case .accepted:
                work.state = .accepted
                close(&step, "accepted")
            case .closed:
                work.state = .closed
                work.isClosedByHand = true
                close(&step, resting.rest.cause)
            }
        } else {
            work.until = nil
            if !step.isOpen {
                work.state = .closed
            } else if !steps.isEmpty, !wasOpen {
                work.state = .reopened
                if let wokenBy { step.cause = wokenBy }
            } else if work.state != .reopened {
                work.state = work.owner == nil ? .open : .assigned
            }
        }
        step.work = work
        if let last = steps.last, last.isSame(as: step) {
            steps[steps.count - 1].to = step.to
        } else {
            steps.append(step)
        }
    }

    private func close(_ step: inout FollowUpStep, _ cause: String) {
        step.isOpen = false
        step.cause = cause
        step.outcome = nil
        step.dueOn = nil
    }
}
