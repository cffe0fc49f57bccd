import Inventory

/// A server's instants moved within their days: the order of all and the day of each stay, what a clock showed is gone.
///
/// An assessment depends on days and on the order of events only. So two servers whose rows were seen at 06:00:01 and
/// 06:00:02 of one day have one canonical history, and are assessed once.
package struct CanonicalTime {
    private var canonical: [Instant: Instant] = [:]
    private var actual: [Instant: Instant] = [:]

    /// - Parameter others: further instants of the server's own that are to be moved with those of its history.
    package init(_ history: ServerHistory, and others: [Instant] = [], _ zone: Zone) {
        let instants = history.instants.union(history.work.flatMap(\.instants)).union(others)
        var day: CalendarDay?
        var midnight = Instant(0)
        var rank: Int64 = 0
        for instant in instants.sorted() {
            let own = zone.day(of: instant)
            if own != day {
                day = own
                midnight = zone.start(of: own)
                rank = 0
            }
            // Midnight itself is a moment of its own: the knowledge grows at it.
            if instant != midnight { rank += 1 }
            let moved = midnight + rank
            canonical[instant] = moved
            actual[moved] = instant
        }
    }

    /// The history with every instant moved.
    package func apply(to history: ServerHistory, _ zone: Zone) -> ServerHistory {
        ServerHistory(
            firstSeen: moved(history.firstSeen), beginning: history.beginning.map { zone.start(of: zone.day(of: $0)) },
            builds: moved(history.builds), exposure: moved(history.exposure), conditions: moved(history.conditions),
            proofs: history.proofs.map { ExploitProof(at: moved($0.at), cve: $0.cve) },
            signs: history.signs.map { $0.moved(by: moved) },
            checks: history.checks.map { checks in
                let spans = checks.standings.spans.map { (moved($0.from), $0.value.moved(by: moved)) }
                return ThreatChecks(threat: checks.threat, standings: Timeline(spans))
            },
            retired: moved(history.retired), work: history.work.map { $0.moved(by: moved) })
    }

    /// Follow-ups of the moved history, as those of the true one.
    package func restore(_ followUps: [FollowUpHistory]) -> [FollowUpHistory] {
        followUps.map { followUp in
            FollowUpHistory(
                threat: followUp.threat, episode: followUp.episode, openedAt: restored(followUp.openedAt),
                steps: followUp.steps.map(restored))
        }
    }

    /// Where an instant was moved to.
    package func moved(_ instant: Instant) -> Instant { canonical[instant] ?? instant }
    /// The instant that was moved there.
    package func restored(_ instant: Instant) -> Instant { actual[instant] ?? instant }
    /// All instants that were moved, where they now are.
    package var all: Set<Instant> { Set(actual.keys) }

    private func moved<Value>(_ timeline: Timeline<Value>) -> Timeline<Value> {
        Timeline(timeline.spans.map { (moved($0.from), $0.value) })
    }

    private func restored(_ step: FollowUpStep) -> FollowUpStep {
        var step = step
        step.from = restored(step.from)
        step.to = restored(step.to)
        step.signs = step.signs.map { $0.moved(by: restored) }
        return step
    }
}
