import Inventory
import Storage

/// How old what is known of tenants is: what a list of all of them says above its rows.
package struct DataAges: Sendable {
    /// Of one tenant: the day of the newest thing seen and the days since then; nil where nothing ever was.
    package struct Age: Sendable {
        package let tenant: Tenant
        package let asOf: CalendarDay?
        package let daysSilent: Int?
    }

    /// Of how many tenants the ages are kept one by one.
    package static let named = 6

    /// The first tenants, by slug.
    package private(set) var first: [Age] = []
    /// The first that nothing was seen of for 30 days, or ever; by slug.
    package private(set) var firstSilent: [Age] = []
    package private(set) var tenants = 0
    package private(set) var silent = 0
    /// The newest day of all; nil where nothing was ever seen of anybody.
    package private(set) var newest: CalendarDay?

    init() {}

    /// Takes the tenants in the order of their slugs.
    mutating func add(asOf day: CalendarDay?, on today: CalendarDay, of tenant: () throws -> Tenant) rethrows {
        let days = day.map { $0.distance(to: today) }
        let isSilent = FollowUpList.isSilent(days)
        tenants += 1
        silent += isSilent ? 1 : 0
        if let day { newest = max(newest ?? day, day) }
        guard first.count < DataAges.named || (isSilent && firstSilent.count < DataAges.named) else { return }
        let age = Age(tenant: try tenant(), asOf: day, daysSilent: days)
        if first.count < DataAges.named { first.append(age) }
        if isSilent, firstSilent.count < DataAges.named { firstSilent.append(age) }
    }
}

extension FollowUpList {
    /// Days of silence from which on a tenant is a row of its own.
    package static let silence = 30

    /// Whether nothing was seen for so many days, or, with nil, ever.
    package static func isSilent(_ days: Int?) -> Bool { days.map { $0 >= silence } ?? true }
}
