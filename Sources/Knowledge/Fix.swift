import Inventory

/// What the vendor says of one CVE and one product, and from where on each cumulative update of it is fixed.
package struct Fix: Hashable, Sendable {
    package enum Listing: String, Sendable {
        case yes
        /// Named as not affected.
        case no
        /// A condition alone decides.
        case config
    }

    /// Of one cumulative update.
    package enum Status: Hashable, Sendable {
        /// Fixed from this listed build on: its position in `ExchangeKnowledge.builds`.
        case update(Int)
        /// Every build has the fix.
        case shipped
        /// Every build is open.
        case none
    }

    package let cve: Int
    package let product: Int
    package let listing: Listing
    /// One per cumulative update of the product, in their order (`ExchangeKnowledge.updates(of:)`).
    package let statuses: [Status]
}
