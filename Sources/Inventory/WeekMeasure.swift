/// What is counted of a tenant at the end of a week, or over it. Kept once the week is frozen.
///
/// Raw values are column names of the store and words of `report trend`. No value is not known, never 0.
package enum WeekMeasure: String, CaseIterable, Sendable {
    case openAtStart = "open_at_start"
    case new
    case reopened
    case closed
    case open = "open_followups"
    case overdue
    case checksOwed = "checks_owed"
    case evidence = "with_evidence"
    case snoozed
    case accepted
    case toCollect = "to_collect"
    case knownExploited = "known_exploited"
    case ransomware
    case forensics = "due_3_days_and_forensics"
    case threeDays = "due_3_days"
    case fourteenDays = "due_14_days"
    case sixtyDays = "due_60_days"
    case nextUpgrade = "due_next_upgrade"
    case servers
    case listed = "assets_listed"
    case exposedAtStart = "exposed_at_start"
    case newlyExposed = "newly_exposed"
    case noLongerExposed = "no_longer_exposed"
    case exposed
    case notExposed = "not_exposed"
    case exposureUnknown = "exposure_unknown"
    case exposureStale = "exposure_stale"
    case vulnerable
    case undetermined
    case exposedVulnerable = "exposed_and_vulnerable"
    case exposureDays = "exposure_days"
    case current
    case behind
    case unsupported
    case patchUnknown = "patch_level_unknown"
    case ageMedian = "open_days_median"
    case ageP90 = "open_days_p90"
    case age7 = "open_to_7_days"
    case age30 = "open_8_to_30_days"
    case age90 = "open_31_to_90_days"
    case ageOver = "open_over_90_days"
    case patched = "patched_12_weeks"
    case patchMedian = "days_to_patch_median"
    case reopenRate = "reopen_rate_permille"
    case buildCoverage = "build_coverage_permille"
    case exposureCoverage = "exposure_coverage_permille"
    case overdueRate = "overdue_permille"
    case late = "late_imports"

    /// What its value counts.
    package var unit: String {
        switch self {
        case .openAtStart, .new, .reopened, .closed, .open, .overdue, .checksOwed, .snoozed, .accepted, .knownExploited,
            .ransomware, .forensics, .threeDays, .fourteenDays, .sixtyDays, .nextUpgrade, .age7, .age30, .age90,
            .ageOver, .patched:
            "follow-ups"
        case .evidence, .toCollect, .servers, .exposedAtStart, .newlyExposed, .noLongerExposed, .exposed, .notExposed,
            .exposureUnknown, .exposureStale, .vulnerable, .undetermined, .exposedVulnerable, .current, .behind,
            .unsupported, .patchUnknown:
            "servers"
        case .listed: "assets"
        case .exposureDays: "server-days"
        case .ageMedian, .ageP90, .patchMedian: "days"
        case .reopenRate, .buildCoverage, .exposureCoverage, .overdueRate: "per thousand"
        case .late: "imports"
        }
    }

    /// What counts servers of which nobody knows whether they belong to this one too.
    package var mayBeMoreBy: [WeekMeasure] {
        switch self {
        case .exposed, .exposedVulnerable, .exposureDays, .newlyExposed, .noLongerExposed, .exposedAtStart:
            [.exposureUnknown, .exposureStale]
        case .vulnerable: [.undetermined]
        case .current, .behind: [.patchUnknown]
        default: []
        }
    }

    /// How it is called on a page.
    package var title: String {
        switch self {
        case .openAtStart: "open at start"
        case .new: "new"
        case .reopened: "reopened"
        case .closed: "closed"
        case .open: "open follow-ups"
        case .overdue: "overdue"
        case .checksOwed: "checks owed"
        case .evidence: "with evidence of compromise"
        case .snoozed: "snoozed"
        case .accepted: "accepted"
        case .toCollect: "only to collect from"
        case .knownExploited: "known exploited"
        case .ransomware: "used by ransomware"
        case .forensics: "3_days_and_forensics"
        case .threeDays: "3_days"
        case .fourteenDays: "14_days"
        case .sixtyDays: "60_days"
        case .nextUpgrade: "next_upgrade"
        case .servers: "Exchange servers"
        case .listed: "assets in the inventory"
        case .exposedAtStart: "exposed at start"
        case .newlyExposed: "newly exposed"
        case .noLongerExposed: "no longer exposed"
        case .exposed: "exposed"
        case .notExposed: "not exposed"
        case .exposureUnknown: "exposure unknown"
        case .exposureStale: "exposure stale"
        case .vulnerable: "vulnerable"
        case .undetermined: "undetermined"
        case .exposedVulnerable: "exposed and vulnerable"
        case .exposureDays: "exposure-days"
        case .current: "current"
        case .behind: "behind"
        case .unsupported: "unsupported"
        case .patchUnknown: "patch level unknown"
        case .ageMedian: "median age of what is open"
        case .ageP90: "90th percentile age"
        case .age7: "open to 7 days"
        case .age30: "open 8 to 30 days"
        case .age90: "open 31 to 90 days"
        case .ageOver: "open over 90 days"
        case .patched: "patched in 12 weeks"
        case .patchMedian: "median days to patch"
        case .reopenRate: "reopen rate"
        case .buildCoverage: "builds seen in 30 days"
        case .exposureCoverage: "exposure looked at"
        case .overdueRate: "share overdue"
        case .late: "late imports"
        }
    }

    /// How it is computed, in one sentence.
    package var formula: String {
        switch self {
        case .openAtStart: "the open follow-ups of the frozen end of the week before"
        case .new: "follow-ups that were never open at the end of a week and are at the end of this one"
        case .reopened: "follow-ups that were open at the end of an earlier week, not of the last, and are again"
        case .closed: "follow-ups that were open at start and are not at the end"
        case .open:
            "open at start + new + reopened − closed; snoozed ones count, accepted ones do not, nor what is only to collect"
        case .overdue: "open follow-ups whose due day lies before the week's last day"
        case .checksOwed: "follow-ups, accepted ones too, with days of check that sightings prove to be owed"
        case .evidence: "servers on which something was found that speaks of a compromise and nobody has ended"
        case .snoozed: "open follow-ups that rest until a day"
        case .accepted: "follow-ups whose risk somebody accepts; they are not open"
        case .toCollect: "servers without an open follow-up from which something is to be collected"
        case .knownExploited: "open follow-ups of CVEs whose exploitation was known by then"
        case .ransomware: "open follow-ups with a CVE that known ransomware uses"
        case .forensics, .threeDays, .fourteenDays, .sixtyDays, .nextUpgrade:
            "open follow-ups with the decision \(title)"
        case .servers: "machines that run Exchange, retired ones left out"
        case .listed: "identities that inventories taken in the week list; not known where none was taken"
        case .exposedAtStart: "exposed servers of the frozen end of the week before"
        case .newlyExposed: "servers that are exposed at the end and were not at start"
        case .noLongerExposed: "servers that were exposed at start and are not at the end"
        case .exposed: "exposed at start + newly exposed − no longer exposed: 443 seen open from the internet"
        case .notExposed: "servers whose every known public address was looked at and does not answer"
        case .exposureUnknown: "servers of which nobody looked whether 443 is open"
        case .exposureStale: "servers whose newest look is older than the tenant's age"
        case .vulnerable: "servers with an open CVE that their build proves"
        case .undetermined: "servers whose CVEs are open only because the build is not exact"
        case .exposedVulnerable: "servers that are both; not known where no server's exposure is known"
        case .exposureDays:
            "sum over the week's days of the servers that were exposed and vulnerable at the end of the day"
        case .current, .behind, .unsupported, .patchUnknown: "servers with the patch level \(title)"
        case .ageMedian: "the age that half of the open follow-ups have reached; the lower of two in the middle"
        case .ageP90: "the smallest age that nine of ten open follow-ups do not exceed"
        case .age7, .age30, .age90, .ageOver: "open follow-ups by the days since they were first opened"
        case .patched: "follow-ups closed as patched in the last 12 frozen weeks, this one included"
        case .patchMedian: "the median of their days from first opened to closed; not known where there is none"
        case .reopenRate: "reopened for each thousand closed, over 12 weeks; not known where none was closed"
        case .buildCoverage: "servers whose build was seen in the last 30 days, of each thousand"
        case .exposureCoverage: "servers whose exposure is exposed or not_exposed, of each thousand"
        case .overdueRate: "overdue of each thousand open; not known where none is open"
        case .late: "imports of times before this week that came in after the week before was frozen"
        }
    }
}

/// The measures of one week.
package struct WeekValues: Hashable, Sendable {
    private var values: [Int?]

    package init() { values = Array(repeating: nil, count: WeekMeasure.allCases.count) }

    package subscript(measure: WeekMeasure) -> Int? {
        get { values[measure.place] }
        set { values[measure.place] = newValue }
    }

    /// How well a measure is known: `partly` counts what is known while something is not, so that it may be more.
    package func known(_ measure: WeekMeasure) -> Certainty {
        guard self[measure] != nil else { return .no }
        return measure.mayBeMoreBy.contains { self[$0] ?? 0 > 0 } ? .partly : .yes
    }

    package enum Certainty: String, Sendable { case yes, partly, no }

    /// Whether both flows add up; those of weeks of which nothing is known do.
    package var addUp: Bool {
        adds(.openAtStart, [.new, .reopened], .closed, .open)
            && adds(.exposedAtStart, [.newlyExposed], .noLongerExposed, .exposed)
    }

    private func adds(_ start: WeekMeasure, _ more: [WeekMeasure], _ less: WeekMeasure, _ end: WeekMeasure) -> Bool {
        guard let end = self[end] else { return true }
        let sum = more.reduce(self[start] ?? 0) { $0 + (self[$1] ?? 0) } - (self[less] ?? 0)
        return sum == end
    }

    /// Several tenants together: what is known of each is added up. Medians and rates do not add.
    package static func sum(_ all: some Sequence<WeekValues>) -> WeekValues {
        var sum = WeekValues()
        for values in all {
            for measure in WeekMeasure.allCases where measure.adds {
                if let value = values[measure] { sum[measure] = (sum[measure] ?? 0) + value }
            }
        }
        if let open = sum[.open], open > 0 { sum[.overdueRate] = (sum[.overdue] ?? 0) * 1000 / open }
        return sum
    }
}

extension WeekMeasure {
    fileprivate var place: Int { WeekMeasure.places[self]! }
    private static let places = Dictionary(uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })

    /// Whether the values of several tenants add up.
    package var adds: Bool { unit != "days" && unit != "per thousand" }
}
