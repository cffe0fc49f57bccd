import Assessment
import Inventory
import Knowledge
import Storage

/// One follow-up with everything that ever happened to it.
package struct FollowUpStory: Sendable {
    /// Something that happened, in the order of time.
    package struct Event: Hashable, Sendable {
        package let at: Instant
        /// `opened`, `decision`, `overdue`, `check`, `evidence`, `closed`, `reopened`; `assigned`, `snoozed`, `note` …
        package let what: String
        package let words: String
        /// A person; `knowledge` where an entry of it brought it; `#58:14` for a line of an import.
        package let by: String
        /// The act that it is; nil where it is none.
        package var act: Int?
    }

    package let id: String
    package let tenant: Tenant
    package let followUp: FollowUp
    package let history: FollowUpHistory
    package let events: [Event]
    /// Other follow-ups of the same server that are open, the worst first.
    package let siblings: [FollowUp]
}

extension CustomerRoll {
    /// One follow-up as of a moment, whether open or not.
    ///
    /// - Parameter slug: the tenant whose it must be; nil: of any.
    /// - Throws: a complaint (65) where there is none of the id, or it was not there yet.
    package func story(of id: FollowUpID, _ slug: String? = nil, asOf: AsOf, _ projector: Projector) throws
        -> FollowUpStory
    {
        try store.read { transaction in
            let ids = FollowUpIDs(key: try transaction.followUpKey())
            let wanted = try slug.map { try CustomerRoll.tenant($0, in: transaction) }
            guard let key = try transaction.followUp(number: ids.number(id)),
                let tenant = try transaction.tenant(key.tenantID), wanted.map({ $0.id == tenant.id }) ?? true
            else {
                let whose = wanted.map { (" of \($0.slug)", " -t \($0.slug)") } ?? ("", "")
                throw Complaint(
                    .badData, "there is no follow-up \(id)\(whose.0)",
                    next: ["muster followup list --state all --by threat\(whose.1)"])
            }
            let instant = asOf.instant(in: tenant.zone)
            guard let log = try transaction.log(of: tenant.id, until: instant) else {
                throw Complaint(.bug, "tenant \(tenant.slug) is not in the store")
            }
            let roll = try projector.roll(log)
            let numbers = try transaction.followUpNumbers(of: tenant.id, asset: key.asset)
            guard let evidence = roll.servers.first(where: { $0.row.asset == key.asset }),
                let history = projector.followUps(of: evidence, tenant).first(where: {
                    $0.threat == key.threat && $0.episode == key.episode
                }), let step = history.step(at: instant)
            else {
                throw try notThere(id, key, tenant, roll, ids, at: instant, transaction)
            }
            let names = ids.names(numbers)
            let reading = try projector.read(log, roll, asOf: instant) { asset, threat, episode in
                asset == key.asset ? names(asset, threat, episode) : nil
            }
            let own = reading.followUps.filter { $0.server.asset == key.asset }
            let server = projector.reading(
                of: evidence, tenant,
                projector.unlinked(roll.unlinked, newestLook: try transaction.newestLook(of: tenant.id), tenant),
                at: instant)
            let day = tenant.zone.day(of: instant)
            let followUp = projector.assessor.followUp(
                name: { id.description }, server: server, threat: key.threat, openedAt: history.openedAt, step: step,
                standing: projector.standing(of: server, on: day), asOf: day, zone: tenant.zone)
            let acts = log.acts.inForce.filter { $0.subject.map(roll.subjects(of: key.asset).contains) ?? false }
            return FollowUpStory(
                id: id.description, tenant: tenant, followUp: followUp, history: history,
                events: StoryTeller(tenant, history, evidence, projector.knowledge, until: instant).events(acts),
                siblings: own.filter { $0.threat != key.threat && !$0.isCollect }.sorted(by: FollowUp.isBefore))
        }
    }

    /// Why a follow-up has no story at a moment; where its server has become part of another one, which goes on.
    private func notThere(
        _ id: FollowUpID, _ key: FollowUpKey, _ tenant: Tenant, _ roll: TenantRoll, _ ids: FollowUpIDs,
        at instant: Instant, _ transaction: Transaction
    ) throws -> Complaint {
        let what = "\(id) (\(tenant.slug), \(key.threat)) is not there as of \(tenant.zone.day(of: instant))"
        let whole = roll.memberships.first { $0.subject == key.asset }?.asset
        guard let whole, let server = roll.servers.first(where: { $0.row.asset == whole }) else {
            return Complaint(
                .badData, what, facts: ["it was not opened yet"], next: ["muster followup list -t \(tenant.slug)"])
        }
        let numbers = try transaction.followUpNumbers(of: tenant.id, asset: whole)
        let heir = (1...max(1, key.episode)).reversed().lazy.compactMap { episode in
            numbers.number(asset: whole, threat: key.threat, episode: episode).map { ids.id($0) }
        }.first
        return Complaint(
            .badData, what,
            facts: [
                "its server is part of \(server.row.name) now" + (heir.map { ", whose follow-up is \($0)" } ?? "")
            ], next: [heir.map { "muster followup show \($0)" } ?? "muster followup list -t \(tenant.slug)"])
    }
}
