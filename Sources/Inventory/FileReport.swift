/// What a reader learned of a file beside its rows; known when the last row has been read.
package struct FileReport: Sendable {
    /// The name of a format, or of the mapping that the file was read by.
    package var format: String
    package var kind: ImportKind
    /// The encoding, e.g. `utf-8`, `windows-1252`, `cp932`, `utf-16le`.
    package var encoding: String
    /// The delimiter, for delimited text.
    package var delimiter: String?
    /// Nil where the file does not say and the operator must.
    package var vantage: Vantage?
    /// When the file says it was taken: its own end stamp.
    package var endStamp: Instant?
    /// The newest time of any accepted row.
    package var newestRowTime: Instant?
    /// The first line that carries it.
    package var newestRowLine: Int?
    /// Physical lines: header + records' lines + blank + preamble.
    package var lines = 0
    package var headerLines = 0
    package var blankLines = 0
    /// Records behind the header, accepted or not.
    package var records = 0
    package var accepted = 0
    package var rejected = 0
    /// Header → meaning, in the order of the file.
    package var columns: [ColumnMeaning] = []

    package init(format: String, kind: ImportKind, encoding: String, delimiter: String?) {
        self.format = format
        self.kind = kind
        self.encoding = encoding
        self.delimiter = delimiter
    }
}

/// What a column is taken as, and why.
package struct ColumnMeaning: Hashable, Sendable {
    /// The header as it stands in the file.
    package let header: String
    /// The meaning's name, as in `--map`; nil for "kept, not used".
    package let meaning: String?
    /// The field that its values become, where it is one.
    package let field: Field?
    /// Why: `synonym; 70 of 70 are host names`.
    package let proof: String

    package init(header: String, meaning: String?, field: Field?, proof: String) {
        self.header = header
        self.meaning = meaning
        self.field = field
        self.proof = proof
    }
}
