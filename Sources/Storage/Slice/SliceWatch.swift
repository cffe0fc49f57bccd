import Foundation
import GRDBSQLite

/// Stops a question that takes too long: SQLite looks at the clock between its own steps, and a thread of its own
/// interrupts it where no step comes to an end.
final class SliceWatch: @unchecked Sendable {
    private let connection: OpaquePointer
    private let deadline: ContinuousClock.Instant
    private let condition = NSCondition()
    private var isOver = false

    /// Whether the time was over.
    var isLate: Bool { ContinuousClock.now >= deadline }

    init(_ connection: OpaquePointer, seconds: Double) {
        self.connection = connection
        deadline = ContinuousClock.now + .milliseconds(Int(min(seconds, 1e9) * 1000))
    }

    /// Runs a body under watch; what it runs ends with SQLITE_INTERRUPT where it is late.
    func watch<T>(_ body: () throws -> T) rethrows -> T {
        sqlite3_progress_handler(
            connection, 1000,
            { watch in
                guard let watch else { return 1 }
                return Unmanaged<SliceWatch>.fromOpaque(watch).takeUnretainedValue().isLate ? 1 : 0
            }, Unmanaged.passUnretained(self).toOpaque())
        let thread = Thread { self.interruptWhenLate() }
        thread.stackSize = 256 << 10
        thread.start()
        defer {
            sqlite3_progress_handler(connection, 0, nil, nil)
            end()
        }
        return try body()
    }

    private func interruptWhenLate() {
        let wall = Date() + Double((deadline - ContinuousClock.now).components.seconds) + 0.05
        condition.lock()
        while !isOver, condition.wait(until: wall), !isOver {}
        while !isOver {
            if isLate { sqlite3_interrupt(connection) }
            _ = condition.wait(until: Date() + 0.05)
        }
        condition.unlock()
    }

    /// Returns once the thread no longer touches the connection.
    private func end() {
        condition.lock()
        isOver = true
        condition.broadcast()
        condition.unlock()
    }
}
