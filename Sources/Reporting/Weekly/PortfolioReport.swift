import Inventory
import Storage

/// All tenants of one week, from what is frozen of each.
package struct PortfolioReport: Sendable {
    package struct Tenant: Sendable {
        package let week: FrozenWeek
        /// What was open at the end of each week before, as far as frozen.
        package let open: [IsoWeek: Int]
        /// The file of its own page, beside the portfolio's; nil where none was written.
        package let file: String?

        package init(week: FrozenWeek, open: [IsoWeek: Int], file: String?) {
            self.week = week
            self.open = open
            self.file = file
        }

        package var slug: String { week.slug }
        package var name: String { week.name }
        package var values: WeekValues { week.values }
        package var evidence: Int { values[.evidence] ?? 0 }
        package var isSilent: Bool { week.isSilent }
        /// Longest silence first; never seen before all.
        var silence: Int { week.daysSilent ?? .max }

        /// What ranks it, the greater the worse.
        fileprivate var rank: [Int] {
            let v = values
            return [
                evidence, v[.forensics] ?? 0, v[.checksOwed] ?? 0, v[.threeDays] ?? 0, v[.overdue] ?? 0,
                v[.exposedVulnerable] ?? 0, v[.open] ?? 0,
            ]
        }
    }

    package let week: IsoWeek
    package let tenants: [Tenant]
    package let sums: [IsoWeek: WeekValues]
    package let adoption: [IsoWeek: [WeekAdoption]]

    /// - Parameters:
    ///   - tenants: those of which the week is frozen.
    ///   - sums: all tenants together, week after week.
    package init(
        week: IsoWeek, tenants: [Tenant], sums: [IsoWeek: WeekValues], adoption: [IsoWeek: [WeekAdoption]]
    ) {
        self.week = week
        self.tenants = tenants
        self.sums = sums
        self.adoption = adoption
    }

    /// Tenants of which nothing was seen for 30 days, or ever; the longest silence first.
    package var silent: [Tenant] {
        tenants.filter(\.isSilent).sorted { a, b in (b.silence, a.slug) < (a.silence, b.slug) }
    }

    /// The others, the worst first.
    package var ranked: [Tenant] {
        tenants.filter { !$0.isSilent }.map { ($0.rank, $0) }.sorted { a, b in
            a.0 == b.0 ? a.1.slug < b.1.slug : b.0.lexicographicallyPrecedes(a.0)
        }.map(\.1)
    }

    /// All tenants together, a place for each of so many weeks; nil where none is frozen.
    package func sums(_ count: Int) -> (weeks: [IsoWeek], values: [WeekValues?]) {
        let weeks = (0..<count).map { week.advanced(by: $0 - count + 1) }
        return (weeks, weeks.map { sums[$0] })
    }

    /// One row per tenant, silent ones first.
    package var table: ReportTable {
        var table = ReportTable(
            columns: [
                .init("rank", .integer), .init("tenant"), .init("name"), .init("silent", .integer),
                .init("data_as_of", .day, blank: "never"),
            ]
                + PortfolioReport.measures.map { .init($0.rawValue, .integer, blank: "?") })
        for (index, tenant) in (silent + ranked).enumerated() {
            table.rows.append(
                [
                    .integer(index + 1), .text(tenant.slug), .text(tenant.name), .integer(tenant.isSilent ? 1 : 0),
                    .day(tenant.week.dataAsOf),
                ] + PortfolioReport.measures.map { .integer(tenant.values[$0]) })
        }
        return table
    }

    static let measures: [WeekMeasure] = [
        .servers, .evidence, .openAtStart, .new, .reopened, .closed, .open, .overdue, .checksOwed, .forensics,
        .threeDays,
        .exposed, .exposedVulnerable, .exposureStale, .exposureUnknown, .exposureDays, .ageMedian, .patchMedian,
        .toCollect, .accepted,
    ]

    package var tables: [(name: String, table: ReportTable)] {
        [("tenants", table), ("measures", sumTable)]
    }

    private var sumTable: ReportTable {
        var table = ReportTable(columns: [
            .init("week"), .init("measure"), .init("value", .integer, blank: "?"),
        ])
        let (weeks, values) = sums(52)
        for (week, values) in zip(weeks, values) {
            guard let values else { continue }
            for measure in WeekMeasure.allCases where measure.adds {
                table.append(.text("\(week)"), .text(measure.rawValue), .integer(values[measure]))
            }
        }
        return table
    }
}
