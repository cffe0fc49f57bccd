import Inventory

/// How one kind of export is read: which column means what, what its rows prove beside that, and what is true of all of
/// them. Comes from a YAML file; `Sources/Knowledge/Mappings/README.md` has its keys.
package struct Mapping: Sendable {
    /// Where a mapping comes from.
    package enum Origin: String, Sendable {
        /// With the program.
        case shipped
        /// From the folder beside the database, or a file that was named.
        case own
    }

    /// What a row of the export is about.
    enum RowShape: String, CaseIterable {
        /// A machine.
        case machines
        /// An address with one port, or a column per port.
        case ports
        /// Something that a scanner found on a machine: many rows of one host. A port in the row answered.
        case findings
    }

    /// What becomes of columns that are not named.
    enum OtherColumns: String, CaseIterable {
        case keep, drop
    }

    /// How `mapping list`, `--mapping` and `--format` call it; the format's name of what is read with it.
    package let name: String
    package let title: String
    package let kind: ImportKind
    package let origin: Origin
    /// The file it stands in.
    package let path: String
    /// The YAML.
    package let text: String
    /// For this tenant's files alone.
    package let tenant: String?
    /// The stream that such files belong to.
    package let source: String?
    /// Whether such files list everything; nil where the mapping does not say.
    package let isFull: Bool?

    let rows: RowShape
    /// Headers that must all be there, and headers of which one must be.
    let required: [String]
    let anyOf: [String]
    /// Header → meaning; of two headers with one meaning the first is better. Nil: the column means nothing.
    let columns: [(header: String, meaning: Meaning?)]
    let others: OtherColumns
    let constants: [(meaning: Meaning, value: String)]
    /// From where such scans look; nil where the mapping does not say.
    package let vantage: Vantage?
    let facts: [FactRule]
    /// Rows that count; none: all of them. A row that does not count is a sighting of its host and no more.
    let take: [RowCondition]
    let ignore: [RowCondition]
    /// Rows whose port answered; none: all that have a port.
    let open: [RowCondition]
    let dateOrder: DateOrder?
    let zone: Zone?

    /// As a list says it: the headers it is known by.
    package var matches: String {
        let any = anyOf.isEmpty ? "" : (required.isEmpty ? "" : ", and ") + "one of " + anyOf.joined(separator: ", ")
        return required.joined(separator: ", ") + any
    }

    /// All headers that it knows.
    var headers: [String] { required + anyOf + columns.map(\.header) }

    /// Eight hexadecimal digits that change with the YAML (FNV-1a): part of what makes the same bytes news.
    package var fingerprint: String {
        var hash: UInt32 = 2_166_136_261
        for byte in text.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}

/// A condition on the cells of one row: all of its tests must hold.
struct RowCondition: Sendable {
    let tests: [CellTest]
}

/// A test of one column's cell, without regard to case. A file without the column has empty cells there.
struct CellTest: Sendable {
    enum Operation: String, CaseIterable {
        /// Is one of the texts.
        case `is`
        /// Holds one of them.
        case contains
        /// Holds none of them.
        case lacks
        /// One of the regular expressions is found in it.
        case matches
    }

    let header: String
    let operation: Operation
    /// In lower case, but for regular expressions.
    let texts: [String]
}

/// What the rows that meet a condition say beside their columns.
struct FactRule: Sendable {
    enum What: Sendable {
        /// These values.
        case set([(meaning: Meaning, value: String)])
        /// What a regular expression finds in the first filled one of some columns: its first group, else all of it.
        /// Every match where a row may say the meaning several times, else the first.
        case find(headers: [String], pattern: String, meaning: Meaning)
    }

    let condition: RowCondition
    let what: What
}
