import Inventory
import Knowledge

/// What a list shows of a server beside its follow-ups, as of a day. All of its follow-ups share it.
package final class ServerReading: Sendable {
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

/// A follow-up as of a day: the work item that a person reads. Lists sort and gather many of them, so that one is made
/// once and passed on.
package final class FollowUp: Sendable {
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
    /// Days on which it has been both open and exposed, as far as seen.
    package let daysVulnerableAndExposed: Int
    /// Its place in the documented order.
    package let rank: FollowUpRank
    let assessor: Assessor
    let zone: Zone
    private let name: FollowUpName?

    init(
        name: FollowUpName?, server: ServerReading, threat: String, step: FollowUpStep, openedOn: CalendarDay,
        asOf: CalendarDay, standing: PatchStanding, owed: CheckWindow, hasRansomware: Bool, assessor: Assessor,
        zone: Zone
    ) {
        self.name = name
        self.server = server
        self.threat = threat
        self.step = step
        self.openedOn = openedOn
        self.asOf = asOf
        self.standing = standing
        self.owed = owed
        self.hasRansomware = hasRansomware
        self.assessor = assessor
        self.zone = zone
        if server.exposure == .exposed, !step.cves.isEmpty, let since = server.exposedSince {
            daysVulnerableAndExposed = max(0, max(since, openedOn).distance(to: asOf))
        } else {
            daysVulnerableAndExposed = 0
        }
        rank = FollowUpRank(
            step, of: server, threat: threat, isOwed: owed.daysProved > 0, isOverdue: step.isOverdue(on: asOf),
            hasRansomware: hasRansomware, daysVulnerableAndExposed: daysVulnerableAndExposed)
    }

    /// `F-…`; nil where it was never given one (a day before the newest evidence, read from the log).
    package var id: String? { name?() }
    /// What to do next, the first thing first. Written anew at each call: lists ask for few of many.
    package var nextSteps: [NextStep] { assessor.nextSteps(of: self) }
    /// Why it stands on the list, in words; likewise written at each call.
    package var reasons: [String] { assessor.reasons(of: self) }

    package var isCollect: Bool { threat == FollowUpHistory.collect }
    /// Whether its check is still to be done: a risk that was accepted owes it too, for nobody has looked.
    package var isOwing: Bool { step.isOpen || step.work.state == .accepted }
    /// Whether it is closed because its machine is no more.
    package var isRetired: Bool { !step.isOpen && server.retiredOn != nil && step.cause == "retired" }
    package var outcome: Outcome { step.outcomeOrLeast }
    package var state: WorkState { step.work.state }
    package var owner: String? { step.work.owner }
    package var dueOn: CalendarDay? { step.dueOn }
    package var isOverdue: Bool { step.isOverdue(on: asOf) }
    /// Days of owed checks that sightings prove.
    package var daysOwed: Int { owed.daysProved }
    package var daysAssumed: Int { owed.daysAssumed }

    package static func isBefore(_ a: FollowUp, _ b: FollowUp) -> Bool { a.rank < b.rank }
}

/// Works out the id of a follow-up, which costs more than the rest of it and is shown of few.
package typealias FollowUpName = @Sendable () -> String

extension FollowUpStep {
    /// That of a closed one does not matter.
    var outcomeOrLeast: Outcome { outcome ?? .nextUpgrade }

    func isOverdue(on day: CalendarDay) -> Bool { dueOn.map { $0 < day } ?? false }
}

extension CheckWindow {
    /// Days that sightings prove.
    var daysProved: Int { proved.reduce(0) { $0 + $1.count } }
    /// Days that nobody saw.
    var daysAssumed: Int { assumed.reduce(0) { $0 + $1.count } }
}
