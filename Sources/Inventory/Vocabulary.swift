/// From where something was looked at.
package enum Vantage: String, Sendable, CaseIterable {
    case internet
    case `internal`
    /// A claim in an inventory: nobody looked.
    case reported
}

/// What kind of file an import was.
package enum ImportKind: String, Sendable, CaseIterable {
    case inventory
    case scan
    case evidence
}

/// A verdict's reason not to be known.
package enum NotKnown: String, Sendable {
    /// The builds that the evidence allows differ.
    case build
    /// Two sources contradict each other at one instant.
    case conflict
    /// A condition beside the build was not looked at.
    case condition
    /// The vendor no longer speaks of the product, or lists no product at all.
    case notAssessed = "not_assessed"
    /// Nothing says which build it is.
    case noBuild = "no_build"
}

/// Of an asset for a CVE.
package enum Verdict: Hashable, Sendable {
    case vulnerable
    case fixed
    case notAffected
    case undetermined(NotKnown)

    /// The word as in CSV: `vulnerable`, `fixed`, `not_affected`, `undetermined`.
    package var word: String {
        switch self {
        case .vulnerable: "vulnerable"
        case .fixed: "fixed"
        case .notAffected: "not_affected"
        case .undetermined: "undetermined"
        }
    }
}

/// Where a server stands in the line of updates.
package enum PatchLevel: String, Sendable {
    case current, behind, unsupported, unknown
}

/// Of an asset on 443 from the internet.
package enum Exposure: String, Sendable, CaseIterable {
    case exposed
    case notExposed = "not_exposed"
    case unknown
    /// Was exposed or not exposed, but the newest covering scan is too old to say so still.
    case stale
}

/// Who does what, as agreed with the tenant.
package enum ResponseMode: String, Sendable, CaseIterable {
    case notify, collaborate, authorize
}

/// What the tenant's mission loses when its mail is lost.
package enum MissionImpact: String, Sendable, CaseIterable, Comparable {
    case low, medium, high
    case veryHigh = "very_high"

    package static func < (a: MissionImpact, b: MissionImpact) -> Bool {
        allCases.firstIndex(of: a)! < allCases.firstIndex(of: b)!
    }
}

/// Who must act next.
package enum Actor: String, Sendable {
    case mtr, customer
}
