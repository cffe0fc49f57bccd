import Glibc

/// Bytes that are only ever added, each piece behind the one before.
final class ByteHeap {
    private var memory: UnsafeMutableRawPointer
    private var capacity = 1 << 16
    private(set) var count = 0

    init() { memory = .allocate(byteCount: capacity, alignment: 16) }

    deinit { memory.deallocate() }

    /// Copies a piece; gives where it begins.
    func append(_ piece: UnsafeRawBufferPointer) -> Int {
        let start = count
        if count + piece.count > capacity { grow(by: piece.count) }
        if let base = piece.baseAddress { memcpy(memory + count, base, piece.count) }
        count += piece.count
        return start
    }

    /// From `start` up to, not including, `end`; valid until the next `append`.
    subscript(start: Int, end: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: memory + start, count: end - start)
    }

    private func grow(by more: Int) {
        capacity = max(capacity * 2, count + more)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
        memcpy(larger, memory, count)
        memory.deallocate()
        memory = larger
    }
}
