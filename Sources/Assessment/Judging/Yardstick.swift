import Inventory
import Knowledge

/// What the builds of one cumulative update, or of a product without listed ones, are measured by: a threshold per CVE.
final class Yardstick: Sendable {
    /// What follows for one CVE from a build below a threshold, and from one at it or above.
    struct Rule: Sendable {
        /// The key of the first fixed build; the greatest number where there is none.
        let threshold: Int64
        /// The number of the day on which that build was released.
        let released: Int64
        let below: Judgement.Cause
        let above: Judgement.Cause
        /// A verdict that no build changes.
        let always: Verdict?

        init(from build: KnownBuild, above: Judgement.Cause) {
            threshold = build.build.key
            released = build.released.number
            below = .olderThanFix
            self.above = above
            always = nil
        }

        private init(_ cause: Judgement.Cause, always: Verdict?) {
            threshold = .max
            released = .min
            below = cause
            above = cause
            self.always = always
        }

        static func always(_ verdict: Verdict, _ cause: Judgement.Cause) -> Rule { Rule(cause, always: verdict) }

        /// No build of the cumulative update is fixed.
        static let open = Rule(.noFixInUpdate, always: nil)
    }

    let knowledge: ExchangeKnowledge
    /// The index of the product.
    let productNumber: Int
    /// The index of the cumulative update; nil for builds before the first one, and products without listed builds.
    let update: Int?
    /// Whether it stands for several cumulative updates: it then says nothing of a single fix.
    let spansUpdates: Bool
    /// Per CVE what the build decides.
    let rules: [Rule]
    /// Per CVE what counts beside the build; nil for most.
    let demands: [Demands?]

    /// Measures a cumulative update, or the builds before the first one; `shared` holds what its product decides alone.
    init(_ knowledge: ExchangeKnowledge, product: Int, update: Int?, shared: [ProductRule], demands: [Demands?]) {
        self.knowledge = knowledge
        productNumber = product
        self.update = update
        spansUpdates = false
        self.demands = demands
        let place = update.map { $0 - knowledge.updates(of: product).lowerBound }
        rules = shared.map { rule in
            switch rule {
            case .always(let rule): rule
            case .byUpdate(let fix): Yardstick.rule(knowledge, fix, update, place)
            }
        }
    }

    /// The same for a range that begins in this update and reaches beyond it.
    init(spanning first: Yardstick) {
        knowledge = first.knowledge
        productNumber = first.productNumber
        update = first.update
        spansUpdates = true
        rules = first.rules
        demands = first.demands
    }

    private static func rule(_ knowledge: ExchangeKnowledge, _ fix: Fix, _ update: Int?, _ place: Int?) -> Rule {
        guard let update, let place else { return .open }
        switch fix.statuses[place] {
        case .update(let position): return Rule(from: knowledge.builds[position], above: .hasFix)
        case .shipped:
            return Rule(from: knowledge.builds[knowledge.updates[update].builds.lowerBound], above: .shipsFix)
        case .none: return .open
        }
    }

    var product: Product { knowledge.products[productNumber] }
    var productName: String { product.name }

    /// `CU21`; the product's name where no single update is meant.
    var name: String {
        guard let update, !spansUpdates else { return productName }
        return knowledge.updates[update].name
    }

    /// The build from which on the update is fixed.
    func fixedFrom(_ cve: Int) -> KnownBuild? {
        guard let update, !spansUpdates, let fix = knowledge.fix(of: cve, in: productNumber) else { return nil }
        switch fix.statuses[update - knowledge.updates(of: productNumber).lowerBound] {
        case .update(let position): return knowledge.builds[position]
        case .shipped: return knowledge.builds[knowledge.updates[update].builds.lowerBound]
        case .none: return nil
        }
    }

    /// What follows for a build from its key.
    @inline(__always)
    func verdict(_ key: Int64, _ cve: Int) -> (Verdict, Judgement.Cause) {
        let rule = rules[cve]
        return key < rule.threshold ? (rule.always ?? .vulnerable, rule.below) : (rule.always ?? .fixed, rule.above)
    }

    /// What followed on a day for a build that may be there: a fix that was not out yet had fixed nothing.
    func verdict(_ key: Int64, _ cve: Int, on day: CalendarDay?) -> (Verdict, Judgement.Cause) {
        isOut(cve, on: day) ? verdict(key, cve) : (.vulnerable, .fixNotOut)
    }

    /// Whether the first fixed build was released by the day; true where there is none.
    func isOut(_ cve: Int, on day: CalendarDay?) -> Bool { day.map { rules[cve].released <= $0.number } ?? true }

    /// Where the builds that it measures begin.
    var begin: ExchangeBuild { update.map { knowledge.updates[$0].range.lower } ?? product.from }

    /// The first build that there is: an interval that begins with the number alone begins here.
    var base: ExchangeBuild? { update.map { knowledge.updates[$0].base } }

    /// Whether the vendor lists the product as affected by the CVE, in one way or another.
    func isListed(_ cve: Int) -> Bool { rules[cve].always == nil || rules[cve].below == .conditionAlone }
}

/// What a product decides for one CVE.
enum ProductRule: Sendable {
    /// The same for all its builds.
    case always(Yardstick.Rule)
    /// It depends on the cumulative update.
    case byUpdate(Fix)

    /// Per CVE, for a product.
    static func all(_ knowledge: ExchangeKnowledge, product: Int) -> [ProductRule] {
        knowledge.cves.indices.map { cve in
            let judge = knowledge.cves[cve].judgedBy ?? cve
            guard let fix = knowledge.fix(of: judge, in: product) else {
                return .always(unlisted(knowledge, judge, product))
            }
            switch fix.listing {
            case .yes: return .byUpdate(fix)
            case .no: return .always(.always(.notAffected, .notListed))
            case .config: return .always(.always(.undetermined(.condition), .conditionAlone))
            }
        }
    }

    /// A product that the CVE does not list is free of it only if its vendor would have said so.
    private static func unlisted(_ knowledge: ExchangeKnowledge, _ cve: Int, _ product: Int) -> Yardstick.Rule {
        guard knowledge.isAssessed(cve), let spokenOf = knowledge.cves[cve].spokenOf else {
            return .always(.undetermined(.notAssessed), .noProducts)
        }
        return knowledge.products[product].hasEnded(on: spokenOf)
            ? .always(.undetermined(.notAssessed), .supportEnded) : .always(.notAffected, .notListed)
    }
}
