import Inventory
import Storage

/// The changes of a week, one row for each cause.
struct ChangeTable {
    let changes: [WeekChange]

    init(_ changes: [WeekChange]) { self.changes = changes }

    func table(_ flows: [(flow: WeekChange.Flow, words: String)]) -> PageTable {
        var rows: [PageTable.Row] = []
        for (flow, words) in flows {
            let own = changes.filter { $0.flow == flow }
            guard !own.isEmpty else { continue }
            rows.append(.group("\(words): \(own.count)"))
            let causes = Dictionary(grouping: own, by: \.cause)
            for (cause, some) in causes.sorted(by: { ($1.value.count, $0.key) < ($0.value.count, $1.key) }) {
                rows.append(
                    PageTable.Row([
                        [.text(cause)], [.text("\(some.count)")], [.items(which(some))], [.text(meaning(cause))],
                    ]))
            }
        }
        let isOfFollowUps = flows.contains { $0.flow.isOfFollowUps }
        return PageTable(
            caption: isOfFollowUps ? "Each change and its one cause" : "Changes of exposure, each with its one cause",
            columns: [
                ("Cause", false), (isOfFollowUps ? "Follow-ups" : "Servers", true), ("Which", false),
                ("What it means", false),
            ], rows: rows, cards: "w-ch")
    }

    /// By server: as many as can be read.
    private func which(_ changes: [WeekChange]) -> [[Part]] {
        let servers = Dictionary(grouping: changes, by: \.asset).sorted { $0.key < $1.key }
        var items: [[Part]] = servers.prefix(8).map { name, some in
            let threats = some.map(\.key.threat).filter { !$0.isEmpty }
            return threats.isEmpty ? [.host(name)] : [.host(name), .text(threats.joined(separator: ", "))]
        }
        if servers.count > 8 { items.append([.soft("and \(servers.count - 8) more servers: see changes.csv")]) }
        return items
    }

    private func meaning(_ cause: String) -> String {
        switch cause {
        case "appeared": "first seen, or seen again"
        case "released": "an update came out that is missing here"
        case "disclosed": "a flaw became public"
        case "downgraded": "an older build than before was seen"
        case "evidence": "evidence of a compromise was found"
        case "expired": "an acceptance came to its end"
        case "knowledge_changed": "what is known of builds and flaws changed"
        case "corrected": "learnt late, or taken back: it was so before"
        case "patched": "a build without the flaw was seen"
        case "checked": "a check covers all days that were owed"
        case "remediated": "a compromise was ended"
        case "retired": "taken off the roll"
        case "accepted": "somebody carries the risk until a day"
        case "merged": "found to be one machine with another, or the tenant became part of another"
        case "reattributed": "the rows belong to another tenant"
        case "offboarded": "the tenant is no customer any more"
        case "seen_open": "443 was seen open from the internet"
        case "seen_closed": "every known address was looked at and 443 does not answer"
        case "grown_stale": "nobody looked for too long; it is decided as exposed"
        case "unknown": "nobody knows which address it has"
        default: ""
        }
    }
}
