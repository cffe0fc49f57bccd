import Glibc
import Intake
import Inventory

/// The file of `--rejects`: rejected rows as they were, below the header, ready to be mended and taken in. Written beside
/// its place as the rows come, and put there whole.
final class RejectFile {
    private let path: String
    private let beside: String
    private let form: MendableRows
    private let isKeptEmpty: Bool
    private var descriptor: Int32 = -1
    private var waiting: [UInt8] = []
    private(set) var count = 0

    /// Throws a `Complaint` where there is a file already: it may be the customer's, or the database.
    ///
    /// - Parameter isKeptEmpty: whether a file is made where no row is rejected.
    init(_ path: String, of source: SourceFile, isKeptEmpty: Bool) throws {
        guard access(path, F_OK) != 0 else {
            throw Complaint(
                .cannotWrite, "--rejects never writes over a file that exists; nothing was changed", file: path,
                next: ["name another file, or take that one away first"])
        }
        self.path = path
        self.isKeptEmpty = isKeptEmpty
        beside = "\(path).\(getpid())"
        form = MendableRows(
            headers: source.recognition.columns.map(\.header), delimiter: source.recognition.delimiter?.value ?? "",
            format: source.format)
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        unlink(beside)
    }

    func add(_ rejects: [Reject]) throws {
        guard !rejects.isEmpty else { return }
        try open()
        for reject in rejects { waiting += form.row(reject) }
        count += rejects.count
        if waiting.count >= 65_536 { try send() }
    }

    /// Puts the file in its place. Throws a `Complaint` (cannot write).
    func finish() throws {
        if isKeptEmpty { try open() }
        guard descriptor >= 0 else { return }
        try send()
        guard fsync(descriptor) == 0, rename(beside, path) == 0 else { throw failed() }
        close(descriptor)
        descriptor = -1
    }

    private func open() throws {
        guard descriptor < 0 else { return }
        descriptor = Glibc.open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failed() }
        waiting += form.header
    }

    private func send() throws {
        var sent = 0
        while sent < waiting.count {
            let count = waiting[sent...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failed() }
            sent += count
        }
        waiting.removeAll(keepingCapacity: true)
    }

    private func failed() -> Complaint {
        Complaint(
            .cannotWrite, "cannot write: \(String(cString: strerror(errno)).lowercased()); nothing was changed",
            file: path)
    }
}

/// Where `--rejects` writes: one file for one file, a folder of them for several.
enum RejectPlace {
    case nowhere
    case file(String)
    case folder(String)

    /// Throws a `Complaint` (cannot write) where the folder cannot be made, or holds something already.
    static func folder(making path: String) throws -> RejectPlace {
        if mkdir(path, 0o700) != 0 {
            let reason = String(cString: strerror(errno)).lowercased()
            guard errno == EEXIST, isEmptyFolder(path) else {
                throw Complaint(
                    .cannotWrite,
                    errno == EEXIST
                        ? "--rejects of several files names a new or empty folder; nothing was changed"
                        : "cannot make the folder: \(reason); nothing was changed",
                    file: path, next: ["name another folder"])
            }
        }
        return .folder(path)
    }

    /// The file for the rejects of one; nil where none was asked for.
    func file(for source: SourceFile) throws -> RejectFile? {
        switch self {
        case .nowhere: return nil
        case .file(let path): return try RejectFile(path, of: source, isKeptEmpty: true)
        case .folder(let folder):
            let words = source.name.split(whereSeparator: { "/:".contains($0) }).filter { $0 != "." && $0 != ".." }
            let plain = words.isEmpty ? "rejects" : words.joined(separator: "_")
            var path = "\(folder)/\(plain)"
            var number = 1
            while access(path, F_OK) == 0 {
                number += 1
                path = "\(folder)/\(number)_\(plain)"
            }
            return try RejectFile(path, of: source, isKeptEmpty: false)
        }
    }

    private static func isEmptyFolder(_ path: String) -> Bool {
        guard let stream = opendir(path) else { return false }
        defer {
            closedir(stream)
            errno = EEXIST
        }
        var entries = 0
        while readdir(stream) != nil { entries += 1 }
        return entries <= 2
    }
}
