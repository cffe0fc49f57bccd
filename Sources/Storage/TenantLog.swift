import Inventory

/// A tenant as the roll knows it: what was agreed with it and what belongs to it.
package struct Tenant: Hashable, Sendable {
    /// Into which tenant one was merged, and when.
    package struct Merged: Hashable, Sendable {
        package let into: Int
        package let at: Instant

        package init(into: Int, at: Instant) {
            self.into = into
            self.at = at
        }
    }

    /// The number that leads every key of the tenant's data; 0 is nobody: what waits unattributed.
    package var id: Int
    package var slug: String
    package var name: String
    package var zone: Zone
    package var language: String
    package var mode: ResponseMode
    package var impact: MissionImpact
    /// The day from which the team answers for the tenant: no clock starts before it.
    package var start: CalendarDay
    package var archivedOn: CalendarDay?
    /// The tenant it belongs to, as a part of a group; nil where it stands alone.
    package var parentID: Int?
    /// The tenant that it became part of; nil while it is one of its own.
    package var merged: Merged?
    /// Days after which a scan no longer speaks for today; nil for the program's default.
    package var staleDays: Int?

    package init(
        id: Int, slug: String, name: String, zone: Zone = .utc, language: String = "en", mode: ResponseMode = .notify,
        impact: MissionImpact = .medium, start: CalendarDay, archivedOn: CalendarDay? = nil, staleDays: Int? = nil,
        parentID: Int? = nil, merged: Merged? = nil
    ) {
        self.id = id
        self.slug = slug
        self.name = name
        self.zone = zone
        self.language = language
        self.mode = mode
        self.impact = impact
        self.start = start
        self.archivedOn = archivedOn
        self.staleDays = staleDays
        self.parentID = parentID
        self.merged = merged
    }
}

/// An import as far as the facts computed from it need it.
package struct LoggedImport: Hashable, Sendable {
    package let id: Int
    package let kind: ImportKind
    package let format: String
    /// The stream it belongs to, within the tenant: absence and "newest" are judged per source.
    package let source: String
    package let vantage: Vantage
    package let takenAt: Instant
    /// Whether the file claims to list everything of its source.
    package let isFull: Bool
    /// Whether the scanner is let through where it looks: then what it sees proves nothing about the internet.
    package let isAllowListed: Bool
    /// Ranges that were looked at beside what is listed.
    package let targets: [Network]

    package init(
        id: Int, kind: ImportKind, format: String, source: String, vantage: Vantage, takenAt: Instant,
        isFull: Bool = false, isAllowListed: Bool = false, targets: [Network] = []
    ) {
        self.id = id
        self.kind = kind
        self.format = format
        self.source = source
        self.vantage = vantage
        self.takenAt = takenAt
        self.isFull = isFull
        self.isAllowListed = isAllowListed
        self.targets = targets
    }
}

/// The identity that rows carry, and every state it was ever seen in.
package struct Subject: Hashable, Sendable {
    package let number: Int
    package let identity: FactList
    /// Indexed by the state's number.
    package let states: [FactList]

    package init(number: Int, identity: FactList, states: [FactList]) {
        self.number = number
        self.identity = identity
        self.states = states
    }
}

/// An import saw a subject on a line, at a time, in a state.
package struct Sighting: Hashable, Sendable {
    package let importID: Int
    package let line: Int
    package let subject: Int
    package let state: Int
    /// The row's own time, else the import's `taken_at`.
    package let seenAt: Instant

    package init(importID: Int, line: Int, subject: Int, state: Int, seenAt: Instant) {
        self.importID = importID
        self.line = line
        self.subject = subject
        self.state = state
        self.seenAt = seenAt
    }
}

/// Something a person did or said: `asset set`, `tenant edit --fact`, `asset retire`.
package struct Act: Hashable, Sendable {
    package let number: Int
    /// When it holds from (`--seen-at`).
    package let at: Instant
    package let by: String
    /// The kind of act: `asset.set`, `asset.merge`, `asset.split`, `tenant.fact`, `act.undo`.
    package let what: String
    /// The subject it is about; nil for the tenant as a whole.
    package let subject: Int?
    /// What was set, canonical: `NAME=VALUE` facts, one a line.
    package let body: String

    package init(number: Int, at: Instant, by: String, what: String, subject: Int?, body: String) {
        self.number = number
        self.at = at
        self.by = by
        self.what = what
        self.subject = subject
        self.body = body
    }
}

/// Everything that was ever said about one tenant, what was taken back left out: the truth that all else is computed from.
package struct TenantLog: Sendable {
    package var tenant: Tenant
    package var imports: [Int: LoggedImport]
    /// In the order of their numbers; a subject's number need not be its index.
    package var subjects: [Subject]
    /// In no particular order.
    package var sightings: [Sighting]
    package var acts: [Act]

    package init(
        tenant: Tenant, imports: [Int: LoggedImport], subjects: [Subject], sightings: [Sighting], acts: [Act]
    ) {
        self.tenant = tenant
        self.imports = imports
        self.subjects = subjects
        self.sightings = sightings
        self.acts = acts
    }
}
