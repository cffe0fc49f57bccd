import Inventory
import Knowledge

/// Judges builds by the knowledge: the build alone first, then with what has been seen beside it.
///
/// Making one measures every cumulative update once; judging an exact build then is one comparison per CVE.
package struct Judge: Sendable {
    package let knowledge: ExchangeKnowledge
    /// One per cumulative update.
    private let yardsticks: [Yardstick]
    /// One per product: for its builds before the first cumulative update, or all of them where none is listed.
    private let bare: [Yardstick]
    /// The newest listed build of each product.
    private let newest: [ExchangeBuild?]
    /// Per CVE the one whose fixes decide it: itself, but for one.
    private let judgedBy: [Int]

    package init(_ knowledge: ExchangeKnowledge) {
        self.knowledge = knowledge
        judgedBy = knowledge.cves.indices.map { knowledge.cves[$0].judgedBy ?? $0 }
        var book = DemandBook(knowledge)
        let shared = knowledge.products.indices.map { ProductRule.all(knowledge, product: $0) }
        yardsticks = knowledge.updates.enumerated().map { number, update in
            Yardstick(
                knowledge, product: update.product, update: number, shared: shared[update.product],
                demands: book.demands(from: update.base))
        }
        bare = knowledge.products.enumerated().map { number, product in
            Yardstick(
                knowledge, product: number, update: nil, shared: shared[number],
                demands: book.demands(from: product.from))
        }
        newest = knowledge.products.indices.map { product in
            let updates = knowledge.updates(of: product)
            return updates.isEmpty
                ? nil : knowledge.builds[knowledge.updates[updates.upperBound - 1].builds.upperBound - 1].build
        }
    }

    /// One judgement per CVE, by the build alone: of an interval, what holds for all its builds.
    ///
    /// Conditions are not looked at: a fixed build is `fixed` even where the fix must still be switched on. With a day, an
    /// interval holds only what was released by then: before a fix was out, every affected build was vulnerable.
    package func verdicts(for evidence: BuildEvidence?, on day: CalendarDay? = nil) -> [Judgement] {
        guard let evidence, let first = yardstick(for: evidence.lower) else {
            return knowledge.cves.indices.map { Judgement(.undetermined(.noBuild), .noBuild, cve: $0) }
        }
        if evidence.lower == evidence.upper { return measure(evidence.lower, first, day) }
        let stretch = Stretch(evidence, [first] + yardsticks(for: evidence, after: first, on: day), day)
        return measure(stretch, beyond: isBeyond(evidence.lower, first))
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

    /// The yardsticks of the cumulative updates and products that begin inside the evidence and were out by the day.
    private func yardsticks(for evidence: BuildEvidence, after first: Yardstick, on day: CalendarDay?) -> [Yardstick] {
        var found: [Yardstick] = []
        for product in knowledge.products.indices {
            if product != first.productNumber, evidence.contains(knowledge.products[product].from),
                knowledge.update(of: knowledge.products[product].from, in: product) == nil
            {
                found.append(bare[product])
            }
            found += knowledge.updates(of: product).filter { number in
                let update = knowledge.updates[number]
                return number != first.update && evidence.contains(update.range.lower)
                    && (day.map { update.released <= $0 } ?? true)
            }.map { yardsticks[$0] }
        }
        return found
    }

    private func isBeyond(_ build: ExchangeBuild, _ yardstick: Yardstick) -> Bool {
        newest[yardstick.productNumber].map { build > $0 } ?? false
    }

    private func measure(_ build: ExchangeBuild, _ yardstick: Yardstick, _ day: CalendarDay?) -> [Judgement] {
        let key = build.key
        let beyond = isBeyond(build, yardstick)
        return knowledge.cves.indices.map { cve in
            let (verdict, cause) = yardstick.verdict(key, cve)
            let isFixAhead = cause == .olderThanFix && !yardstick.isOut(cve, on: day)
            return Judgement(
                verdict, isFixAhead ? .fixNotOut : cause, cve: judging(cve), beyond: beyond, yardstick: yardstick)
        }
    }

    private func judging(_ cve: Int) -> Int { judgedBy[cve] }

    /// What all parts of an interval agree on; where they do not, the build is what is not known.
    private func measure(_ stretch: Stretch, beyond: Bool) -> [Judgement] {
        let yardstick = stretch.yardstick
        return knowledge.cves.indices.map { cve in
            let (verdict, cause) = stretch.verdict(cve)
            return Judgement(verdict, cause, cve: judging(cve), beyond: beyond, yardstick: yardstick)
        }
    }
}
