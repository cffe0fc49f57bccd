import Inventory
import Knowledge

/// What the builds of one cumulative update, or of a product without listed ones, are measured by: a threshold per CVE.
final class Yardstick: Sendable {
    let knowledge: Knowledge
    /// The index of the product.
    let productNumber: Int
    /// The index of the cumulative update; nil for builds before the first one, and products without listed builds.
    let update: Int?
    /// Whether it stands for several cumulative updates: it then says nothing of a single fix.
    let spansUpdates: Bool
    /// Per CVE the key of the first fixed build; the greatest number where none is.
    let thresholds: [Int64]
    /// Per CVE what the build decides: the cause when below the threshold and when at it or above.
    let grounds: [Ground]
    /// Per CVE what counts beside the build; nil for most.
    let demands: [Demands?]

    /// What follows for a CVE from a build below its threshold, and from one at it or above.
    struct Ground: Sendable {
        let below: Judgement.Cause
        let above: Judgement.Cause
        /// A verdict that no build changes.
        let fixed: Verdict?

        static func always(_ verdict: Verdict, _ cause: Judgement.Cause) -> Ground {
            Ground(below: cause, above: cause, fixed: verdict)
        }
    }

    init(_ knowledge: Knowledge, product: Int, update: Int?, demands: [Demands?]) {
        self.knowledge = knowledge
        productNumber = product
        self.update = update
        spansUpdates = false
        self.demands = demands
        var thresholds: [Int64] = []
        var grounds: [Ground] = []
        for cve in knowledge.cves.indices {
            let (threshold, ground) = Yardstick.measure(knowledge, cve, product, update)
            thresholds.append(threshold)
            grounds.append(ground)
        }
        self.thresholds = thresholds
        self.grounds = grounds
    }

    /// The same for a range that begins in this update and reaches beyond it.
    init(spanning first: Yardstick) {
        knowledge = first.knowledge
        productNumber = first.productNumber
        update = first.update
        spansUpdates = true
        thresholds = first.thresholds
        grounds = first.grounds
        demands = first.demands
    }

    var product: Product { knowledge.products[productNumber] }
    var productName: String { product.name }

    /// `CU21`; the product's name where no single update is meant.
    var name: String {
        guard let update, !spansUpdates else { return productName }
        return knowledge.updates[update].name
    }

    private static func measure(
        _ knowledge: Knowledge, _ cve: Int, _ product: Int, _ update: Int?
    ) -> (Int64, Ground) {
        let judge = knowledge.cves[cve].judgedBy ?? cve
        guard let fix = knowledge.fix(of: judge, in: product), fix.listing != .no else {
            return (.max, unlisted(knowledge, judge, product))
        }
        if fix.listing == .config { return (.max, .always(.undetermined(.condition), .conditionAlone)) }
        guard let update else { return (.max, Ground(below: .noFixInUpdate, above: .noFixInUpdate, fixed: nil)) }
        switch fix.statuses[update - knowledge.updates(of: product).lowerBound] {
        case .update(let position):
            return (knowledge.builds[position].build.key, Ground(below: .olderThanFix, above: .hasFix, fixed: nil))
        case .shipped:
            return (knowledge.updates[update].base.key, Ground(below: .olderThanFix, above: .shipsFix, fixed: nil))
        case .none: return (.max, Ground(below: .noFixInUpdate, above: .noFixInUpdate, fixed: nil))
        }
    }

    /// A product that the CVE does not list is free of it only if its vendor would have said so.
    private static func unlisted(_ knowledge: Knowledge, _ cve: Int, _ product: Int) -> Ground {
        if knowledge.fix(of: cve, in: product) != nil { return .always(.notAffected, .notListed) }
        guard knowledge.isAssessed(cve), let spokenOf = knowledge.cves[cve].spokenOf else {
            return .always(.undetermined(.notAssessed), .noProducts)
        }
        return knowledge.products[product].hasEnded(on: spokenOf)
            ? .always(.undetermined(.notAssessed), .supportEnded) : .always(.notAffected, .notListed)
    }

    /// The first build that there is: an interval that begins with the number alone begins here.
    var base: ExchangeBuild? { update.map { knowledge.updates[$0].base } }

    /// The build from which on the update is fixed.
    func fixedFrom(_ cve: Int) -> KnownBuild? {
        guard let update, !spansUpdates, let fix = knowledge.fix(of: cve, in: productNumber) else { return nil }
        switch fix.statuses[update - knowledge.updates(of: productNumber).lowerBound] {
        case .update(let position): return knowledge.builds[position]
        case .shipped: return knowledge.builds[knowledge.updates[update].builds.lowerBound]
        case .none: return nil
        }
    }

    /// Whether the vendor lists the product as affected by the CVE, in one way or another.
    func isListed(_ cve: Int) -> Bool { grounds[cve].fixed == nil || grounds[cve].below == .conditionAlone }
}
