import Synchronization

/// Part projectors that work side by side, each on one thread at a time; they keep what they remember.
final class ProjectorPool: Sendable {
    private struct Bench: @unchecked Sendable {
        let projector: PartProjector
    }

    private let idle = Mutex<[Bench]>([])
    private let make: @Sendable () -> PartProjector

    init(_ make: @escaping @Sendable () -> PartProjector) { self.make = make }

    func with<T>(_ body: (PartProjector) throws -> T) rethrows -> T {
        let bench = idle.withLock { $0.popLast() } ?? Bench(projector: make())
        defer { idle.withLock { $0.append(bench) } }
        return try body(bench.projector)
    }
}
