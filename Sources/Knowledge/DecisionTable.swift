import Inventory

/// A published decision table: named inputs, each with a value from a short list, give one outcome.
package struct DecisionTable: Hashable, Sendable {
    package struct Row: Hashable, Sendable {
        /// One value per input, in the order of `inputs`.
        package let values: [String]
        package let outcome: String
    }

    /// `bod_26_04`.
    package let name: String
    package let inputs: [String]
    package let rows: [Row]
    private let outcomes: [[String]: String]

    package init(name: String, inputs: [String], rows: [Row]) {
        self.name = name
        self.inputs = inputs
        self.rows = rows
        outcomes = Dictionary(rows.map { ($0.values, $0.outcome) }, uniquingKeysWith: { first, _ in first })
    }

    /// The outcome for one value of each input; nil where an input is missing or has a value that no row has.
    package subscript(values: [String: String]) -> String? {
        var key: [String] = []
        for input in inputs {
            guard let value = values[input] else { return nil }
            key.append(value)
        }
        return outcomes[key]
    }

    /// The values that the rows have for an input, in the order of their first use.
    package func values(of input: String) -> [String] {
        guard let column = inputs.firstIndex(of: input) else { return [] }
        var seen: [String] = []
        for row in rows where !seen.contains(row.values[column]) { seen.append(row.values[column]) }
        return seen
    }
}
