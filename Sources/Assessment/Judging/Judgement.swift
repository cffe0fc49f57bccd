import Inventory
import Knowledge

/// The verdict on a build for one CVE, with what decided it.
package struct Judgement: Sendable {
    package let verdict: Verdict
    /// What decided.
    package let cause: Cause
    /// The CVE's number; that of the CVE that judges it where it has no fixes of its own.
    let cve: Int32
    /// Which condition decided or is open: its position in `ExchangeKnowledge.conditions`.
    let conditionNumber: Int8
    /// Whether the build is newer than every listed one of its product.
    package let isBeyondKnowledge: Bool
    /// What the build was measured by; nil where there is no build or no listed product.
    let yardstick: Yardstick?

    package enum Cause: UInt8, Sendable {
        /// Nothing says which build it is.
        case noBuild
        /// The vendor lists no product for the CVE.
        case noProducts
        /// The vendor lists other products, and spoke of this one at the time.
        case notListed
        /// The vendor did not speak of the product any more.
        case supportEnded
        /// An update of the cumulative update has the fix; the build is older.
        case olderThanFix
        /// On the day asked for no update had the fix yet.
        case fixNotOut
        /// The cumulative update has no fix.
        case noFixInUpdate
        /// The build is that of the update with the fix, or newer.
        case hasFix
        /// The cumulative update brought the fix.
        case shipsFix
        /// Some of the possible builds are fixed, others not.
        case buildsDiffer
        /// The build decides nothing, a condition alone does.
        case conditionAlone
        /// The condition that decides has not been looked at.
        case conditionUnknown
        /// The condition that the fix needs was seen not to be met.
        case conditionUnmet
        /// The condition was seen to be met, and nothing else is needed.
        case conditionMet
        /// The CVE does not touch a server like this one.
        case doesNotApply
    }

    init(
        _ verdict: Verdict, _ cause: Cause, cve: Int, condition: Int = -1, beyond: Bool = false,
        yardstick: Yardstick? = nil
    ) {
        self.verdict = verdict
        self.cause = cause
        self.cve = Int32(truncatingIfNeeded: cve)
        conditionNumber = Int8(truncatingIfNeeded: condition)
        isBeyondKnowledge = beyond
        self.yardstick = yardstick
    }

    /// The build from which on the cumulative update is fixed; nil where none of its builds is, or
    /// none was on the day asked for.
    package var fixedFrom: KnownBuild? { cause == .fixNotOut ? nil : yardstick?.fixedFrom(Int(cve)) }

    /// The name of the update or cumulative update that brought the fix: `Jul21SU`, `CU21`.
    package var fixedBy: String? { fixedFrom?.name }

    /// The name of the condition that decided or is open.
    package var condition: String? { conditionInKnowledge?.name }

    private var conditionInKnowledge: Condition? {
        conditionNumber < 0 ? nil : yardstick?.knowledge.conditions[Int(conditionNumber)]
    }

    /// What decided, in words.
    package var reason: String {
        isBeyondKnowledge
            ? "\(words); newer than the knowledge of \(yardstick.map { "\($0.knowledge.buildsTo)" } ?? "")" : words
    }

    private var words: String {
        let update = yardstick?.name ?? ""
        let product = yardstick?.productName ?? ""
        let fact = conditionInKnowledge?.words ?? ""
        switch cause {
        case .noBuild: return "nothing says which build it is"
        case .noProducts: return "not assessed by the vendor: no product is listed"
        case .notListed: return "\(product) is not listed as affected"
        case .supportEnded:
            let end = yardstick.map { " ended \($0.product.extendedEnd)" } ?? ""
            return "not assessed by the vendor: support of \(product)\(end)"
        case .olderThanFix: return "older than the fix in \(update)"
        case .fixNotOut: return "no update of \(update) had it yet"
        case .noFixInUpdate: return "no update of \(update) has it"
        case .hasFix: return "\(fixedBy ?? update) has it"
        case .shipsFix: return "\(update) ships it"
        case .buildsDiffer: return differing
        case .conditionAlone: return "\(fact) decides, whatever the build"
        case .conditionUnknown: return "\(fact) not looked at"
        case .conditionUnmet: return "\(fact) seen missing"
        case .conditionMet: return "\(fact) seen"
        case .doesNotApply: return "\(fact): does not apply to this server"
        }
    }

    private var differing: String {
        guard let yardstick, !yardstick.spansUpdates, let fix = fixedFrom else {
            return "some of the possible builds have the fix"
        }
        return "\(fix.name) \(fix.build) or older?"
    }
}
