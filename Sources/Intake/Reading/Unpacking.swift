import Inventory

/// How much a packed file may become: a few kilobytes can be packed so that they would fill any disk.
struct UnpackingCap: Sendable {
    /// Bytes of one unpacked file, and of all files of one archive.
    var bytes = 8 << 30
    /// Unpacked bytes for each packed one, once there are more than `freely`. Tables come to 5 or 20, hardly ever to 100.
    var ratio = 250
    var freely = 256 << 20
    /// Files of one archive.
    var members = 1_000
}

/// A packed file on its way to what was packed.
///
/// What is unpacked goes into a private temporary file without a name, because a table is read more than once; memory
/// stays small whatever comes out. No name from within an archive is ever used as a path.
struct Unpacking {
    let file: FileBytes
    let packing: Packing
    /// As the user named the packed file.
    let name: String
    var cap = UnpackingCap()

    /// Nil for a file that is not packed.
    init?(_ file: FileBytes, name: String) throws {
        guard let packing = Packing(try file.bytes(at: 0, count: 16)) else { return nil }
        self.file = file
        self.packing = packing
        self.name = name
    }

    // MARK: What is in it

    /// The files of a ZIP archive that are worth taking in, in their order: no folders, no leftovers of file managers.
    ///
    /// Throws a `Complaint` where there is none, where one is encrypted, or where they are too many or too large.
    func members() throws -> [ArchiveReader.Member] {
        let reader = try ArchiveReader(file, packing: packing, name: name)
        var found: [ArchiveReader.Member] = []
        var names: Set<String> = []
        var bytes = 0
        while let member = try reader.next() {
            names.insert(member.name)
            guard member.isFile, !Unpacking.isLeftover(member.name) else { continue }
            found.append(member)
            bytes += min(member.size ?? 0, cap.bytes)
            if found.count > cap.members { throw tooLarge("it holds more than \(grouped(cap.members)) files") }
            if bytes > cap.bytes { throw tooLarge("its files come to more than \(Unpacking.words(cap.bytes))") }
        }
        try refuse(found, named: names)
        return found
    }

    private func refuse(_ found: [ArchiveReader.Member], named names: Set<String>) throws {
        if let what = Unpacking.document(names) {
            throw UnknownFile.complaint(name, looksLike: what, next: "save the sheet as CSV; then import that")
        }
        if found.isEmpty {
            throw Complaint(.badData, "the archive holds no file; nothing was changed", file: name)
        }
        if let secret = found.first(where: { $0.isEncrypted }) {
            throw Complaint(
                .badData, "the archive is encrypted; nothing was changed", file: name, facts: ["so is \(secret.name)"],
                next: ["unpack it with its password, then import what comes of it"])
        }
    }

    /// What office programs and file managers leave in archives beside what was put in.
    private static func isLeftover(_ name: String) -> Bool {
        let last = name.split(separator: "/").last ?? ""
        return name.hasPrefix("__MACOSX/") || last.hasPrefix("._")
            || [".DS_Store", "Thumbs.db", "desktop.ini"].contains(String(last))
    }

    /// The document that a ZIP archive with such files is.
    private static func document(_ names: Set<String>) -> String? {
        if names.contains("xl/workbook.xml") || names.contains("xl/workbook.bin") {
            return "a workbook of Excel (.xlsx)"
        }
        if names.contains("[Content_Types].xml") { return "an Office document" }
        return names.isSuperset(of: ["mimetype", "META-INF/manifest.xml"]) ? "an OpenDocument file (.ods, .odt)" : nil
    }

    // MARK: Unpacking

    /// What was packed, shown as `shownAs`; of an archive the member that `members()` gave.
    ///
    /// Throws a `Complaint`: 65 where it is broken or becomes too large, 73 where there is no room for it.
    func unpacked(_ member: (index: Int, name: String)? = nil, shownAs: String) throws -> FileBytes {
        let reader = try ArchiveReader(file, packing: packing, name: shownAs)
        try advance(reader, to: member)
        var size = 0
        var sum: UInt = 0
        let result = try FileBytes.temporary(name: shownAs) { write in
            try withUnsafeTemporaryAllocation(byteCount: 1 << 20, alignment: 16) { buffer in
                while true {
                    let got = try reader.read(into: buffer)
                    if got == 0 { return }
                    size += got
                    try check(size)
                    let piece = UnsafeRawBufferPointer(rebasing: buffer[..<got])
                    if packing == .gzip { sum = GzipSums.add(piece, to: sum) }
                    try write(piece)
                }
            }
        }
        if packing != .zip { try checkEnd(reader, result, sum: sum, shownAs: shownAs) }
        try file.requireUnchanged()
        return result
    }

    private func advance(_ reader: ArchiveReader, to member: (index: Int, name: String)?) throws {
        while let next = try reader.next() {
            guard let member else { return }
            if next.index < member.index { continue }
            if next.name == member.name { return }
            break
        }
        throw Complaint(
            .badData, "the archive was written to while it was read; nothing was changed", file: name,
            next: ["wait until it is complete, then run the same command again"])
    }

    private func check(_ size: Int) throws {
        if size > cap.bytes { throw tooLarge("it becomes more than \(Unpacking.words(cap.bytes))") }
        if size > cap.freely, size / cap.ratio > file.count {
            throw tooLarge("it becomes more than \(grouped(cap.ratio)) times as large, which no table does")
        }
    }

    /// Whether all packed bytes were used, and what came of them is what was packed.
    private func checkEnd(_ reader: ArchiveReader, _ result: FileBytes, sum: UInt, shownAs: String) throws {
        let end = reader.packedBytes
        if packing == .gzip, try !GzipSums(file, end: end).agree(with: result, sum: sum) {
            throw ArchiveReader.broken(packing, shownAs, "what comes out is not what was packed: the sums differ")
        }
        guard try isZero(from: end) else {
            throw ArchiveReader.broken(
                packing, shownAs, "byte \(grouped(end + 1)) and what follows it are not packed data")
        }
    }

    /// Whether nothing but NUL bytes, as tapes leave them, follows.
    private func isZero(from start: Int) throws -> Bool {
        var offset = start
        while offset < file.count {
            let piece = try file.bytes(at: offset, count: 1 << 20)
            if piece.isEmpty || piece.contains(where: { $0 != 0 }) { return piece.isEmpty }
            offset += piece.count
        }
        return true
    }

    private func tooLarge(_ why: String) -> Complaint {
        Complaint(
            .badData, "the packed file is too large to be unpacked here; nothing was changed", file: name, facts: [why],
            next: ["if it is what it should be, unpack it by hand and import what comes of it"])
    }

    private static func words(_ bytes: Int) -> String {
        bytes >= 1 << 30 ? "\(bytes >> 30) GiB" : bytes >= 1 << 20 ? "\(bytes >> 20) MiB" : "\(grouped(bytes)) bytes"
    }
}
