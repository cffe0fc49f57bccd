import Assessment
import Inventory
import Knowledge
import Storage

/// Tells what happened to a follow-up from its steps and what people did.
struct StoryTeller {
    private let tenant: Tenant
    private let history: FollowUpHistory
    private let knowledge: ExchangeKnowledge
    private let until: Instant
    private var lines: [Instant: String] = [:]

    init(
        _ tenant: Tenant, _ history: FollowUpHistory, _ evidence: ServerEvidence, _ knowledge: ExchangeKnowledge,
        until: Instant
    ) {
        self.tenant = tenant
        self.history = history
        self.knowledge = knowledge
        self.until = until
        for fact in evidence.facts where fact.importID > 0 && !fact.fact.hasPrefix("presence") {
            if fact.from == fact.seenAt || lines[fact.from] == nil {
                lines[fact.from] = "#\(fact.importID):\(fact.line)"
            }
        }
    }

    func events(_ acts: [Act]) -> [FollowUpStory.Event] {
        var events: [FollowUpStory.Event] = []
        var last: FollowUpStep?
        for step in history.steps where step.from <= until {
            events += changes(from: last, to: step)
            last = step
        }
        events += overdue
        events += acts.compactMap(event)
        // What people did comes after what it answers; what the same moment brings stays in its order.
        return events.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }

    private func changes(from last: FollowUpStep?, to step: FollowUpStep) -> [FollowUpStory.Event] {
        func event(_ what: String, _ words: String) -> FollowUpStory.Event {
            FollowUpStory.Event(at: step.from, what: what, words: words, by: source(step))
        }
        var events: [FollowUpStory.Event] = []
        let isWork = step.work != last?.work && step.cause == "work"
        if let last {
            if step.isOpen != last.isOpen, !isWork, !["accepted"].contains(step.cause), !step.work.isClosedByHand {
                events.append(event(step.isOpen ? "reopened" : "closed", step.isOpen ? reason(step) : step.cause))
            }
            if step.isOpen, last.isOpen, step.outcome != last.outcome {
                events.append(event("decision", decision(from: last, to: step)))
            } else if step.isOpen, last.isOpen, step.dueOn != last.dueOn {
                events.append(
                    event("due", "\(last.dueOn?.description ?? "no date") → \(step.dueOn?.description ?? "no date")"))
            }
        } else {
            events.append(event("opened", reason(step)))
        }
        if let last, last.work.state == .snoozed, step.work.state != .snoozed, !isWork, step.isOpen {
            events.append(event("woke", "the snooze has ended"))
        }
        if let words = owed(from: last, to: step) { events.append(event("check", words)) }
        let before = Set(last?.signs.map(\.what) ?? [])
        let now = step.signs.map(\.what).filter { !before.contains($0) }
        if !now.isEmpty { events.append(event("evidence", now.joined(separator: ", "))) }
        return events
    }

    /// `disclosed: CVE-2021-31207; 60_days, due 2021-07-10`.
    private func reason(_ step: FollowUpStep) -> String {
        var words = step.cause
        if !step.cves.isEmpty { words += ": " + cves(step.cves) }
        if let outcome = step.outcome { words += "; \(outcome.rawValue)" }
        if let due = step.dueOn { words += ", due \(due)" }
        return words
    }

    private func decision(from last: FollowUpStep, to step: FollowUpStep) -> String {
        var words = "\(last.outcome?.rawValue ?? "none") → \(step.outcome?.rawValue ?? "none")"
        let new = step.cves.filter { !last.cves.contains($0) }
        if !new.isEmpty { words += ": + \(cves(new))" }
        let gone = last.cves.filter { !step.cves.contains($0) }
        if !gone.isEmpty { words += ": \(cves(gone)) fixed" }
        if let old = last.inputs, let now = step.inputs {
            if now.isKnownExploited, !old.isKnownExploited { words += ": exploitation known" }
            if now.isExposed != old.isExposed { words += now.isExposed ? ": exposed" : ": not exposed" }
            if old.isAutomatable, !now.isAutomatable, gone.isEmpty { words += ": no longer automatable" }
        }
        if step.dueOn == last.dueOn { return words + "; due stays" }
        return words + "; due \(step.dueOn?.description ?? "–")"
    }

    private func owed(from last: FollowUpStep?, to step: FollowUpStep) -> String? {
        let day = tenant.zone.day(of: step.from)
        let now = step.window.clipped(to: day).proved
        let before = last?.window.clipped(to: day).proved ?? []
        guard now != before else { return nil }
        if now.isEmpty { return "nothing owed any more" }
        if let version = step.check.requeuedBy, last?.check.requeuedBy != version {
            return "owed again: the playbook's version \(version) looks for more"
        }
        return before.isEmpty
            ? "owed from \(now[0].first)" : "owed " + now.map { "\($0.first) … \($0.last)" }.joined(separator: ", ")
    }

    private func cves(_ numbers: [Int]) -> String {
        let names = numbers.map { knowledge.cves[$0].id }
        return names.count > 4
            ? names.prefix(3).joined(separator: ", ") + " and \(names.count - 3) more" : names.joined(separator: ", ")
    }

    /// Who brought a step about.
    private func source(_ step: FollowUpStep) -> String {
        if let line = lines[step.from] { return line }
        let isMidnight = tenant.zone.start(of: tenant.zone.day(of: step.from)) == step.from
        return isMidnight ? "knowledge" : ""
    }

    /// The days on which it became overdue.
    private var overdue: [FollowUpStory.Event] {
        var events: [FollowUpStory.Event] = []
        var wasOverdue: CalendarDay?
        for step in history.steps where step.isOpen && step.from <= until {
            guard let due = step.dueOn, due != wasOverdue else { continue }
            let at = max(tenant.zone.start(of: due.advanced(by: 1)), step.from)
            guard at < step.to, at <= until, due < tenant.zone.day(of: until) else { continue }
            events.append(.init(at: at, what: "overdue", words: "since \(due)", by: ""))
            wasOverdue = due
        }
        return events
    }

    private func event(_ act: Act) -> FollowUpStory.Event? {
        func made(_ what: String, _ words: String) -> FollowUpStory.Event {
            FollowUpStory.Event(at: act.at, what: what, words: words, by: act.by, act: act.number)
        }
        let reason = act.value("reason").map { ": \($0)" } ?? ""
        let until = act.value("until").map { "until \($0)" } ?? ""
        if let record = act.checkRecord {
            guard record.threat == history.threat else { return nil }
            let covers = act.values("covers").joined(separator: " ")
            let note = act.value("note").map { "; \($0)" } ?? ""
            return made("checked", "\(record.result.rawValue) \(covers)\(note)")
        }
        if let said = act.judgement {
            return made("evidence", "\(said.judgement.rawValue): \(said.key.trace.text)\(reason)")
        }
        if act.what == Deed.retire { return made("retired", "the machine\(reason)") }
        guard act.value("threat") == history.threat else { return nil }
        switch act.what {
        case Deed.assign: return made("assigned", act.value("owner").map { "to \($0)" } ?? "to nobody")
        case Deed.ticket: return made("ticket", act.value("ticket") ?? "none")
        case Deed.snooze: return made("snoozed", until + reason)
        case Deed.accept: return made("accepted", until + reason)
        case Deed.close: return made("closed", "by hand, \(act.value("cause") ?? "")\(reason)")
        case Deed.reopen: return made("reopened", "by hand\(reason)")
        case Deed.note: return made("note", act.value("note") ?? "")
        default: return nil
        }
    }
}
