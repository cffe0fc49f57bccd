import Inventory

/// A row of the ledger of handovers: rows of one tenant that belong to another one, or the taking back of such.
package struct Handover: Hashable, Sendable {
    package enum Kind: String, Sendable {
        /// Rows that waited unattributed were given to their tenant.
        case attribute
        /// All of a tenant became part of another one.
        case merge
        case undo
    }

    package let id: Int
    package let kind: Kind
    /// The handover that this one takes back.
    package let undoes: Int?
    package let from: Int
    package let into: Int
    package let at: Instant
    package let by: String
    /// By which wish or rule.
    package let reason: String
    package let rows: Int
    /// The handover that took this one back, if one did.
    package let undoneBy: Int?

    package init(
        id: Int, kind: Kind, undoes: Int? = nil, from: Int, into: Int, at: Instant, by: String, reason: String,
        rows: Int, undoneBy: Int? = nil
    ) {
        self.id = id
        self.kind = kind
        self.undoes = undoes
        self.from = from
        self.into = into
        self.at = at
        self.by = by
        self.reason = reason
        self.rows = rows
        self.undoneBy = undoneBy
    }

    /// From when on the rows are the other tenant's: merges hold from their day, what is attributed always was.
    package var holdsFrom: Instant { kind == .merge ? at : .distantPast }
}

/// What an import covers of a tenant that has rows of it by a handover.
package struct HandedCoverage: Hashable, Sendable {
    package let importID: Int
    /// The stream it belongs to, within the tenant.
    package let source: String
    /// Whether what a full import leaves out counts as missing.
    package let listsAll: Bool
    package let targets: [Network]

    package init(importID: Int, source: String, listsAll: Bool, targets: [Network]) {
        self.importID = importID
        self.source = source
        self.listsAll = listsAll
        self.targets = targets
    }
}
