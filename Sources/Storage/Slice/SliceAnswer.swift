/// One value of an answer.
package enum SliceValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    /// Bytes, which only a question itself can make.
    case blob([UInt8])
}

/// What a question came to.
package struct SliceAnswer: Sendable {
    package let columns: [String]
    package var rows: [[SliceValue]]
    /// Whether there were more rows than were asked for.
    package var isCut: Bool
    /// Whether the question says in which order its rows come.
    package let isOrdered: Bool

    package init(columns: [String], rows: [[SliceValue]], isCut: Bool, isOrdered: Bool) {
        self.columns = columns
        self.rows = rows
        self.isCut = isCut
        self.isOrdered = isOrdered
    }
}
