import Inventory

/// What is computed from a tenant's log and kept, so that reading is fast. It may be dropped and computed anew at any
/// time: a pure function of log and knowledge, without a clock.
package struct TenantProjection: Hashable, Sendable {
    package var servers: [ServerRow]
    /// Which asset a subject belongs to, where that is not the asset of its own number.
    package var memberships: [Membership]
    package var endpoints: [EndpointRow]

    package static let empty = TenantProjection()

    package init(servers: [ServerRow] = [], memberships: [Membership] = [], endpoints: [EndpointRow] = []) {
        self.servers = servers
        self.memberships = memberships
        self.endpoints = endpoints
    }

    /// `subject` belongs to the asset whose number is `asset`: the smallest number of its subjects.
    package struct Membership: Hashable, Sendable {
        package let subject: Int
        package let asset: Int

        package init(subject: Int, asset: Int) {
            self.subject = subject
            self.asset = asset
        }
    }

    /// An asset with Exchange evidence. Key: asset.
    package struct ServerRow: Hashable, Sendable {
        package let asset: Int
        /// The FQDN, else the short name, else the address.
        package var name: String
        /// `server`, `edge`, or what it is that is no server: `management_tools`; or
        /// `departed`.
        package var kind: String
        package var firstSeen: Instant
        package var lastSeen: Instant
        /// The newest evidence about it, of whatever kind: the row answers for what is not before it.
        package var answersFrom: Instant
        /// The addresses that publish it at that time, sorted, joined by a blank.
        package var published: String
        package var situation: Situation
        /// The server's own instants, ascending: what `@0`, `@1` … in its situation stand for.
        package var moments: [Instant]

        package init(
            asset: Int, name: String, kind: String, firstSeen: Instant, lastSeen: Instant, answersFrom: Instant,
            published: String, situation: Situation, moments: [Instant]
        ) {
            self.asset = asset
            self.name = name
            self.kind = kind
            self.firstSeen = firstSeen
            self.lastSeen = lastSeen
            self.answersFrom = answersFrom
            self.published = published
            self.situation = situation
            self.moments = moments
        }

        /// Whether it runs Exchange and is judged; what only has to do with Exchange is listed apart.
        package var isServer: Bool { kind == "server" || kind == "edge" }
        /// The kind of what became part of another machine by hand: only its closed follow-ups are left.
        package static let departed = "departed"
    }

    /// `ADDRESS:PORT` that answered from the internet when it was last looked at, and belongs to no known machine.
    /// Key: endpoint.
    package struct EndpointRow: Hashable, Sendable {
        package let endpoint: String
        /// When it was last seen open.
        package let openAt: Instant

        /// Without the port.
        package var address: String { String(endpoint[..<(endpoint.lastIndex(of: ":") ?? endpoint.endIndex)]) }

        package init(endpoint: String, openAt: Instant) {
            self.endpoint = endpoint
            self.openAt = openAt
        }
    }
}
