extension SourceFile {
    /// One thing to take in: a file, or one of the files within an archive.
    package struct Input: Sendable {
        /// As the user named it; `-` is standard input.
        package let path: String
        /// The name of the file within the archive; nil where the path is no archive of files.
        package let member: String?
        /// What reports and errors call it: `hosts.csv`, `export.zip:hosts.csv`.
        package let shownAs: String
        /// What was read from standard input or a pipe, which gives its bytes only once.
        let spooled: FileBytes?
    }

    /// What a path holds to be taken in, each by itself: the file, or the files of an archive in their order there.
    ///
    /// `-` is standard input, which is read to its end. Throws a `Complaint`: 66 where there is no such file or it
    /// cannot be read, 65 where an archive is broken, encrypted or holds nothing to take in.
    package static func inputs(path: String) throws -> [Input] {
        let spooled = path == "-" ? try FileBytes.spool(0, name: path) : nil
        return [Input(path: path, member: nil, shownAs: path, spooled: spooled)]
    }

    /// Opens and recognises what `inputs(path:)` gave; nothing of it is kept in memory. Throws as
    /// `open(path:shownAs:options:)` does.
    package static func open(_ input: Input, options: IntakeOptions) throws -> SourceFile {
        let file = try input.spooled ?? FileBytes.open(path: input.path, name: input.shownAs)
        return try SourceFile(file, name: input.shownAs, options: options)
    }
}
