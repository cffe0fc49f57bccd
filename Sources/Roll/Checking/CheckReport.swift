/// What `db check` found, part by part.
package struct CheckReport: Sendable {
    /// One part of the store that was looked at.
    package struct Part: Sendable {
        /// `file`, `ledger`, `projections`, `knowledge`.
        package let name: String
        /// What was looked at, in words: `61 imports, 2 undone: lines add up`.
        package let scope: String
        package let faults: [Fault]
    }

    /// Something that is not as it must be.
    package struct Fault: Hashable, Sendable {
        /// Where: a table's name, or `file`.
        package let table: String
        /// The tenant's slug; empty where the fault is no tenant's.
        package let tenant: String
        /// What, in a sentence without a full stop.
        package let words: String

        init(_ table: String, tenant: String = "", _ words: String) {
            self.table = table
            self.tenant = tenant
            self.words = words
        }
    }

    package let parts: [Part]
    /// Whether what is computed from the log was compared with it.
    package let isCompared: Bool

    init(parts: [Part], isCompared: Bool = true) {
        self.parts = parts
        self.isCompared = isCompared
    }

    package var faults: [Fault] { parts.flatMap(\.faults) }
}
