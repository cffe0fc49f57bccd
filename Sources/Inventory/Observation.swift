import Glibc

/// Rows of one file, parsed and normalised: values as spans of one piece of memory, so that a row costs no allocation.
///
/// A reader fills a batch row by row (`add`, `endRow`), hands it on at about 4,096 rows, and starts a new one. A copy
/// shares the memory: nothing is added to it while another one reads.
package struct ObservationBatch: Sendable {
    package struct Span: Sendable {
        package let field: Field
        package let offset: Int32
        package let length: Int32

        /// Where the value lies in the batch's bytes.
        package var range: Range<Int> { Int(offset)..<Int(offset) + Int(length) }
    }

    package struct Row: Sendable {
        /// The physical line, from 1, on which the row begins.
        package let line: Int
        /// The record's number, from 1, header not counted.
        package let record: Int
        /// The row's own time, if it carries one.
        package let seenAt: Instant?
        /// The text of the row's tenant column, if the file has one and the cell is filled.
        package let tenant: Range<Int>?
        package let spans: Range<Int>
    }

    private let memory: BatchMemory
    package private(set) var rows: [Row] = []

    private var lastTenant: (text: String, place: Range<Int>)?

    package init() { memory = BatchMemory(bytes: 4_096, spans: 256) }

    /// An empty batch with room for as much as another one holds.
    package init(roomFor other: ObservationBatch) {
        memory = BatchMemory(
            bytes: other.byteLength + other.byteLength / 8, spans: other.memory.spanCount + other.memory.spanCount / 8)
        rows.reserveCapacity(other.rows.count)
    }

    package var count: Int { rows.count }

    /// The bytes of all values.
    package var byteLength: Int { memory.byteCount }
    package var spanCount: Int { memory.spanCount }

    /// About how much memory it takes.
    package var byteCount: Int {
        memory.byteCount + memory.spanCount * MemoryLayout<Span>.stride + rows.count * MemoryLayout<Row>.stride
    }

    /// A value's bytes; they live as long as the batch, and until the next `add`.
    package subscript(range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: memory.bytes + range.lowerBound, count: range.count)
    }

    /// The values of a row, likewise.
    package func spans(of row: Row) -> UnsafeBufferPointer<Span> { spans(row.spans) }

    /// The values added since the last `endRow`, likewise.
    package var openSpans: UnsafeBufferPointer<Span> { spans((rows.last?.spans.upperBound ?? 0)..<memory.spanCount) }

    private func spans(_ range: Range<Int>) -> UnsafeBufferPointer<Span> {
        UnsafeBufferPointer(start: memory.spans + range.lowerBound, count: range.count)
    }

    /// Adds one value to the row that is being built.
    package mutating func add(_ field: Field, _ value: UnsafeBufferPointer<UInt8>) {
        let offset = memory.append(value)
        memory.append(Span(field: field, offset: Int32(offset), length: Int32(value.count)))
    }

    /// Adds one value to the row that is being built.
    package mutating func add(_ field: Field, _ value: String) {
        var value = value
        value.withUTF8 { add(field, $0) }
    }

    /// Adds one value to the row that is being built.
    package mutating func add(_ field: Field, _ value: [UInt8]) { value.withUnsafeBufferPointer { add(field, $0) } }

    /// Ends the row that the values added since the last call belong to.
    package mutating func endRow(line: Int, record: Int, seenAt: Instant?, tenant: String?) {
        let range = tenant.map { place($0) }
        let first = rows.last?.spans.upperBound ?? 0
        rows.append(Row(line: line, record: record, seenAt: seenAt, tenant: range, spans: first..<memory.spanCount))
    }

    /// Where the tenant's text lies: rows of one tenant mostly follow each other and share it.
    private mutating func place(_ tenant: String) -> Range<Int> {
        if let lastTenant, lastTenant.text == tenant { return lastTenant.place }
        var text = tenant
        let start = text.withUTF8 { memory.append($0) }
        lastTenant = (tenant, start..<memory.byteCount)
        return start..<memory.byteCount
    }

    /// Forgets the values added since the last `endRow`: the row became a reject.
    package mutating func dropRow() { memory.dropSpans(from: rows.last?.spans.upperBound ?? 0) }

    package subscript(index: Int) -> Observation { Observation(batch: self, index: index) }
}

/// The bytes of a batch's values and where each lies, in memory that grows.
private final class BatchMemory: @unchecked Sendable {
    // Written by who fills the batch, before anybody else has it.
    private(set) var bytes: UnsafeMutablePointer<UInt8>
    private(set) var byteCount = 0
    private var byteCapacity: Int
    private(set) var spans: UnsafeMutablePointer<ObservationBatch.Span>
    private(set) var spanCount = 0
    private var spanCapacity: Int

    init(bytes byteCapacity: Int, spans spanCapacity: Int) {
        self.byteCapacity = max(byteCapacity, 64)
        self.spanCapacity = max(spanCapacity, 16)
        bytes = .allocate(capacity: self.byteCapacity)
        spans = .allocate(capacity: self.spanCapacity)
    }

    deinit {
        bytes.deallocate()
        spans.deallocate()
    }

    /// Gives where the value begins.
    @inline(__always)
    func append(_ value: UnsafeBufferPointer<UInt8>) -> Int {
        let start = byteCount
        if start + value.count > byteCapacity { growBytes(by: value.count) }
        if let base = value.baseAddress { memcpy(bytes + start, base, value.count) }
        byteCount = start + value.count
        return start
    }

    @inline(__always)
    func append(_ span: ObservationBatch.Span) {
        if spanCount == spanCapacity { growSpans() }
        spans[spanCount] = span
        spanCount += 1
    }

    func dropSpans(from first: Int) { spanCount = first }

    private func growBytes(by more: Int) {
        byteCapacity = max(byteCapacity * 2, byteCount + more)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: byteCapacity)
        memcpy(larger, bytes, byteCount)
        bytes.deallocate()
        bytes = larger
    }

    private func growSpans() {
        spanCapacity *= 2
        let larger = UnsafeMutablePointer<ObservationBatch.Span>.allocate(capacity: spanCapacity)
        larger.update(from: spans, count: spanCount)
        spans.deallocate()
        spans = larger
    }
}

/// A view on one row of a batch: what one line of a file says about one machine or one address.
package struct Observation {
    package let batch: ObservationBatch
    package let index: Int

    private var row: ObservationBatch.Row { batch.rows[index] }

    package var line: Int { row.line }
    package var record: Int { row.record }
    package var seenAt: Instant? { row.seenAt }
    package var tenant: String? { row.tenant.map { String(decoding: batch[$0], as: UTF8.self) } }

    /// All facts of the row, identity and state, in the order of the file.
    package var facts: [(field: Field, value: String)] { batch.spans(of: row).map { ($0.field, text($0)) } }

    /// All values of one field, in the order of the file.
    package func all(_ field: Field) -> [String] { batch.spans(of: row).filter { $0.field == field }.map(text) }

    /// Who the row is about, canonical.
    package var identity: FactList { FactList(facts.filter { $0.field.isIdentity }) }

    /// What the row says about it, canonical.
    package var state: FactList { FactList(facts.filter { !$0.field.isIdentity }) }

    private func text(_ span: ObservationBatch.Span) -> String { String(decoding: batch[span.range], as: UTF8.self) }
}
