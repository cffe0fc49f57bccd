import Dispatch
import Synchronization

/// The SHA-256 of a file: counted on another thread, and waited for by who asks for it.
package final class Fingerprint: Sendable {
    private let result = Mutex<Result<[UInt8], any Error>?>(nil)
    private let group = DispatchGroup()

    /// - Parameter count: begun at once.
    package init(_ count: @escaping @Sendable () throws -> [UInt8]) {
        DispatchQueue.global().async(group: group) { [self] in
            let counted = Result { try count() }
            result.withLock { $0 = counted }
        }
    }

    /// One that is known.
    package init(_ bytes: [UInt8]) { result.withLock { $0 = .success(bytes) } }

    /// Waits for it. Throws what kept it from being counted.
    package func bytes() throws -> [UInt8] {
        group.wait()
        return try result.withLock { $0! }.get()
    }
}
