import Inventory
import Knowledge

/// An interval of builds, cut where a cumulative update begins.
struct Stretch {
    private struct Part {
        let yardstick: Yardstick
        let lower: Int64
        let upper: Int64
    }

    private let parts: [Part]
    private let day: CalendarDay?
    /// The keys of the lowest and the highest build.
    private let start: Int64
    private let end: Int64
    /// What judgements on the interval refer to.
    let yardstick: Yardstick

    /// `yardsticks` in their order, the first being that of the interval's lower end.
    init(_ evidence: BuildEvidence, _ yardsticks: [Yardstick], _ day: CalendarDay?) {
        self.day = day
        yardstick = yardsticks.count == 1 ? yardsticks[0] : Yardstick(spanning: yardsticks[0])
        parts = yardsticks.enumerated().map { index, yardstick in
            let upper = index + 1 < yardsticks.count ? yardsticks[index + 1].begin.key - 1 : evidence.upper.key
            let lower = index == 0 ? evidence.lower.key : yardstick.begin.key
            // No build has the number of a cumulative update and is older than its first: there the part begins.
            let first = yardstick.base.map { $0.key <= upper ? max(lower, $0.key) : lower } ?? lower
            return Part(yardstick: yardstick, lower: first, upper: upper)
        }
        start = parts[0].lower
        end = evidence.upper.key
    }

    /// The lowest build fixed means all of a part, the highest open means all.
    func verdict(_ cve: Int) -> (Verdict, Judgement.Cause) {
        let first = yardstick.verdict(start, cve, on: day)
        if parts.count == 1 {
            return yardstick.verdict(end, cve, on: day).0 == first.0 ? first : (.undetermined(.build), .buildsDiffer)
        }
        var isOne = true
        var areSafe = true
        func take(_ verdict: Verdict) {
            isOne = isOne && verdict == first.0
            areSafe = areSafe && (verdict == .fixed || verdict == .notAffected)
        }
        for part in parts {
            take(part.yardstick.verdict(part.lower, cve, on: day).0)
            take(part.yardstick.verdict(part.upper, cve, on: day).0)
        }
        return isOne ? first : areSafe ? (.fixed, .shipsFix) : (.undetermined(.build), .buildsDiffer)
    }
}
