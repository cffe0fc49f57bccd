import Inventory

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
    /// Per threat that was checked, in the order of the knowledge.
    package let checks: [ThreatChecks]
    /// Whether a person has taken it off the roll and nothing has been seen of it since.
    package let retired: Timeline<Bool>
    /// What people set on its follow-ups, in order of time.
    package let work: [WorkAct]

    package init(
        firstSeen: Instant, beginning: Instant? = nil, builds: Timeline<BuildState>, exposure: Timeline<Exposure>,
        conditions: Timeline<Conditions> = Timeline(), proofs: [ExploitProof] = [], signs: [CompromiseSign] = [],
        checks: [ThreatChecks] = [], retired: Timeline<Bool> = Timeline(), work: [WorkAct] = []
    ) {
        self.firstSeen = firstSeen
        self.beginning = beginning
        self.builds = builds
        self.exposure = exposure
        self.conditions = conditions
        self.proofs = proofs
        self.signs = signs
        self.checks = checks
        self.retired = retired
        self.work = work
    }

    /// Every instant at which something changes.
    var instants: Set<Instant> {
        var all: Set<Instant> = [firstSeen]
        all.formUnion(builds.changes)
        all.formUnion(exposure.changes)
        all.formUnion(conditions.changes)
        all.formUnion(proofs.map(\.at))
        all.formUnion(signs.flatMap(\.changes))
        for span in checks.flatMap(\.standings.spans) {
            all.insert(span.from)
            all.formUnion(span.value.begun.values)
        }
        all.formUnion(retired.changes)
        return all
    }
}

/// What a tenant has agreed that bears on dates and decisions.
package struct Terms: Hashable, Sendable {
    package let zone: Zone
    /// No clock starts before this day.
    package let start: CalendarDay
    /// What the mission loses, where the policy asks for it.
    package let impact: MissionImpact?

    package init(zone: Zone, start: CalendarDay, impact: MissionImpact? = nil) {
        self.zone = zone
        self.start = start
        self.impact = impact
    }
}
