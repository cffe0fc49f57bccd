import Inventory

/// A build that the vendor has published, as the knowledge lists it.
package struct KnownBuild: Hashable, Sendable, CustomStringConvertible {
    /// What kind of release brought the build.
    package enum Kind: String, Sendable, CaseIterable {
        /// A cumulative update, a service pack or the first release: a full setup.
        case cu
        /// A security update of one cumulative update.
        case su
        /// A hotfix update of one cumulative update.
        case hu
        /// A rollup of 2007 and 2010.
        case ru
        /// Published before the product was released; never supported.
        case preview
    }

    package let build: ExchangeBuild
    /// The product's name: `Exchange 2016`.
    package let product: String
    /// The cumulative update, service pack or `RTM`: `CU21`.
    package let cu: String
    /// The update on top of it: `Jul21SU`, `RU32`; nil for the cumulative update itself.
    package let su: String?
    package let kind: Kind
    package let released: CalendarDay
    /// How sure the day is: `table`, `patch-tuesday`, `same-SU`, `inferred`, `month-only`.
    package let dateBasis: String
    /// The article of the vendor: `KB5004779`.
    package let kb: String?

    /// What was installed to get here: the update's name, else that of the cumulative update.
    package var name: String { su ?? cu }

    /// `15.1.2308.14 Jul21SU`.
    package var description: String { "\(build) \(name)" }

    /// Whether it is an update on top of a cumulative update.
    package var isUpdate: Bool { kind == .su || kind == .hu || kind == .ru }
}
