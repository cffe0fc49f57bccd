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
    private let assessments = Mutex<[Question: [FollowUpHistory]]>([:])
    private let situations = Mutex<[SituationQuestion: SituationText]>([:])
    private let readings = Mutex<[ReadPart: SituationReading]>([:])
    private let standings = Mutex<[StandingQuestion: PatchStanding]>([:])
    private static let remembered = 4_096

    /// Raised by every change of what follows from a log, so that a store that another program kept is computed anew.
    static let edition = 4

    /// A situation, whole or without its follow-ups.
    private struct ReadPart: Hashable {
        let content: String
        let withItems: Bool
    }

    private struct StandingQuestion: Hashable {
        let build: BuildEvidence?
        let extendedSupport: Bool?
        let day: CalendarDay
    }

    private struct Question: Hashable {
        let history: ServerHistory
        let terms: Terms
    }

    private struct SituationQuestion: Hashable {
        let question: Question
        let state: ServerState
        let begins: Instant
        let isServer: Bool
        let end: TenantEnd?
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
    ///
    /// - Throws: a `Complaint` where a playbook is needed and cannot be read.
    package func project(_ log: TenantLog) throws -> TenantProjection {
        let roll = try roll(log)
        var projection = TenantProjection(
            servers: roll.servers.map { server($0, log.tenant) },
            memberships: roll.memberships.sorted { $0.subject < $1.subject }, endpoints: roll.unlinked,
            evidence: roll.evidence)
        try keepDeparted(from: log, in: &projection)
        return projection
    }

    /// The servers of a tenant as its log tells them. Throws as `project`.
    package func roll(_ log: TenantLog) throws -> TenantRoll { try roll(log, of: nil) }

    /// Of the machines that have one of the subjects only; nil for all.
    func roll(_ log: TenantLog, of wanted: Set<Int>?) throws -> TenantRoll {
        TenantRoll(
            log, texts: texts, library: try library(for: log), staleAfter: staleSeconds(log.tenant), of: wanted)
    }

    /// The playbooks, where anything in a log is read by them: they are not read for nothing. Nil where nothing is.
    private func library(for log: TenantLog) throws -> PlaybookLibrary? {
        let asks =
            log.acts.contains { $0.what == Deed.check }
            || log.subjects.contains { $0.states.contains(where: Findings.mayTell) }
        return asks ? try knowledge.playbooks() : nil
    }

    /// Whether a product's name speaks of anything but Exchange.
    func isOtherProduct(_ name: UnsafeRawBufferPointer) -> Bool {
        texts.product(String(decoding: name, as: UTF8.self)) == .other
    }

    /// Seconds after which a scan no longer speaks for the present of a tenant.
    func staleSeconds(_ tenant: Tenant) -> Int64 { Int64(tenant.staleDays ?? staleDays) * 86_400 }

    /// All follow-ups of a server through time; none for what is no server.
    package func followUps(of server: ServerEvidence, _ tenant: Tenant) -> [FollowUpHistory] {
        guard server.row.isServer else { return [] }
        let time = CanonicalTime(server.history, tenant.zone)
        let question = Question(
            history: time.apply(to: server.history, tenant.zone),
            terms: Terms(zone: tenant.zone, start: tenant.start, impact: assessor.impact(of: tenant.impact)))
        return ended(time.restore(assess(question)), tenant.end)
    }

    private func ended(_ followUps: [FollowUpHistory], _ end: TenantEnd?) -> [FollowUpHistory] {
        guard let end else { return followUps }
        return followUps.compactMap { $0.ended(at: end.at, cause: end.cause) }
    }

    private func assess(_ question: Question) -> [FollowUpHistory] {
        if let known = assessments.withLock({ $0[question] }) { return known }
        let answer = assessor.followUps(of: question.history, question.terms)
        assessments.withLock { memory in
            if memory.count > Projector.remembered { memory.removeAll() }
            memory[question] = answer
        }
        return answer
    }

    /// A server as it is kept: its state at its newest evidence, and what follows.
    private func server(_ server: ServerEvidence, _ tenant: Tenant) -> TenantProjection.ServerRow {
        let begins = server.newestEvidence
        let state = server.state(at: begins)
        let time = CanonicalTime(server.history, and: [begins] + state.instants, tenant.zone)
        let question = SituationQuestion(
            question: Question(
                history: time.apply(to: server.history, tenant.zone),
                terms: Terms(zone: tenant.zone, start: tenant.start, impact: assessor.impact(of: tenant.impact))),
            state: state.moved(by: time.moved), begins: time.moved(begins), isServer: server.row.isServer,
            end: tenant.end)
        let text = situation(question, time)
        return TenantProjection.ServerRow(
            asset: server.row.asset, name: server.row.name, kind: server.row.kind, firstSeen: server.row.firstSeen,
            lastSeen: server.row.lastSeen, answersFrom: begins,
            published: server.published(at: begins).joined(separator: " "), situation: text.situation,
            moments: text.moments.map(time.restored))
    }

    private func situation(_ question: SituationQuestion, _ time: CanonicalTime) -> SituationText {
        if let known = situations.withLock({ $0[question] }) { return known }
        let keepsFrom = max(question.begins, keepsFrom(in: question.question.terms.zone))
        let followUps = question.isServer ? ended(assess(question.question), question.end) : []
        let text = SituationText(
            question.state, followUps, from: keepsFrom, own: time.all, knowledge)
        situations.withLock { memory in
            if memory.count > Projector.remembered { memory.removeAll() }
            memory[question] = text
        }
        return text
    }

    /// A kept situation, read once.
    ///
    /// - Parameter withItems: whether its follow-ups are asked for, which are most of it.
    func reading(of situation: Situation, withItems: Bool = true) -> SituationReading {
        let part = ReadPart(content: situation.content, withItems: withItems)
        if let known = readings.withLock({ $0[part] }) { return known }
        let reading = SituationReading(situation, knowledge, withItems: withItems)
        readings.withLock { memory in
            if memory.count > Projector.remembered { memory.removeAll() }
            memory[part] = reading
        }
        return reading
    }

    /// Where a server stands in the line of updates on a day; each build is looked up once.
    func standing(of server: ServerReading, on day: CalendarDay) -> PatchStanding {
        let question = StandingQuestion(
            build: server.build?.evidence, extendedSupport: server.conditions[Conditions.extendedSupport], day: day)
        if let known = standings.withLock({ $0[question] }) { return known }
        let answer = assessor.standing(of: server, on: day)
        standings.withLock { memory in
            if memory.count > Projector.remembered { memory.removeAll() }
            memory[question] = answer
        }
        return answer
    }

    /// From when on what is kept answers for a tenant: what was known of Exchange before that is computed again when it
    /// is asked for, and so is what was before a server's newest evidence.
    package func keepsFrom(in zone: Zone) -> Instant {
        zone.start(of: max(knowledge.buildsTo, knowledge.cvesTo, knowledge.kevOf).advanced(by: 1))
    }
}
