import Glibc
import Inventory

/// A file that is made beside the one that it takes the place of, for the user alone; what was there before stays until the
/// new one is whole and on disk, so that a full disk never destroys it.
enum ReplacedFile {
    /// - Parameters:
    ///   - mayReplace: whether something may lie there.
    ///   - make: makes the file at the path that it is given, where an empty one lies.
    static func write<T>(_ path: String, mayReplace: Bool, _ make: (String) throws -> T) throws -> T {
        if !mayReplace, access(path, F_OK) == 0 {
            throw Complaint(
                .cannotWrite, "there is a file here already; nothing was changed", file: path, next: ["add --replace"])
        }
        let beside = "\(path).\(getpid())"
        // What a process of this number left when it was killed.
        unlink(beside)
        let descriptor = open(beside, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw complaint(path) }
        close(descriptor)
        do {
            let result = try make(beside)
            try settle(beside, path)
            return result
        } catch {
            unlink(beside)
            throw error
        }
    }

    private static func settle(_ beside: String, _ path: String) throws {
        let descriptor = open(beside, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { throw complaint(path) }
        let isOnDisk = fsync(descriptor) == 0
        let reason = errno
        close(descriptor)
        guard isOnDisk else { throw complaint(path, reason) }
        guard rename(beside, path) == 0 else { throw complaint(path) }
    }

    /// What the system says of a file that cannot be written.
    static func complaint(_ path: String, _ reason: Int32 = errno) -> Complaint {
        Complaint(.cannotWrite, "cannot write: \(String(cString: strerror(reason)).lowercased())", file: path)
    }
}
