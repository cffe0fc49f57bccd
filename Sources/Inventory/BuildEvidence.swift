/// How much a piece of evidence says about a build.
package enum BuildPrecision: String, Sendable, CaseIterable, Comparable {
    /// One build.
    case exact
    /// A cumulative update (or service pack), its security updates unknown.
    case cu
    /// A product only.
    case product

    /// More precise is smaller.
    package static func < (a: BuildPrecision, b: BuildPrecision) -> Bool { a.order < b.order }
    private var order: Int {
        switch self {
        case .exact: 0
        case .cu: 1
        case .product: 2
        }
    }
}

/// What a version text proves: all builds from `lower` to `upper`, both included.
///
/// An exact build has equal ends. "15.1.2308" reaches from 15.1.2308.0 to 15.1.2308.65535; a web header with four parts
/// reaches from that build to the end of its cumulative update.
package struct BuildEvidence: Hashable, Sendable {
    package let lower: ExchangeBuild
    package let upper: ExchangeBuild
    package let precision: BuildPrecision

    package init(lower: ExchangeBuild, upper: ExchangeBuild, precision: BuildPrecision) {
        self.lower = lower
        self.upper = upper
        self.precision = precision
    }

    package init(exactly build: ExchangeBuild) {
        self.init(lower: build, upper: build, precision: .exact)
    }

    /// Whether some build satisfies both.
    package func meets(_ other: BuildEvidence) -> Bool { lower <= other.upper && other.lower <= upper }

    /// The builds that satisfy both, with the finer precision; nil where none does.
    package func intersection(_ other: BuildEvidence) -> BuildEvidence? {
        guard meets(other) else { return nil }
        let low = Swift.max(lower, other.lower)
        let high = Swift.min(upper, other.upper)
        return BuildEvidence(
            lower: low, upper: high, precision: low == high ? .exact : Swift.min(precision, other.precision))
    }

    /// The smallest range that holds both: what remains to be said when two sources contradict each other.
    package func hull(_ other: BuildEvidence) -> BuildEvidence {
        BuildEvidence(
            lower: Swift.min(lower, other.lower), upper: Swift.max(upper, other.upper),
            precision: lower == other.lower && upper == other.upper
                ? precision : Swift.max(.cu, Swift.max(precision, other.precision)))
    }
}
