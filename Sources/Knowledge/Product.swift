import Inventory

/// A product of the Exchange server family, and until when its vendor speaks of it.
package struct Product: Hashable, Sendable {
    /// What the third number of a build counts.
    package enum ThirdPart: String, Sendable {
        /// The cumulative update; its security updates have the fourth.
        case cu
        /// The rollup; the service pack has the second number.
        case rollup
    }

    /// `Exchange 2016`.
    package let name: String
    /// The first and the last number a build of it can have.
    package let from: ExchangeBuild
    package let to: ExchangeBuild
    package let thirdPart: ThirdPart
    package let released: CalendarDay
    package let mainstreamEnd: CalendarDay?
    /// The last day of support.
    package let extendedEnd: CalendarDay
    /// Whether the vendor sells updates after that day.
    package let hasExtendedSupport: Bool
    /// Where these days come from.
    package let basis: String

    /// What the product's name alone proves.
    package var range: BuildEvidence { BuildEvidence(lower: from, upper: to, precision: .product) }

    package func contains(_ build: ExchangeBuild) -> Bool { from <= build && build <= to }

    /// Whether its support is over on that day, extended support left aside.
    package func hasEnded(on day: CalendarDay) -> Bool { day > extendedEnd }
}
