import Dispatch
import Synchronization

/// Something that is computed on other threads while the thread that holds the store reads and writes on.
final class Computation<Value: Sendable>: Sendable {
    private let outcome = Mutex<Result<Value, any Error>?>(nil)
    private let group = DispatchGroup()

    /// - Parameter queue: where one computation after the other is begun.
    init(on queue: DispatchQueue, _ body: @escaping @Sendable () throws -> Value) {
        queue.async(group: group) { [self] in
            let result = Result(catching: body)
            outcome.withLock { $0 = result }
        }
    }

    /// Waits for what was computed.
    func result() throws -> Value {
        group.wait()
        return try outcome.withLock { $0! }.get()
    }
}

/// The results of the same work on many values, in their order, on all processors.
func onAllProcessors<Value: Sendable, Result: Sendable>(
    _ values: [Value], _ body: @Sendable (Value) throws -> Result
) throws -> [Result] {
    guard values.count > 1 else { return try values.map(body) }
    let results = Mutex<[Swift.Result<Result, any Error>?]>(Array(repeating: nil, count: values.count))
    DispatchQueue.concurrentPerform(iterations: values.count) { index in
        let result = Swift.Result { try body(values[index]) }
        results.withLock { $0[index] = result }
    }
    return try results.withLock { $0 }.map { try $0!.get() }
}
