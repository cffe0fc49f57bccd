import Assessment
import Inventory
import Knowledge
import Storage

/// Computes and keeps weeks of one tenant, one after the other: each begins with what the frozen ones before it leave.
struct WeekFreezer {
    private let transaction: Transaction
    private let projector: Projector
    private let tenant: Tenant
    private let log: TenantLog
    private let servers: [WeekServer]
    private let now: Instant
    private let actor: String
    private let terms: String
    private let mark: LogMark
    private let subjectsOf: [Int: Set<Int>]
    private let joined: Set<Int>
    private var standing = WeekStanding()
    /// The changes of the weeks so far, for what is told over several of them.
    private var past: [IsoWeek: [WeekChange]]
    /// The week before, as it is frozen.
    private var last: FrozenWeek?

    /// - Parameters:
    ///   - log: the tenant's, up to the end of the last week that will be frozen.
    ///   - past: the changes of the frozen weeks before the first one.
    ///   - last: the frozen week before it.
    init(
        _ transaction: Transaction, _ projector: Projector, _ log: TenantLog, past: [IsoWeek: [WeekChange]],
        last: FrozenWeek?, now: Instant, by actor: String
    ) throws {
        self.transaction = transaction
        self.projector = projector
        self.log = log
        self.past = past
        self.last = last
        self.now = now
        self.actor = actor
        let tenant = log.tenant
        self.tenant = tenant
        terms = try projector.knowledge.terms()
        mark = try transaction.logMark(of: tenant.id)
        let roll = try projector.roll(log)
        servers = roll.servers.filter(\.row.isServer).map { evidence in
            WeekServer(evidence: evidence, followUps: projector.followUps(of: evidence, tenant), end: tenant.end)
        }
        joined = Set(roll.memberships.map(\.subject))
        var subjectsOf: [Int: Set<Int>] = [:]
        for member in roll.memberships { subjectsOf[member.asset, default: []].insert(member.subject) }
        self.subjectsOf = subjectsOf
        for week in past.keys.sorted() { standing.take(past[week] ?? []) }
    }

    /// The week of the first thing ever seen; nil where nothing was.
    static func first(of log: TenantLog) -> IsoWeek? {
        log.sightings.lazy.map(\.seenAt).min().map { IsoWeek(of: log.tenant.zone.day(of: $0)) }
    }

    /// Freezes the next week.
    mutating func freeze(_ week: IsoWeek, revision: Int) throws -> FrozenWeek {
        let end = tenant.zone.end(of: week.sunday)
        let start = tenant.zone.end(of: week.monday.advanced(by: -1))
        var changes: [WeekChange] = []
        if last == nil { changes += carried(start) }
        let seen = log.sightings.lazy.map(\.seenAt).filter { $0 <= end }.max()
        var values = WeekValues()
        var adoption: [WeekAdoption] = []
        if seen != nil {
            let late = last.map { Late(since: $0, before: start, log) }
            let reasons = self
            let flow = WeekFlow(
                before: standing, start: start, end: end, learnt: { reasons.learnt($0, late) }, gone: reasons.gone)
            let count = WeekCount(projector: projector, tenant: tenant, week: week, end: end)
            let own = flow.changes(servers, tenant.zone)
            changes += own
            values = count.values(servers)
            adoption = count.adoption(servers)
            countFlows(own, &values)
            values[.late] = late?.imports.count
            values[.listed] = listed(from: start, to: end)
            past[week] = own
            overTwelveWeeks(week, &values)
        }
        standing.take(changes.filter { !$0.flow.isCarried })
        guard values.addUp else {
            throw Complaint(.bug, "the changes of \(tenant.slug) in \(week) do not add up; nothing was changed")
        }
        let frozen = FrozenWeek(
            tenantID: tenant.id, week: week, revision: revision, frozenAt: now, frozenBy: actor,
            knowledge: projector.knowledge.version, terms: terms, slug: tenant.slug, name: tenant.name,
            dataAsOf: seen.map { tenant.zone.day(of: $0) },
            logMark: mark, values: values)
        try transaction.insert(frozen, changes, adoption)
        last = frozen
        return frozen
    }

    /// What was open and exposed before the first week that is kept.
    private mutating func carried(_ start: Instant) -> [WeekChange] {
        let flow = WeekFlow(
            before: WeekStanding(), start: .distantPast, end: start, learnt: { _ in "corrected" },
            gone: { _ in "corrected" })
        let changes = flow.changes(servers, tenant.zone).map { change in
            WeekChange(
                flow: change.flow.isOfFollowUps ? .carried : .carriedExposed, cause: change.cause, at: change.at,
                key: change.key, asset: change.asset, openDays: change.openDays)
        }
        standing.take(changes)
        return changes
    }

    // MARK: Figures

    private func countFlows(_ changes: [WeekChange], _ values: inout WeekValues) {
        values[.openAtStart] = standing.open.count
        values[.exposedAtStart] = standing.exposed.count
        for (measure, flow) in [
            (WeekMeasure.new, WeekChange.Flow.new), (.reopened, .reopened), (.closed, .closed),
            (.newlyExposed, .newlyExposed), (.noLongerExposed, .noLongerExposed),
        ] {
            values[measure] = changes.count { $0.flow == flow }
        }
    }

    private func overTwelveWeeks(_ week: IsoWeek, _ values: inout WeekValues) {
        let changes = past.filter { $0.key > week.advanced(by: -12) && $0.key <= week }.values.joined()
        let closed = changes.filter { $0.flow == .closed }
        let patched = closed.filter { $0.cause == "patched" }
        values[.patched] = patched.count
        values[.patchMedian] = Quantile.of(patched.compactMap(\.openDays), permille: 500)
        if !closed.isEmpty {
            values[.reopenRate] = changes.count { $0.flow == .reopened } * 1000 / closed.count
        }
    }

    private func listed(from start: Instant, to end: Instant) -> Int? {
        let files = Set(
            log.imports.values.lazy.filter { $0.kind == .inventory && $0.takenAt > start && $0.takenAt <= end }.map(
                \.id)
        )
        guard !files.isEmpty else { return nil }
        return Set(log.sightings.lazy.filter { files.contains($0.importID) }.map(\.subject)).count
    }

    // MARK: Causes of what no event of the week explains

    /// What came in after the week before was frozen and speaks of the time before its end.
    private struct Late {
        let imports: Set<Int>
        let acts: Set<Int>
        let terms: String

        init(since last: FrozenWeek, before start: Instant, _ log: TenantLog) {
            imports = Set(
                log.imports.values.lazy.filter { $0.id > last.logMark.newestImport && $0.takenAt <= start }.map(\.id))
            acts = Set(log.acts.lazy.filter { $0.number > last.logMark.newestAct && $0.at <= start }.map(\.number))
            terms = last.terms
        }
    }

    private func learnt(_ asset: Int, _ late: Late?) -> String {
        guard let late, late.terms != terms else { return "corrected" }
        let subjects = (subjectsOf[asset] ?? []).union([asset])
        let isTold =
            log.sightings.contains { late.imports.contains($0.importID) && subjects.contains($0.subject) }
            || log.acts.contains { act in late.acts.contains(act.number) && act.subject.map(subjects.contains) ?? true }
        return isTold ? "corrected" : "knowledge_changed"
    }

    private func gone(_ asset: Int) -> String {
        if let end = tenant.end { return end.cause }
        if joined.contains(asset) { return "merged" }
        let isSeen = log.sightings.contains { $0.subject == asset }
        return !isSeen && hasGivenBack ? "reattributed" : "corrected"
    }

    /// Whether rows that another tenant, or nobody, had given were taken back since the week before.
    private var hasGivenBack: Bool {
        let handovers = (try? transaction.handovers()) ?? []
        return handovers.contains { handover in
            handover.kind == .undo && (handover.into == tenant.id || handover.from == tenant.id)
                && handover.at > (last?.frozenAt ?? .distantPast)
        }
    }
}
