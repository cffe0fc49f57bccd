import Inventory

/// A file that was opened and recognised: what it is, what proves it, and the way to its rows.
package struct SourceFile: Sendable {
    /// As the user named it.
    package let name: String
    package let byteCount: Int
    /// Of its bytes, unpacked.
    package let fingerprint: Fingerprint
    /// One of `formats`.
    package let format: String
    package let kind: ImportKind
    package let recognition: Recognition
    /// The mapping that it is read by; nil for a format of the program's own.
    package var mapping: Mapping? { content.mapping }
    /// The order of day and month in its dates; nil where none needs one.
    package var dateOrder: DateOrder? { content.dateOrder }

    /// The names of all formats that can be read, as `--format` takes them.
    package static let formats = [
        "inventory-csv", "scan-csv", "get-exchangeserver", "shadowserver-exchange", "nmap-xml", "nmap-grepable",
        "masscan-json", "naabu-json", "httpx-json", "nuclei-json", "shodan-json", "hunting-csv", "hunting-json",
    ]

    private let file: FileBytes
    private let content: FileContent

    /// Opens and recognises a file, or the only file of an archive; nothing of it is kept in memory.
    ///
    /// Throws a `Complaint`: 66 where there is no such file or it cannot be read, 65 where its format, its encoding or
    /// its date order is not known, or an archive is broken or holds several files.
    package static func open(path: String, shownAs: String? = nil, options: IntakeOptions) throws -> SourceFile {
        try openOnly(path: path, shownAs: shownAs ?? path, options: options)
    }

    /// Takes what comes from standard input into a private temporary file, then as `open(path:shownAs:options:)`.
    package static func open(
        standardInput descriptor: Int32 = 0, shownAs: String = "-", options: IntakeOptions
    ) throws -> SourceFile {
        let spooled = try FileBytes.spool(descriptor, name: shownAs)
        return try openOnly(path: shownAs, shownAs: shownAs, spooled: spooled, options: options)
    }

    /// What is not packed, or not any more.
    init(_ file: FileBytes, name: String, options: IntakeOptions) throws {
        let census = try ByteCensus(of: file)
        let content = try FileRecogniser(file: file, name: name, options: options).recognise(census)
        self.file = file
        self.name = name
        self.content = content
        byteCount = file.count
        fingerprint = census.fingerprint
        format = content.format
        kind = content.kind
        recognition = content.recognition
    }

    /// The same file, read by a mapping alone: what else was said of it is in the mapping.
    package func reread(by mapping: Mapping, _ options: IntakeOptions) throws -> SourceFile {
        var options = options
        options.mapping = mapping
        (options.kind, options.format, options.dateOrder, options.vantage, options.columns) = (nil, nil, nil, nil, [])
        return try recognised(options)
    }

    /// The same file, recognised once more.
    func recognised(_ options: IntakeOptions) throws -> SourceFile {
        try SourceFile(file, name: name, options: options)
    }

    /// Reads all rows once, in batches of at most 4,096, each with the rejects that lie between its rows.
    ///
    /// `progress` is called now and then with the number of bytes read. Throws a `Complaint` where the file as a whole
    /// is broken (rows already handed on must then be rolled back), and whatever `take` throws.
    package func read(
        _ take: (ObservationBatch, [Reject]) throws -> Void, progress: ((_ bytesRead: Int) -> Void)? = nil
    ) throws -> FileReport {
        let report =
            switch content {
            case .table(let table): try table.read(file, name: name, take, progress: progress)
            case .scan(let scan): try scan.read(file, name: name, take, progress: progress)
            }
        _ = try fingerprint.bytes()
        try file.requireUnchanged()
        return report
    }
}
