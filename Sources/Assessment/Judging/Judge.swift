import Inventory
import Knowledge

/// Judges builds by the knowledge: the build alone first, then with what has been seen beside it.
///
/// Making one measures every cumulative update once; judging an exact build then is one comparison per CVE.
package struct Judge: Sendable {
    package let knowledge: Knowledge
    /// One per cumulative update.
    private let yardsticks: [Yardstick]
    /// One per product: for its builds before the first cumulative update, or all of them where none is listed.
    private let bare: [Yardstick]
    /// The newest listed build of each product.
    private let newest: [ExchangeBuild?]

    package init(_ knowledge: Knowledge) {
        self.knowledge = knowledge
        yardsticks = knowledge.updates.indices.map { number in
            let update = knowledge.updates[number]
            return Yardstick(
                knowledge, product: update.product, update: number, demands: Judge.demands(knowledge, update.base))
        }
        bare = knowledge.products.indices.map { product in
            Yardstick(
                knowledge, product: product, update: nil,
                demands: Judge.demands(knowledge, knowledge.products[product].from))
        }
        newest = knowledge.products.indices.map { product in
            let updates = knowledge.updates(of: product)
            return updates.isEmpty
                ? nil : knowledge.builds[knowledge.updates[updates.upperBound - 1].builds.upperBound - 1].build
        }
    }

    private static func demands(_ knowledge: Knowledge, _ base: ExchangeBuild) -> [Demands?] {
        knowledge.cves.indices.map { Demands(knowledge, cve: $0, from: base) }
    }

    /// One judgement per CVE, by the build alone: of an interval, what holds for all its builds.
    ///
    /// Conditions are not looked at: a fixed build is `fixed` even where the fix must still be switched on.
    package func verdicts(for evidence: BuildEvidence?) -> [Judgement] {
        guard let evidence, let first = yardstick(for: evidence.lower) else {
            return knowledge.cves.indices.map { Judgement(.undetermined(.noBuild), .noBuild, cve: $0) }
        }
        if evidence.lower == evidence.upper { return measure(evidence.lower, first) }
        let others = yardsticks(for: evidence, after: first)
        let beyond = isBeyond(evidence.lower, first)
        return others.isEmpty
            ? measure(evidence, first, beyond) : measure(evidence, [first] + others, beyond)
    }

    /// The judgement of one CVE with what has been seen beside the build, starting from the one by the build alone.
    package func verdict(cve: Int, base: Judgement, conditions: Conditions) -> Judgement {
        guard let yardstick = base.yardstick, let demands = yardstick.demands[cve], yardstick.isListed(cve) else {
            return base
        }
        func decide(_ verdict: Verdict, _ cause: Judgement.Cause, _ condition: Int) -> Judgement {
            Judgement(
                verdict, cause, cve: Int(base.cve), condition: condition, beyond: base.isBeyondKnowledge,
                yardstick: yardstick)
        }
        let judged = afterSafety(base, demands, conditions, decide)
        switch demands.reach(conditions, knowledge) {
        case .yes: return judged
        case .no(let condition): return decide(.notAffected, .doesNotApply, condition)
        case .unknown(let condition):
            // What the build leaves open is said first: its answer may make the condition idle.
            let isSettledFirst = judged.verdict == .fixed || judged.verdict == .undetermined(.build)
            return isSettledFirst ? judged : decide(.undetermined(.condition), .conditionUnknown, condition)
        }
    }

    /// What the switches of the fix make of the verdict by the build.
    private func afterSafety(
        _ base: Judgement, _ demands: Demands, _ seen: Conditions,
        _ decide: (Verdict, Judgement.Cause, Int) -> Judgement
    ) -> Judgement {
        let alone = base.cause == .conditionAlone
        guard base.verdict == .fixed || base.verdict == .undetermined(.build) || alone else { return base }
        switch demands.safety(seen, knowledge) {
        case .missing(let condition): return decide(.vulnerable, .conditionUnmet, condition)
        case .unknown(let condition):
            return base.verdict == .undetermined(.build)
                ? base : decide(.undetermined(.condition), .conditionUnknown, condition)
        case .safe(let condition):
            guard alone, let condition else { return base }
            return decide(.fixed, .conditionMet, condition)
        }
    }

    // MARK: measuring

    private func yardstick(for build: ExchangeBuild) -> Yardstick? {
        guard let product = knowledge.product(of: build) else { return nil }
        return knowledge.update(of: build, in: product).map { yardsticks[$0] } ?? bare[product]
    }

    /// The yardsticks of the cumulative updates and products that begin inside the evidence.
    private func yardsticks(for evidence: BuildEvidence, after first: Yardstick) -> [Yardstick] {
        var found: [Yardstick] = []
        for product in knowledge.products.indices {
            if product != first.productNumber, evidence.contains(knowledge.products[product].from),
                knowledge.update(of: knowledge.products[product].from, in: product) == nil
            {
                found.append(bare[product])
            }
            found += knowledge.updates(of: product).filter { evidence.contains(begin(of: $0)) && $0 != first.update }
                .map { yardsticks[$0] }
        }
        return found
    }

    /// The first build that is judged by the update.
    private func begin(of update: Int) -> ExchangeBuild { knowledge.updates[update].range.lower }

    private func isBeyond(_ build: ExchangeBuild, _ yardstick: Yardstick) -> Bool {
        newest[yardstick.productNumber].map { build > $0 } ?? false
    }

    private func measure(_ build: ExchangeBuild, _ yardstick: Yardstick) -> [Judgement] {
        let key = build.key
        let beyond = isBeyond(build, yardstick)
        return yardstick.thresholds.withUnsafeBufferPointer { thresholds in
            yardstick.grounds.withUnsafeBufferPointer { grounds in
                thresholds.indices.map { cve in
                    let ground = grounds[cve]
                    let above = key >= thresholds[cve]
                    return Judgement(
                        ground.fixed ?? (above ? .fixed : .vulnerable), above ? ground.above : ground.below,
                        cve: judging(cve), beyond: beyond, yardstick: yardstick)
                }
            }
        }
    }

    private func judging(_ cve: Int) -> Int { knowledge.cves[cve].judgedBy ?? cve }

    /// The ends of the interval decide: the lowest fixed means all, the highest open means all.
    private func measure(_ evidence: BuildEvidence, _ yardstick: Yardstick, _ beyond: Bool) -> [Judgement] {
        knowledge.cves.indices.map { cve in
            let low = verdict(first(evidence.lower, evidence.upper, yardstick).key, cve, yardstick)
            let high = verdict(evidence.upper.key, cve, yardstick)
            if low.verdict == high.verdict {
                return Judgement(low.verdict, low.cause, cve: judging(cve), beyond: beyond, yardstick: yardstick)
            }
            return Judgement(
                .undetermined(.build), .buildsDiffer, cve: judging(cve), beyond: beyond, yardstick: yardstick)
        }
    }

    /// No build has the number of a cumulative update and is older than its first: there an interval begins.
    private func first(_ lower: ExchangeBuild, _ upper: ExchangeBuild, _ yardstick: Yardstick) -> ExchangeBuild {
        guard let base = yardstick.base, base <= upper else { return lower }
        return max(lower, base)
    }

    private func verdict(_ key: Int64, _ cve: Int, _ yardstick: Yardstick) -> (verdict: Verdict, cause: Judgement.Cause)
    {
        let ground = yardstick.grounds[cve]
        let above = key >= yardstick.thresholds[cve]
        return (ground.fixed ?? (above ? .fixed : .vulnerable), above ? ground.above : ground.below)
    }

    /// Over several cumulative updates: what holds for the part of the interval in each.
    private func measure(_ evidence: BuildEvidence, _ yardsticks: [Yardstick], _ beyond: Bool) -> [Judgement] {
        let spanning = Yardstick(spanning: yardsticks[0])
        return knowledge.cves.indices.map { cve in
            var causes: [(verdict: Verdict, cause: Judgement.Cause)] = []
            for (index, yardstick) in yardsticks.enumerated() {
                let lower = index == 0 ? evidence.lower : max(evidence.lower, begin(of: yardstick))
                let upper = index + 1 < yardsticks.count ? begin(of: yardsticks[index + 1]).key - 1 : evidence.upper.key
                let first = first(lower, ExchangeBuild(key: upper), yardstick)
                causes.append(verdict(first.key, cve, yardstick))
                causes.append(verdict(upper, cve, yardstick))
            }
            return combine(causes, cve, beyond, spanning)
        }
    }

    private func begin(of yardstick: Yardstick) -> ExchangeBuild {
        yardstick.update.map { begin(of: $0) } ?? knowledge.products[yardstick.productNumber].from
    }

    private func combine(
        _ parts: [(verdict: Verdict, cause: Judgement.Cause)], _ cve: Int, _ beyond: Bool, _ spanning: Yardstick
    ) -> Judgement {
        let first = parts[0]
        func judgement(_ verdict: Verdict, _ cause: Judgement.Cause) -> Judgement {
            Judgement(verdict, cause, cve: judging(cve), beyond: beyond, yardstick: spanning)
        }
        if parts.allSatisfy({ $0.verdict == first.verdict }) { return judgement(first.verdict, first.cause) }
        if parts.allSatisfy({ $0.verdict == .fixed || $0.verdict == .notAffected }) {
            return judgement(.fixed, .shipsFix)
        }
        return judgement(.undetermined(.build), .buildsDiffer)
    }
}
