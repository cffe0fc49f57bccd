import Inventory

extension SourceFile {
    /// One thing to take in: a file, or one of the files within an archive.
    package struct Input: Sendable {
        /// As the user named it; `-` is standard input.
        package let path: String
        /// The name of the file within the archive; nil where the path is no archive of files.
        package let member: String?
        /// What reports and errors call it: `hosts.csv`, `hosts.csv.gz`, `export.zip:hosts.csv`.
        package let shownAs: String
        /// What was read from standard input or a pipe, which gives its bytes only once.
        let spooled: FileBytes?
        /// The place in the archive.
        let index: Int?
    }

    /// What a path holds to be taken in, each by itself: the file, or the files of an archive in their order there.
    ///
    /// `-` is standard input, which is read to its end. Throws a `Complaint`: 66 where there is no such file or it
    /// cannot be read, 65 where an archive is broken, encrypted, too large or holds no file.
    package static func inputs(path: String) throws -> [Input] {
        try inputs(path: path, shownAs: path, spooled: path == "-" ? FileBytes.spool(0, name: path) : nil)
    }

    private static func inputs(path: String, shownAs name: String, spooled: FileBytes?) throws -> [Input] {
        let file = try spooled ?? FileBytes.open(path: path, name: name)
        let kept = file.isTemporary ? file : nil
        guard let packed = try Unpacking(file, name: name), packed.packing == .zip else {
            return [Input(path: path, member: nil, shownAs: name, spooled: kept, index: nil)]
        }
        return try packed.members().map {
            Input(path: path, member: $0.name, shownAs: "\(name):\($0.name)", spooled: kept, index: $0.index)
        }
    }

    /// Opens and recognises what `inputs(path:)` gave; nothing of it is kept in memory. What is packed is unpacked into
    /// a private temporary file: size and digest are those of what comes out, so that packing a file makes it no other.
    ///
    /// Throws as `open(path:shownAs:options:)` does.
    package static func open(_ input: Input, options: IntakeOptions) throws -> SourceFile {
        let file = try input.spooled ?? FileBytes.open(path: input.path, name: input.shownAs)
        let member = input.index.map { (index: $0, name: input.member ?? "") }
        let plain = try Unpacking(file, name: input.shownAs)?.unpacked(member, shownAs: input.shownAs)
        return try SourceFile(plain ?? file, name: input.shownAs, options: options)
    }

    /// The unpacked bytes of the only thing that a path holds, or of standard input for `-`.
    static func bytes(path: String) throws -> FileBytes {
        let file = try path == "-" ? FileBytes.spool(0, name: path) : FileBytes.open(path: path, name: path)
        return try Unpacking(file, name: path)?.unpacked(nil, shownAs: path) ?? file
    }

    /// Opens the only thing that a path holds; throws a `Complaint` that lists them where there are several.
    static func openOnly(
        path: String, shownAs name: String, spooled: FileBytes? = nil, options: IntakeOptions
    ) throws -> SourceFile {
        let inputs = try inputs(path: path, shownAs: name, spooled: spooled)
        guard inputs.count == 1 else {
            let more = inputs.count > 10 ? ["… and \(grouped(inputs.count - 10)) more"] : []
            throw Complaint(
                .badData, "the archive holds \(grouped(inputs.count)) files; nothing was changed", file: name,
                facts: inputs.prefix(10).map { $0.member ?? "" } + more,
                next: ["unpack it, then import each with the options that it needs"])
        }
        return try open(inputs[0], options: options)
    }
}
