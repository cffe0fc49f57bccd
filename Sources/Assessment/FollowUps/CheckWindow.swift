import Inventory
import Knowledge

/// The days on which somebody could have come in by a threat, as far as nobody has looked yet.
///
/// The ranges run into the future where nothing ends them; a reader cuts them off at its day.
package struct CheckWindow: Hashable, Sendable {
    /// Days on which sightings show the server vulnerable and exposed.
    package let proved: [DayRange]
    /// Days of which nothing proves it fixed or unexposed.
    package let assumed: [DayRange]
    /// The local day from which exploitation is known, and a flaw that is exploited: before it nobody can owe a check.
    package let knownFrom: CalendarDay?
    /// The moments at which danger ended within a day: what was looked at after it is the whole of that day's danger.
    private var ends: [CalendarDay: Instant] = [:]

    package static let none = CheckWindow(proved: [], assumed: [], knownFrom: nil)

    package init(proved: [DayRange], assumed: [DayRange], knownFrom: CalendarDay?) {
        self.proved = proved
        self.assumed = assumed
        self.knownFrom = knownFrom
    }

    /// What is owed as of a day: nothing before exploitation was known, then all days up to it.
    package func clipped(to day: CalendarDay) -> CheckWindow {
        guard let knownFrom, knownFrom <= day else { return .none }
        return CheckWindow(
            proved: proved.compactMap { $0.clipped(to: day) }, assumed: assumed.compactMap { $0.clipped(to: day) },
            knownFrom: knownFrom)
    }
}

extension CheckWindow {
    /// What is left of it once days were looked at; merged.
    func without(_ standing: CheckStanding) -> CheckWindow {
        // Asked for each stretch of each server, of which few were ever checked.
        if standing.covered.isEmpty, standing.begun.isEmpty {
            return CheckWindow(proved: proved, assumed: assumed, knownFrom: knownFrom)
        }
        let whole = standing.begun.filter { day, moment in ends[day].map { $0 <= moment } ?? false }
        let covered = CheckWindow.merged(standing.covered + whole.keys.map { DayRange($0, $0) })
        return CheckWindow(
            proved: CheckWindow.subtract(covered, from: proved), assumed: CheckWindow.subtract(covered, from: assumed),
            knownFrom: knownFrom)
    }

    private enum Status: Int {
        case cleared, assumed, proved
    }

    /// The window of a threat over a server's whole history.
    ///
    /// Before the first sighting days are assumed, from the latest of first exploitation, the release of the oldest
    /// affected product and the machine's proved beginning.
    ///
    /// - Parameters:
    ///   - affectedFrom: when the oldest affected product was released.
    ///   - publicFrom: when the first of the threat's CVEs was public.
    static func of(
        _ threat: Threat, _ segments: [Segment], _ history: ServerHistory, _ terms: Terms, affectedFrom: CalendarDay?,
        publicFrom: CalendarDay?
    ) -> CheckWindow {
        guard let since = threat.exploitedSince ?? threat.exploitationKnownFrom,
            let known = threat.exploitationKnownFrom ?? threat.exploitedSince, let first = segments.first
        else { return .none }
        var days: [(range: DayRange, status: Status)] = []
        let firstDay = first.day
        var begins = max(since, affectedFrom ?? since)
        if let beginning = history.beginning { begins = max(begins, terms.zone.day(of: beginning)) }
        if begins < firstDay, couldHaveBeenHit(before: first, threat) {
            days.append((DayRange(begins, firstDay.advanced(by: -1)), .assumed))
        }
        let statuses = segments.map { status(of: $0, threat) }
        var ends: [CalendarDay: Instant] = [:]
        for (i, segment) in segments.enumerated() where statuses[i] != .cleared {
            // The day on which it was patched or closed off is owed too.
            let isCleared = i + 1 < segments.count && statuses[i + 1] == .cleared
            let last =
                segment.to == .forever ? CalendarDay.forever : terms.zone.day(of: segment.to + (isCleared ? 0 : -1))
            if last >= since { days.append((DayRange(max(segment.day, since), last), statuses[i])) }
            // Danger that begins again on the day on which it ended goes on.
            if !ends.isEmpty { ends[segment.day] = nil }
            if isCleared { ends[last] = segment.to }
        }
        let proved = merged(days.filter { $0.status == .proved }.map(\.range))
        let assumed = subtract(proved, from: merged(days.filter { $0.status == .assumed }.map(\.range)))
        var window = CheckWindow(proved: proved, assumed: assumed, knownFrom: max(known, publicFrom ?? known))
        window.ends = ends
        return window
    }

    private static func couldHaveBeenHit(before first: Segment, _ threat: Threat) -> Bool {
        if threat.needs443, first.isEdge { return false }
        return threat.cves.contains { first.verdicts[$0] != .notAffected }
    }

    private static func status(of segment: Segment, _ threat: Threat) -> Status {
        if threat.needs443 {
            if segment.exposure == .notExposed { return .cleared }
            if segment.isEdge, segment.exposure != .exposed { return .cleared }
        }
        var isVulnerable = false
        var isOpen = false
        for cve in threat.cves {
            switch segment.verdicts[cve] {
            case .vulnerable: isVulnerable = true
            case .undetermined: isOpen = true
            case .fixed, .notAffected: break
            }
        }
        // An Edge server that answers on 443 is a conflict: nothing is proved, nothing is cleared.
        let isProved = segment.exposure == .exposed && !(threat.needs443 && segment.isEdge)
        if isVulnerable { return isProved ? .proved : .assumed }
        return isOpen ? .assumed : .cleared
    }

    /// Ranges in order, without overlap, neighbours joined.
    package static func merged(_ ranges: [DayRange]) -> [DayRange] {
        var result: [DayRange] = []
        for range in ranges.sorted(by: { ($0.first, $0.last) < ($1.first, $1.last) }) where range.first <= range.last {
            if let last = result.last, range.first <= last.last.advanced(by: last.last == .forever ? 0 : 1) {
                result[result.count - 1] = DayRange(last.first, max(last.last, range.last))
            } else {
                result.append(range)
            }
        }
        return result
    }

    /// The days that lie in both; both merged.
    static func intersection(_ a: [DayRange], _ b: [DayRange]) -> [DayRange] {
        a.flatMap { one in
            b.compactMap { other in
                let common = DayRange(max(one.first, other.first), min(one.last, other.last))
                return common.first <= common.last ? common : nil
            }
        }
    }

    /// What of `ranges` lies in none of `others`; both merged.
    package static func subtract(_ others: [DayRange], from ranges: [DayRange]) -> [DayRange] {
        var result = ranges
        for other in others {
            result = result.flatMap { range -> [DayRange] in
                guard other.first <= range.last, range.first <= other.last else { return [range] }
                var rest: [DayRange] = []
                if range.first < other.first { rest.append(DayRange(range.first, other.first.advanced(by: -1))) }
                if other.last < range.last { rest.append(DayRange(other.last.advanced(by: 1), range.last)) }
                return rest
            }
        }
        return result
    }
}

extension CalendarDay {
    /// The day of what has not ended: 9999-12-31.
    package static let forever = Instant.forever.utcDay
}
