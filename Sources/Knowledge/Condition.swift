import Inventory

/// A fact beside the build that decides some CVEs.
package struct Condition: Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// A fixed build is safe only once the fact has been seen.
        case optIn = "opt_in"
        /// A fixed build is safe unless the fact has been seen to be missing.
        case optOut = "opt_out"
        /// The CVE touches only servers that have the fact.
        case appliesIf = "applies_if"
        /// The CVE does not touch servers that have the fact.
        case appliesUnless = "applies_unless"
    }

    /// As in files and on the command line: `extended_protection_enabled`.
    package let name: String
    package let kind: Kind
    /// Indices into `ExchangeKnowledge.cves`.
    package let cves: [Int]
    /// Whether the verdict is undetermined while nobody has looked (only `appliesIf`).
    package let unknownIsUndetermined: Bool
    /// From this build on setup switches it on: there an `optIn` is an `optOut`.
    package let defaultFrom: ExchangeBuild?
    /// From this build on the fact cannot be: an `appliesIf` never applies there.
    package let absentFrom: ExchangeBuild?
    /// Whether it is a fact of the tenant's forest, not of one server.
    package let isOfTenant: Bool
    /// For sentences: "Extended Protection".
    package let words: String
    /// What the vendor asks for beside the update; empty where the role alone decides.
    package let demand: String
    package let observedBy: String
}
