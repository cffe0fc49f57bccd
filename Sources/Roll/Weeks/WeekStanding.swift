import Inventory
import Storage

/// What frozen weeks leave: the sum of their changes.
package struct WeekStanding: Hashable, Sendable {
    /// Follow-ups that were open at the end, by what they are, with the name of their server.
    package private(set) var open: [WeekChange.Key: String] = [:]
    /// Follow-ups that were open at the end of any week.
    package private(set) var everOpen: Set<WeekChange.Key> = []
    /// Servers that were exposed at the end.
    package private(set) var exposed: [WeekChange.Key: String] = [:]

    package init() {}

    package mutating func take(_ changes: some Sequence<WeekChange>) {
        for change in changes {
            if change.flow.isOfFollowUps {
                open[change.key] = change.flow.adds ? change.asset : nil
                if change.flow.adds { everOpen.insert(change.key) }
            } else {
                exposed[change.key] = change.flow.adds ? change.asset : nil
            }
        }
    }
}
