import Inventory
import Reporting
import Roll

/// The list by tenant for people: each tenant's worst decision and its figures. What nobody can count is `?`, and a sum
/// over it says so.
struct TenantSummaryLayout {
    let list: FollowUpList
    /// Days from which on data are stale, where a tenant has no number of its own.
    let staleDays: Int

    var layout: TerminalLayout {
        TerminalLayout(
            heading: FollowUpHeading(list: list, tenant: nil, staleDays: staleDays).lines
                + (list.rows.isEmpty ? [] : [""]),
            columns: [
                .init("TENANT"), .init("NAME", leaves: 1, mayBeCut: true), .init("DECISION"),
                .init("SERVERS", right: true), .init("FOLLOWUPS", right: true), .init("OVERDUE", right: true),
                .init("OWED", right: true), .init("DATA AGE"),
            ],
            rows: list.rows.map { TerminalLayout.Row(cells($0)) }, totals: list.rows.count > 1 ? [total] : [])
    }

    private func cells(_ row: FollowUpList.Row) -> [StyledText] {
        [
            StyledText(row.tenant.slug), StyledText(row.tenant.name), StyledText(row.worst?.outcome.rawValue ?? "–"),
            number(row.counts?.servers), number(row.counts?.followUps), number(row.counts?.overdue, red: true),
            owed(row), age(row),
        ]
    }

    private func number(_ value: Int?, red: Bool = false) -> StyledText {
        guard let value else { return "\(yellow: "?")" }
        return StyledText(grouped(value), red && value > 0 ? .red : .plain)
    }

    /// `2`; `2 + ?` of a silent tenant, since nobody saw the days since then.
    private func owed(_ row: FollowUpList.Row) -> StyledText {
        let known = number(row.counts?.checksOwed, red: true)
        guard row.counts?.isSilent == true, row.counts?.checksOwed != nil else { return known }
        return known + " + \(yellow: "?")"
    }

    private func age(_ row: FollowUpList.Row) -> StyledText {
        guard let days = row.daysSilent else { return "\(yellow: "never")" }
        return days > row.tenant.staleDays ?? staleDays ? "\(yellow: "\(grouped(days)) d stale")" : "\(grouped(days)) d"
    }

    private var total: TerminalLayout.Row {
        TerminalLayout.Row([
            "all", StyledText(counted(list.rows.count, "tenant")), "", sum(\.servers), sum(\.followUps), sum(\.overdue),
            sum(\.checksOwed, orMore: \.isSilent), "",
        ])
    }

    /// `13`, or `13 + ?` where a row cannot be counted.
    private func sum(
        _ value: KeyPath<FollowUpList.Counts, Int?>, orMore: KeyPath<FollowUpList.Counts, Bool>? = nil
    ) -> StyledText {
        let values = list.rows.map { $0.counts?[keyPath: value] ?? nil }
        let known = values.compactMap { $0 }
        let isOpen =
            known.count < values.count
            || list.rows.contains { row in
                orMore.map { row.counts?[keyPath: $0] ?? false } ?? false
            }
        return StyledText(grouped(known.reduce(0, +)) + (isOpen ? " + ?" : ""))
    }
}
