import Inventory
import Storage

/// Fills `tenants`.
struct TenantTable {
    private let rows: SliceWriter
    private let source: ReadingSource
    /// Whether it is the only tenant in the slice: then no other one is named.
    private let isAlone: Bool
    private let newest: [Int: NewestImports]
    private let slugs: [Int: String]
    private let former: [Int: [String]]

    init?(_ slice: Slice, _ source: ReadingSource, isAlone: Bool) throws {
        guard let rows = try slice.writer("tenants") else { return nil }
        self.rows = rows
        self.source = source
        self.isAlone = isAlone
        let looks = ["inventory_on", "internet_on", "internal_on"].contains { rows[$0].isWanted }
        newest = looks ? try source.transaction.newestImports(until: source.asOf.latest) : [:]
        slugs =
            rows["parent"].isWanted && !isAlone
            ? Dictionary(try source.transaction.tenants().map { ($0.id, $0.slug) }) { first, _ in first } : [:]
        former =
            rows["former_slugs"].isWanted
            ? Dictionary(grouping: try source.transaction.formerSlugs(), by: \.tenantID).mapValues { $0.map(\.slug) }
            : [:]
    }

    func add(_ tenant: Tenant) throws {
        let instant = source.asOf.instant(in: tenant.zone)
        let today = tenant.zone.day(of: instant)
        rows.set(rows["tenant"], tenant.slug)
        rows.set(rows["name"], tenant.name)
        rows.set(rows["parent"], tenant.parentID.flatMap { slugs[$0] })
        rows.set(rows["zone"], tenant.zone.name)
        rows.set(rows["language"], tenant.language)
        rows.set(rows["mode"], tenant.mode.rawValue)
        rows.set(rows["impact"], tenant.impact.rawValue)
        rows.set(rows.day("start"), tenant.start)
        rows.set(rows["archived_on"], tenant.archivedOn)
        rows.set(rows["stale_days"], tenant.staleDays ?? source.projector.staleDays)
        rows.set(rows["former_slugs"], list: former[tenant.id] ?? [])
        if rows["networks"].isWanted {
            let held = try source.transaction.networks(of: tenant.id).filter { $0.from <= instant && instant < $0.to }
            rows.set(rows["networks"], list: held.map(\.value.description))
        }
        if rows["domains"].isWanted {
            let held = try source.transaction.domains(of: tenant.id).filter { $0.from <= instant && instant < $0.to }
            rows.set(rows["domains"], list: held.map(\.value))
        }
        if rows["contacts"].isWanted {
            let contacts = try source.transaction.contacts(of: tenant.id)
            rows.set(rows["contacts"], list: contacts.map { "\($0.role) \($0.email)" })
        }
        try setAges(tenant, today)
        rows.set(rows.day("as_of"), today)
        try rows.add()
    }

    private func setAges(_ tenant: Tenant, _ today: CalendarDay) throws {
        let isWanted = ["data_on", "data_day", "silent_days", "is_silent"].contains { rows[$0].isWanted }
        if isWanted {
            let day = try source.newestSighting(of: tenant).map { tenant.zone.day(of: $0) }
            let silent = day.map { $0.distance(to: today) }
            rows.set(rows.day("data"), day)
            rows.set(rows["silent_days"], silent)
            rows.set(rows["is_silent"], flag: FollowUpList.isSilent(silent))
        }
        let newest = newest[tenant.id]
        rows.set(rows["inventory_on"], newest?.inventory.map { tenant.zone.day(of: $0) })
        rows.set(rows["internet_on"], newest?.internet.map { tenant.zone.day(of: $0) })
        rows.set(rows["internal_on"], newest?.internal.map { tenant.zone.day(of: $0) })
    }
}

extension ReadingSource {
    /// When anything was last seen of a tenant by the moment; nil where nothing was.
    func newestSighting(of tenant: Tenant) throws -> Instant? {
        let instant = asOf.instant(in: tenant.zone)
        if let newest = try transaction.newestSighting(of: tenant.id), newest <= instant { return newest }
        let imports = try transaction.loggedImports(of: tenant.id, until: instant)
        var newest: Instant?
        try transaction.forEachSighting(of: tenant.id, by: imports, until: instant) { sighting in
            if sighting.seenAt <= instant { newest = max(newest ?? sighting.seenAt, sighting.seenAt) }
        }
        return newest
    }
}
