import CLibarchive
import Glibc
import Inventory

/// Walks through a packed file by libarchive: its members one after another, and the bytes of the one it stands at.
///
/// A file that is merely packed (gzip and its like) has one member without a name.
final class ArchiveReader {
    /// A member that the walk came to.
    struct Member {
        /// From 0, folders and all else counted.
        let index: Int
        /// As the archive has it, made fit to be shown; empty where the packing keeps no names.
        let name: String
        let isFile: Bool
        let isEncrypted: Bool
        /// Unpacked bytes, as far as the archive says.
        let size: Int?
    }

    private let library: ArchiveLibrary
    private let handle: OpaquePointer
    private let source: Source
    private let packing: Packing
    private let name: String
    private var count = 0

    /// Throws a `Complaint`: 65 where the file is broken, 78 where this machine has no libarchive.
    init(_ file: FileBytes, packing: Packing, name: String) throws {
        guard let library = ArchiveLibrary.loaded else { throw ArchiveReader.noLibrary(packing, name) }
        guard let handle = library.new() else { fatalError("out of memory") }
        self.library = library
        self.handle = handle
        self.packing = packing
        self.name = name
        source = Source(file)
        switch packing {
        case .gzip: _ = (library.gzip(handle), library.raw(handle))
        case .zstandard: _ = (library.zstandard(handle), library.raw(handle))
        case .bzip2: _ = (library.bzip2(handle), library.raw(handle))
        case .xz: _ = (library.xz(handle), library.raw(handle))
        case .zip: _ = library.zip(handle)
        }
        _ = library.setRead(handle, Source.read)
        _ = library.setSeek(handle, Source.seek)
        _ = library.setData(handle, Unmanaged.passUnretained(source).toOpaque())
        guard library.open(handle) == ARCHIVE_OK else { throw broken() }
        // What no filter takes for its own comes through as it is.
        if packing != .zip, library.filterCode(handle, 0) == ARCHIVE_FILTER_NONE {
            throw ArchiveReader.broken(packing, name, "its beginning is damaged")
        }
    }

    deinit { _ = library.free(handle) }

    /// Bytes of the packed file that were used up.
    var packedBytes: Int { Int(library.bytes(handle, -1)) }

    /// The next member; nil at the end.
    func next() throws -> Member? {
        var entry: OpaquePointer?
        let result = library.nextHeader(handle, &entry)
        if result == ARCHIVE_EOF { return nil }
        guard result == ARCHIVE_OK || result == ARCHIVE_WARN, let entry else { throw broken() }
        defer { count += 1 }
        return Member(
            index: count, name: packing == .zip ? shownName(entry) : "",
            isFile: library.fileType(entry) == S_IFREG,
            isEncrypted: library.isEncrypted(entry) != 0,
            size: library.isSizeSet(entry) != 0 ? Int(library.size(entry)) : nil)
    }

    /// The next bytes of the member; none at its end. Throws a `Complaint` where they are broken.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let got = library.readData(handle, buffer.baseAddress, buffer.count)
        guard got >= 0 else { throw broken() }
        return got
    }

    private func shownName(_ entry: OpaquePointer) -> String {
        guard let text = library.nameInUTF8(entry) ?? library.name(entry) else { return "" }
        return ShownName.text(UnsafeRawBufferPointer(start: text, count: strlen(text)))
    }

    // MARK: Faults

    /// What libarchive says of the packed file, or what the file system said beneath it.
    private func broken() -> any Error {
        if let error = source.error { return error }
        let words = library.errorText(handle).map { String(cString: $0) } ?? "it ends too early"
        return ArchiveReader.broken(packing, name, words)
    }

    /// The refusal of a packed file that cannot be unpacked.
    static func broken(_ packing: Packing, _ name: String, _ why: String) -> Complaint {
        Complaint(
            .badData, "a \(packing.name) file that cannot be unpacked; nothing was changed", file: name,
            facts: [why], next: ["copy it again from where it came, or unpack it by hand and import what comes of it"])
    }

    private static func noLibrary(_ packing: Packing, _ name: String) -> Complaint {
        Complaint(
            .configuration, "packed files are read by libarchive, which this machine lacks; nothing was changed",
            file: name, facts: ["it is packed as \(packing.name)"],
            next: ["apt-get install libarchive13", "or unpack it by hand and import what comes of it"])
    }

    // MARK: The packed bytes

    /// The packed file as libarchive reads it: a place in it, and a buffer that lives until the next piece.
    private final class Source {
        private let file: FileBytes
        private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
        private var offset = 0
        /// What the file system said, if it did.
        private(set) var error: (any Error)?

        init(_ file: FileBytes) { self.file = file }

        deinit { buffer.deallocate() }

        private static func of(_ data: UnsafeMutableRawPointer?) -> Source {
            Unmanaged<Source>.fromOpaque(data!).takeUnretainedValue()
        }

        static let read:
            @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?, UnsafeMutablePointer<UnsafeRawPointer?>?) -> Int =
                {
                    _, data, place in
                    let source = Source.of(data)
                    place?.pointee = UnsafeRawPointer(source.buffer.baseAddress)
                    return source.next()
                }

        static let seek: @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?, Int64, Int32) -> Int64 = {
            _, data, offset, whence in
            Int64(Source.of(data).move(to: Int(offset), whence))
        }

        private func next() -> Int {
            do {
                let got = try file.read(at: offset, into: buffer)
                offset += got
                return got
            } catch {
                self.error = error
                return Int(ARCHIVE_FATAL)
            }
        }

        private func move(to place: Int, _ whence: Int32) -> Int {
            let base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? offset : file.count
            offset = min(max(0, base + place), file.count)
            return offset
        }
    }
}
