import Inventory

extension FollowUpHistory {
    /// As it is when what it is about ends: closed from then on. Nil where it would only have been opened afterwards.
    package func ended(at end: Instant, cause: String) -> FollowUpHistory? {
        guard openedAt < end else { return nil }
        var kept: [FollowUpStep] = []
        for step in steps where step.from < end {
            var step = step
            if step.to > end { step.to = end }
            kept.append(step)
        }
        guard let last = kept.last else { return nil }
        if last.isOpen {
            var step = FollowUpStep(
                from: end, to: .forever, isOpen: false, cause: cause, exposure: last.exposure, window: last.window)
            step.work = last.work
            step.work.state = .closed
            kept.append(step)
        } else {
            kept[kept.count - 1].to = .forever
        }
        return FollowUpHistory(threat: threat, episode: episode, openedAt: openedAt, steps: kept)
    }
}
