import Inventory
import Storage

/// Fills `assets`: the machines as `asset list --all` has them.
struct AssetTable {
    private let rows: SliceWriter
    private let source: ReadingSource

    init?(_ slice: Slice, _ source: ReadingSource) throws {
        guard let rows = try slice.writer("assets") else { return nil }
        self.rows = rows
        self.source = source
    }

    func add(_ reading: TenantReading) throws {
        let tenant = reading.tenant
        let (slug, id, asset, kind, isExchange, age) = (
            rows["tenant"], rows["asset_id"], rows["asset"], rows["kind"], rows["is_exchange"], rows["unseen_days"]
        )
        let (first, last) = (rows.instant("first_seen"), rows.instant("last_seen"))
        let (system, owner, site, criticality) = (rows["os"], rows["owner"], rows["site"], rows["criticality"])
        let facts = [(Field.operatingSystem, system), (.owner, owner), (.site, site), (.criticality, criticality)]
        for machine in try source.machines(of: reading, saying: facts.filter(\.1.isWanted).map(\.0)) {
            rows.set(slug, tenant.slug)
            rows.set(id, machine.asset)
            rows.set(asset, machine.name)
            rows.set(kind, machine.kind)
            rows.set(isExchange, flag: machine.isServer)
            rows.set(first, machine.firstSeen)
            rows.set(last, machine.lastSeen)
            rows.set(age, tenant.zone.day(of: machine.lastSeen).distance(to: reading.asOf))
            for (field, place) in facts { rows.set(place, machine.facts[field]) }
            try rows.add()
        }
    }
}
