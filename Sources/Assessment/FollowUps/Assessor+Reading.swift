import Inventory
import Knowledge

extension Assessor {
    /// A follow-up as of a day, with what follows from the day: what is owed, what to do next, and why.
    package func followUp(
        name: FollowUpName?, server: ServerReading, threat: String, openedAt: Instant, step: FollowUpStep,
        standing: PatchStanding, asOf: CalendarDay, zone: Zone
    ) -> FollowUp {
        let owed = step.window.clipped(to: asOf)
        let hasRansomware = step.cves.contains {
            let cve = knowledge.cves[$0]
            return cve.ransomware && (cve.kevAdded.map { $0 <= asOf } ?? false)
        }
        return FollowUp(
            name: name, server: server, threat: threat, step: step, openedOn: zone.day(of: openedAt), asOf: asOf,
            standing: standing, owed: owed, hasRansomware: hasRansomware, assessor: self, zone: zone)
    }

    func nextSteps(of followUp: FollowUp) -> [NextStep] {
        NextStep.once(
            NextStepWriter(
                knowledge: knowledge, server: followUp.server, step: followUp.step, standing: followUp.standing,
                owed: followUp.owed
            ).write())
    }

    /// Where a server stands in the line of updates on a day.
    package func standing(of server: ServerReading, on day: CalendarDay) -> PatchStanding {
        judge.patchStanding(
            for: server.build?.evidence, on: day, extendedSupport: server.conditions["extended_support"])
    }

    func reasons(of followUp: FollowUp) -> [String] {
        let (server, threat, step) = (followUp.server, followUp.threat, followUp.step)
        let (standing, owed, zone, asOf) = (followUp.standing, followUp.owed, followUp.zone, followUp.asOf)
        let hasRansomware = followUp.hasRansomware
        var reasons: [String] = []
        reasons += step.signs.map { sign in
            let how = sign.isConfirmed ? "confirmed, " : ""
            let then = sign.isContained ? ", contained" : ""
            return "\(how)\(sign.what) seen \(zone.day(of: sign.at))\(then)"
        }
        if step.inputs?.isKnownExploited == true, let day = knownExploited(step.cves, threat, asOf) {
            reasons.append("known exploited since \(day)")
        }
        if hasRansomware { reasons.append("used by ransomware") }
        if step.outcome != .collect {
            reasons.append(exposureReason(server, zone: zone))
            if step.inputs?.isAutomatable == true { reasons.append("pre-authentication chain") }
            if step.inputs?.impact == .total { reasons.append("remote code execution or elevation of privilege") }
        }
        if server.isEdge, server.exposure == .exposed { reasons.append("conflict: an Edge server with 443 open") }
        if step.isUndetermined, !step.cves.isEmpty {
            reasons.append(
                server.build?.isConflict == true
                    ? "sources contradict each other about the build" : "the builds it may be differ")
        }
        if threat == knowledge.threats.last?.name || step.outcome == .collect {
            if standing.level == .unsupported {
                reasons.append("unsupported" + (standing.unsupportedSince.map { " since \($0)" } ?? ""))
            } else if standing.level == .behind {
                reasons.append(
                    "behind: \(standing.missed.count) updates missed"
                        + (standing.behindSince.map { " since \($0)" } ?? ""))
            }
        }
        if let version = step.check.requeuedBy, !owed.proved.isEmpty || !owed.assumed.isEmpty {
            reasons.append("checked with an older playbook, version \(version) asks again")
        }
        reasons += owed.proved.map { "check owed \($0.first) … \($0.last)" }
        if step.outcome == .collect {
            reasons += step.wants.map(reason)
            reasons += owed.assumed.map { "unseen \($0.first) … \($0.last)" }
        }
        if let seen = server.buildSeenAt {
            let age = zone.day(of: seen).distance(to: asOf)
            if age > 30 { reasons.append("build last seen \(zone.day(of: seen)), \(age) days ago") }
        }
        return reasons
    }

    private func exposureReason(_ server: ServerReading, zone: Zone) -> String {
        switch server.exposure {
        case .exposed: "exposed" + (server.exposedSince.map { " since \($0)" } ?? "")
        case .notExposed: "not exposed"
        case .stale: "assumes exposed: last scan \(server.exposureSeenAt.map { "\(zone.day(of: $0))" } ?? "unknown")"
        case .unknown: "assumes exposed: exposure unknown"
        }
    }

    private func reason(_ want: FollowUpStep.Want) -> String {
        switch want {
        case .build: "build unknown"
        case .condition(let name, _): "\(name) not looked at"
        case .notAssessed(let cves): "\(cves.count) CVEs not assessed by the vendor"
        case .days(let threat): "\(threat): days unseen"
        }
    }

    /// The first day on which exploitation of the threat or of one of the CVEs was known.
    private func knownExploited(_ cves: [Int], _ threat: String, _ asOf: CalendarDay) -> CalendarDay? {
        var days = cves.compactMap { knowledge.cves[$0].kevAdded }
        if let day = knowledge.threats.first(where: { $0.name == threat })?.exploitationKnownFrom { days.append(day) }
        return days.filter { $0 <= asOf }.min()
    }
}
