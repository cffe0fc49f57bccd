import Inventory
import Knowledge

/// Where a build stands in the line of updates on a day, and what to install.
package struct PatchStanding: Hashable, Sendable {
    package let level: PatchLevel
    /// The updates it lacks, oldest first; of updates for several cumulative updates the one for the newest.
    package let missed: [KnownBuild]
    /// Since when it lacks one.
    package let behindSince: CalendarDay?
    /// The last day of support, once it is over.
    package let unsupportedSince: CalendarDay?
    /// The newest build of its cumulative update.
    package let latestOfCU: KnownBuild?
    /// What to install; nil where nothing newer helps, or nothing is known of the build.
    package let target: KnownBuild?

    static let unknown = PatchStanding(
        level: .unknown, missed: [], behindSince: nil, unsupportedSince: nil, latestOfCU: nil, target: nil)
}
