import Inventory

/// What is computed from a tenant's log and kept, so that reading is fast. It may be dropped and computed anew at any
/// time: a pure function of log and knowledge, without a clock.
package struct TenantProjection: Hashable, Sendable {
    package var servers: [ServerRow]
    /// Which asset a subject belongs to, where that is not the asset of its own number.
    package var memberships: [Membership]
    package var endpoints: [EndpointRow]
    package var evidence: [EvidenceRow]

    package static let empty = TenantProjection()

    package init(
        servers: [ServerRow] = [], memberships: [Membership] = [], endpoints: [EndpointRow] = [],
        evidence: [EvidenceRow] = []
    ) {
        self.servers = servers
        self.memberships = memberships
        self.endpoints = endpoints
        self.evidence = evidence
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

    /// Something found on an asset, Exchange server or not, that speaks of a compromise. Key: asset, trace, occurredAt.
    package struct EvidenceRow: Hashable, Sendable {
        package struct Key: Hashable, Comparable, Sendable {
            package let asset: Int
            /// `KIND TEXT`.
            package let trace: String
            /// When it happened; nil where nobody says.
            package let occurredAt: Instant?

            package init(asset: Int, trace: String, occurredAt: Instant?) {
                self.asset = asset
                self.trace = trace
                self.occurredAt = occurredAt
            }

            package static func < (a: Key, b: Key) -> Bool {
                (a.asset, a.trace, a.occurredAt ?? .distantPast) < (b.asset, b.trace, b.occurredAt ?? .distantPast)
            }
        }

        package let key: Key
        /// What the asset is called.
        package var name: String
        /// The smallest of the subjects that tell of it: what an analyst says of it is said of that one.
        package var subject: Int
        /// `PLAYBOOK vN INDICATOR` of each indicator that it matches, joined by `;`.
        package var indicators: String
        /// The threats that it speaks of, joined by `;`; empty where it names none.
        package var threats: String
        /// `found`, `confirmed`, `contained`, `dismissed`, `neutralised`: what was said of it last.
        package var state: String
        package var firstSeen: Instant
        package var lastSeen: Instant
        package var confirmedAt: Instant?
        package var containedAt: Instant?
        /// When it was dismissed or neutralised; nil while it is open.
        package var endedAt: Instant?

        package init(
            key: Key, name: String, subject: Int, indicators: String, threats: String, state: String,
            firstSeen: Instant, lastSeen: Instant, confirmedAt: Instant?, containedAt: Instant?, endedAt: Instant?
        ) {
            self.key = key
            self.name = name
            self.subject = subject
            self.indicators = indicators
            self.threats = threats
            self.state = state
            self.firstSeen = firstSeen
            self.lastSeen = lastSeen
            self.confirmedAt = confirmedAt
            self.containedAt = containedAt
            self.endedAt = endedAt
        }
    }
}
