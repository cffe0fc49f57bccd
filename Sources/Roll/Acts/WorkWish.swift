import Assessment
import Inventory

/// What a person wants done about a follow-up.
package enum WorkWish: Hashable, Sendable {
    /// Nil: nobody any more.
    case assign(String?)
    /// Nil: no ticket any more.
    case ticket(String?)
    /// Until the end of a day.
    case snooze(until: CalendarDay, reason: String?)
    case accept(until: CalendarDay, reason: String)
    case close(cause: String, reason: String)
    case reopen(reason: String?)
    case note(String)

    /// Why a person may close by hand.
    package static let causes = ["patched", "retired", "corrected", "remediated"]

    /// The word of the command.
    package var word: String {
        switch self {
        case .assign: "assign"
        case .ticket: "ticket"
        case .snooze: "snooze"
        case .accept: "accept"
        case .close: "close"
        case .reopen: "reopen"
        case .note: "note"
        }
    }

    /// The kind of act that it is written down as.
    var what: String { "followup.\(word)" }

    func body(threat: String) -> [(name: String, value: String?)] {
        let own: [(String, String?)] =
            switch self {
            case .assign(let owner): [("owner", owner)]
            case .ticket(let ticket): [("ticket", ticket)]
            case .snooze(let until, let reason): [("until", until.description), ("reason", reason)]
            case .accept(let until, let reason): [("until", until.description), ("reason", reason)]
            case .close(let cause, let reason): [("cause", cause), ("reason", reason)]
            case .reopen(let reason): [("reason", reason)]
            case .note(let text): [("note", text)]
            }
        return [("threat", threat)] + own
    }

    /// Why a follow-up does not let it be done; nil where it does. What is not open lets itself be noted, and given a
    /// ticket, only.
    func obstacle(_ step: FollowUpStep, threat: String, on day: CalendarDay) -> String? {
        switch self {
        case .note, .ticket: return nil
        case .assign:
            return step.isOpen || step.work.state == .accepted ? nil : "is closed (\(step.cause))"
        case .reopen:
            switch step.work.state {
            case .snoozed, .accepted: return nil
            case .closed where step.work.isClosedByHand: return nil
            case .closed: return "is closed since its reasons have ended (\(step.cause))"
            default: return "is open"
            }
        case .snooze(let until, _), .accept(let until, _):
            if let fault = rest(step, threat) { return fault }
            return until >= day ? nil : "must rest until a day that has not gone by: \(until) is before \(day)"
        case .close:
            if let fault = rest(step, threat) { return fault }
            let owed = step.window.clipped(to: day).proved
            if let first = owed.first, let last = owed.last {
                return "owes a check of \(first.first) … \(last.last): no patch and no word of a person clears that"
            }
            return nil
        }
    }

    private func rest(_ step: FollowUpStep, _ threat: String) -> String? {
        if !step.isOpen, step.work.state != .accepted { return "is closed (\(step.cause))" }
        if let sign = step.signs.first {
            return "has open evidence (\(sign.what)): that is investigated, not set aside"
        }
        if threat == FollowUpHistory.collect, self.word != "snooze" {
            return "only asks for what nobody knows yet: collect it, or snooze it"
        }
        return nil
    }
}
