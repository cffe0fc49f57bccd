import Foundation

/// A file beside the store of what was worked out from it and can be worked out again: it holds for one content of the
/// store, and is replaced once that is another one.
package enum SideFile: String, Sendable, CaseIterable {
    /// What all servers come to.
    case list = "-list"
    /// The list that was shown last.
    case shown = "-shown"

    /// Nil where there is none. The file is replaced, never written in place: what is mapped stays what it is.
    package func read(beside store: String) -> Data? {
        try? Data(contentsOf: URL(fileURLWithPath: store + rawValue), options: .alwaysMapped)
    }

    /// Whole or not at all, for whoever may read the store; where it cannot be written it is made each time.
    package func keep(_ bytes: [UInt8], beside store: String) {
        var about = stat()
        guard stat(store, &about) == 0 else { return }
        let path = store + rawValue
        let beside = "\(path).\(getpid())"
        let descriptor = open(beside, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, about.st_mode & 0o660)
        guard descriptor >= 0 else { return }
        let written = write(descriptor, bytes, bytes.count)
        close(descriptor)
        guard written == bytes.count, rename(beside, path) == 0 else {
            unlink(beside)
            return
        }
    }
}
