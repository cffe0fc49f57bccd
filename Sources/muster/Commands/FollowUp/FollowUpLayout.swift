import Assessment
import Inventory
import Knowledge
import Reporting
import Roll

/// The list for people: what it comes to, how old the data are, then a row per server or follow-up.
struct FollowUpLayout {
    let knowledge: ExchangeKnowledge
    let list: FollowUpList
    /// The tenant that was asked for; its column is left out.
    let tenant: String?
    /// Whether a row is one follow-up, so that its threat is a column.
    let isByThreat: Bool
    /// Days from which on data are stale, where a tenant has no number of its own.
    let staleDays: Int
    /// As many rows are written out; nil for all.
    let limit: Int?

    /// What was asked for instead of what is open: `are accepted`; nil for that.
    var asked: String?

    var layout: TerminalLayout {
        TerminalLayout(
            heading: FollowUpHeading(list: list, tenant: tenant, staleDays: staleDays, asked: asked).lines
                + (list.rows.isEmpty ? [] : [""]),
            columns: columns,
            rows: list.rows.prefix(limit ?? .max).compactMap { row in
                row.worst.map { worst in
                    let steps = RowSteps(row)
                    return TerminalLayout.Row(
                        cells(row, worst, steps), detail: detail(row, worst, steps), card: card(row, worst, steps))
                }
            })
    }

    private var columns: [TerminalLayout.Column] {
        let beginning: [TerminalLayout.Column] =
            [.init("#"), .init("ID")] + (tenant == nil ? [.init("TENANT")] : []) + [.init("ASSET")]
        let threat: [TerminalLayout.Column] = isByThreat ? [.init("THREAT")] : []
        return beginning + threat + [
            .init("DECISION"), .init("DUE"), .init("OVERDUE", leaves: 3), .init("EXPOSED", leaves: 2),
            .init("CHECK", leaves: 1), .init("OWNER", leaves: 0, wide: true), .init("ACTS", wide: true),
            .init("NEXT STEP", mayBeCut: true, wide: true),
        ]
    }

    private func cells(_ row: FollowUpList.Row, _ worst: FollowUp, _ steps: RowSteps) -> [StyledText] {
        let beginning: [StyledText] = ["\(row.rank)", StyledText(worst.id ?? "–")]
        let names = (tenant == nil ? [StyledText(row.tenant.slug)] : []) + [StyledText(worst.server.shortName)]
        return beginning + names + (isByThreat ? [StyledText(row.threats.first ?? "–")] : []) + [
            StyledText(worst.step.outcome?.rawValue ?? worst.stateText), StyledText(row.dueOn?.description ?? "–"),
            row.overdueText,
            worst.exposureText, row.checkText, StyledText(worst.owner ?? "–"), StyledText(steps.actor?.rawValue ?? "–"),
            StyledText(steps.short),
        ]
    }

    /// `ProxyShell + 4 · 15 CVEs · 2016 CU20 15.1.2242.4, behind → check, then Jul21SU 15.1.2242.12 (mtr)`.
    private func detail(_ row: FollowUpList.Row, _ worst: FollowUp, _ steps: RowSteps) -> StyledText {
        var line = StyledText(isByThreat ? "" : row.threatWords ?? "", .dim)
        if row.overdue > 0, !worst.isOverdue {
            line += "\(dim: " (")\(red: "\(row.overdue) overdue")\(dim: ")")"
        }
        for words in [row.cveWords, buildWords(row, worst)].compactMap({ $0 }) {
            line.append((line.isEmpty ? "" : " · ") + words, .dim)
        }
        if worst.step.isOpen { line.append(" → \(steps.short)", .dim) }
        if let actor = steps.actor { line.append(" (\(actor.rawValue))", .dim) }
        if worst.state != .open, worst.step.isOpen { line.append(" · \(worst.stateText)", .dim) }
        return line
    }

    private func card(_ row: FollowUpList.Row, _ worst: FollowUp, _ steps: RowSteps) -> [StyledText] {
        let names = [
            tenant == nil ? row.tenant.slug : nil, worst.server.shortName, isByThreat ? row.threats.first : nil,
        ]
        var decision: StyledText = "   \(worst.outcome.rawValue)"
        if let due = row.dueOn { decision.append("  due \(due)") }
        if row.overdue > 0 { decision += "  overdue \(row.overdueText)" }
        let actor = steps.actor.map { "  \($0.rawValue)" } ?? ""
        return [
            "\(row.rank)  \(worst.id ?? "–")  \(names.compactMap { $0 }.joined(separator: "  "))", decision,
            "   exposed \(worst.exposureText)  check \(row.checkText)\(actor)", "   → \(steps.short)",
        ]
    }

    /// `2016 CU20 15.1.2242.4, behind, seen 39 d ago`.
    private func buildWords(_ row: FollowUpList.Row, _ worst: FollowUp) -> String {
        var words = BuildWords(worst.server.build, knowledge).short
        switch worst.standing.level {
        case .current: words += ", current"
        case .behind: words += ", behind"
        case .unsupported: words += ", unsupported" + (worst.standing.unsupportedSince.map { " since \($0)" } ?? "")
        case .unknown: break
        }
        guard let seen = worst.server.buildSeenAt else { return words }
        let age = row.tenant.zone.day(of: seen).distance(to: worst.asOf)
        return age > 30 ? words + ", seen \(age) d ago" : words
    }
}
