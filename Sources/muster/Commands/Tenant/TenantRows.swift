import Inventory
import Reporting
import Roll
import Storage

/// The tenants with the ages of what was seen of them. Of a tenant that nobody ever looked at nothing is counted.
struct TenantRows {
    private struct Row {
        let tenant: Tenant
        let newest: NewestImports
        let reading: TenantReading

        /// Nil where nobody has looked.
        var exchange: Int? { reading.dataAsOf == nil ? nil : reading.servers.count }
        var isSilent: Bool { FollowUpList.isSilent(reading.daysSilent) }
        var days: [CalendarDay?] {
            [newest.inventory, newest.internet, newest.internal].map { $0.map { tenant.zone.day(of: $0) } }
        }
    }

    private let rows: [Row]
    private let staleDays: Int

    init(newest: [(tenant: Tenant, newest: NewestImports)], readings: [TenantReading], staleDays: Int) {
        self.staleDays = staleDays
        let known = Dictionary(readings.map { ($0.tenant.id, $0) }, uniquingKeysWith: { first, _ in first })
        rows = newest.compactMap { entry in
            known[entry.tenant.id].map { Row(tenant: entry.tenant, newest: entry.newest, reading: $0) }
        }
    }

    var table: ReportTable {
        ReportTable(
            columns: [
                .init("tenant"), .init("name"), .init("mode"), .init("impact"), .init("zone"),
                .init("exchange", .integer, blank: "?"), .init("inventory", .day, blank: "never"),
                .init("internet", .day, blank: "never"), .init("internal", .day, blank: "never"),
                .init("age_days", .integer, blank: "?"),
            ],
            rows: rows.map { row in
                [
                    .text(row.tenant.slug), .text(row.tenant.name), .text(row.tenant.mode.rawValue),
                    .text(row.tenant.impact.rawValue), .text(row.tenant.zone.name), .integer(row.exchange),
                ] + row.days.map { .day($0) } + [.integer(row.reading.daysSilent)]
            },
            dataAsOf: rows.compactMap(\.reading.dataAsOf).max())
    }

    var layout: TerminalLayout {
        TerminalLayout(
            heading: [heading] + (rows.isEmpty ? [] : [""]),
            columns: [
                .init("TENANT"), .init("NAME", leaves: 1, mayBeCut: true), .init("MODE", leaves: 2),
                .init("EXCHANGE", right: true), .init("INVENTORY"), .init("INTERNET"), .init("INTERNAL", leaves: 3),
                .init("AGE"),
            ],
            rows: rows.map { TerminalLayout.Row(cells($0)) })
    }

    private var heading: StyledText {
        let known = rows.compactMap(\.exchange)
        let sum = grouped(known.reduce(0, +)) + (known.count < rows.count ? " + ?" : "")
        var line: StyledText = "\(counted(rows.count, "tenant")), \(sum) Exchange servers"
        let silent = rows.count { $0.isSilent }
        if silent > 0 { line += ", \(yellow: "\(grouped(silent)) silent for more than 30 days")" }
        return line
    }

    private func cells(_ row: Row) -> [StyledText] {
        let days = row.days.map { StyledText($0?.description ?? "never") }
        return [
            StyledText(row.tenant.slug), StyledText(row.tenant.name), StyledText(row.tenant.mode.rawValue),
            row.exchange.map { StyledText(grouped($0)) } ?? "\(yellow: "?")",
        ] + days + [age(row)]
    }

    private func age(_ row: Row) -> StyledText {
        guard let days = row.reading.daysSilent else { return "\(yellow: "?")" }
        return days > row.tenant.staleDays ?? staleDays ? "\(yellow: "\(grouped(days)) d stale")" : "\(grouped(days)) d"
    }
}
