import Inventory

/// Keeps a follow-up's due date: the earliest of all its decisions' dates. A tighter decision moves it earlier, a later
/// loosening does not move it; but what was only assumed is decided again once it is observed.
struct DueClock {
    struct Entry {
        /// The local day on which the decision's clock starts.
        let day: CalendarDay
        var cves: [Int]
        /// Those of `cves` whose verdict was not known.
        var uncertain: Set<Int>
        /// Whether the server was decided as exposed without having been seen so.
        var isExposureAssumed: Bool
        var outcome: Outcome
    }

    private var entries: [Entry] = []

    /// The earliest due day; nil where no decision set one.
    private(set) var earliest: CalendarDay?

    /// Adds a decision, and decides earlier ones again where an assumption of theirs has been settled.
    /// - Parameters:
    ///   - exposure: whether the server is seen exposed; nil where that is not known now.
    ///   - settled: whether a CVE is vulnerable; nil where that is not known now.
    ///   - redecide: the outcome for CVEs, exposure and day.
    mutating func add(
        _ entry: Entry, exposure: Bool?, settled: (Int) -> Bool?,
        redecide: ([Int], Bool, CalendarDay) -> Outcome
    ) {
        var isCorrected = false
        for i in entries.indices {
            var old = entries[i]
            var changed = false
            for cve in old.uncertain {
                guard let isVulnerable = settled(cve) else { continue }
                old.uncertain.remove(cve)
                if !isVulnerable {
                    old.cves.removeAll { $0 == cve }
                    changed = true
                }
            }
            var exposed = true
            if old.isExposureAssumed, let exposure {
                old.isExposureAssumed = false
                exposed = exposure
                changed = changed || !exposure
            }
            if changed {
                old.outcome = old.cves.isEmpty ? .nextUpgrade : redecide(old.cves, exposed, old.day)
                isCorrected = true
            }
            entries[i] = old
        }
        if let last = entries.last, last.outcome <= entry.outcome, !entry.isExposureAssumed, entry.uncertain.isEmpty,
            !last.isExposureAssumed, last.uncertain.isEmpty
        {
            // A looser decision that rests on no assumption can never be the earliest.
        } else {
            entries.append(entry)
        }
        if isCorrected {
            earliest = entries.compactMap(DueClock.due).min()
        } else if let due = DueClock.due(entry) {
            earliest = min(earliest ?? due, due)
        }
    }

    private static func due(_ entry: Entry) -> CalendarDay? {
        entry.outcome.days.map { entry.day.advanced(by: $0) }
    }
}
