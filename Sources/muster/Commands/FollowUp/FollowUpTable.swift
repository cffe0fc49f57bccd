import Assessment
import Inventory
import Knowledge
import Reporting
import Roll

/// The list for programs: every column of the contract, whatever a row stands for.
struct FollowUpTable {
    let knowledge: ExchangeKnowledge
    let list: FollowUpList
    /// As many rows are written out; nil for all.
    let limit: Int?
    /// Where what changed since a moment was asked for: a row then is one follow-up.
    var changes: FollowUpChanges?

    static let columns: [ReportTable.Column] = [
        .init("rank", .integer), .init("id"), .init("tenant"), .init("asset"), .init("product", blank: "?"),
        .init("build", blank: "?"), .init("patch_level"), .init("threats", .list), .init("cves", .list),
        .init("verdict"), .init("exposure"), .init("exposed_since", .day), .init("days_exposed", .integer),
        .init("check"), .init("decision"), .init("due_on", .day), .init("overdue", .integer, blank: "?"),
        .init("state"),
        .init("owner"), .init("acts"), .init("next_step"), .init("reasons", .list),
        .init("data_as_of", .day, blank: "never"),
    ]

    /// What a tenant's row has beside.
    private static let countColumns: [ReportTable.Column] = [
        .init("servers", .integer, blank: "?"), .init("collect", .integer, blank: "?"),
        .init("followups", .integer, blank: "?"), .init("checks_owed", .integer, blank: "?"),
        .init("checks_assumed", .integer, blank: "?"), .init("tenant_facts_to_collect", .list),
    ]

    /// What one has beside where it is asked what changed.
    private static let changeColumns: [ReportTable.Column] = [.init("changed_at", .instant), .init("change", .list)]

    var table: ReportTable {
        let isByTenant = list.rows.contains { $0.counts != nil }
        return ReportTable(
            columns: Self.columns + (isByTenant ? Self.countColumns : []) + (changes == nil ? [] : Self.changeColumns),
            rows: list.rows.prefix(limit ?? .max).map { cells($0) + ($0.counts.map(counts) ?? []) + changeCells($0) },
            dataAsOf: list.ages.newest, knowledge: knowledge.version, total: list.rowCount)
    }

    private func cells(_ row: FollowUpList.Row) -> [Cell] {
        let worst = row.worst
        let server = worst?.server
        let steps = RowSteps(row)
        return [
            .integer(row.rank), .text(worst?.id), .text(row.tenant.slug), .text(server?.name),
            .text(BuildWords(server?.build, knowledge).product), .text(server?.build?.evidence.text),
            .text(worst?.standing.level.rawValue), .list(row.threats), .list(row.cves.map { knowledge.cves[$0].id }),
            .text(row.verdict?.word), .text(server?.exposure.rawValue), .day(server?.exposedSince),
            .integer(worst?.daysExposed), .text(row.check), .text(worst?.step.outcome?.rawValue), .day(row.dueOn),
            .integer(overdue(row)), .text(worst?.state.rawValue), .text(worst?.owner), .text(steps.actor?.rawValue),
            .text(steps.text), .list(row.reasons), .day(row.dataAsOf),
        ]
    }

    private func changeCells(_ row: FollowUpList.Row) -> [Cell] {
        guard let changes else { return [] }
        let change = row.worst.flatMap { changes[$0] }
        return [.instant(change?.at), .list(change?.words ?? [])]
    }

    /// Nobody can count what is overdue where nobody has looked.
    private func overdue(_ row: FollowUpList.Row) -> Int? {
        row.counts.map(\.overdue) ?? row.overdue
    }

    private func counts(_ counts: FollowUpList.Counts) -> [Cell] {
        [
            .integer(counts.servers), .integer(counts.collect), .integer(counts.followUps), .integer(counts.checksOwed),
            .integer(counts.checksAssumed), .list(counts.wanted),
        ]
    }
}
