import Foundation
import Inventory

/// A file that something else can write only by its name, and whose bytes are wanted.
enum ScratchFile {
    /// The bytes that `body` writes to the path that it gets, in a folder that nobody else may enter and that is gone
    /// afterwards.
    ///
    /// Throws a `Complaint` (cannot write) where nothing was written, and what `body` throws.
    static func bytes(_ body: (String) throws -> Void) throws -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory.path + "/muster-\(UUID().uuidString)"
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Complaint(.cannotWrite, "cannot make the folder", file: folder)
        }
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder + "/page")
        guard let bytes = FileManager.default.contents(atPath: folder + "/page") else {
            throw Complaint(.cannotWrite, "nothing was written", file: folder)
        }
        return Array(bytes)
    }
}
