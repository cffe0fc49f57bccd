import Glibc
import Inventory

/// Data on its way to a file descriptor, sent in pieces of 64 KiB. The first failure is kept and thrown by `finish`;
/// what is written after it is dropped.
final class OutputFile: TextOutputStream {
    /// Nil: all of it is kept.
    private let descriptor: Int32?
    private let name: String
    private var waiting: [UInt8] = []
    private var failure: Int32?

    init(_ descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    /// One that keeps what is written.
    init(collecting name: String) {
        descriptor = nil
        self.name = name
    }

    var isCollecting: Bool { descriptor == nil }
    /// What was written to one that keeps it.
    var collected: [UInt8] { waiting }

    func write(_ text: String) { write(text.utf8) }

    func write(_ bytes: some Collection<UInt8>) {
        waiting.append(contentsOf: bytes)
        if waiting.count >= 65_536 { flush() }
    }

    /// Sends what waits.
    func flush() {
        guard let descriptor else { return }
        var sent = 0
        while failure == nil, sent < waiting.count {
            let count = waiting[sent...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                sent += count
            } else if errno != EINTR {
                failure = errno
            }
        }
        waiting.removeAll(keepingCapacity: true)
    }

    /// Sends the rest. Throws `ClosedPipe` where nobody reads any more, else a `Complaint` (cannot write).
    func finish() throws {
        flush()
        guard let failure else { return }
        if failure == EPIPE { throw ClosedPipe() }
        throw Complaint(
            .cannotWrite, "cannot write to \(name): \(String(cString: strerror(failure)))",
            facts: ["what was written so far is incomplete"])
    }
}

/// Nobody reads the output any more, as behind `| head`: no error, the command ends quietly.
struct ClosedPipe: Error {}
