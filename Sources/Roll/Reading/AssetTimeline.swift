import Assessment
import Inventory
import Knowledge
import Storage

/// Everything about one server on one line of time: what was seen, what was published, what people did.
package struct AssetTimeline: Sendable {
    /// What held from `from` up to, not including, `to`; a point where both are one.
    package struct Row: Hashable, Sendable {
        package let from: Instant
        package let to: Instant
        /// `seen`, `build`, `exposure`, `update`, `public`, `exploited`, `owed`, `dwell`, `check`, `evidence`, `act` …; behind
        /// a colon what of: `dwell:ProxyShell`.
        package let fact: String
        package let value: String
        /// 0 where no import says it.
        package let importID: Int
        package let line: Int

        package var isPoint: Bool { from == to }
    }

    package let tenant: Tenant
    package let server: ServerReading
    /// The last day that is read.
    package let asOf: CalendarDay
    /// In order of time.
    package let rows: [Row]
    /// The threats that are drawn: those asked for, else those with follow-ups, the worst first.
    package let threats: [String]
    /// Per threat: since when somebody could have come in, and until when nobody can say that nobody did.
    package let dwell: [String: Dwell]

    package struct Dwell: Hashable, Sendable {
        package let days: DayRange
        /// Whether sightings prove the first day; else it may have begun later.
        package let isBeginProved: Bool
        /// What ends it: `evidence`, `check`, or `today` where days are owed still.
        package let endedBy: String
        /// Days in it that nobody has looked at.
        package let owed: Int
    }
}

extension CustomerRoll {
    /// The timeline of a server of a tenant.
    ///
    /// - Parameter threat: only this one is drawn; nil for those with follow-ups.
    /// - Throws: a complaint (65) where there is no such server.
    package func timeline(
        of name: String, tenant slug: String, asOf: AsOf, threat: String?, _ projector: Projector
    ) throws -> AssetTimeline {
        let (tenant, roll) = try roll(of: slug, asOf: asOf, projector)
        let instant = asOf.instant(in: tenant.zone)
        let log = try store.read { transaction in
            let asset = try CustomerRoll.subject(named: name, of: tenant, in: transaction)
            return (
                asset, try transaction.acts(of: tenant.id, until: instant).inForce,
                try transaction.newestLook(of: tenant.id)
            )
        }
        let (asset, acts, newestLook) = log
        guard let evidence = roll.servers.first(where: { $0.row.asset == asset.asset }) else {
            throw Complaint(
                .badData, "\(asset.name) has no Exchange evidence: there is no line of time to draw",
                next: ["muster asset show \(asset.name) -t \(tenant.slug)"])
        }
        let server = projector.reading(
            of: evidence, tenant, projector.unlinked(roll.unlinked, newestLook: newestLook, tenant), at: instant)
        let own = acts.filter { $0.subject.map(roll.subjects(of: evidence.row.asset).contains) ?? false }
        return TimelineWriter(tenant, evidence, own, projector, until: instant).write(server, threat: threat)
    }
}

private struct TimelineWriter {
    let tenant: Tenant
    let evidence: ServerEvidence
    let acts: [Act]
    let projector: Projector
    let until: Instant
    private let today: CalendarDay
    private let terms: Terms

    init(_ tenant: Tenant, _ evidence: ServerEvidence, _ acts: [Act], _ projector: Projector, until: Instant) {
        self.tenant = tenant
        self.evidence = evidence
        self.acts = acts
        self.projector = projector
        self.until = until
        today = tenant.zone.day(of: until)
        terms = Terms(zone: tenant.zone, start: tenant.start, impact: projector.assessor.impact(of: tenant.impact))
    }

    private var knowledge: ExchangeKnowledge { projector.knowledge }

    func write(_ server: ServerReading, threat: String?) -> AssetTimeline {
        let followUps = projector.followUps(of: evidence, tenant)
        let drawn = threat.map { [$0] } ?? threats(followUps)
        var rows = seen + released
        var dwell: [String: AssetTimeline.Dwell] = [:]
        let whole = projector.assessor.windows(of: evidence.history, terms, at: until, all: true)
        let owed = projector.assessor.windows(of: evidence.history, terms, at: until)
        for (place, threat) in knowledge.threats.enumerated() where drawn.contains(threat.name) {
            rows += known(threat)
            for (range, how) in owed[place].clipped(to: today).proved.map({ ($0, "proved") })
                + owed[place].clipped(to: today).assumed.map({ ($0, "assumed") })
            {
                rows.append(span("owed:\(threat.name)", range, how))
            }
            if let window = self.dwell(threat.name, whole[place].clipped(to: today), owed[place].clipped(to: today)) {
                dwell[threat.name] = window
                let begin = window.isBeginProved ? "begin proved" : "begin assumed: it may be later"
                rows.append(span("dwell:\(threat.name)", window.days, "\(begin); ended by \(window.endedBy)"))
            }
        }
        rows += evidence.findings.flatMap(found) + acts.compactMap(done)
        let ordered = rows.enumerated().sorted { ($0.element.from, $0.offset) < ($1.element.from, $1.offset) }.map(
            \.element)
        return AssetTimeline(
            tenant: tenant, server: server, asOf: today, rows: ordered, threats: drawn, dwell: dwell)
    }

    /// Those with a follow-up, the worst first; at most three: more of them cannot be read.
    private func threats(_ followUps: [FollowUpHistory]) -> [String] {
        let open = followUps.compactMap { history -> (String, Outcome, Bool)? in
            guard history.threat != FollowUpHistory.collect, let step = history.step(at: until) else { return nil }
            let isPast = !step.isOpen
            return (history.threat, step.outcome ?? .nextUpgrade, isPast)
        }
        let catchAll = knowledge.threats.last?.name
        return open.filter { $0.0 != catchAll }.sorted { ($0.2 ? 1 : 0, $0.1) < ($1.2 ? 1 : 0, $1.1) }.prefix(3).map(
            \.0)
    }

    // MARK: Rows

    private func span(_ fact: String, _ days: DayRange, _ value: String) -> AssetTimeline.Row {
        AssetTimeline.Row(
            from: tenant.zone.start(of: days.first), to: tenant.zone.end(of: days.last), fact: fact, value: value,
            importID: 0, line: 0)
    }

    private func point(_ at: Instant, _ fact: String, _ value: String, importID: Int = 0, line: Int = 0)
        -> AssetTimeline.Row
    {
        AssetTimeline.Row(from: at, to: at, fact: fact, value: value, importID: importID, line: line)
    }

    /// What lines of imports say; and each import that saw it.
    private var seen: [AssetTimeline.Row] {
        var rows = evidence.facts.filter { $0.from <= until && $0.fact != "evidence" }.map {
            AssetTimeline.Row(
                from: $0.from, to: min($0.to, until), fact: $0.fact, value: $0.value, importID: $0.importID,
                line: $0.line)
        }
        rows += evidence.sightings.filter { $0.seenAt <= until }.map {
            point($0.seenAt, "seen", "", importID: $0.importID, line: $0.line)
        }
        return rows
    }

    /// The updates of its line that came out while it ran without them, each until it was seen with it.
    private var released: [AssetTimeline.Row] {
        let spans = evidence.history.builds.spans.filter { $0.from <= until }
        var rows: [ExchangeBuild: AssetTimeline.Row] = [:]
        for (index, span) in spans.enumerated() {
            let end = index + 1 < spans.count ? spans[index + 1].from : until
            let standing = projector.assessor.judge.patchStanding(
                for: span.value.evidence, on: tenant.zone.day(of: end),
                extendedSupport: evidence.history.conditions.value(at: end)?["extended_support"])
            for build in standing.missed {
                let begins = max(tenant.zone.start(of: build.released), evidence.row.firstSeen)
                guard begins <= end else { continue }
                rows[build.build] = AssetTimeline.Row(
                    from: rows[build.build]?.from ?? begins, to: end, fact: "update",
                    value: "\(build.su ?? build.cu) \(build.build)" + (build.kb.map { " \($0)" } ?? ""), importID: 0,
                    line: 0)
            }
        }
        return rows.values.sorted { ($0.from, $0.value) < ($1.from, $1.value) }
    }

    private func known(_ threat: Threat) -> [AssetTimeline.Row] {
        var rows: [AssetTimeline.Row] = []
        for cve in threat.cves {
            guard let day = knowledge.cves[cve].publicFrom, day <= today else { continue }
            rows.append(point(tenant.zone.start(of: day), "public:\(threat.name)", knowledge.cves[cve].id))
        }
        if let day = threat.exploitedSince ?? threat.exploitationKnownFrom, day <= today,
            (threat.exploitationKnownFrom ?? day) <= today
        {
            rows.append(span("exploited:\(threat.name)", DayRange(day, today), threat.knownBasis))
        }
        return rows
    }

    private func dwell(_ threat: String, _ whole: CheckWindow, _ owed: CheckWindow) -> AssetTimeline.Dwell? {
        let all = CheckWindow.merged(whole.proved + whole.assumed)
        guard let first = all.first?.first, let last = all.last?.last else { return nil }
        let signs = evidence.findings.filter { $0.threats.contains(threat) || $0.threats.isEmpty }
        let lastSign = signs.flatMap { [$0.key.occurredAt, $0.citations.last?.seenAt] }.compactMap { $0 }.filter {
            $0 <= until
        }.max()
        let lastCheck = acts.compactMap(\.checkRecord).filter { $0.threat == threat && $0.at <= until }.map(\.at).max()
        let isOwed = !owed.proved.isEmpty || !owed.assumed.isEmpty
        var end = last
        var endedBy = isOwed ? "nothing: days are owed still" : "the end of exposure"
        if let lastCheck, !isOwed {
            end = max(end, tenant.zone.day(of: lastCheck))
            endedBy = "check"
        }
        if let lastSign, tenant.zone.day(of: lastSign) >= end {
            end = tenant.zone.day(of: lastSign)
            endedBy = "evidence"
        }
        return AssetTimeline.Dwell(
            days: DayRange(first, end), isBeginProved: whole.proved.first.map { $0.first == first } ?? false,
            endedBy: endedBy, owed: (owed.proved + owed.assumed).reduce(0) { $0 + $1.count })
    }

    private func found(_ finding: Finding) -> [AssetTimeline.Row] {
        guard let first = finding.citations.first, first.seenAt <= until else { return [] }
        var rows = [
            point(
                first.seenAt, "evidence", "\(finding.what): \(finding.key.trace.stored)", importID: first.importID,
                line: first.line)
        ]
        if let occurred = finding.key.occurredAt, occurred <= until {
            rows.append(
                point(
                    occurred, "happened", "\(finding.what): \(finding.key.trace.stored)", importID: first.importID,
                    line: first.line))
        }
        return rows
    }

    private func done(_ act: Act) -> AssetTimeline.Row? {
        guard act.at <= until else { return nil }
        if let record = act.checkRecord {
            let covers = act.values("covers").joined(separator: " ")
            return point(
                act.at, "check:\(record.threat)", "\(record.result.rawValue) \(covers) by \(act.by)", line: act.number)
        }
        if let said = act.judgement {
            return point(
                act.at, "evidence", "\(said.judgement.rawValue): \(said.key.trace.text) by \(act.by)", line: act.number)
        }
        return point(act.at, "act", "\(act.what) by \(act.by)", line: act.number)
    }
}
