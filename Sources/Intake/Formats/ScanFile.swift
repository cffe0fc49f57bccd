import Inventory

/// A recognised file that is no table: a scanner's own format.
protocol ScanFile: Sendable {
    var recognition: Recognition { get }
    /// One of `SourceFile.formats`.
    var format: String { get }
    var kind: ImportKind { get }
    /// Reads all rows once; throws a `Complaint` where the file as a whole cannot be taken.
    func read(
        _ file: FileBytes, name: String, _ take: (ObservationBatch, [Reject]) throws -> Void, progress: ((Int) -> Void)?
    ) throws -> FileReport
}

extension ScanFile {
    var kind: ImportKind { .scan }
}
