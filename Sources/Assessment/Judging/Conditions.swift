import Inventory

/// What has been seen of an asset beside its build: fact by fact yes or no; what is missing is not known.
///
/// The names are those of the knowledge's conditions, plus `extended_support`. `not_edge` is the same as `edge` turned round.
package struct Conditions: Hashable, Sendable {
    package static let none = Conditions()
    /// The fact that the customer buys updates beyond the product's end.
    package static let extendedSupport = "extended_support"

    private var facts: [String: Bool]

    package init(_ facts: [String: Bool] = [:]) {
        self.facts = [:]
        for (name, value) in facts { self[name] = value }
    }

    package subscript(name: String) -> Bool? {
        get { name == "not_edge" ? facts["edge"].map { !$0 } : facts[name] }
        set {
            if name == "not_edge" { facts["edge"] = newValue.map { !$0 } } else { facts[name] = newValue }
        }
    }

    package var isEmpty: Bool { facts.isEmpty }

    /// The facts by name.
    package var sorted: [(name: String, value: Bool)] {
        facts.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
    }
}
