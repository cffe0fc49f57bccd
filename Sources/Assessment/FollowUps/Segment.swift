import Inventory
import Knowledge

/// A stretch of time in which nothing about a server changes, neither what is known of it nor what is known of
/// Exchange.
struct Segment {
    let from: Instant
    let to: Instant
    /// The tenant's local day on which it begins.
    let day: CalendarDay
    let build: BuildState?
    let exposure: Exposure
    let conditions: Conditions
    /// One verdict per CVE of the knowledge, whether public yet or not.
    let verdicts: [Verdict]
    /// For each CVE that only a condition leaves undetermined: that condition.
    let wantedConditions: [Int: String]
    let standing: PatchStanding
    /// Open evidence, the oldest first.
    let signs: [OpenSign]
    /// Evidence that ended by now.
    let endedSigns: [CompromiseSign]
    /// Whether a person took it off the roll.
    let isRetired: Bool

    var isEdge: Bool { conditions["edge"] == true }
    /// Whether the exposure that decides is observed, not assumed.
    var isExposureObserved: Bool { exposure == .exposed || exposure == .notExposed }
}

/// Cuts a server's history into segments: at every change of evidence and on every day on which the knowledge grew.
struct Segmenter {
    let knowledge: ExchangeKnowledge
    let judge: Judge
    /// The days on which an entry of the knowledge is dated, in order.
    let days: [CalendarDay]

    init(knowledge: ExchangeKnowledge, judge: Judge) {
        self.knowledge = knowledge
        self.judge = judge
        var days: Set<CalendarDay> = []
        for cve in knowledge.cves {
            if let day = cve.publicFrom { days.insert(day) }
            if let day = cve.kevAdded { days.insert(day) }
        }
        for threat in knowledge.threats {
            if let day = threat.exploitationKnownFrom ?? threat.exploitedSince { days.insert(day) }
        }
        for build in knowledge.builds { days.insert(build.released) }
        for product in knowledge.products {
            days.insert(product.extendedEnd.advanced(by: 1))
        }
        self.days = days.sorted()
    }

    func segments(of history: ServerHistory, _ terms: Terms) -> [Segment] {
        var cuts = history.instants
        cuts.formUnion(days.lazy.map { terms.zone.start(of: $0) })
        cuts.insert(terms.zone.start(of: terms.start))
        let ordered = cuts.filter { $0 >= history.firstSeen && $0 < .forever }.sorted()
        var result: [Segment] = []
        result.reserveCapacity(ordered.count)
        var judged: Judged?
        for (i, from) in ordered.enumerated() {
            let build = history.builds.value(at: from)
            let conditions = history.conditions.value(at: from) ?? Conditions()
            let proofs = history.proofs.filter { $0.at <= from }
            let day = terms.zone.day(of: from)
            // What an interval of builds comes to changes when an update is released; an exact build's verdict does not.
            let isExact = build.map { $0.evidence.lower == $0.evidence.upper } ?? true
            if judged.map({ !isExact || !$0.holds(build, conditions, proofs) }) ?? true {
                judged = decideVerdicts(build, conditions, proofs, since: history.builds.span(at: from)?.from, on: day)
            }
            result.append(
                Segment(
                    from: from, to: i + 1 < ordered.count ? ordered[i + 1] : .forever, day: day, build: build,
                    exposure: history.exposure.value(at: from) ?? .unknown, conditions: conditions,
                    verdicts: judged?.verdicts ?? [], wantedConditions: judged?.wanted ?? [:],
                    standing: judge.patchStanding(
                        for: build?.evidence, on: day, extendedSupport: conditions["extended_support"]),
                    signs: history.signs.filter { $0.isOpen(at: from) }.map { $0.standing(at: from) },
                    endedSigns: history.signs.filter { $0.to <= from },
                    isRetired: history.retired.value(at: from) ?? false))
        }
        return result
    }

    /// Verdicts; those of an exact build stay while build, conditions and proofs do.
    private struct Judged {
        let build: BuildState?
        let conditions: Conditions
        let proofs: [ExploitProof]
        var verdicts: [Verdict]
        var wanted: [Int: String]

        func holds(_ build: BuildState?, _ conditions: Conditions, _ proofs: [ExploitProof]) -> Bool {
            self.build == build && self.conditions == conditions && self.proofs == proofs
        }
    }

    /// Verdicts by build, conditions and proofs. A proof makes vulnerable unless an exact build, or a newer range of
    /// builds that are all fixed, contradicts it.
    private func decideVerdicts(
        _ build: BuildState?, _ conditions: Conditions, _ proofs: [ExploitProof], since: Instant?,
        on day: CalendarDay
    ) -> Judged {
        let base = judge.verdicts(for: build?.evidence, on: day)
        var result = Judged(build: build, conditions: conditions, proofs: proofs, verdicts: [], wanted: [:])
        result.verdicts.reserveCapacity(base.count)
        for cve in base.indices {
            let judgement = judge.verdict(cve: cve, base: base[cve], conditions: conditions)
            var verdict = judgement.verdict
            if build?.isConflict == true, verdict == .undetermined(.build) { verdict = .undetermined(.conflict) }
            if verdict == .undetermined(.condition) { result.wanted[cve] = judgement.condition }
            result.verdicts.append(verdict)
        }
        for proof in proofs {
            let isFixed = base[proof.cve].verdict == .fixed || base[proof.cve].verdict == .notAffected
            let isExact = build?.evidence.precision == .exact && build?.isConflict == false
            if isFixed, isExact || (since.map { $0 > proof.at } ?? false) { continue }
            result.verdicts[proof.cve] = .vulnerable
        }
        return result
    }
}
