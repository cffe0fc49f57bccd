import Inventory

/// Where two projections of a tenant differ, table by table and row by row.
package struct ProjectionDifference: Sendable {
    /// The rows of one table that are in one projection only, and those of one key whose values differ.
    package struct Table<Row: Hashable & Sendable>: Sendable {
        package var removed: [Row] = []
        package var added: [Row] = []
        package var changed: [(old: Row, new: Row)] = []

        package var count: Int { removed.count + added.count + changed.count }

        init<Key: Hashable>(_ old: [Row], _ new: [Row], key: (Row) -> Key) {
            if old == new { return }
            if old.isEmpty {
                added = new
                return
            }
            var before = Dictionary(old.map { (key($0), $0) }, uniquingKeysWith: { first, _ in first })
            for row in new {
                if let other = before.removeValue(forKey: key(row)) {
                    if other != row { changed.append((other, row)) }
                } else {
                    added.append(row)
                }
            }
            let left = Set(before.values)
            removed = old.filter(left.contains)
        }
    }

    package let servers: Table<TenantProjection.ServerRow>
    package let memberships: Table<TenantProjection.Membership>
    package let intervals: Table<TenantProjection.IntervalRow>
    package let followUps: Table<TenantProjection.FollowUpRow>
    package let steps: Table<TenantProjection.StepRow>

    package init(from old: TenantProjection, to new: TenantProjection) {
        servers = Table(old.servers, new.servers) { $0.asset }
        memberships = Table(old.memberships, new.memberships) { $0.subject }
        intervals = Table(old.intervals, new.intervals) { IntervalKey(asset: $0.asset, fact: $0.fact, from: $0.from) }
        followUps = Table(old.followUps, new.followUps) {
            StepKey(asset: $0.asset, threat: $0.threat, episode: $0.episode, from: nil)
        }
        steps = Table(old.steps, new.steps) {
            StepKey(asset: $0.asset, threat: $0.threat, episode: $0.episode, from: $0.from)
        }
    }

    /// How many rows differ.
    package var count: Int { servers.count + memberships.count + intervals.count + followUps.count + steps.count }

    private struct IntervalKey: Hashable {
        let asset: Int
        let fact: String
        let from: Instant
    }

    private struct StepKey: Hashable {
        let asset: Int
        let threat: String
        let episode: Int
        let from: Instant?
    }
}
