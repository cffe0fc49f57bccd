/// Bytes that grow in place and can be pointed at until the next change.
final class ByteBuffer {
    private(set) var count = 0
    private var memory: UnsafeMutablePointer<UInt8>
    private var capacity: Int

    init(capacity: Int = 4_096) {
        self.capacity = capacity
        memory = .allocate(capacity: capacity)
    }

    deinit { memory.deallocate() }

    /// What was written, until the next change.
    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: memory, count: count) }

    func clear() { count = 0 }

    func append(_ text: UnsafeRawPointer, _ length: Int) {
        UnsafeMutableRawPointer(room(for: length)).copyMemory(from: text, byteCount: length)
        count += length
    }

    func append(_ text: String) {
        for byte in text.utf8 {
            room(for: 1).pointee = byte
            count += 1
        }
    }

    /// Makes room behind what was written, and says where.
    func room(for length: Int) -> UnsafeMutablePointer<UInt8> {
        if count + length > capacity {
            capacity = max(capacity * 2, count + length)
            let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
            larger.update(from: memory, count: count)
            memory.deallocate()
            memory = larger
        }
        return memory + count
    }

    /// Says that so much of the room was written.
    func advance(by length: Int) { count += length }
}
