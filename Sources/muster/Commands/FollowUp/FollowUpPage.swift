import Assessment
import Inventory
import Knowledge
import Reporting
import Roll

/// One follow-up as a page, and its history as rows.
struct FollowUpPage {
    let story: FollowUpStory
    let knowledge: ExchangeKnowledge

    private var followUp: FollowUp { story.followUp }
    private var step: FollowUpStep { story.followUp.step }

    var table: ReportTable {
        ReportTable(
            columns: [.init("id"), .init("at", .instant), .init("what"), .init("words"), .init("by")],
            rows: story.events.map {
                [.text(story.id), .instant($0.at), .text($0.what), .text($0.words), .text($0.by.isEmpty ? nil : $0.by)]
            }, knowledge: knowledge.version)
    }

    func lines(on page: Page) -> [StyledText] {
        heading.wrapped(on: page) + [""] + aligned(facts, on: page) + [""] + aligned(history, on: page)
    }

    private var heading: StyledText {
        var line: StyledText =
            "\(story.id)  \(story.tenant.slug)  \(followUp.server.name)  \(followUp.threat)  "
        var words: [StyledText] = []
        if !step.isOpen { words.append(StyledText(step.stateText)) }
        if let days = followUp.daysOverdue { words.append("\(red: "overdue \(counted(days, "day"))")") }
        if followUp.daysOwed > 0 { words.append("\(red: "check owed")") }
        if step.signs.contains(where: \.isConfirmed) {
            words.append("\(red: "confirmed compromise")")
        } else if !step.signs.isEmpty {
            words.append("\(red: "evidence of compromise")")
        }
        for word in words { line = line + "  " + word }
        return line
    }

    // MARK: How it stands

    private var facts: [[StyledText]] {
        var rows: [[StyledText]] = []
        func add(_ name: String, _ lines: [StyledText]) {
            for (index, line) in lines.enumerated() { rows.append([StyledText(index == 0 ? name : ""), line]) }
        }
        if step.isOpen {
            add("decision", decision)
            add("verdict", [verdict])
        }
        add("build", [build])
        add("exposure", [exposure])
        add("check", check)
        if !step.signs.isEmpty { add("evidence", step.signs.map(evidence)) }
        if step.isOpen { add("next", [next]) }
        add("state", [state])
        if !story.siblings.isEmpty { add("same asset", siblings) }
        return rows
    }

    private var decision: [StyledText] {
        var line = "\(step.outcome?.rawValue ?? "–")"
        if let due = step.dueOn { line += ", due \(due) \(story.tenant.zone.name)" }
        guard let inputs = step.inputs, !followUp.isCollect else { return [StyledText(line)] }
        func word(_ value: Bool) -> String { value ? "yes" : "no" }
        return [
            StyledText(line),
            StyledText(
                "known exploited \(word(inputs.isKnownExploited)) · exposed \(word(inputs.isExposed)) · automatable "
                    + "\(word(inputs.isAutomatable)) · impact \(inputs.impact.rawValue)"),
        ]
    }

    private var verdict: StyledText {
        let cves = step.cves.map { knowledge.cves[$0].id }
        if cves.isEmpty { return "no open CVE; held by \(followUp.reasons.first ?? "nothing")" }
        let word: StyledText = step.isUndetermined ? "\(yellow: "undetermined")" : "\(red: "vulnerable")"
        let names =
            cves.count > 8
            ? cves.prefix(7).joined(separator: ", ") + " and \(cves.count - 7) more" : cves.joined(separator: ", ")
        return word + "  \(names)"
    }

    private var build: StyledText {
        let standing = followUp.standing
        var words = BuildWords(followUp.server.build, knowledge).short
        switch standing.level {
        case .current: words += "; current"
        case .behind:
            words +=
                "; behind: \(counted(standing.missed.count, "update")) missed"
                + (standing.behindSince.map { " since \($0)" } ?? "")
        case .unsupported: words += "; unsupported" + (standing.unsupportedSince.map { " since \($0)" } ?? "")
        case .unknown: break
        }
        return StyledText(words)
    }

    private var exposure: StyledText {
        let addresses = followUp.server.addresses.joined(separator: ", ")
        let since =
            followUp.server.exposedSince.map { " since \($0), \(counted(followUp.daysExposed ?? 0, "day"))" } ?? ""
        return switch followUp.server.exposure {
        case .exposed: "\(red: "exposed")\(since)      \(addresses)"
        case .notExposed: "not_exposed      \(addresses)"
        case .stale: "\(yellow: "stale")      \(addresses)"
        case .unknown: "\(yellow: "unknown")      \(addresses)"
        }
    }

    private var check: [StyledText] {
        var line = StyledText(step.check.word, step.check.result == nil && followUp.daysOwed > 0 ? .red : .plain)
        if let version = step.check.requeuedBy { line += "; version \(version) of the playbook asks again" }
        guard followUp.daysOwed + followUp.daysAssumed > 0 else { return [line + "; nothing owed"] }
        let ranges = (followUp.owed.proved.map { ($0, "proved") } + followUp.owed.assumed.map { ($0, "assumed") })
            .sorted { $0.0.first < $1.0.first }
        return ranges.enumerated().map { index, range in
            let words = "owed \(range.0.first) … \(range.0.last), \(counted(range.0.count, "day")), \(range.1)"
            return index == 0 ? line + "; \(words)" : StyledText(words)
        }
    }

    private func evidence(_ sign: OpenSign) -> StyledText {
        let how = (sign.isConfirmed ? ", confirmed" : "") + (sign.isContained ? ", contained" : "")
        return "\(red: sign.what)  found \(story.tenant.zone.day(of: sign.at))\(how)"
            + (sign.threat.map { $0 == followUp.threat ? "" : " (\($0))" } ?? "")
    }

    private var next: StyledText {
        let steps = followUp.nextSteps
        if steps.isEmpty { return "–" }
        return StyledText(
            steps.enumerated().map { "\($0.offset + 1). \($0.element.text) (\($0.element.actor.rawValue))" }
                .joined(separator: "   "))
    }

    private var state: StyledText {
        StyledText(step.stateText + (step.work.ticket.map { "      ticket \($0)" } ?? ""))
    }

    private var siblings: [StyledText] {
        story.siblings.map { other in
            var line: StyledText = "\(other.threat) \(other.id ?? "–")  \(other.step.outcome?.rawValue ?? "–")"
            if let days = other.daysOverdue { line += "  \(red: "overdue \(counted(days, "day"))")" }
            return line
        }
    }

    // MARK: What happened

    private var history: [[StyledText]] {
        story.events.map { event in
            var words = StyledText(event.words)
            if !event.by.isEmpty { words += "  \(dim: event.by)" }
            return [StyledText(story.tenant.zone.day(of: event.at).description), StyledText(event.what), words]
        }
    }
}
