import Inventory

/// A network or a domain that belongs to a tenant from `from` up to, not including, `to`.
package struct Holding<Value: Hashable & Sendable>: Hashable, Sendable {
    package let tenantID: Int
    package let value: Value
    package let from: Instant
    package let to: Instant

    package init(tenantID: Int, value: Value, from: Instant = .distantPast, to: Instant = .forever) {
        self.tenantID = tenantID
        self.value = value
        self.from = from
        self.to = to
    }
}

/// Whom to write to at a tenant.
package struct Contact: Hashable, Sendable {
    package let role: String
    package let email: String
    package let name: String

    package init(role: String, email: String, name: String = "") {
        self.role = role
        self.email = email
        self.name = name
    }
}

/// When a tenant was last looked at, per kind of looking; nil where never.
package struct NewestImports: Hashable, Sendable {
    package var inventory: Instant?
    package var internet: Instant?
    package var `internal`: Instant?

    package init(inventory: Instant? = nil, internet: Instant? = nil, internal: Instant? = nil) {
        self.inventory = inventory
        self.internet = internet
        self.internal = `internal`
    }
}

extension Tenant {
    /// Nobody: what waits unattributed. Its slug cannot be given to a customer.
    package static let unattributed = Tenant(
        id: 0, slug: "unattributed", name: "Belongs to no tenant", start: CalendarDay(number: 0))
}
