import Inventory
import Knowledge

/// A flaw that the knowledge does not have yet, and what is said of it so far.
package struct Drill: Hashable, Sendable {
    /// The names of the products that have it.
    package let products: [String]
    /// The first builds that no longer have it, each of its own cumulative update; none: there is no fix yet.
    package let fixed: [ExchangeBuild]
    /// What decisions take for given.
    package let isExploited: Bool
    package let isAutomatable: Bool
    package let impact: TechnicalImpact
    /// Whether an attacker reaches it through 443.
    package let needs443: Bool

    package init(
        products: [String], fixed: [ExchangeBuild], isExploited: Bool = false, isAutomatable: Bool = false,
        impact: TechnicalImpact = .partial, needs443: Bool = true
    ) {
        self.products = products
        self.fixed = fixed
        self.isExploited = isExploited
        self.isAutomatable = isAutomatable
        self.impact = impact
        self.needs443 = needs443
    }
}

/// Judges builds for a drill as `Judge` does for a CVE: within the cumulative update.
package struct DrillJudge: Sendable {
    package let drill: Drill
    private let knowledge: ExchangeKnowledge
    private let products: Set<Int>
    /// By cumulative update (its number in the knowledge): the first fixed build.
    private let fixes: [Int: ExchangeBuild]
    private let policy: DecisionTable

    /// - Throws: a `Complaint` (usage) for a product that is none, a fixed build of another product, and two fixed builds
    ///   of one cumulative update.
    package init(_ drill: Drill, _ knowledge: ExchangeKnowledge, policy name: String) throws {
        self.drill = drill
        self.knowledge = knowledge
        guard let policy = knowledge.policy(named: name) else {
            throw Complaint(
                .usage, "no policy \"\(name)\"",
                facts: ["policies: \(knowledge.policies.keys.sorted().joined(separator: ", "))"])
        }
        self.policy = policy
        products = Set(
            try drill.products.map { text in
                guard let product = knowledge.product(named: text) else {
                    throw Complaint(
                        .usage, "no product \"\(text)\"",
                        facts: ["products: \(knowledge.products.map(\.name).joined(separator: ", "))"])
                }
                return product
            })
        var fixes: [Int: ExchangeBuild] = [:]
        for build in drill.fixed {
            guard let product = knowledge.product(of: build), products.contains(product),
                let update = knowledge.update(of: build, in: product)
            else {
                throw Complaint(.usage, "--fixed \(build) is no build of \(drill.products.joined(separator: " or "))")
            }
            if let other = fixes.updateValue(build, forKey: update), other != build {
                throw Complaint(
                    .usage,
                    "\(knowledge.updates[update].name) is fixed from one build on, not from \(other) and from \(build)")
            }
        }
        self.fixes = fixes
    }

    /// Nil where the server runs another product; `undetermined` where nothing says which product or which build.
    package func verdict(for evidence: BuildEvidence?) -> Verdict? {
        guard let evidence else { return .undetermined(.noBuild) }
        let possible = knowledge.products.indices.filter { meets(evidence, $0) }
        let affected = possible.filter(products.contains)
        if affected.isEmpty { return nil }
        var found = Set(affected.flatMap { verdicts(of: evidence, in: $0) })
        // It may be a product that does not have the flaw.
        if affected.count < possible.count { found.insert(.fixed) }
        return found.count == 1 ? found.first : .undetermined(.build)
    }

    private func meets(_ evidence: BuildEvidence, _ product: Int) -> Bool {
        let range = knowledge.products[product].range
        return evidence.lower <= range.upper && range.lower <= evidence.upper
    }

    /// What the builds that the evidence allows come to, cumulative update by cumulative update.
    private func verdicts(of evidence: BuildEvidence, in product: Int) -> [Verdict] {
        if fixes.isEmpty { return [.vulnerable] }
        let updates = knowledge.updates(of: product)
        let newestWithRow = fixes.keys.filter(updates.contains).max()
        guard let newestWithRow else { return [.vulnerable] }
        let own = updates.filter { update in
            let range = knowledge.updates[update].range
            return evidence.lower <= range.upper && range.lower <= evidence.upper
        }
        // Between two cumulative updates, or newer than all: the one before it.
        let places = own.isEmpty ? [knowledge.update(of: evidence.lower, in: product)].compactMap { $0 } : Array(own)
        if places.isEmpty { return [.vulnerable] }
        return places.flatMap { update -> [Verdict] in
            if let fixed = fixes[update] {
                let range = knowledge.updates[update].range
                let low = max(evidence.lower, range.lower)
                let high = min(evidence.upper, max(range.upper, evidence.lower))
                if low >= fixed { return [.fixed] }
                return high < fixed ? [.vulnerable] : [.vulnerable, .fixed]
            }
            return [update > newestWithRow ? .fixed : .vulnerable]
        }
    }

    /// What the policy asks for where a server is exposed, or not.
    package func outcome(exposed: Bool, missionImpact: MissionImpact) -> Outcome {
        let inputs = DecisionInputs(
            isKnownExploited: drill.isExploited, isExposed: exposed, isAutomatable: drill.isAutomatable,
            impact: drill.impact)
        return policy[inputs.values(missionImpact: missionImpact, hasProof: false)]
            .flatMap { Outcome(rawValue: $0) } ?? .tightest(of: policy)
    }
}
