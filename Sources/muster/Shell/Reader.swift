import Inventory
import Knowledge
import Roll
import Storage

/// The roll as a reading command sees it: opened, with its knowledge, at one moment.
struct Reader {
    let opened: OpenRoll
    let asOf: AsOf

    var roll: Roll { opened.roll }
    var knowledge: Knowledge { opened.knowledge }

    init(_ global: GlobalOptions, _ reading: ReadingOptions, policy: String = Knowledge.defaultPolicy) throws {
        opened = try global.open(.read, policy: policy, staleDays: reading.staleDays())
        asOf = reading.asOf.map { .day($0) } ?? .now(.now)
    }

    /// Tenants as of the moment; the named one only, or all.
    func readings(of tenant: String?) throws -> [TenantReading] {
        try roll.readings(of: tenant, asOf: asOf, opened.projector)
    }
}
