import Assessment
import Inventory
import Knowledge
import Storage

/// What became of follow-ups since a moment.
package struct FollowUpChanges: Sendable {
    /// Tells one follow-up from the others.
    package struct Key: Hashable, Sendable {
        let tenant: String
        let asset: Int
        let threat: String
        let openedOn: CalendarDay

        init(_ followUp: FollowUp) {
            tenant = followUp.server.tenant
            asset = followUp.server.asset
            threat = followUp.threat
            openedOn = followUp.openedOn
        }
    }

    package struct Change: Sendable {
        /// When the last of it happened; for what was only learnt late, when it was learnt.
        package let at: Instant
        /// What happened, in the order of time: `2021-08-12 decision 3_days → 3_days_and_forensics: exploitation known`.
        package let words: [String]
        /// What it comes to.
        package let kinds: Set<Kind>
    }

    package enum Kind: Hashable, Sendable {
        case opened, reopened, closed, overdue, owed
    }

    /// Tenants with those of their follow-ups only that changed, closed ones too.
    package let readings: [TenantReading]
    fileprivate let changes: [Key: Change]

    package subscript(followUp: FollowUp) -> Change? { changes[Key(followUp)] }
}

extension CustomerRoll {
    /// What became of follow-ups between a moment and the one that is read.
    ///
    /// - Parameter byRecording: whether what was only written down since counts too, however long ago it was seen: who
    ///   comes on shift asks what is new to the team. Else only what happened since.
    package func changes(
        of slug: String?, since: Instant, asOf: AsOf, _ projector: Projector, byRecording: Bool
    ) throws -> FollowUpChanges {
        try store.read { transaction in
            let ids = FollowUpIDs(key: try transaction.followUpKey())
            let late = byRecording ? try transaction.imports(recordedAfter: since) : [:]
            var readings: [TenantReading] = []
            var changes: [FollowUpChanges.Key: FollowUpChanges.Change] = [:]
            for tenant in try tenants(slug, asOf, transaction) {
                let instant = asOf.instant(in: tenant.zone)
                guard let log = try transaction.log(of: tenant.id, until: instant),
                    var earlier = try transaction.log(of: tenant.id, until: min(since, instant))
                else { throw Complaint(.bug, "tenant \(tenant.slug) is not in the store") }
                var learnt = since
                var acts: Set<Int> = []
                if byRecording {
                    acts = try transaction.acts(of: tenant.id, recordedAfter: since)
                    learnt = log.imports.keys.compactMap { late[$0] }.max() ?? since
                    earlier.forget(imports: Set(late.keys), acts: acts)
                }
                let numbers = try transaction.followUpNumbers(of: tenant.id)
                let roll = try projector.roll(log)
                let comparison = try Comparison(
                    projector, since: since, learnt: learnt, written: acts, until: instant, earlier: earlier, log,
                    roll)
                let reading = try projector.read(log, roll, asOf: instant, .all, names: ids.names(numbers))
                readings.append(
                    reading.only { followUp in
                        guard let change = comparison.change(of: followUp) else { return false }
                        changes[.init(followUp)] = change
                        return true
                    })
            }
            return FollowUpChanges(readings: readings, changes: changes)
        }
    }
}

extension TenantLog {
    /// As it was before some imports and acts were written down.
    fileprivate mutating func forget(imports late: Set<Int>, acts written: Set<Int>) {
        sightings.removeAll { late.contains($0.importID) }
        imports = imports.filter { !late.contains($0.key) }
        acts.removeAll { written.contains($0.number) }
    }
}

/// A tenant's follow-ups as they stood, beside what they are now.
private struct Comparison {
    private typealias Life = (history: FollowUpHistory, evidence: ServerEvidence, acts: [Act])

    private let projector: Projector
    private let tenant: Tenant
    private let since: Instant
    private let learnt: Instant
    /// The acts that were written down since, whenever they are of.
    private let written: Set<Int>
    private let until: Instant
    private var lives: [Place: Life] = [:]
    private var before: [Place: FollowUpStep] = [:]

    private struct Place: Hashable {
        let asset: Int
        let threat: String
        let openedAt: CalendarDay
    }

    init(
        _ projector: Projector, since: Instant, learnt: Instant, written: Set<Int>, until: Instant,
        earlier: TenantLog, _ now: TenantLog, _ roll: TenantRoll
    ) throws {
        self.projector = projector
        self.since = since
        self.learnt = learnt
        self.written = written
        self.until = until
        tenant = now.tenant
        let then = try projector.roll(earlier)
        for evidence in then.servers where evidence.row.isServer {
            for history in projector.followUps(of: evidence, tenant) {
                if let step = history.step(at: since) { before[place(evidence, history)] = step }
            }
        }
        let acts = now.acts.inForce
        for evidence in roll.servers where evidence.row.isServer {
            let subjects = roll.subjects(of: evidence.row.asset)
            let own = acts.filter { $0.subject.map(subjects.contains) ?? false }
            for history in projector.followUps(of: evidence, tenant) {
                lives[place(evidence, history)] = (history, evidence, own)
            }
        }
    }

    private func place(_ evidence: ServerEvidence, _ history: FollowUpHistory) -> Place {
        Place(asset: evidence.row.asset, threat: history.threat, openedAt: tenant.zone.day(of: history.openedAt))
    }

    /// Nil where nothing became of it.
    func change(of followUp: FollowUp) -> FollowUpChanges.Change? {
        let place = Place(asset: followUp.server.asset, threat: followUp.threat, openedAt: followUp.openedOn)
        guard let life = lives[place] else { return nil }
        let teller = StoryTeller(tenant, life.history, life.evidence, projector.knowledge, until: until)
        let events = teller.events(life.acts).filter { $0.at > since || $0.act.map(written.contains) ?? false }
        let old = before[place]
        let learntLate = lateWords(old, life.history.step(at: since))
        if events.isEmpty, learntLate.isEmpty { return nil }
        let words =
            learntLate
            + events.map { event in
                let day = tenant.zone.day(of: event.at)
                return "\(day) \(event.what) \(event.words)" + (event.by.isEmpty ? "" : " (\(event.by))")
            }
        return FollowUpChanges.Change(
            at: max(events.last?.at ?? .distantPast, learntLate.isEmpty ? .distantPast : learnt), words: words,
            kinds: kinds(from: old, to: followUp))
    }

    /// How what is known today of that moment differs from what was known then.
    private func lateWords(_ old: FollowUpStep?, _ now: FollowUpStep?) -> [String] {
        guard let now else { return [] }
        guard let old else {
            return now.isOpen ? ["learnt since: open from before, \(now.cause)"] : []
        }
        var words: [String] = []
        if old.isOpen != now.isOpen {
            words.append(
                now.isOpen ? "learnt since: it was open, \(now.cause)" : "learnt since: it was closed, \(now.cause)")
        } else if now.isOpen, old.outcome != now.outcome {
            words.append("learnt since: \(old.outcome?.rawValue ?? "none") → \(now.outcome?.rawValue ?? "none")")
        }
        if now.isOpen, old.cves != now.cves, words.isEmpty { words.append("learnt since: other CVEs are open") }
        if Set(old.signs.map(\.what)) != Set(now.signs.map(\.what)) { words.append("learnt since: other evidence") }
        return words
    }

    private func kinds(from old: FollowUpStep?, to now: FollowUp) -> Set<FollowUpChanges.Kind> {
        var kinds: Set<FollowUpChanges.Kind> = []
        let wasOpen = old?.isOpen ?? false
        if now.step.isOpen, !wasOpen { kinds.insert(old == nil ? .opened : .reopened) }
        if !now.step.isOpen, wasOpen { kinds.insert(.closed) }
        let day = tenant.zone.day(of: since)
        let wasOverdue = wasOpen && old?.dueOn.map { $0 < day } ?? false
        if now.isOverdue, now.step.isOpen, !wasOverdue { kinds.insert(.overdue) }
        if now.daysOwed > 0, now.step.isOpen, old?.window.clipped(to: day).proved.isEmpty ?? true {
            kinds.insert(.owed)
        }
        return kinds
    }
}
