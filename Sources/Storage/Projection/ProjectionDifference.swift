/// Where two projections of a tenant differ, table by table and row by row.
package struct ProjectionDifference: Sendable {
    /// The rows of one table that are in one projection only, and those of one key whose values differ.
    package struct Table<Row: Hashable & Sendable>: Sendable {
        package var removed: [Row] = []
        package var added: [Row] = []
        package var changed: [(old: Row, new: Row)] = []

        package var count: Int { removed.count + added.count + changed.count }

        /// Both in the order of their keys.
        init<Key: Comparable>(_ old: [Row], _ new: [Row], key: (Row) -> Key) {
            var i = 0
            var j = 0
            while i < old.count || j < new.count {
                if j == new.count || (i < old.count && key(old[i]) < key(new[j])) {
                    removed.append(old[i])
                    i += 1
                } else if i == old.count || key(new[j]) < key(old[i]) {
                    added.append(new[j])
                    j += 1
                } else {
                    if old[i] != new[j] { changed.append((old[i], new[j])) }
                    i += 1
                    j += 1
                }
            }
        }
    }

    package let servers: Table<TenantProjection.ServerRow>
    package let memberships: Table<TenantProjection.Membership>
    package let endpoints: Table<TenantProjection.EndpointRow>
    package let evidence: Table<TenantProjection.EvidenceRow>
    /// The servers that are added, as they are written.
    let newServers: PackedServers

    /// The rows of both in the order of their keys.
    package init(from old: TenantProjection, to new: TenantProjection) {
        servers = Table(old.servers, new.servers) { $0.asset }
        memberships = Table(old.memberships, new.memberships) { $0.subject }
        endpoints = Table(old.endpoints, new.endpoints) { $0.endpoint }
        evidence = Table(old.evidence, new.evidence) { $0.key }
        newServers = PackedServers(servers.added)
    }

    /// How many rows differ.
    package var count: Int { servers.count + memberships.count + endpoints.count + evidence.count }
}
