import Inventory

/// A sign of compromise that names no threat: a feed's `webshell` tag.
package struct CompromiseSign: Hashable, Sendable {
    package let at: Instant
    package let what: String

    package init(at: Instant, what: String) {
        self.at = at
        self.what = what
    }
}

/// A positive proof that a CVE can be used against the server.
package struct ExploitProof: Hashable, Sendable {
    package let at: Instant
    /// The CVE's number in the knowledge.
    package let cve: Int

    package init(at: Instant, cve: Int) {
        self.at = at
        self.cve = cve
    }
}

/// All that is known of one Exchange server through time, without the lines that say it: two servers with the same
/// history get the same assessment, which is computed once.
package struct ServerHistory: Hashable, Sendable {
    package let firstSeen: Instant
    /// When the machine or its Exchange provably came to be (`WhenCreated`, `installed_on`).
    package let beginning: Instant?
    package let builds: Timeline<BuildState>
    package let exposure: Timeline<Exposure>
    package let conditions: Timeline<Conditions>
    package let proofs: [ExploitProof]
    package let signs: [CompromiseSign]

    package init(
        firstSeen: Instant, beginning: Instant? = nil, builds: Timeline<BuildState>, exposure: Timeline<Exposure>,
        conditions: Timeline<Conditions> = Timeline(), proofs: [ExploitProof] = [], signs: [CompromiseSign] = []
    ) {
        self.firstSeen = firstSeen
        self.beginning = beginning
        self.builds = builds
        self.exposure = exposure
        self.conditions = conditions
        self.proofs = proofs
        self.signs = signs
    }
}

/// What a tenant has agreed that bears on dates.
package struct Terms: Hashable, Sendable {
    package let zone: Zone
    /// No clock starts before this day.
    package let start: CalendarDay

    package init(zone: Zone, start: CalendarDay) {
        self.zone = zone
        self.start = start
    }
}
