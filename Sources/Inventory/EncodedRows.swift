import Glibc

/// The canonical bytes (`FactList`) of the identity and the state of each row of a batch, and their hashes: what an
/// import looks up and stores. The bytes stay where they are as long as this lives.
package final class EncodedRows: @unchecked Sendable {
    package struct Row {
        fileprivate let start: Int
        fileprivate let middle: Int
        fileprivate let end: Int
        /// Tells the identity from every other.
        package let key: (UInt64, UInt64)
        /// Tells the state from others of the same subject.
        package let stateHash: UInt64
        /// Whether the row says itself from where it was looked at.
        package let hasVantage: Bool
    }

    package private(set) var rows: [Row] = []
    // Written by the initialiser alone.
    private let memory: UnsafeMutablePointer<UInt8>
    private var count = 0

    package init(_ batch: ObservationBatch, _ hash: KeyedHash) {
        // A fact is its field, its length in at most five bytes, and its value.
        memory = .allocate(capacity: batch.byteLength + 6 * batch.spanCount)
        rows.reserveCapacity(batch.count)
        let widest = batch.rows.reduce(0) { max($0, $1.spans.count) }
        let bytes = batch[0..<batch.byteLength]
        withUnsafeTemporaryAllocation(of: ObservationBatch.Span.self, capacity: widest) { order in
            for row in batch.rows { add(batch.spans(of: row), bytes, order, hash) }
        }
    }

    deinit { memory.deallocate() }

    package func identity(_ row: Row) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: memory + row.start, count: row.middle - row.start)
    }

    package func state(_ row: Row) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: memory + row.middle, count: row.end - row.middle)
    }

    private func add(
        _ spans: UnsafeBufferPointer<ObservationBatch.Span>, _ bytes: UnsafeBufferPointer<UInt8>,
        _ order: UnsafeMutableBufferPointer<ObservationBatch.Span>, _ hash: KeyedHash
    ) {
        var sorted = 0
        for span in spans {
            // A dozen values, mostly in order.
            var place = sorted
            while place > 0, EncodedRows.precedes(span, order[place - 1], bytes) {
                order[place] = order[place - 1]
                place -= 1
            }
            order[place] = span
            sorted += 1
        }
        let start = count
        var middle = count
        var hasVantage = false
        for i in 0..<sorted {
            let span = order[i]
            if i > 0, order[i - 1].field == span.field, EncodedRows.compare(order[i - 1], span, bytes) == 0 { continue }
            append(span, bytes)
            if span.field.isIdentity { middle = count }
            if span.field == .vantage { hasVantage = true }
        }
        let base = UnsafeRawPointer(memory)
        rows.append(
            Row(
                start: start, middle: middle, end: count,
                key: hash(UnsafeRawBufferPointer(start: base + start, count: middle - start)),
                stateHash: hash(UnsafeRawBufferPointer(start: base + middle, count: count - middle)).0,
                hasVantage: hasVantage))
    }

    private func append(_ span: ObservationBatch.Span, _ bytes: UnsafeBufferPointer<UInt8>) {
        memory[count] = span.field.rawValue
        count += 1
        var n = UInt32(bitPattern: span.length)
        while n >= 0x80 {
            memory[count] = UInt8(truncatingIfNeeded: n) | 0x80
            count += 1
            n >>= 7
        }
        memory[count] = UInt8(truncatingIfNeeded: n)
        count += 1
        guard let base = bytes.baseAddress, span.length > 0 else { return }
        memcpy(memory + count, base + Int(span.offset), Int(span.length))
        count += Int(span.length)
    }

    private static func precedes(
        _ a: ObservationBatch.Span, _ b: ObservationBatch.Span, _ bytes: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        if a.field != b.field { return a.field.rawValue < b.field.rawValue }
        return compare(a, b, bytes) < 0
    }

    /// Less than 0, 0, or more, as the first span's bytes come before, equal or come behind the second's.
    private static func compare(
        _ a: ObservationBatch.Span, _ b: ObservationBatch.Span, _ bytes: UnsafeBufferPointer<UInt8>
    ) -> Int {
        let common = Int(min(a.length, b.length))
        if common > 0, let base = bytes.baseAddress {
            let order = memcmp(base + Int(a.offset), base + Int(b.offset), common)
            if order != 0 { return Int(order) }
        }
        return Int(a.length) - Int(b.length)
    }
}
