import Assessment
import Inventory
import Knowledge
import Storage

/// What a step holds beside its times, its outcome and its CVEs, as lines of a situation: `NAME VALUE`.
struct StepDetail: Sendable {
    private(set) var isUndetermined = false
    private(set) var inputs: DecisionInputs?
    private(set) var exposure = Exposure.unknown
    private(set) var proved: [DayRange] = []
    private(set) var assumed: [DayRange] = []
    private(set) var known: CalendarDay?
    private(set) var wants: [FollowUpStep.Want] = []
    private(set) var result: CheckResult?
    private(set) var requeuedBy: Int?
    private(set) var work: Work

    /// - Parameter isOpen: whether the step is; what people set is said only where it differs from that.
    init(isOpen: Bool) { work = Work(state: isOpen ? .open : .closed) }

    static func lines(_ step: FollowUpStep, _ knowledge: ExchangeKnowledge, _ time: (Instant) -> String) -> [String] {
        var lines: [String] = []
        if step.isUndetermined { lines.append("undetermined") }
        if let inputs = step.inputs {
            let words = [inputs.isKnownExploited, inputs.isExposed, inputs.isAutomatable].map { $0 ? "yes" : "no" }
            lines.append("inputs \((words + [inputs.impact.rawValue]).joined(separator: ","))")
        }
        lines.append("at \(step.exposure.rawValue)")
        lines += step.window.proved.map { "owed \($0)" }
        lines += step.window.assumed.map { "assumed \($0)" }
        if let known = step.window.knownFrom { lines.append("known \(known)") }
        if let result = step.check.result { lines.append("check \(result.rawValue)") }
        if let version = step.check.requeuedBy { lines.append("requeued \(version)") }
        lines += step.signs.map { sign in
            let how =
                sign.isConfirmed
                ? (sign.isContained ? "confirmed,contained" : "confirmed") : sign.isContained ? "contained" : "found"
            return "sign \(time(sign.at)) \(how) \(sign.what)" + (sign.threat.map { " \($0)" } ?? "")
        }
        for want in step.wants {
            switch want {
            case .build: lines.append("want-build")
            case .condition(let name, let ofTenant): lines.append("want-\(ofTenant ? "tenant" : "condition") \(name)")
            case .notAssessed(let cves):
                lines.append("want-assessment \(cves.map { knowledge.cves[$0].id }.joined(separator: ","))")
            case .days(let threat): lines.append("want-days \(threat)")
            }
        }
        if step.work.state != (step.isOpen ? .open : .closed) { lines.append("state \(step.work.state.rawValue)") }
        if step.work.isClosedByHand { lines.append("by-hand") }
        if let until = step.work.until { lines.append("until \(until)") }
        if let owner = step.work.owner { lines.append("owner \(owner)") }
        if let ticket = step.work.ticket { lines.append("ticket \(ticket)") }
        return lines
    }

    /// Takes one of the lines, but for `sign`.
    mutating func read(_ word: String, _ value: String, _ knowledge: ExchangeKnowledge) {
        switch word {
        case "undetermined": isUndetermined = true
        case "inputs": inputs = DecisionInputs(text: value)
        case "at": exposure = Exposure(rawValue: value) ?? .unknown
        case "owed": DayRange(text: value).map { proved.append($0) }
        case "assumed": DayRange(text: value).map { assumed.append($0) }
        case "known": known = CalendarDay(iso: value)
        case "want-build": wants.append(.build)
        case "want-condition": wants.append(.condition(value, ofTenant: false))
        case "want-tenant": wants.append(.condition(value, ofTenant: true))
        case "want-assessment":
            wants.append(.notAssessed(value.split(separator: ",").compactMap { knowledge.cve(named: String($0)) }))
        case "want-days": wants.append(.days(threat: value))
        case "check": result = CheckResult(rawValue: value)
        case "requeued": requeuedBy = Int(value)
        case "state": work.state = WorkState(rawValue: value) ?? work.state
        case "by-hand": work.isClosedByHand = true
        case "until": work.until = CalendarDay(iso: value)
        case "owner": work.owner = value
        case "ticket": work.ticket = value
        default: break
        }
    }
}

extension DecisionInputs {
    /// From `yes,yes,no,total`; nil for anything else.
    fileprivate init?(text: String) {
        let parts = text.split(separator: ",").map(String.init)
        guard parts.count == 4, let impact = TechnicalImpact(rawValue: parts[3]) else { return nil }
        self.init(
            isKnownExploited: parts[0] == "yes", isExposed: parts[1] == "yes", isAutomatable: parts[2] == "yes",
            impact: impact)
    }
}

extension DayRange {
    /// From `2021-08-06..2021-08-20`; nil for anything else.
    fileprivate init?(text: String) {
        let first = text.prefix(10)
        let last = text.suffix(10)
        guard text.utf8.count == 22, let first = CalendarDay(iso: first), let last = CalendarDay(iso: last) else {
            return nil
        }
        self.init(first, last)
    }
}
