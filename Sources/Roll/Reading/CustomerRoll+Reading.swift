import Assessment
import Inventory
import Storage

/// The moment that a reading command speaks of.
package enum AsOf: Hashable, Sendable {
    /// The instant at which the command was started.
    case now(Instant)
    /// The end of a day, in each tenant's own zone.
    case day(CalendarDay)

    /// The instant it is for a tenant.
    package func instant(in zone: Zone) -> Instant {
        switch self {
        case .now(let instant): instant
        case .day(let day): zone.end(of: day)
        }
    }

    /// The day it is for the portfolio, in UTC.
    package var day: CalendarDay {
        switch self {
        case .now(let instant): instant.utcDay
        case .day(let day): day
        }
    }
}

extension CustomerRoll {
    /// Every tenant's servers and open follow-ups as of a day, or those of one tenant; by slug, archived ones left out, and those
    /// that are part of another one by then.
    ///
    /// What is kept answers where it was computed with this knowledge, and neither that nor the tenant has anything newer
    /// than the day; else the log up to the day is computed anew.
    ///
    /// - Parameters:
    ///   - fromLog: never from what is kept, because `projector` judges by other terms than those it was kept by.
    ///   - scope: which follow-ups are read.
    /// - Throws: `Complaint` where there is no such tenant.
    package func readings(
        of slug: String?, asOf: AsOf, _ projector: Projector, fromLog: Bool = false, _ scope: FollowUpScope = .open
    ) throws -> [TenantReading] {
        try store.read { transaction in
            let source = try ReadingSource(transaction, asOf, projector, fromLog: fromLog)
            return try tenants(slug, asOf, transaction).map { try source.reading(of: $0, scope) }
        }
    }

    /// One tenant's machines as of a day, from its log: what runs Exchange, what does not, and every line behind it.
    package func roll(of slug: String, asOf: AsOf, _ projector: Projector) throws -> (tenant: Tenant, roll: TenantRoll)
    {
        try store.read { transaction in
            guard let tenant = try tenants(slug, asOf, transaction).first,
                let log = try transaction.log(of: tenant.id, until: asOf.instant(in: tenant.zone))
            else { throw Complaint(.badData, "there is no tenant \"\(slug)\"", next: ["muster tenant list"]) }
            return (tenant, try projector.roll(log))
        }
    }

    func tenants(_ slug: String?, _ asOf: AsOf, _ transaction: Transaction) throws -> [Tenant] {
        guard let slug else {
            return try transaction.tenants().filter { $0.isOfPortfolio(asOf) }
        }
        guard var tenant = try transaction.tenant(slug: slug) else {
            let near = try transaction.tenants().map(\.slug).filter { $0.hasPrefix(slug.prefix(2)) }.prefix(3)
            throw Complaint(
                .badData, "there is no tenant \"\(slug)\"",
                facts: near.isEmpty ? [] : ["did you mean \(near.joined(separator: ", "))?"],
                next: ["muster tenant list"])
        }
        while let merged = tenant.merged, merged.at <= asOf.instant(in: tenant.zone),
            let next = try transaction.tenant(merged.into)
        { tenant = next }
        return [tenant]
    }
}

extension Tenant {
    /// Whether it is neither archived nor part of another one at a moment.
    func isOfPortfolio(_ asOf: AsOf) -> Bool {
        let instant = asOf.instant(in: zone)
        return Tenant.isOfPortfolio(
            archivedOn: archivedOn, mergedAt: merged?.at, at: instant, on: zone.day(of: instant))
    }

    /// The same of a tenant of which no more is at hand; the day is that of the instant, in its own zone.
    static func isOfPortfolio(
        archivedOn: CalendarDay?, mergedAt: Instant?, at instant: Instant, on day: CalendarDay
    ) -> Bool {
        archivedOn.map { day < $0 } ?? true && mergedAt.map { instant < $0 } ?? true
    }
}
