import Assessment
import Inventory
import Knowledge
import Storage

/// Why a follow-up stands where it does: each input of the decision with the newest line that says it, or the entry of
/// the knowledge that judged it.
package struct Explanation: Sendable {
    package struct Line: Hashable, Sendable {
        package enum Part: Hashable, Sendable {
            /// What we saw.
            case seen
            /// How a CVE is judged.
            case judged
            /// How it is decided.
            case decided
        }

        package let part: Part
        package let input: String
        package let value: String
        package let since: CalendarDay?
        /// 0 where no import says it.
        package let importID: Int
        package let line: Int
        package let seenAt: Instant?
        /// The entry of the knowledge behind it; empty where none is.
        package let knowledge: String
        /// The fields whose columns may say it.
        package let fields: [Field]
    }

    package let tenant: Tenant
    package let server: ServerReading
    package let followUps: [FollowUp]
    package let lines: [Line]

    /// - Parameter threat: only the CVEs and inputs of this threat; nil for all open ones.
    package init(
        _ evidence: ServerEvidence, _ roll: TenantRoll, newestLook: Instant?, _ tenant: Tenant, asOf instant: Instant,
        threat: String?, _ projector: Projector, names: FollowUpNames
    ) {
        self.tenant = tenant
        let day = tenant.zone.day(of: instant)
        let unlinked = projector.unlinked(roll.unlinked, newestLook: newestLook, tenant)
        let server = projector.reading(of: evidence, tenant, unlinked, at: instant)
        self.server = server
        let histories = projector.followUps(of: evidence, tenant)
        followUps = histories.compactMap { history in
            guard threat == nil || history.threat == threat, let step = history.step(at: instant), step.isOpen else {
                return nil
            }
            return projector.assessor.followUp(
                name: names(server.asset, history.threat, history.episode), server: server, threat: history.threat,
                openedAt: history.openedAt, step: step,
                standing: projector.standing(of: server, on: day), asOf: day, zone: tenant.zone)
        }.sorted(by: FollowUp.isBefore)
        var lines = Explanation.seen(evidence, tenant, at: instant)
        lines += Explanation.judged(server, followUps, day, projector)
        for followUp in followUps {
            let history = histories.last { $0.threat == followUp.threat && $0.openedAt <= instant }
            lines += Explanation.decided(followUp, history, instant, tenant, projector.knowledge)
        }
        self.lines = lines
    }

    private static func seen(_ evidence: ServerEvidence, _ tenant: Tenant, at instant: Instant) -> [Line] {
        evidence.facts.filter { $0.from <= instant && instant < $0.to }.map { row in
            let base = row.fact.split(separator: ":").first.map(String.init) ?? row.fact
            return Line(
                part: .seen, input: row.fact == "exposure" ? "443" : row.fact, value: row.value,
                since: tenant.zone.day(of: row.from), importID: row.importID, line: row.line,
                seenAt: row.importID == 0 && row.line == 0 ? nil : row.seenAt, knowledge: "",
                fields: fields[base] ?? [])
        }
    }

    private static let fields: [String: [Field]] = [
        "address": [.address, .endpoint],
        "build": [.fileVersion, .build, .webVersion, .adminDisplayVersion, .product],
        "exposure": [.endpoint], "endpoint": [.endpoint], "role": [.role],
        "product": [.product], "os": [.operatingSystem], "owner": [.owner], "site": [.site],
        "criticality": [.criticality], "internet_facing": [.internetFacing], "mitigation": [.mitigation],
        "condition": [.condition, .role], "beginning": [.whenCreated, .installedOn], "evidence": [.tag],
    ]

    private static func judged(
        _ server: ServerReading, _ followUps: [FollowUp], _ day: CalendarDay, _ projector: Projector
    ) -> [Line] {
        let knowledge = projector.knowledge
        let base = projector.assessor.judge.verdicts(for: server.build?.evidence, on: day)
        let cves = Set(followUps.flatMap { $0.step.cves }).sorted()
        return cves.map { cve in
            let judgement = projector.assessor.judge.verdict(cve: cve, base: base[cve], conditions: server.conditions)
            return Line(
                part: .judged, input: knowledge.cves[cve].id, value: judgement.verdict.word,
                since: knowledge.cves[cve].publicFrom, importID: 0, line: 0, seenAt: nil,
                knowledge: "fixes.csv: " + judgement.reason, fields: [])
        }
    }

    private static func decided(
        _ followUp: FollowUp, _ history: FollowUpHistory?, _ instant: Instant, _ tenant: Tenant,
        _ knowledge: ExchangeKnowledge
    ) -> [Line] {
        func line(_ input: String, _ value: String, _ since: CalendarDay?, _ basis: String) -> Line {
            Line(
                part: .decided, input: "\(followUp.threat): \(input)", value: value, since: since, importID: 0, line: 0,
                seenAt: nil, knowledge: basis, fields: [])
        }
        var lines: [Line] = []
        if let inputs = followUp.step.inputs {
            lines.append(knownExploited(inputs, followUp, knowledge, line))
            lines.append(
                line(
                    "publicly exposed", inputs.isExposed ? "yes" : "no", followUp.server.exposedSince,
                    "443 above"
                        + (followUp.server.exposure == .exposed || followUp.server.exposure == .notExposed
                            ? "" : ", assumed")))
            lines.append(
                line(
                    "automatable", inputs.isAutomatable ? "yes" : "no", nil,
                    "threats.csv: pre_auth_chain, and a CVE before login is open"))
            lines.append(line("technical impact", inputs.impact.rawValue, nil, "cves.csv: the vendor's impact"))
        }
        for range in followUp.owed.proved {
            lines.append(
                line("check owed", "\(range.first)…\(range.last)", range.first, "threats.csv: exploited_since"))
        }
        for range in followUp.owed.assumed {
            lines.append(
                line(
                    "check assumed", "\(range.first)…\(range.last)", range.first, "threats.csv: exploited_since")
            )
        }
        lines.append(
            line(
                "decision", followUp.outcome.rawValue, tenant.zone.day(of: followUp.step.from),
                "policy_bod_26_04.csv"))
        if let due = followUp.dueOn {
            lines.append(line("due", "\(due)", nil, "the earliest of: " + dates(history, until: instant, tenant)))
        }
        return lines
    }

    /// Since when exploitation was known on the day, by which entry: that of the threat, or the first CVE's in KEV.
    private static func knownExploited(
        _ inputs: DecisionInputs, _ followUp: FollowUp, _ knowledge: ExchangeKnowledge,
        _ line: (String, String, CalendarDay?, String) -> Line
    ) -> Line {
        guard inputs.isKnownExploited else {
            return line("known exploited", "no", nil, "threats.csv and KEV: nothing up to \(followUp.asOf)")
        }
        var entries: [(day: CalendarDay, basis: String)] = []
        if let threat = knowledge.threats.first(where: { $0.name == followUp.threat }),
            let day = threat.exploitationKnownFrom
        {
            entries.append((day, "threats.csv: \(threat.knownBasis)"))
        }
        for cve in followUp.step.cves.map({ knowledge.cves[$0] }) {
            if let day = cve.kevAdded { entries.append((day, "cves.csv: KEV lists \(cve.id)")) }
        }
        let first = entries.filter { $0.day <= followUp.asOf }.min { $0.day < $1.day }
        return line("known exploited", "yes", first?.day, first?.basis ?? "threats.csv")
    }

    /// The dates that the decisions so far gave: `2021-07-10 (60_days from 2021-05-11)`.
    private static func dates(_ history: FollowUpHistory?, until instant: Instant, _ tenant: Tenant) -> String {
        var dates: [String] = []
        var last: Outcome?
        for step in history?.steps ?? [] where step.from <= instant && step.isOpen {
            guard let outcome = step.outcome, outcome != last, let days = outcome.days else { continue }
            last = outcome
            let day = max(tenant.zone.day(of: step.from), tenant.start)
            dates.append("\(day.advanced(by: days)) (\(outcome.rawValue) from \(day))")
        }
        return dates.joined(separator: ", ")
    }
}
