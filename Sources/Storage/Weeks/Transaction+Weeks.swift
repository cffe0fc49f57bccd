import GRDB
import Inventory

extension Transaction {
    private static let measures = WeekMeasure.allCases.map(\.rawValue).joined(separator: ", ")
    private static let fields =
        "tenant_id, week_day, revision, frozen_at, frozen_by, knowledge, terms, data_day, log_mark, slug, name, \(measures)"
    /// Of several revisions the highest.
    private static let inForce =
        "revision = (select max(revision) from week n where n.tenant_id = w.tenant_id and n.week_day = w.week_day)"

    /// The same over all tenants: where no week was ever told anew, each row is in force, and none need be looked up.
    private func inForceOfAll() throws -> String {
        let newest = try Int.fetchOne(database, sql: "select max(revision) from week") ?? 1
        return newest > 1 ? Transaction.inForce : "true"
    }

    /// Keeps a week; there must not be that revision of it yet.
    package func insert(_ week: FrozenWeek, _ changes: [WeekChange], _ adoption: [WeekAdoption]) throws {
        let marks = Array(repeating: "?", count: 11 + WeekMeasure.allCases.count).joined(separator: ", ")
        let insert = try statement("insert into week(\(Transaction.fields)) values (\(marks))")
        bindKey(week, insert)
        insert.bind(4, week.frozenAt)
        insert.bind(5, week.frozenBy)
        insert.bind(6, week.knowledge)
        insert.bind(7, week.terms)
        insert.bind(8, week.dataAsOf?.number)
        insert.bind(9, week.logMark.stored)
        insert.bind(10, week.slug)
        insert.bind(11, week.name)
        for (index, measure) in WeekMeasure.allCases.enumerated() {
            insert.bind(Int32(12 + index), week.values[measure].map(Int64.init))
        }
        try insert.run()
        try insertChanges(changes, of: week)
        for one in adoption {
            let insert = try statement(
                """
                insert into week_adoption(tenant_id, week_day, revision, released_day, installed, missing, unknown)
                values (?, ?, ?, ?, ?, ?, ?)
                """)
            bindKey(week, insert)
            insert.bind(4, one.released.number)
            insert.bind(5, one.installed)
            insert.bind(6, one.missing)
            insert.bind(7, one.unknown)
            try insert.run()
        }
    }

    private func insertChanges(_ changes: [WeekChange], of week: FrozenWeek) throws {
        let insert = try statement(
            """
            insert into week_change(tenant_id, week_day, revision, change_no, flow, cause, at, asset_no, asset, threat,
              episode, open_days)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        for (index, change) in changes.enumerated() {
            bindKey(week, insert)
            insert.bind(4, index + 1)
            insert.bind(5, change.flow.rawValue)
            insert.bind(6, change.cause)
            insert.bind(7, change.at?.seconds)
            insert.bind(8, change.key.asset)
            insert.bind(9, change.asset)
            insert.bind(10, change.key.threat)
            insert.bind(11, change.key.episode)
            insert.bind(12, change.openDays.map(Int64.init))
            try insert.run()
        }
    }

    private func bindKey(_ week: FrozenWeek, _ statement: Statement) {
        statement.bind(1, week.tenantID)
        statement.bind(2, week.week.monday.number)
        statement.bind(3, week.revision)
    }

    /// A tenant's frozen weeks in force, the oldest first.
    package func frozenWeeks(of tenantID: Int, through last: IsoWeek? = nil) throws -> [FrozenWeek] {
        let select = try statement(
            """
            select \(Transaction.fields) from week w
            where tenant_id = ? and week_day <= ? and \(Transaction.inForce) order by week_day
            """)
        select.bind(1, tenantID)
        select.bind(2, last?.monday.number ?? .max)
        return try weeks(select)
    }

    /// All tenants' frozen weeks in force of one week, by tenant.
    package func frozenWeeks(of week: IsoWeek) throws -> [FrozenWeek] {
        let select = try statement(
            """
            select \(Transaction.fields) from week w
            where week_day = ? and \(Transaction.inForce) order by tenant_id
            """)
        select.bind(1, week.monday.number)
        return try weeks(select)
    }

    /// What is known of all tenants together, by week: medians and rates are left out.
    package func weekSums(from first: IsoWeek, through last: IsoWeek) throws -> [IsoWeek: WeekValues] {
        let measures = WeekMeasure.allCases.filter(\.adds)
        let sums = measures.map { "sum(\($0.rawValue))" }.joined(separator: ", ")
        let select = try statement(
            """
            select week_day, \(sums) from week w
            where week_day between ? and ? and open_followups is not null and \(try inForceOfAll())
            group by week_day order by week_day
            """)
        select.bind(1, first.monday.number)
        select.bind(2, last.monday.number)
        var found: [IsoWeek: WeekValues] = [:]
        try select.forEachRow {
            var values = WeekValues()
            for (index, measure) in measures.enumerated() {
                values[measure] = select.optionalInt64(Int32(1 + index)).map(Int.init)
            }
            found[IsoWeek(of: CalendarDay(number: Int64(select.int(0))))] = WeekValues.sum([values])
        }
        return found
    }

    /// What was open at the end of each week, by tenant.
    package func openByTenant(from first: IsoWeek, through last: IsoWeek) throws -> [Int: [IsoWeek: Int]] {
        let select = try statement(
            """
            select tenant_id, week_day, open_followups from week w
            where week_day between ? and ? and open_followups is not null and \(try inForceOfAll())
            """)
        select.bind(1, first.monday.number)
        select.bind(2, last.monday.number)
        var found: [Int: [IsoWeek: Int]] = [:]
        try select.forEachRow {
            found[select.int(0), default: [:]][IsoWeek(of: CalendarDay(number: Int64(select.int(1))))] = select.int(2)
        }
        return found
    }

    private func weeks(_ select: Statement) throws -> [FrozenWeek] {
        var found: [FrozenWeek] = []
        try select.forEachRow {
            var values = WeekValues()
            for (index, measure) in WeekMeasure.allCases.enumerated() {
                values[measure] = select.optionalInt64(Int32(11 + index)).map(Int.init)
            }
            found.append(
                FrozenWeek(
                    tenantID: select.int(0), week: IsoWeek(of: CalendarDay(number: Int64(select.int(1)))),
                    revision: select.int(2), frozenAt: select.instant(3), frozenBy: select.text(4),
                    knowledge: select.text(5), terms: select.text(6), slug: select.text(9), name: select.text(10),
                    dataAsOf: select.optionalInt64(7).map { CalendarDay(number: $0) },
                    logMark: LogMark(stored: select.text(8)),
                    values: values))
        }
        return found
    }

    /// What changed in a tenant's frozen weeks in force, by week, each in its order.
    package func weekChanges(
        of tenantID: Int, from first: IsoWeek? = nil, through last: IsoWeek? = nil
    ) throws -> [IsoWeek: [WeekChange]] {
        let select = try statement(
            """
            select week_day, flow, cause, at, asset_no, asset, threat, episode, open_days from week_change w
            where tenant_id = ? and week_day between ? and ? and \(Transaction.inForce) order by week_day, change_no
            """)
        select.bind(1, tenantID)
        select.bind(2, first?.monday.number ?? .min)
        select.bind(3, last?.monday.number ?? .max)
        var found: [IsoWeek: [WeekChange]] = [:]
        try select.forEachRow {
            guard let flow = WeekChange.Flow(rawValue: select.text(1)) else { return }
            found[IsoWeek(of: CalendarDay(number: Int64(select.int(0)))), default: []].append(
                WeekChange(
                    flow: flow, cause: select.text(2), at: select.optionalInt64(3).map { Instant($0) },
                    key: .init(asset: select.int(4), threat: select.text(6), episode: select.int(7)),
                    asset: select.text(5), openDays: select.optionalInt64(8).map(Int.init)))
        }
        return found
    }

    /// How far updates had come in a tenant's frozen weeks in force, by week.
    package func weekAdoption(
        of tenantID: Int, from first: IsoWeek, through last: IsoWeek
    ) throws -> [IsoWeek: [WeekAdoption]] {
        let select = try statement(
            """
            select week_day, released_day, installed, missing, unknown from week_adoption w
            where tenant_id = ? and week_day between ? and ? and \(Transaction.inForce) order by week_day, released_day
            """)
        select.bind(1, tenantID)
        select.bind(2, first.monday.number)
        select.bind(3, last.monday.number)
        var found: [IsoWeek: [WeekAdoption]] = [:]
        try select.forEachRow {
            found[IsoWeek(of: CalendarDay(number: Int64(select.int(0)))), default: []].append(
                WeekAdoption(
                    released: CalendarDay(number: Int64(select.int(1))), installed: select.int(2),
                    missing: select.int(3), unknown: select.int(4)))
        }
        return found
    }

    /// The adoption of all tenants together, by week.
    package func weekAdoption(from first: IsoWeek, through last: IsoWeek) throws -> [IsoWeek: [WeekAdoption]] {
        let select = try statement(
            """
            select week_day, released_day, sum(installed), sum(missing), sum(unknown) from week_adoption w
            where week_day between ? and ? and \(try inForceOfAll())
            group by week_day, released_day order by week_day, released_day
            """)
        select.bind(1, first.monday.number)
        select.bind(2, last.monday.number)
        var found: [IsoWeek: [WeekAdoption]] = [:]
        try select.forEachRow {
            found[IsoWeek(of: CalendarDay(number: Int64(select.int(0)))), default: []].append(
                WeekAdoption(
                    released: CalendarDay(number: Int64(select.int(1))), installed: select.int(2),
                    missing: select.int(3), unknown: select.int(4)))
        }
        return found
    }

    /// What the log of a tenant comes to now.
    package func logMark(of tenantID: Int) throws -> LogMark {
        let row = try Row.fetchOne(
            database,
            sql: """
                with own(import_id) as (
                  select import_id from sighting where tenant_id = ?1
                  union select import_id from handed_sighting where tenant_id = ?1
                  union select import_id from coverage where tenant_id = ?1
                )
                select (select max(import_id) from own),
                  (select count(*) from import where kind = 'undo' and undoes in (select import_id from own)),
                  (select count(*) from handover where from_tenant = ?1 or into_tenant = ?1),
                  (select max(act_no) from act where tenant_id = ?1)
                """, arguments: [tenantID])
        func number(_ place: Int) -> Int { row.flatMap { $0[place] as Int? } ?? 0 }
        return LogMark(newestImport: number(0), undone: number(1), handovers: number(2), newestAct: number(3))
    }
}
