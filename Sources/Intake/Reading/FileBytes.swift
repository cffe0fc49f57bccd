import Glibc
import Inventory

/// The bytes of an open regular file, read by position so that any part can be read again.
final class FileBytes: Sendable {
    let count: Int
    /// Whether it has no name, so that it cannot be opened again.
    let isTemporary: Bool
    private let descriptor: Int32
    private let changedAt: timespec
    private let name: String

    private init(descriptor: Int32, name: String, isTemporary: Bool = false) throws {
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { throw FileBytes.unreadable(name, errno) }
        self.descriptor = descriptor
        self.name = name
        self.isTemporary = isTemporary
        count = Int(facts.st_size)
        changedAt = facts.st_mtim
    }

    deinit { close(descriptor) }

    /// Opens a file; what is no regular file (a pipe) is copied to a private temporary file first.
    ///
    /// Throws a `Complaint` with code 66 where there is no such file, it cannot be read, or it is a folder.
    static func open(path: String, name: String) throws -> FileBytes {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(name, errno) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else {
            let code = errno
            close(descriptor)
            throw unreadable(name, code)
        }
        switch facts.st_mode & S_IFMT {
        case S_IFREG:
            return try FileBytes(descriptor: descriptor, name: name)
        case S_IFDIR:
            close(descriptor)
            throw unreadable(name, EISDIR)
        default:
            defer { close(descriptor) }
            return try spool(descriptor, name: name)
        }
    }

    /// Copies all that comes from a descriptor into a private temporary file, which has no name any more.
    static func spool(_ source: Int32, name: String) throws -> FileBytes {
        try temporary(name: name) { write in
            try withUnsafeTemporaryAllocation(byteCount: 256 << 10, alignment: 16) { buffer in
                while true {
                    let got = Glibc.read(source, buffer.baseAddress, buffer.count)
                    if got == 0 { return }
                    if got > 0 {
                        try write(UnsafeRawBufferPointer(rebasing: buffer[..<got]))
                    } else if errno != EINTR {
                        throw unreadable(name, errno)
                    }
                }
            }
        }
    }

    /// A private file in the folder for temporary ones, without a name, so that nothing is left of it whatever happens;
    /// `fill` gets the way to write to its end.
    ///
    /// Throws what `fill` throws, and a `Complaint` with code 73 where there is no room.
    static func temporary(
        name: String, fill: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) throws -> FileBytes {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(folder)/muster-XXXXXX".utf8CString)
        let target = mkstemp(&template)
        guard target >= 0 else { throw unwritable(folder, errno) }
        unlink(template)
        do {
            try fill { try append($0, to: target, folder: folder) }
            return try FileBytes(descriptor: target, name: name, isTemporary: true)
        } catch {
            close(target)
            throw error
        }
    }

    private static func append(_ bytes: UnsafeRawBufferPointer, to target: Int32, folder: String) throws {
        var done = 0
        while done < bytes.count {
            let n = write(target, bytes.baseAddress! + done, bytes.count - done)
            if n < 0, errno != EINTR { throw unwritable(folder, errno) }
            done += max(n, 0)
        }
    }

    /// Fills as much of the buffer as the file gives from an offset on; fewer bytes mean the end of the file.
    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        var done = 0
        while done < buffer.count {
            let n = pread(descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(offset + done))
            if n == 0 { break }
            if n < 0 {
                if errno == EINTR { continue }
                throw FileBytes.unreadable(name, errno)
            }
            done += n
        }
        return done
    }

    /// The bytes from an offset on, at most so many.
    func bytes(at offset: Int, count: Int) throws -> [UInt8] {
        var result = [UInt8](repeating: 0, count: max(0, min(count, self.count - offset)))
        let got = try result.withUnsafeMutableBytes { try read(at: offset, into: $0) }
        result.removeSubrange(got...)
        return result
    }

    /// Calls with each piece of the file in turn, and where it begins.
    func forEachPiece(of size: Int = 1 << 20, _ body: (UnsafeRawBufferPointer, Int) throws -> Void) throws {
        try withUnsafeTemporaryAllocation(byteCount: size, alignment: 16) { buffer in
            var offset = 0
            while true {
                let got = try read(at: offset, into: buffer)
                if got > 0 { try body(UnsafeRawBufferPointer(rebasing: buffer[..<got]), offset) }
                offset += got
                if got < buffer.count { return }
            }
        }
    }

    /// Throws where somebody wrote into the file since it was opened: what was read may then be no file at all.
    func requireUnchanged() throws {
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { throw FileBytes.unreadable(name, errno) }
        let same =
            Int(facts.st_size) == count && facts.st_mtim.tv_sec == changedAt.tv_sec
            && facts.st_mtim.tv_nsec == changedAt.tv_nsec
        guard same else {
            throw Complaint(
                .badData, "the file was written to while it was read; nothing was changed", file: name,
                next: ["wait until it is complete, then run the same command again"])
        }
    }

    private static func unreadable(_ name: String, _ code: Int32) -> Complaint {
        let what =
            code == ENOENT
            ? "no such file; nothing was changed" : "cannot be read: \(message(code)); nothing was changed"
        return Complaint(.noInput, what, file: name)
    }

    private static func unwritable(_ folder: String, _ code: Int32) -> Complaint {
        Complaint(
            .cannotWrite, "no room for a temporary file in '\(folder)': \(message(code)); nothing was changed",
            next: ["set TMPDIR to a folder with room"])
    }

    private static func message(_ code: Int32) -> String { String(cString: strerror(code)).lowercased() }
}
