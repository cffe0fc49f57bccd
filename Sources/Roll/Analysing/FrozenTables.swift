import Inventory
import Storage

/// Fills `changes` and `tenant_weeks` with what was frozen of weeks that are over by the moment.
struct FrozenTables {
    private let slice: Slice
    private let source: ReadingSource

    init(_ slice: Slice, _ source: ReadingSource) {
        self.slice = slice
        self.source = source
    }

    /// - Parameter tenants: whose weeks are seen.
    func fill(_ tenants: [Tenant]) throws {
        let changes = try slice.writer("changes")
        let weeks = try slice.writer("tenant_weeks", part: "frozen_weeks")
        for tenant in tenants {
            let today = tenant.zone.day(of: source.asOf.instant(in: tenant.zone))
            // The week of the day that is read is over where the day is its last.
            let last = IsoWeek(of: today.advanced(by: 1)).advanced(by: -1)
            if let weeks { try fillMeasures(weeks, tenant, last) }
            if let changes { try fillChanges(changes, tenant, last) }
        }
    }

    private func fillMeasures(_ rows: SliceWriter, _ tenant: Tenant, _ last: IsoWeek) throws {
        let measures = WeekMeasure.allCases.map { ($0, rows[$0.rawValue]) }
        for week in try source.transaction.frozenWeeks(of: tenant.id, through: last) {
            rows.set(rows["tenant"], tenant.slug)
            rows.set(rows["week"], week.week.description)
            rows.set(rows["week_day"], key: week.week.monday.number)
            for (measure, place) in measures { rows.set(place, week.values[measure]) }
            try rows.add()
        }
    }

    private func fillChanges(_ rows: SliceWriter, _ tenant: Tenant, _ last: IsoWeek) throws {
        let names = try source.names(of: tenant)
        let changes = try source.transaction.weekChanges(of: tenant.id, through: last)
        for (week, own) in changes.sorted(by: { $0.key < $1.key }) {
            for change in own where !change.flow.isCarried {
                rows.set(rows["tenant"], tenant.slug)
                rows.set(rows["week"], week.description)
                rows.set(rows["week_day"], key: week.monday.number)
                rows.set(
                    rows["followup"],
                    change.flow.isOfFollowUps
                        ? names(change.key.asset, change.key.threat, change.key.episode)?() : nil)
                rows.set(rows["asset_id"], change.key.asset)
                rows.set(rows["asset"], change.asset)
                rows.set(rows["threat"], change.key.threat.isEmpty ? nil : change.key.threat)
                rows.set(rows["flow"], change.flow.rawValue)
                rows.set(rows["cause"], change.cause)
                rows.set(rows["happened_at"], change.at)
                rows.set(rows["open_days"], change.openDays)
                try rows.add()
            }
        }
    }
}
