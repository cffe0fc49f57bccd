import Assessment
import Inventory
import Knowledge
import Storage

/// Which compromise checks are owed, and which were done.
package struct CheckList: Sendable {
    package struct Row: Sendable {
        package let tenant: Tenant
        package let server: ServerReading
        /// Of days that nobody saw, of which no follow-up tells, several joined by `;`.
        package let threat: String
        /// Nil where nothing is owed.
        package let owed: DayRange?
        /// Whether sightings prove the days; else nobody saw anything on them.
        package let isProved: Bool
        /// Whether the machine is no more, by a person's word: nobody is asked to look, and nobody has looked.
        package let isRetired: Bool
        /// When it was last checked, and what was found.
        package let last: (on: CalendarDay, record: CheckRecord)?
        /// The version of the playbook that asks again.
        package let requeuedBy: Int?
        package let requiredLogs: [LogSource]

        /// `proved`, `assumed`, `retired`; nil where nothing is owed.
        package var how: String? { owed == nil ? nil : isRetired ? "retired" : isProved ? "proved" : "assumed" }
    }

    /// Proved ones first, the most days first; then by name.
    package let rows: [Row]
    /// Follow-ups with proved days, and their days in all.
    package let owed: (checks: Int, days: Int)
    /// Servers of which days are only assumed.
    package let assumedOnly: Int
}

extension CustomerRoll {
    /// The checks of tenants as they were read.
    ///
    /// - Parameters:
    ///   - due: only what is owed; else what was done too.
    ///   - assumed: days that nobody saw too.
    package func checks(
        _ readings: [TenantReading], asOf: AsOf, due: Bool, assumed: Bool, _ projector: Projector
    ) throws -> CheckList {
        try store.read { try CheckList(readings, asOf: asOf, due: due, assumed: assumed, projector, in: $0) }
    }
}

extension CheckList {
    /// As `CustomerRoll.checks`.
    init(
        _ readings: [TenantReading], asOf: AsOf, due: Bool, assumed: Bool, _ projector: Projector,
        in transaction: Transaction
    ) throws {
        let source = try CheckSource(transaction, asOf, projector)
        let lists = readings.map { source.list(of: $0, due: due, assumed: assumed) }
        let rows = lists.flatMap(\.rows).sorted { a, b in
            if (a.owed != nil) != (b.owed != nil) { return a.owed != nil }
            if a.isRetired != b.isRetired { return b.isRetired }
            if a.isProved != b.isProved { return a.isProved }
            if let x = a.owed?.count, let y = b.owed?.count, x != y { return x > y }
            return (a.tenant.slug, a.server.name, a.threat) < (b.tenant.slug, b.server.name, b.threat)
        }
        self.init(
            rows: rows,
            owed: lists.reduce((checks: 0, days: 0)) { ($0.checks + $1.owed.checks, $0.days + $1.owed.days) },
            assumedOnly: lists.reduce(0) { $0 + $1.assumedOnly })
    }
}

/// What the checks of tenants are told from: what people recorded, and what playbooks ask.
struct CheckSource {
    private let done: [Int: DoneChecks]
    private let rules: CheckRules
    private let asOf: AsOf

    init(_ transaction: Transaction, _ asOf: AsOf, _ projector: Projector) throws {
        done = try Dictionary(
            uniqueKeysWithValues: transaction.acts(ofKinds: [Deed.check], until: asOf.latest).map { tenantID, acts in
                (tenantID, DoneChecks(try transaction.memberships(of: tenantID), acts))
            })
        rules = CheckRules(try projector.knowledge.playbooks(), projector.knowledge)
        self.asOf = asOf
    }

    /// When a server was last checked for a threat, by the moment that is read; nil: never.
    func last(_ server: ServerReading, _ threat: String, of tenant: Tenant) -> CheckRecord? {
        done[tenant.id]?.last(server.asset, threat, until: asOf.instant(in: tenant.zone))
    }

    /// The checks of one tenant, in no particular order.
    ///
    /// - Parameter reading: with all follow-ups: what was accepted owes its check all the same.
    func list(of reading: TenantReading, due: Bool, assumed: Bool) -> CheckList {
        var rows: [CheckList.Row] = []
        var owed = (checks: 0, days: 0)
        var assumedOnly = 0
        for item in reading.followUps where !item.isCollect {
            let last = last(item.server, item.threat, of: reading.tenant)
            func add(_ range: DayRange?, _ isProved: Bool) {
                rows.append(
                    CheckList.Row(
                        tenant: reading.tenant, server: item.server, threat: item.threat, owed: range,
                        isProved: isProved, isRetired: item.isRetired,
                        last: last.map { (reading.tenant.zone.day(of: $0.at), $0) },
                        requeuedBy: item.step.check.requeuedBy,
                        requiredLogs: rules.playbook(of: item.threat)?.requiredLogs ?? []))
            }
            // Of a machine that is no more nobody is asked for anything; what nobody looked at is told.
            let proved = item.isOwing || (item.isRetired && !due) ? item.owed.proved : []
            let unseen = item.isOwing ? item.owed.assumed : []
            if item.isOwing, !proved.isEmpty { owed = (owed.checks + 1, owed.days + item.daysOwed) }
            for range in proved { add(range, true) }
            if assumed { for range in unseen { add(range, false) } }
            if !due, last != nil, proved.isEmpty, !assumed || unseen.isEmpty { add(nil, true) }
        }
        let owing = reading.followUps.filter(\.isOwing)
        for (_, items) in Dictionary(grouping: owing, by: \.server.asset).sorted(by: { $0.key < $1.key }) {
            let isOnlyAssumed =
                items.allSatisfy { $0.daysOwed == 0 } && items.contains { $0.isCollect && $0.daysAssumed > 0 }
            if isOnlyAssumed { assumedOnly += 1 }
            if assumed { rows += onlyAssumed(items, reading.tenant) }
        }
        return CheckList(rows: rows, owed: owed, assumedOnly: assumedOnly)
    }

    /// Days of a server that nobody saw, of threats that no follow-up is about: of all of them together, as they are
    /// collected.
    private func onlyAssumed(_ items: [FollowUp], _ tenant: Tenant) -> [CheckList.Row] {
        guard let item = items.first(where: \.isCollect) else { return [] }
        let named = item.step.wants.compactMap { want -> String? in
            if case .days(let threat) = want { threat } else { nil }
        }
        let others = Set(items.map(\.threat))
        let threats = named.filter { !others.contains($0) }
        guard !threats.isEmpty else { return [] }
        let logs = Set(threats.flatMap { rules.playbook(of: $0)?.requiredLogs ?? [] }).sorted()
        return item.owed.assumed.map { range in
            CheckList.Row(
                tenant: tenant, server: item.server, threat: threats.joined(separator: ";"), owed: range,
                isProved: false, isRetired: false, last: nil, requeuedBy: nil, requiredLogs: logs)
        }
    }
}

/// The checks that people recorded of one tenant.
private struct DoneChecks {
    private struct Key: Hashable {
        let asset: Int
        let threat: String
    }

    private var records: [Key: [CheckRecord]] = [:]

    init(_ memberships: [TenantProjection.Membership], _ acts: [Act]) {
        let assetOf = Dictionary(memberships.map { ($0.subject, $0.asset) }) { first, _ in first }
        for act in acts {
            guard let record = act.checkRecord, let subject = act.subject else { continue }
            records[Key(asset: assetOf[subject] ?? subject, threat: record.threat), default: []].append(record)
        }
    }

    /// The newest one by an instant.
    func last(_ asset: Int, _ threat: String, until: Instant) -> CheckRecord? {
        records[Key(asset: asset, threat: threat)]?.filter { $0.at <= until }.max { $0.at < $1.at }
    }
}

extension AsOf {
    /// The latest instant that it is for any tenant.
    var latest: Instant {
        switch self {
        case .now(let instant): instant
        // No zone is further behind.
        case .day(let day): Instant((day.number + 2) * 86_400)
        }
    }
}
