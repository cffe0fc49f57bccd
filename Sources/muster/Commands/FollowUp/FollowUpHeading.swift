import Inventory
import Reporting
import Roll
import Storage

/// What stands above the list: what it comes to, and how old the data are.
struct FollowUpHeading {
    let list: FollowUpList
    /// The tenant that was asked for.
    let tenant: String?
    /// Days from which on data are stale, where the tenant has no number of its own.
    let staleDays: Int
    /// What was asked for instead of what is open: `are accepted`; nil for that.
    var asked: String?

    var lines: [StyledText] {
        if tenant != nil, let data = list.data.first { return age(ofOnly: data) + [summary] }
        return [summary, ages]
    }

    /// `5 servers to act on, 17 follow-ups: 16 overdue, 3 checks owed; 2 only to collect from; 8 Exchange`.
    private var summary: StyledText {
        let totals = list.totals
        if let asked {
            let whose = tenant.map { " of \($0)" } ?? ""
            let found = list.rows.reduce(0) { $0 + max($1.followUps.count, $1.collect == nil ? 0 : 1) }
            let verb = found == 1 && asked.hasPrefix("are ") ? "is" + asked.dropFirst(3) : asked
            return "\(counted(found, "follow-up"))\(whose) \(verb); \(grouped(totals.followUps)) are open"
        }
        if !list.data.isEmpty, list.data.allSatisfy({ $0.asOf == nil }) {
            return "\(yellow: "?") servers to act on: nothing had been seen of anybody by then"
        }
        var line: StyledText =
            "\(counted(totals.servers, "server")) to act on, \(counted(totals.followUps, "follow-up")): "
        line += count(totals.overdue, "overdue", "overdue") + ", "
        line += count(totals.checksOwed, "check owed", "checks owed")
        if totals.snoozed > 0 { line += "; \(grouped(totals.snoozed)) snoozed" }
        return line + "; \(grouped(totals.collect)) only to collect from; \(grouped(totals.exchange)) Exchange"
    }

    private func count(_ number: Int, _ one: String, _ many: String) -> StyledText {
        StyledText(counted(number, one, many), number > 0 ? .red : .plain)
    }

    /// For one tenant: how old its data are, loudly where it has fallen silent.
    private func age(ofOnly data: FollowUpList.Age) -> [StyledText] {
        let slug = data.tenant.slug
        guard let day = data.asOf, let days = data.daysSilent else {
            return ["\(yellow: "\(slug): ? (nothing was ever taken in)")"]
        }
        guard FollowUpList.isSilent(data) else { return ["data: \(day) (\(counted(days, "day")))"] }
        return ["\(yellow: "\(slug): nothing was seen for \(days) days; what stands below is of \(day)")"]
    }

    /// `data: contoso-jp 2021-08-18, northwind 2021-07-12 (39 days, stale)`; of many tenants only the silent ones.
    private var ages: StyledText {
        guard !list.data.isEmpty else { return "data: no tenants yet" }
        guard list.data.count > 6 else {
            return list.data.enumerated().reduce("data: ") { $0 + ($1.offset > 0 ? ", " : "") + age($1.element) }
        }
        let silent = list.data.filter(FollowUpList.isSilent)
        let newest = list.data.compactMap(\.asOf).max()?.description ?? "never"
        let all: StyledText = "data: \(grouped(list.data.count)) tenants, newest \(newest)"
        guard !silent.isEmpty else { return all }
        let named = silent.prefix(3).map(\.tenant.slug).joined(separator: ", ")
        let more = silent.count > 3 ? " and \(grouped(silent.count - 3)) more" : ""
        return all + "; \(yellow: "\(grouped(silent.count)) silent: \(named)\(more)")"
    }

    private func age(_ data: FollowUpList.Age) -> StyledText {
        guard let day = data.asOf, let days = data.daysSilent else {
            return "\(yellow: "\(data.tenant.slug) ? (nothing was ever taken in)")"
        }
        let text = "\(data.tenant.slug) \(day)"
        let isStale = days > data.tenant.staleDays ?? staleDays
        return isStale ? "\(yellow: "\(text) (\(days) days, stale)")" : StyledText(text)
    }
}

extension FollowUpList {
    /// How old what is known of a tenant is.
    typealias Age = (tenant: Tenant, asOf: CalendarDay?, daysSilent: Int?)

    /// Nothing was seen for more than 30 days, or ever.
    static func isSilent(_ data: Age) -> Bool { data.daysSilent.map { $0 >= silence } ?? true }
}
