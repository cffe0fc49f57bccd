import Inventory
import Knowledge
import Roll
import Storage

/// The roll as a reading command sees it: opened, with its knowledge, at one moment.
struct Reader {
    let opened: OpenRoll
    let asOf: AsOf
    /// Whether what is kept does not answer, because it was kept by another age of scans or another table.
    let isUnusual: Bool

    var roll: CustomerRoll { opened.roll }
    var knowledge: ExchangeKnowledge { opened.knowledge }

    /// Reading this moment, or another one, by the usual terms.
    init(now global: GlobalOptions, at: Instant? = nil) throws {
        let staleDays = try Environment.staleDays() ?? ReadingOptions.usualStaleDays
        isUnusual = staleDays != ReadingOptions.usualStaleDays
        opened = try global.open(.read, staleDays: staleDays)
        asOf = .now(at ?? .now)
    }

    /// - Parameter store: the database, where it is open already.
    init(
        _ global: GlobalOptions, _ reading: ReadingOptions, policy: PolicyOption? = nil, of store: Store? = nil
    ) throws {
        let staleDays = try reading.staleDays()
        isUnusual = staleDays != ReadingOptions.usualStaleDays || policy?.isUnusual ?? false
        opened = try OpenRoll(
            store ?? global.openStore(.read), global.knowledge(), staleDays: staleDays,
            policy: policy?.name ?? ExchangeKnowledge.defaultPolicy)
        asOf = reading.asOf.map { .day($0) } ?? .now(.now)
    }

    /// Tenants as of the moment; the named one only, or all.
    ///
    /// - Parameter scope: which follow-ups are read.
    func readings(of tenant: String?, _ scope: FollowUpScope = .open) throws -> [TenantReading] {
        try roll.readings(of: tenant, asOf: asOf, opened.projector, fromLog: isUnusual, scope)
    }
}
