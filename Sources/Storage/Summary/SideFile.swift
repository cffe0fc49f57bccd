import Foundation
import Inventory

/// A file beside the store of what was worked out from it and can be worked out again: it holds for one content of the
/// store, and is replaced once that is another one.
package enum SideFile: String, Sendable, CaseIterable {
    /// What all servers come to.
    case list = "-list"
    /// The list that was shown last.
    case shown = "-shown"

    /// Nil where there is none, or it is not as it was written. The file is replaced, never written in place: what is mapped
    /// stays what it is.
    package func read(beside store: String) -> Data? {
        guard let all = try? Data(contentsOf: URL(fileURLWithPath: store + rawValue), options: .alwaysMapped),
            all.count >= 8
        else { return nil }
        let content = all.prefix(all.count - 8)
        let sum = content.withUnsafeBytes(SideFile.sum)
        return all.suffix(8).elementsEqual(sum) ? content : nil
    }

    /// Tells damage, not malice: words of eight bytes, each multiplied into what was before it (in the manner of FNV-1a).
    private static func sum(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var sum: UInt64 = 0xcbf2_9ce4_8422_2325
        var place = 0
        while place + 8 <= bytes.count {
            sum = (sum ^ bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self).littleEndian) &* 0x100_0000_01b3
            sum ^= sum >> 32
            place += 8
        }
        while place < bytes.count {
            sum = (sum ^ UInt64(bytes[place])) &* 0x100_0000_01b3
            place += 1
        }
        return (0..<8).map { UInt8(truncatingIfNeeded: sum >> (8 * $0)) }
    }

    /// Whole or not at all, for whoever may read the store; where it cannot be written it is made each time.
    package func keep(_ bytes: [UInt8], beside store: String) {
        var about = stat()
        guard stat(store, &about) == 0 else { return }
        let path = store + rawValue
        let beside = "\(path).\(getpid())"
        let descriptor = open(beside, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, about.st_mode & 0o660)
        guard descriptor >= 0 else { return }
        let all = bytes + bytes.withUnsafeBytes(SideFile.sum)
        let written = write(descriptor, all, all.count)
        close(descriptor)
        guard written == all.count, rename(beside, path) == 0 else {
            unlink(beside)
            return
        }
    }
}
