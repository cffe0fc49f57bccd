import Inventory
import Knowledge

/// Turns a server's history into its follow-ups: verdicts, decisions, due dates and owed checks through time.
///
/// Pure: no clock and no database. A server whose history equals another's gets the same answer.
package struct Assessor: Sendable {
    package let knowledge: ExchangeKnowledge
    package let judge: Judge
    private let policy: DecisionTable
    private let tightest: Outcome
    private let segmenter: Segmenter
    /// The threats of which a proof of concept is public; asked for by some policies only.
    private let proved: Set<String>

    /// What a tenant's mission loses, where the policy asks for it; nil: servers of all tenants are decided alike.
    package func impact(of tenant: MissionImpact) -> MissionImpact? {
        policy.inputs.contains("human_impact") ? tenant : nil
    }

    /// - Throws: `Complaint` where the knowledge has no such policy.
    package init(knowledge: ExchangeKnowledge, policy: String = ExchangeKnowledge.defaultPolicy) throws {
        guard let table = knowledge.policy(named: policy) else {
            throw Complaint(
                .usage,
                "no policy \"\(policy)\"; the knowledge has \(knowledge.policies.keys.sorted().joined(separator: ", "))"
            )
        }
        self.knowledge = knowledge
        self.policy = table
        tightest = .tightest(of: table)
        judge = Judge(knowledge)
        proved =
            table.inputs.contains("exploitation")
            ? Set(try knowledge.playbooks().playbooks.filter { !$0.proofsOfConcept.isEmpty }.map(\.subject.name)) : []
        segmenter = Segmenter(knowledge: knowledge, judge: judge)
    }

    /// All follow-ups a server ever had, and its `collect` item: by threat in the order of the knowledge, then episode.
    package func followUps(of history: ServerHistory, _ terms: Terms) -> [FollowUpHistory] {
        let segments = segmenter.segments(of: history, terms)
        guard !segments.isEmpty else { return [] }
        let windows = knowledge.threats.map {
            window(of: $0, segments, history, terms)
        }
        let checks = Dictionary(history.checks.map { ($0.threat, $0.standings) }) { first, _ in first }
        var result: [FollowUpHistory] = []
        var openByOthers = [Bool](repeating: false, count: segments.count)
        for (threat, window) in zip(knowledge.threats, windows) {
            let isCatchAll = threat.name == knowledge.threats.last?.name
            var life = FollowUpLife(
                Decider(
                    threat: threat, knowledge: knowledge, policy: policy, missionImpact: terms.impact ?? .medium,
                    hasProof: proved.contains(threat.name), tightest: tightest), isCatchAll: isCatchAll, window: window,
                checks: checks[threat.name] ?? Timeline(), terms: terms)
            for (i, segment) in segments.enumerated() {
                life.advance(to: segment, isAnyOtherOpen: openByOthers[i])
                if life.isOpen { openByOthers[i] = true }
            }
            result += life.finished()
        }
        let collect = CollectLife(
            knowledge: knowledge, windows: windows, checks: knowledge.threats.map { checks[$0.name] ?? Timeline() })
        if let item = collect.history(segments, terms) { result.append(item) }
        return history.work.isEmpty ? result : WorkLife.worked(result, history.work, terms)
    }

    /// What each threat's check has to look at, at an instant; not cut off at its day. In the order of the knowledge.
    ///
    /// - Parameter all: also what was looked at already.
    package func windows(
        of history: ServerHistory, _ terms: Terms, at instant: Instant, all: Bool = false
    ) -> [CheckWindow] {
        let segments = segmenter.segments(of: history, terms)
        return knowledge.threats.map { threat in
            let standing = history.checks.first { $0.threat == threat.name }?.standings.value(at: instant)
            return window(of: threat, segments, history, terms).without(all ? .notChecked : standing ?? .notChecked)
        }
    }

    private func window(
        of threat: Threat, _ segments: [Segment], _ history: ServerHistory, _ terms: Terms
    ) -> CheckWindow {
        CheckWindow.of(
            threat, segments, history, terms, affectedFrom: oldestAffected(threat),
            publicFrom: threat.cves.compactMap { knowledge.cves[$0].publicFrom }.min())
    }

    private func isAffected(_ cve: Int, _ product: Product) -> Bool {
        guard let index = knowledge.product(named: product.name) else { return false }
        return knowledge.fix(of: cve, in: index).map { $0.listing != .no } ?? false
    }

    private func oldestAffected(_ threat: Threat) -> CalendarDay? {
        knowledge.products.filter { product in
            threat.cves.contains { isAffected($0, product) }
        }.map(\.released).min()
    }
}
