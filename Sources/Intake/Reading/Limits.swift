/// How much of anything is taken at once: whatever a file holds, memory stays within these.
enum Limits {
    /// Bytes of one field; a longer one rejects its record.
    static let field = 1 << 20
    /// Bytes of one physical line, as they lie on disk; a longer one is a reject.
    static let line = 4 << 20
    /// Fields of one record; more reject it.
    static let columns = 4_096
    /// Physical lines that one quoted cell may span before its quote counts as never closed.
    static let recordLines = 20_000
    /// Bytes that one record may span over several lines before its quote counts as never closed.
    static let recordBytes = 1 << 20
    /// Rows of one batch.
    static let batchRows = 4_096
    /// Bytes of one batch, and of the raw texts of the rejects that go with it.
    static let batchBytes = 4 << 20
    /// Bytes of a reject's raw text.
    static let raw = 64 << 10
    /// Records that column proofs are counted over.
    static let sampleRecords = 1_000
    /// Bytes that a delimiter is tried on.
    static let sampleBytes = 1 << 20
    /// Bytes handed to libcsv at once.
    static let piece = 64 << 10
    /// Elements within elements of an XML file.
    static let xmlDepth = 64
    /// Values within values of a JSON record.
    static let jsonDepth = 64
    /// Bytes of one JSON record: with the whole answer of a web server in it, as nuclei writes them.
    static let jsonRecord = 8 << 20
    /// Bytes of broken JSON records that are read again before the file is given up.
    static let jsonAgain = 256 << 20
    /// Bytes of a prolog before the first element of an XML file.
    static let xmlProlog = 64 << 10
}
