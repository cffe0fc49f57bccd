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
        if tenant != nil, let data = list.ages.first.first { return age(ofOnly: data) + [summary] }
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
        if list.ages.tenants > 0, list.ages.newest == nil {
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
    private func age(ofOnly data: DataAges.Age) -> [StyledText] {
        let slug = data.tenant.slug
        guard let day = data.asOf, let days = data.daysSilent else {
            return ["\(yellow: "\(slug): ? (nothing was ever taken in)")"]
        }
        guard FollowUpList.isSilent(data.daysSilent) else { return ["data: \(day) (\(counted(days, "day")))"] }
        return ["\(yellow: "\(slug): nothing was seen for \(days) days; what stands below is of \(day)")"]
    }

    /// `data: contoso-jp 2021-08-18, northwind 2021-07-12 (39 days, stale)`; of many tenants only the silent ones.
    private var ages: StyledText {
        let ages = list.ages
        guard ages.tenants > 0 else { return "data: no tenants yet" }
        guard ages.tenants > DataAges.named else {
            return ages.first.enumerated().reduce("data: ") { $0 + ($1.offset > 0 ? ", " : "") + age($1.element) }
        }
        let newest = ages.newest?.description ?? "never"
        let all: StyledText = "data: \(grouped(ages.tenants)) tenants, newest \(newest)"
        guard ages.silent > 0 else { return all }
        let named = ages.firstSilent.prefix(3).map(\.tenant.slug).joined(separator: ", ")
        let more = ages.silent > 3 ? " and \(grouped(ages.silent - 3)) more" : ""
        return all + "; \(yellow: "\(grouped(ages.silent)) silent: \(named)\(more)")"
    }

    private func age(_ data: DataAges.Age) -> StyledText {
        guard let day = data.asOf, let days = data.daysSilent else {
            return "\(yellow: "\(data.tenant.slug) ? (nothing was ever taken in)")"
        }
        let text = "\(data.tenant.slug) \(day)"
        let isStale = days > data.tenant.staleDays ?? staleDays
        return isStale ? "\(yellow: "\(text) (\(days) days, stale)")" : StyledText(text)
    }
}
