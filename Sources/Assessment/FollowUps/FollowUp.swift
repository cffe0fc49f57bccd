import Inventory
import Knowledge

/// What a list shows of a server beside its follow-ups, as of a day.
package struct ServerReading: Hashable, Sendable {
    package let tenant: String
    package let mode: ResponseMode
    package let impact: MissionImpact
    package let asset: Int
    package let name: String
    package let build: BuildState?
    /// When the build was last seen.
    package let buildSeenAt: Instant?
    package let exposure: Exposure
    package let exposedSince: CalendarDay?
    /// When a scan last spoke about the exposure.
    package let exposureSeenAt: Instant?
    package let conditions: Conditions
    package let isEdge: Bool
    package let firstSeen: Instant
    package let lastSeen: Instant
    /// The addresses that publish it.
    package let addresses: [String]
    /// Endpoints of the tenant that answer on 443 and belong to no known server: one of them may be this one.
    package let unlinked: [String]
    /// Since when it is no more, by a person's word; nil where nobody says so, or it was seen again.
    package let retiredOn: CalendarDay?

    package init(
        tenant: String, mode: ResponseMode, impact: MissionImpact, asset: Int, name: String, build: BuildState?,
        buildSeenAt: Instant?, exposure: Exposure, exposedSince: CalendarDay?, exposureSeenAt: Instant?,
        conditions: Conditions, isEdge: Bool, firstSeen: Instant, lastSeen: Instant, addresses: [String],
        unlinked: [String], retiredOn: CalendarDay? = nil
    ) {
        self.tenant = tenant
        self.mode = mode
        self.impact = impact
        self.asset = asset
        self.name = name
        self.build = build
        self.buildSeenAt = buildSeenAt
        self.exposure = exposure
        self.exposedSince = exposedSince
        self.exposureSeenAt = exposureSeenAt
        self.conditions = conditions
        self.isEdge = isEdge
        self.firstSeen = firstSeen
        self.lastSeen = lastSeen
        self.addresses = addresses
        self.unlinked = unlinked
        self.retiredOn = retiredOn
    }
}

/// A follow-up as of a day: the work item that a person reads.
package struct FollowUp: Sendable {
    /// `F-…`; nil where it was never given one (a day before the newest evidence, read from the log).
    package let id: String?
    package let server: ServerReading
    package let threat: String
    package let step: FollowUpStep
    package let openedOn: CalendarDay
    package let asOf: CalendarDay
    package let standing: PatchStanding
    /// What is owed as of the day.
    package let owed: CheckWindow
    /// Known ransomware use of an open CVE, known on that day.
    package let hasRansomware: Bool
    let assessor: Assessor
    let zone: Zone

    /// What to do next, the first thing first. Written anew at each call: lists ask for few of many.
    package var nextSteps: [NextStep] { assessor.nextSteps(of: self) }
    /// Why it stands on the list, in words; likewise written at each call.
    package var reasons: [String] { assessor.reasons(of: self) }

    package var isCollect: Bool { threat == FollowUpHistory.collect }
    /// Whether its check is still to be done: a risk that was accepted owes it too, for nobody has looked.
    package var isOwing: Bool { step.isOpen || step.work.state == .accepted }
    /// Whether it is closed because its machine is no more.
    package var isRetired: Bool { !step.isOpen && server.retiredOn != nil && step.cause == "retired" }
    /// That of a closed one does not matter.
    package var outcome: Outcome { step.outcome ?? .nextUpgrade }
    package var state: WorkState { step.work.state }
    package var owner: String? { step.work.owner }
    package var dueOn: CalendarDay? { step.dueOn }
    package var isOverdue: Bool { step.dueOn.map { $0 < asOf } ?? false }
    /// Days of owed checks that sightings prove.
    package var daysOwed: Int { owed.proved.reduce(0) { $0 + $1.count } }
    package var daysAssumed: Int { owed.assumed.reduce(0) { $0 + $1.count } }
    /// A confirmed compromise before evidence of one; what speaks of this threat before what speaks of none, and that
    /// before what speaks of another one on the same server; 0 for nothing.
    var compromise: Int {
        step.signs.map { sign in
            (sign.isConfirmed ? 4 : 1) + (sign.threat == threat ? 2 : sign.threat == nil ? 1 : 0)
        }.max() ?? 0
    }
    /// Days on which it has been both open and exposed, as far as seen.
    package var daysVulnerableAndExposed: Int {
        guard server.exposure == .exposed, !step.cves.isEmpty, let since = server.exposedSince else { return 0 }
        return max(0, max(since, openedOn).distance(to: asOf))
    }

    /// Its place in the documented order.
    package var rank: FollowUpRank { FollowUpRank(self) }

    package static func isBefore(_ a: FollowUp, _ b: FollowUp) -> Bool { a.rank < b.rank }
}
