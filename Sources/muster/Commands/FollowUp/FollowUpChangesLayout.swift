import Assessment
import Inventory
import Reporting
import Roll

/// What became of follow-ups since a moment, for people: a row each, with what happened below it.
struct FollowUpChangesLayout {
    let changes: FollowUpChanges
    let list: FollowUpList
    let since: Instant
    /// The tenant that was asked for; its column is left out.
    let tenant: String?
    /// As many rows are written out; nil for all.
    let limit: Int?

    var layout: TerminalLayout {
        TerminalLayout(
            heading: [heading] + (list.rows.isEmpty ? [] : [""]),
            columns: [.init("#"), .init("ID")] + (tenant == nil ? [.init("TENANT")] : []) + [
                .init("ASSET"), .init("THREAT"), .init("IS NOW"), .init("DECISION"), .init("DUE"),
                .init("OWNER", leaves: 1),
            ],
            rows: list.rows.prefix(limit ?? .max).compactMap { row in
                row.worst.map { TerminalLayout.Row(cells(row, $0), detail: detail($0)) }
            })
    }

    private var heading: StyledText {
        func part(_ kind: FollowUpChanges.Kind, _ words: String, _ style: StyledText.Tone = .plain) -> StyledText? {
            let number = list.rows.count { $0.worst.flatMap { changes[$0] }?.kinds.contains(kind) ?? false }
            return number == 0 ? nil : StyledText("\(grouped(number)) \(words)", style)
        }
        let parts = [
            part(.opened, "new", .red), part(.reopened, "reopened", .red), part(.overdue, "became overdue", .red),
            part(.owed, "owe a check", .red), part(.closed, "closed"),
        ].compactMap { $0 }
        var line: StyledText = "\(counted(list.rows.count, "follow-up")) changed since \(since)"
        for (index, part) in parts.enumerated() { line += (index == 0 ? ": " : ", ") + part }
        return line + "; \(grouped(list.totals.followUps)) of them are open"
    }

    private func cells(_ row: FollowUpList.Row, _ followUp: FollowUp) -> [StyledText] {
        ["\(row.rank)", StyledText(followUp.id ?? "–")]
            + (tenant == nil ? [StyledText(row.tenant.slug)] : []) + [
                StyledText(followUp.server.shortName), StyledText(followUp.threat),
                StyledText(followUp.step.stateText, followUp.step.isOpen ? .plain : .dim),
                StyledText(followUp.step.isOpen ? followUp.step.outcome?.rawValue ?? "–" : "–"),
                StyledText(
                    followUp.dueOn?.description ?? "–", followUp.isOverdue && followUp.step.isOpen ? .red : .plain),
                StyledText(followUp.owner ?? "–"),
            ]
    }

    private func detail(_ followUp: FollowUp) -> StyledText {
        let words = changes[followUp]?.words ?? []
        let shown = words.suffix(3).joined(separator: " · ")
        return StyledText(words.count > 3 ? "\(words.count - 3) earlier · \(shown)" : shown, .dim)
    }
}
