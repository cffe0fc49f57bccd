import Glibc

/// Turns rows of a batch into the canonical bytes of their identity and state (`FactList`), one row at a time, into
/// buffers that are used again: what an import does for every row.
package struct RowEncoder {
    /// Who the last row is about.
    package private(set) var identity: [UInt8] = []
    /// What the last row says about it.
    package private(set) var state: [UInt8] = []
    /// Whether the last row says itself from where it was looked at.
    package private(set) var hasVantage = false
    private var order: [ObservationBatch.Span] = []

    package init() {}

    package mutating func encode(_ batch: borrowing ObservationBatch, row: Int) {
        identity.removeAll(keepingCapacity: true)
        state.removeAll(keepingCapacity: true)
        order.removeAll(keepingCapacity: true)
        hasVantage = false
        let spans = batch.rows[row].spans
        batch.bytes.withUnsafeBytes { bytes in
            for index in spans { place(batch.spans[index], bytes) }
            var previous: ObservationBatch.Span?
            for span in order {
                if let previous, previous.field == span.field, RowEncoder.compare(previous, span, bytes) == 0 {
                    continue
                }
                let value = UnsafeRawBufferPointer(rebasing: bytes[span.range])
                if span.field.isIdentity {
                    RowEncoder.append(span.field, value, to: &identity)
                } else {
                    RowEncoder.append(span.field, value, to: &state)
                    if span.field == .vantage { hasVantage = true }
                }
                previous = span
            }
        }
    }

    /// Puts the span at its place among those before it: rows have a dozen values, mostly in order.
    private mutating func place(_ span: ObservationBatch.Span, _ bytes: UnsafeRawBufferPointer) {
        order.append(span)
        var index = order.count - 1
        while index > 0, RowEncoder.precedes(span, order[index - 1], bytes) {
            order[index] = order[index - 1]
            index -= 1
        }
        order[index] = span
    }

    private static func precedes(
        _ a: ObservationBatch.Span, _ b: ObservationBatch.Span, _ bytes: UnsafeRawBufferPointer
    ) -> Bool {
        if a.field != b.field { return a.field.rawValue < b.field.rawValue }
        return compare(a, b, bytes) < 0
    }

    /// Less than 0, 0, or more, as the first span's bytes come before, equal or come behind the second's.
    private static func compare(
        _ a: ObservationBatch.Span, _ b: ObservationBatch.Span, _ bytes: UnsafeRawBufferPointer
    ) -> Int {
        let common = Int(min(a.length, b.length))
        if common > 0 {
            let base = bytes.baseAddress!
            let order = memcmp(base + Int(a.offset), base + Int(b.offset), common)
            if order != 0 { return Int(order) }
        }
        return Int(a.length) - Int(b.length)
    }

    private static func append(_ field: Field, _ value: UnsafeRawBufferPointer, to out: inout [UInt8]) {
        out.append(field.rawValue)
        var n = value.count
        while n >= 0x80 {
            out.append(UInt8(truncatingIfNeeded: n) | 0x80)
            n >>= 7
        }
        out.append(UInt8(truncatingIfNeeded: n))
        out.append(contentsOf: value)
    }
}
