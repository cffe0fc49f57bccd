/// The form in which a build was written.
package enum BuildSpelling: Hashable, Sendable {
    /// Two, three or four numbers.
    case numbers(Int)
    /// As Active Directory shows it: `Version 15.1 (Build 2308.8)`.
    case shown
    /// By name, perhaps with a number in it.
    case name
}
