import Assessment
import Inventory
import Storage

/// What may open a follow-up, and what may close it, in the order in which one goes before another of the same time.
package enum WeekCause {
    package static let opening = [
        "appeared", "released", "disclosed", "downgraded", "evidence", "expired", "knowledge_changed", "corrected",
    ]
    package static let closing = [
        "patched", "checked", "remediated", "retired", "accepted", "knowledge_changed", "merged", "reattributed",
        "offboarded", "corrected",
    ]
    /// Why a server is exposed that was not, in this order: first met, seen open on 443, learnt late.
    package static let exposing = ["appeared", "seen_open", "corrected"]
    /// Why one is no longer: seen closed, not looked at for too long, nobody knows which address it has.
    package static let hiding = [
        "seen_closed", "grown_stale", "unknown", "retired", "merged", "reattributed", "offboarded", "corrected",
    ]
}

/// Finds the differences between the frozen end of a week and the end of the next one, each with its one cause.
///
/// What happened in the week is told by its first event that leads there. What is open now although nothing in the week
/// says so was known wrongly at the end of the week before: it was learnt late.
struct WeekFlow {
    /// What the frozen weeks before leave.
    let before: WeekStanding
    /// The last instants of the week before and of this one.
    let start: Instant
    let end: Instant
    /// What it is that was learnt about a server after the week before was frozen.
    let learnt: (_ asset: Int) -> String
    /// What became of a server that is none any more.
    let gone: (_ asset: Int) -> String

    /// The changes in the order of server, threat and episode.
    func changes(_ servers: [WeekServer], _ zone: Zone) -> [WeekChange] {
        (followUps(servers, zone) + exposures(servers)).sorted { a, b in
            if a.flow.isOfFollowUps != b.flow.isOfFollowUps { return a.flow.isOfFollowUps }
            if a.asset != b.asset { return a.asset < b.asset }
            return (a.key.asset, a.key.threat, a.key.episode) < (b.key.asset, b.key.threat, b.key.episode)
        }
    }

    // MARK: Follow-ups

    private func followUps(_ servers: [WeekServer], _ zone: Zone) -> [WeekChange] {
        var changes: [WeekChange] = []
        var left = before.open
        for server in servers {
            for history in server.followUps where history.threat != FollowUpHistory.collect {
                let key = WeekChange.Key(
                    asset: server.evidence.row.asset, threat: history.threat, episode: history.episode)
                let wasOpen = left.removeValue(forKey: key) != nil
                let isOpen = history.step(at: end)?.isOpen ?? false
                guard wasOpen != isOpen else { continue }
                let wasKnownOpen = history.step(at: start)?.isOpen ?? false
                let event = wasKnownOpen == wasOpen ? turn(of: history, toOpen: isOpen) : nil
                let day = zone.day(of: end)
                changes.append(
                    WeekChange(
                        flow: !isOpen ? .closed : before.everOpen.contains(key) ? .reopened : .new,
                        cause: event.map { word($0.cause, isOpen) } ?? learnt(key.asset), at: event?.from, key: key,
                        asset: server.evidence.row.name,
                        openDays: zone.day(of: history.openedAt).distance(
                            to: event.map { zone.day(of: $0.from) } ?? day)))
            }
        }
        for (key, name) in left {
            changes.append(
                WeekChange(flow: .closed, cause: gone(key.asset), at: nil, key: key, asset: name, openDays: nil))
        }
        return changes
    }

    /// The first step of the week that opens it, or closes it.
    private func turn(of history: FollowUpHistory, toOpen isOpen: Bool) -> FollowUpStep? {
        var wasOpen = false
        for step in history.steps {
            if step.from > end { break }
            if step.from > start, step.isOpen == isOpen, wasOpen != isOpen { return step }
            wasOpen = step.isOpen
        }
        return nil
    }

    private func word(_ cause: String, _ isOpen: Bool) -> String {
        (isOpen ? WeekCause.opening : WeekCause.closing).contains(cause) ? cause : "corrected"
    }

    // MARK: Exposures

    private func exposures(_ servers: [WeekServer]) -> [WeekChange] {
        var changes: [WeekChange] = []
        var left = before.exposed
        for server in servers {
            let key = WeekChange.Key(asset: server.evidence.row.asset)
            let wasExposed = left.removeValue(forKey: key) != nil
            let isExposed = server.isExposed(at: end)
            guard wasExposed != isExposed else { continue }
            let event = server.isExposed(at: start) == wasExposed ? turn(of: server, toExposed: isExposed) : nil
            changes.append(
                WeekChange(
                    flow: isExposed ? .newlyExposed : .noLongerExposed, cause: event?.cause ?? learnt(key.asset),
                    at: event?.at, key: key, asset: server.evidence.row.name, openDays: nil))
        }
        for (key, name) in left {
            changes.append(
                WeekChange(
                    flow: .noLongerExposed, cause: gone(key.asset), at: nil, key: key, asset: name, openDays: nil))
        }
        return changes
    }

    private func turn(of server: WeekServer, toExposed isExposed: Bool) -> (cause: String, at: Instant)? {
        var was = server.isExposed(at: start)
        for moment in server.exposureMoments where moment > start && moment <= end {
            let becomes = server.isExposed(at: moment)
            defer { was = becomes }
            guard becomes != was, becomes == isExposed else { continue }
            if isExposed { return (server.evidence.row.firstSeen > start ? "appeared" : "seen_open", moment) }
            if let ended = server.end, ended.at <= moment { return (ended.cause, moment) }
            if server.evidence.history.retired.value(at: moment) ?? false { return ("retired", moment) }
            switch server.evidence.history.exposure.value(at: moment) {
            case .notExposed: return ("seen_closed", moment)
            case .stale: return ("grown_stale", moment)
            default: return ("unknown", moment)
            }
        }
        return nil
    }
}

/// A server with its follow-ups through time.
struct WeekServer {
    let evidence: ServerEvidence
    let followUps: [FollowUpHistory]
    let end: TenantEnd?

    /// Whether it is on the roll: met, not retired, and its tenant is one of ours.
    func isThere(at instant: Instant) -> Bool {
        evidence.row.firstSeen <= instant && !(evidence.history.retired.value(at: instant) ?? false)
            && end.map { instant < $0.at } ?? true
    }

    func isExposed(at instant: Instant) -> Bool {
        isThere(at: instant) && evidence.history.exposure.value(at: instant) == .exposed
    }

    /// When it may become exposed or end being so, in order.
    var exposureMoments: [Instant] {
        let history = evidence.history
        let moments = [evidence.row.firstSeen] + history.exposure.changes + history.retired.changes
        return Set(moments + [end?.at].compactMap { $0 }).sorted()
    }
}
