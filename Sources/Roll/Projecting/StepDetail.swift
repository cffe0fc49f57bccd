import Assessment
import Inventory
import Knowledge
import Storage

/// What a kept step holds beside its columns, as canonical text: `NAME VALUE`, one a line.
struct StepDetail {
    let text: String

    init(_ step: FollowUpStep, _ knowledge: ExchangeKnowledge) {
        var lines: [String] = []
        if step.isUndetermined { lines.append("undetermined") }
        if let inputs = step.inputs {
            let words = [inputs.isKnownExploited, inputs.isExposed, inputs.isAutomatable].map { $0 ? "yes" : "no" }
            lines.append("inputs \((words + [inputs.impact.rawValue]).joined(separator: ","))")
        }
        lines.append("exposure \(step.exposure.rawValue)")
        lines += step.window.proved.map { "owed \($0)" }
        lines += step.window.assumed.map { "assumed \($0)" }
        if let known = step.window.knownFrom { lines.append("known \(known)") }
        if let sign = step.sign { lines.append("sign \(sign.at) \(sign.what)") }
        for want in step.wants {
            switch want {
            case .build: lines.append("want-build")
            case .condition(let name, let ofTenant): lines.append("want-\(ofTenant ? "tenant" : "condition") \(name)")
            case .notAssessed(let cves):
                lines.append("want-assessment \(cves.map { knowledge.cves[$0].id }.joined(separator: ","))")
            case .days(let threat): lines.append("want-days \(threat)")
            }
        }
        text = lines.joined(separator: "\n")
    }

    /// The step that a kept row stands for; CVEs that the knowledge no longer has are left out.
    static func step(_ row: TenantProjection.StepRow, _ knowledge: ExchangeKnowledge) -> FollowUpStep {
        var isUndetermined = false
        var inputs: DecisionInputs?
        var exposure = Exposure.unknown
        var proved: [DayRange] = []
        var assumed: [DayRange] = []
        var known: CalendarDay?
        var sign: CompromiseSign?
        var wants: [FollowUpStep.Want] = []
        for line in row.detail.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1)
            let value = parts.count > 1 ? String(parts[1]) : ""
            switch parts[0] {
            case "undetermined": isUndetermined = true
            case "inputs": inputs = DecisionInputs(text: value)
            case "exposure": exposure = Exposure(rawValue: value) ?? .unknown
            case "owed": DayRange(text: value).map { proved.append($0) }
            case "assumed": DayRange(text: value).map { assumed.append($0) }
            case "known": known = CalendarDay(iso: value)
            case "sign":
                let words = value.split(separator: " ", maxSplits: 1)
                if words.count == 2, let at = Instant(iso: words[0]) {
                    sign = CompromiseSign(at: at, what: String(words[1]))
                }
            case "want-build": wants.append(.build)
            case "want-condition": wants.append(.condition(value, ofTenant: false))
            case "want-tenant": wants.append(.condition(value, ofTenant: true))
            case "want-assessment":
                wants.append(.notAssessed(value.split(separator: ",").compactMap { knowledge.cve(named: String($0)) }))
            case "want-days": wants.append(.days(threat: value))
            default: break
            }
        }
        return FollowUpStep(
            from: row.from, to: row.to, isOpen: row.isOpen, cause: row.cause, outcome: Outcome(rawValue: row.decision),
            dueOn: row.dueOn, cves: row.cves.split(separator: ";").compactMap { knowledge.cve(named: String($0)) },
            isUndetermined: isUndetermined, inputs: inputs, exposure: exposure,
            window: CheckWindow(proved: proved, assumed: assumed, knownFrom: known), sign: sign, wants: wants)
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
