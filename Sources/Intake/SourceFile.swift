import Inventory

/// A file that was opened and recognised: what it is, what proves it, and the way to its rows.
package struct SourceFile: Sendable {
    /// As the user named it.
    package let name: String
    package let byteCount: Int
    package let sha256: [UInt8]
    /// One of `formats`.
    package let format: String
    package let kind: ImportKind
    package let recognition: Recognition

    /// The names of all formats that can be read, as `--format` takes them.
    package static let formats = [
        "inventory-csv", "scan-csv", "get-exchangeserver", "shadowserver-exchange", "nmap-xml",
    ]

    /// Opens and recognises a file; nothing of it is kept in memory.
    ///
    /// Throws a `Complaint`: 66 where there is no such file or it cannot be read, 65 where its format, its encoding or
    /// its date order is not known.
    package static func open(path: String, shownAs: String? = nil, options: IntakeOptions) throws -> SourceFile {
        throw Complaint(.badData, "not a format that muster reads; nothing was changed", file: shownAs ?? path)
    }

    /// Takes what comes from standard input into a private temporary file, then as `open(path:shownAs:options:)`.
    package static func open(
        standardInput descriptor: Int32 = 0, shownAs: String = "-", options: IntakeOptions
    ) throws -> SourceFile {
        throw Complaint(.badData, "not a format that muster reads; nothing was changed", file: shownAs)
    }

    /// Reads all rows once, in batches of at most 4,096, each with the rejects that lie between its rows.
    ///
    /// `progress` is called now and then with the number of bytes read. Throws a `Complaint` where the file as a whole
    /// is broken (rows already handed on must then be rolled back), and whatever `take` throws.
    package func read(
        _ take: (ObservationBatch, [Reject]) throws -> Void, progress: ((_ bytesRead: Int) -> Void)? = nil
    ) throws -> FileReport {
        FileReport(format: format, kind: kind, encoding: recognition.encoding.value, delimiter: nil)
    }
}
