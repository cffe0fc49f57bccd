import Inventory
import Storage

/// The open follow-ups of one server, the worst first: one visit, one next step.
struct ServerWork {
    let place: Int
    let rows: [AnswerRow]

    /// By server, in the order of their worst.
    static func gathered(_ rows: [AnswerRow]) -> [ServerWork] {
        var order: [String] = []
        var own: [String: [AnswerRow]] = [:]
        for row in rows {
            let asset = row["asset"] ?? "?"
            if own[asset] == nil { order.append(asset) }
            own[asset, default: []].append(row)
        }
        return order.enumerated().map { ServerWork(place: $0 + 1, rows: own[$1] ?? []) }
    }

    private var worst: AnswerRow { rows[0] }

    var row: PageTable.Row {
        PageTable.Row([
            [
                .text("\(place)."), .host(worst["asset"] ?? "?"),
                .small(
                    [worst["product"], worst["build"], worst["patch_level"]].compactMap { $0 }.joined(separator: " · ")),
            ],
            [.items(rows.map(item))], [.text(why)], [.text(steps)], [.text(actors)], due,
        ])
    }

    private func item(_ row: AnswerRow) -> [Part] {
        var parts: [Part] = [.strong(row["threat"] ?? "?"), .decision(row["decision"] ?? "next_upgrade")]
        if let found = row["compromise"] { parts.append(.act(found)) }
        if row.number("owed_days") ?? 0 > 0 { parts.append(.tag("check owed", isUnknown: false)) }
        if row["verdict"] == "undetermined" { parts.append(.tag("undetermined", isUnknown: true)) }
        if row["state"] == "snoozed" { parts.append(.tag("snoozed", isUnknown: false)) }
        let over = row.number("overdue_days").map { ", \(counted($0, "day")) over" } ?? ""
        parts.append(.small("\(row["due_on"].map { "due \($0)\(over)" } ?? "no date") · \(row["followup"] ?? "")"))
        return parts
    }

    private func each(_ column: String) -> [String] {
        rows.reduce(into: [String]()) { all, row in
            if let words = row[column], !words.isEmpty, !all.contains(words) { all.append(words) }
        }
    }

    private var why: String {
        var reasons: [String] = []
        for reason in rows.flatMap({ $0.list("reasons") }) where !reasons.contains(reason) { reasons.append(reason) }
        let words = reasons.prefix(7).joined(separator: "; ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }

    private var steps: String {
        let all = each("next_step")
        // "install X" says nothing beside "check, then install X".
        let steps = all.filter { step in !all.contains { $0 != step && $0.hasSuffix("then " + step) } }.prefix(3)
            .joined(separator: "; ")
        return steps.prefix(1).uppercased() + steps.dropFirst()
    }

    private var actors: String {
        each("acts").map { $0 == "mtr" ? "MTR" : $0 == "customer" ? "you" : $0 }.joined(separator: ", ")
    }

    private var due: [Part] {
        guard let day = rows.compactMap({ $0["due_on"] }).min() else { return [.text("no date")] }
        let over = rows.compactMap { $0.number("overdue_days") }.max() ?? 0
        return [.whole(day), .small(over > 0 ? "\(counted(over, "day")) over" : "")]
    }
}
