import Inventory

/// What is computed from a tenant's log and kept, so that reading is fast. It may be dropped and computed anew at any
/// time: a pure function of log and knowledge, without a clock.
package struct TenantProjection: Hashable, Sendable {
    package var servers: [ServerRow]
    /// Which asset a subject belongs to, where that is not the asset of its own number.
    package var memberships: [Membership]
    package var intervals: [IntervalRow]
    package var followUps: [FollowUpRow]
    package var steps: [StepRow]

    package static let empty = TenantProjection()

    package init(
        servers: [ServerRow] = [], memberships: [Membership] = [], intervals: [IntervalRow] = [],
        followUps: [FollowUpRow] = [], steps: [StepRow] = []
    ) {
        self.servers = servers
        self.memberships = memberships
        self.intervals = intervals
        self.followUps = followUps
        self.steps = steps
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
        package let name: String
        /// `server`, `edge`, or what it is that is no server: `management_tools`, `exchange_online`, `client`.
        package let kind: String
        package let firstSeen: Instant
        package let lastSeen: Instant

        package init(asset: Int, name: String, kind: String, firstSeen: Instant, lastSeen: Instant) {
            self.asset = asset
            self.name = name
            self.kind = kind
            self.firstSeen = firstSeen
            self.lastSeen = lastSeen
        }
    }

    /// A fact of an asset that holds from `from` up to, not including, `to`. Key: asset, fact, from.
    package struct IntervalRow: Hashable, Sendable {
        package let asset: Int
        /// `presence`, `build`, `exposure`, `role`, `published`, `condition:NAME` …
        package let fact: String
        package let from: Instant
        package let to: Instant
        package let value: String
        /// The newest import that says it; 0 where nobody does (a scan grown old).
        package let importID: Int
        /// The physical line in that import's file.
        package let line: Int
        /// When that line saw it.
        package let seenAt: Instant

        package init(
            asset: Int, fact: String, from: Instant, to: Instant, value: String, importID: Int, line: Int,
            seenAt: Instant
        ) {
            self.asset = asset
            self.fact = fact
            self.from = from
            self.to = to
            self.value = value
            self.importID = importID
            self.line = line
            self.seenAt = seenAt
        }
    }

    /// The work item of an asset and a threat. Key: asset, threat, episode.
    package struct FollowUpRow: Hashable, Sendable {
        package let asset: Int
        /// The threat's name; `collect` for the server's one item of what to collect.
        package let threat: String
        /// Counts from 1; a second one only where `Unpatched` opens with new CVEs after it closed.
        package let episode: Int
        package let openedAt: Instant

        package init(asset: Int, threat: String, episode: Int, openedAt: Instant) {
            self.asset = asset
            self.threat = threat
            self.episode = episode
            self.openedAt = openedAt
        }
    }

    /// What holds of a follow-up from `from` up to, not including, `to`; kept from the newest evidence or entry of the
    /// knowledge on, into the future (a scan grows old on a known day). Key: asset, threat, episode, from.
    package struct StepRow: Hashable, Sendable {
        package let asset: Int
        package let threat: String
        package let episode: Int
        package let from: Instant
        package let to: Instant
        package let isOpen: Bool
        /// What opened, changed or closed it here: `disclosed`, `patched` …
        package let cause: String
        /// A policy's outcome, `collect`, or empty where closed.
        package let decision: String
        package let dueOn: CalendarDay?
        /// The open CVEs, sorted, joined by `;`. Stored once however many steps share it.
        package let cves: String
        /// Everything else a reader shows of the step, canonical text as Assessment writes and reads it.
        package let detail: String

        package init(
            asset: Int, threat: String, episode: Int, from: Instant, to: Instant, isOpen: Bool, cause: String,
            decision: String, dueOn: CalendarDay?, cves: String, detail: String
        ) {
            self.asset = asset
            self.threat = threat
            self.episode = episode
            self.from = from
            self.to = to
            self.isOpen = isOpen
            self.cause = cause
            self.decision = decision
            self.dueOn = dueOn
            self.cves = cves
            self.detail = detail
        }
    }
}
