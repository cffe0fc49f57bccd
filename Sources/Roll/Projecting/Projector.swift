import Assessment
import Inventory
import Knowledge
import Storage
import Synchronization

/// Computes a tenant's projection from its log: the one function behind import, rebuild, check and reading as of a day.
///
/// Servers with equal histories are assessed once; the memory of that lives as long as the projector.
package final class Projector: Sendable {
    package let knowledge: ExchangeKnowledge
    package let assessor: Assessor
    /// Days after which a scan no longer speaks for today, where the tenant has no number of its own.
    package let staleDays: Int

    private let texts: TextReader
    private let remembered = Mutex<[Question: [FollowUpHistory]]>([:])

    private let standings = Mutex<[StandingQuestion: PatchStanding]>([:])

    private struct StandingQuestion: Hashable {
        let build: BuildEvidence?
        let extendedSupport: Bool?
        let day: CalendarDay
    }

    private struct Question: Hashable {
        let history: ServerHistory
        let terms: Terms
    }

    package init(knowledge: ExchangeKnowledge, policy: String = ExchangeKnowledge.defaultPolicy, staleDays: Int = 14)
        throws
    {
        self.knowledge = knowledge
        self.staleDays = staleDays
        texts = TextReader(knowledge)
        assessor = try Assessor(knowledge: knowledge, policy: policy)
    }

    /// The projection of everything in the log; the same log gives the same projection, whatever its order.
    package func project(_ log: TenantLog) -> TenantProjection {
        let roll = roll(log)
        var projection = TenantProjection(
            servers: roll.servers.map(\.row), memberships: roll.memberships,
            intervals: roll.servers.flatMap { $0.intervals.filter(isKept) })
        let keepsFrom = keepsFrom(in: log.tenant.zone)
        if !roll.unlinked.isEmpty { projection.intervals.append(unlinkedRow(roll.unlinked)) }
        for server in roll.servers {
            for followUp in followUps(of: server, log.tenant) {
                keep(followUp, of: server, from: keepsFrom, in: &projection)
            }
        }
        keepDeparted(from: log, in: &projection)
        return projection
    }

    /// The facts that lists are made of; the others, and their lines, are read from the log when they are asked for.
    private func isKept(_ row: TenantProjection.IntervalRow) -> Bool {
        switch row.fact {
        case "build", "exposure", "published", "presence": true
        case "exposed_since": !row.value.isEmpty
        default: row.fact.hasPrefix("condition:")
        }
    }

    /// The endpoints that no known machine has, kept as a fact of the tenant: of asset 0.
    private func unlinkedRow(_ endpoints: [String]) -> TenantProjection.IntervalRow {
        TenantProjection.IntervalRow(
            asset: 0, fact: "unlinked", from: Instant(0), to: .forever, value: endpoints.joined(separator: " "),
            importID: 0, line: 0, seenAt: Instant(0))
    }

    /// The servers of a tenant as its log tells them.
    package func roll(_ log: TenantLog) -> TenantRoll { roll(log, of: nil) }

    /// Of the machines that have one of the subjects only; nil for all.
    func roll(_ log: TenantLog, of wanted: Set<Int>?) -> TenantRoll {
        TenantRoll(log, texts: texts, staleAfter: Int64(log.tenant.staleDays ?? staleDays) * 86_400, of: wanted)
    }

    /// All follow-ups of a server through time; none for what is no server.
    package func followUps(of server: ServerEvidence, _ tenant: Tenant) -> [FollowUpHistory] {
        guard server.row.kind == "server" || server.row.kind == "edge" else { return [] }
        let terms = Terms(zone: tenant.zone, start: tenant.start)
        let time = CanonicalTime(server.history, tenant.zone)
        let question = Question(history: time.apply(to: server.history, tenant.zone), terms: terms)
        if let known = remembered.withLock({ $0[question] }) { return ended(time.restore(known), tenant) }
        let answer = assessor.followUps(of: question.history, terms)
        remembered.withLock { memory in
            if memory.count > 4_096 { memory.removeAll() }
            memory[question] = answer
        }
        return ended(time.restore(answer), tenant)
    }

    private func ended(_ followUps: [FollowUpHistory], _ tenant: Tenant) -> [FollowUpHistory] {
        guard let end = tenant.end else { return followUps }
        return followUps.compactMap { $0.ended(at: end.at, cause: end.cause) }
    }

    /// Where a server stands in the line of updates on a day; each build is looked up once.
    func standing(of server: ServerReading, on day: CalendarDay) -> PatchStanding {
        let question = StandingQuestion(
            build: server.build?.evidence, extendedSupport: server.conditions[Conditions.extendedSupport], day: day)
        if let known = standings.withLock({ $0[question] }) { return known }
        let answer = assessor.standing(of: server, on: day)
        standings.withLock { memory in
            if memory.count > 4_096 { memory.removeAll() }
            memory[question] = answer
        }
        return answer
    }

    /// From when on what is kept answers for a tenant: what was known of Exchange before that is computed again when it
    /// is asked for, and so is what was before a server's newest evidence.
    package func keepsFrom(in zone: Zone) -> Instant {
        zone.start(of: max(knowledge.buildsTo, knowledge.cvesTo, knowledge.kevOf).advanced(by: 1))
    }

    private func keep(
        _ followUp: FollowUpHistory, of server: ServerEvidence, from keepsFrom: Instant,
        in projection: inout TenantProjection
    ) {
        let begins = max(server.newestEvidence, keepsFrom)
        let steps = followUp.steps.filter { $0.to > begins }
        projection.followUps.append(
            TenantProjection.FollowUpRow(
                asset: server.row.asset, threat: followUp.threat, episode: followUp.episode,
                openedAt: followUp.openedAt))
        for step in steps {
            projection.steps.append(
                TenantProjection.StepRow(
                    asset: server.row.asset, threat: followUp.threat, episode: followUp.episode, from: step.from,
                    to: step.to, isOpen: step.isOpen, cause: step.cause, decision: step.outcome?.rawValue ?? "",
                    dueOn: step.dueOn, cves: step.cves.map { knowledge.cves[$0].id }.joined(separator: ";"),
                    detail: StepDetail(step, knowledge).text))
        }
    }
}
