import Inventory

/// A cumulative update, service pack, first release or preview of a product, with the builds that belong to it.
package struct CumulativeUpdate: Hashable, Sendable {
    /// The index of the product in `ExchangeKnowledge.products`.
    package let product: Int
    /// `CU21`, `SP1`, `RTM`, `Preview`.
    package let name: String
    /// Its first build.
    package let base: ExchangeBuild
    package let released: CalendarDay
    package let isPreview: Bool
    /// All builds that carry its number, listed or not: `15.1.2308.0` to `15.1.2308.65535`; in 2007 and 2010 all of `14.3`.
    package let range: BuildEvidence
    /// Its listed builds, the base first: positions in `ExchangeKnowledge.builds`.
    package let builds: Range<Int>
}
