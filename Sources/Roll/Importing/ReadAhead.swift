import Foundation
import Glibc
import Inventory

/// A batch on its way from the reader to the log.
struct Reading: Sendable {
    let batch: ObservationBatch
    let rejects: [Reject]
    /// Nil where the reader had no time for it.
    let encoded: EncodedRows?

    /// About how much memory it takes.
    var byteCount: Int {
        batch.byteCount + rejects.reduce(0) { $0 + $1.raw.count } + (encoded == nil ? 0 : batch.byteCount)
    }
}

/// Runs a file's reader on a thread of its own, some batches ahead of the thread that takes them and holds the store's
/// transaction.
struct ReadAhead {
    private let hash: KeyedHash
    private let handover = Handover(capacity: 32 << 20)

    init(hash: KeyedHash) { self.hash = hash }

    /// Reads everything, and calls `take` on the caller's thread with each batch in the order in which it was read.
    ///
    /// Returns, or throws, when both sides have ended: what the reader throws, behind the batches before it, or what
    /// `take` throws, at once; the reader then gets an error from its sink.
    func run(
        _ read: (_ sink: (ObservationBatch, [Reject]) throws -> Void) throws -> FileReport,
        take: (Reading) throws -> Void
    ) throws -> FileReport {
        try withoutActuallyEscaping(read) { read in
            let work = Work { handover.end(Result { try read(give) }) }
            let thread = try work.start()
            defer { pthread_join(thread, nil) }
            do {
                while let reading = handover.next() { try take(reading) }
            } catch {
                handover.abandon()
                throw error
            }
            return try handover.result()
        }
    }

    /// Encodes the batch where the other side is behind anyway: so both have about as much to do.
    private func give(_ batch: ObservationBatch, _ rejects: [Reject]) throws {
        let encoded = handover.isBehind ? EncodedRows(batch, hash) : nil
        try handover.give(Reading(batch: batch, rejects: rejects, encoded: encoded))
    }
}

/// What another thread is to do, once. Whoever starts it waits for its end before touching what it uses.
private final class Work: @unchecked Sendable {
    private var body: (() -> Void)?

    init(_ body: @escaping () -> Void) { self.body = body }

    func start() throws -> pthread_t {
        var thread = pthread_t()
        let this = Unmanaged.passRetained(self)
        let code = pthread_create(
            &thread, nil,
            { context in
                let work = Unmanaged<Work>.fromOpaque(context!).takeRetainedValue()
                work.body?()
                work.body = nil
                return nil
            }, this.toOpaque())
        guard code == 0 else {
            this.release()
            let reason = String(cString: strerror(code)).lowercased()
            throw Complaint(.failed, "the system gives no further thread: \(reason); nothing was changed")
        }
        return thread
    }
}

/// A queue of batches between two threads, of so many bytes: whoever is ahead waits.
private final class Handover: @unchecked Sendable {
    /// Guards all that follows.
    private let condition = NSCondition()
    private let capacity: Int
    private var waiting: [Reading] = []
    private var waitingBytes = 0
    private var ending: Result<FileReport, any Error>?
    private var isAbandoned = false

    /// What the reader's sink throws when nobody takes its batches any more.
    private struct Abandoned: Error {}

    init(capacity: Int) { self.capacity = capacity }

    /// Whether who takes the batches has some to do yet.
    var isBehind: Bool {
        condition.lock()
        defer { condition.unlock() }
        return waiting.count > 1
    }

    func give(_ reading: Reading) throws {
        condition.lock()
        defer { condition.unlock() }
        while waitingBytes >= capacity, !isAbandoned { condition.wait() }
        if isAbandoned { throw Abandoned() }
        waiting.append(reading)
        waitingBytes += reading.byteCount
        condition.signal()
    }

    func end(_ result: Result<FileReport, any Error>) {
        condition.lock()
        defer { condition.unlock() }
        ending = result
        condition.signal()
    }

    /// The next batch; nil when the reader has ended and all its batches were taken.
    func next() -> Reading? {
        condition.lock()
        defer { condition.unlock() }
        while waiting.isEmpty, ending == nil { condition.wait() }
        guard !waiting.isEmpty else { return nil }
        defer { condition.signal() }
        let next = waiting.removeFirst()
        waitingBytes -= next.byteCount
        return next
    }

    /// How the reader ended, once `next` has given nil.
    func result() throws -> FileReport {
        condition.lock()
        defer { condition.unlock() }
        return try ending!.get()
    }

    func abandon() {
        condition.lock()
        defer { condition.unlock() }
        isAbandoned = true
        waiting.removeAll()
        condition.signal()
    }
}
