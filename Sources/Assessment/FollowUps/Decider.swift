import Inventory
import Knowledge

/// Decides by the policy what open CVEs of one threat ask for on a day.
struct Decider {
    let threat: Threat
    let knowledge: ExchangeKnowledge
    let policy: DecisionTable
    let missionImpact: MissionImpact
    /// Whether a proof of concept is public, as the threat's playbook tells.
    let hasProof: Bool

    /// The worst over the CVEs. What is known of exploitation grows with the day; automatable is a threat whose chain
    /// begins without a login, needs no user, and still has such a CVE open.
    func inputs(_ cves: [Int], exposed: Bool, on day: CalendarDay) -> DecisionInputs {
        let isInKEV = cves.contains { knowledge.cves[$0].kevAdded.map { $0 <= day } ?? false }
        let isKnown = !cves.isEmpty && threat.exploitationKnownFrom.map { $0 <= day } ?? false
        let isAutomatable =
            threat.preAuthChain && !threat.userInteraction && cves.contains { knowledge.cves[$0].auth == .pre }
        let isTotal = cves.contains { knowledge.cves[$0].technicalImpact == .total }
        return DecisionInputs(
            isKnownExploited: isInKEV || isKnown, isExposed: exposed, isAutomatable: isAutomatable,
            impact: isTotal ? .total : .partial)
    }

    /// What evidence of compromise asks for.
    let tightest: Outcome

    /// The policy's word; where it has none, the tightest.
    func outcome(_ inputs: DecisionInputs) -> Outcome {
        policy[inputs.values(missionImpact: missionImpact, hasProof: hasProof)]
            .flatMap { Outcome(rawValue: $0) } ?? tightest
    }
}
