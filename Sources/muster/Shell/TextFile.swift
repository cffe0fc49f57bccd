import Glibc
import Inventory

/// Small files that a user names beside the one that is taken in.
enum TextFile {
    /// Throws a `Complaint` (no input) where it cannot be read.
    static func read(_ path: String) throws -> String {
        guard let file = fopen(path, "re") else {
            throw Complaint(.noInput, "cannot read: \(reason)", file: path)
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&piece, 1, piece.count, file), count > 0 { bytes += piece[..<count] }
        guard ferror(file) == 0 else { throw Complaint(.noInput, "cannot read: \(reason)", file: path) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Writes it whole, for the user alone, as `ReplacedFile`. Throws a `Complaint` (cannot write).
    static func write(_ bytes: [UInt8], to path: String) throws {
        try ReplacedFile.write(path, mayReplace: true) { beside in
            let descriptor = open(beside, O_WRONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw ReplacedFile.complaint(path) }
            defer { close(descriptor) }
            var sent = 0
            while sent < bytes.count {
                let count = bytes[sent...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw ReplacedFile.complaint(path) }
                sent += count
            }
        }
    }

    private static var reason: String { String(cString: strerror(errno)).lowercased() }
}
