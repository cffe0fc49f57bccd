/// Rows of one file, parsed and normalised: values as spans of one byte buffer, so that a row costs no allocation.
///
/// A reader fills a batch row by row (`beginRow`, `add`, `endRow`), hands it on at about 4,096 rows, and starts a new
/// one.
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

    package private(set) var bytes: [UInt8] = []
    package private(set) var spans: [Span] = []
    package private(set) var rows: [Row] = []

    private var lastTenant: (text: String, place: Range<Int>)?

    package init() {}

    /// An empty batch with room for as much as another one holds.
    package init(roomFor other: ObservationBatch) {
        bytes.reserveCapacity(other.bytes.count + other.bytes.count / 8)
        spans.reserveCapacity(other.spans.count + other.spans.count / 8)
        rows.reserveCapacity(other.rows.count)
    }

    package var count: Int { rows.count }

    /// About how much memory it takes.
    package var byteCount: Int {
        bytes.count + spans.count * MemoryLayout<Span>.stride + rows.count * MemoryLayout<Row>.stride
    }

    /// Adds one value to the row that is being built.
    package mutating func add(_ field: Field, _ value: some Collection<UInt8>) {
        let offset = bytes.count
        bytes.append(contentsOf: value)
        spans.append(Span(field: field, offset: Int32(offset), length: Int32(bytes.count - offset)))
    }

    /// Adds one value to the row that is being built.
    package mutating func add(_ field: Field, _ value: UnsafeBufferPointer<UInt8>) {
        let offset = bytes.count
        bytes.append(contentsOf: value)
        spans.append(Span(field: field, offset: Int32(offset), length: Int32(value.count)))
    }

    /// Adds one value to the row that is being built.
    package mutating func add(_ field: Field, _ value: String) { add(field, value.utf8) }

    /// Ends the row that the values added since the last call belong to.
    package mutating func endRow(line: Int, record: Int, seenAt: Instant?, tenant: String?) {
        let range = tenant.map { place($0) }
        let first = rows.last?.spans.upperBound ?? 0
        rows.append(Row(line: line, record: record, seenAt: seenAt, tenant: range, spans: first..<spans.count))
    }

    /// Where the tenant's text lies: rows of one tenant mostly follow each other and share it.
    private mutating func place(_ tenant: String) -> Range<Int> {
        if let lastTenant, lastTenant.text == tenant { return lastTenant.place }
        let start = bytes.count
        bytes.append(contentsOf: tenant.utf8)
        lastTenant = (tenant, start..<bytes.count)
        return start..<bytes.count
    }

    /// Forgets the values added since the last `endRow`: the row became a reject.
    package mutating func dropRow() {
        let first = rows.last?.spans.upperBound ?? 0
        spans.removeSubrange(first...)
    }

    package subscript(index: Int) -> Observation { Observation(batch: self, index: index) }
}

/// A view on one row of a batch: what one line of a file says about one machine or one address.
package struct Observation {
    package let batch: ObservationBatch
    package let index: Int

    private var row: ObservationBatch.Row { batch.rows[index] }

    package var line: Int { row.line }
    package var record: Int { row.record }
    package var seenAt: Instant? { row.seenAt }
    package var tenant: String? { row.tenant.map { String(decoding: batch.bytes[$0], as: UTF8.self) } }

    /// All facts of the row, identity and state, in the order of the file.
    package var facts: [(field: Field, value: String)] {
        batch.spans[row.spans].map { ($0.field, text($0)) }
    }

    /// All values of one field, in the order of the file.
    package func all(_ field: Field) -> [String] {
        batch.spans[row.spans].filter { $0.field == field }.map(text)
    }

    /// Who the row is about, canonical.
    package var identity: FactList { list { $0.isIdentity } }

    /// What the row says about it, canonical.
    package var state: FactList { list { !$0.isIdentity } }

    private func text(_ span: ObservationBatch.Span) -> String {
        String(decoding: batch.bytes[Int(span.offset)..<Int(span.offset + span.length)], as: UTF8.self)
    }

    private func list(_ wanted: (Field) -> Bool) -> FactList {
        var chosen = batch.spans[row.spans].filter { wanted($0.field) }
        func slice(_ s: ObservationBatch.Span) -> ArraySlice<UInt8> {
            batch.bytes[Int(s.offset)..<Int(s.offset + s.length)]
        }
        chosen.sort { $0.field != $1.field ? $0.field < $1.field : slice($0).lexicographicallyPrecedes(slice($1)) }
        var out: [UInt8] = []
        for i in chosen.indices {
            if i > 0, chosen[i].field == chosen[i - 1].field, slice(chosen[i]).elementsEqual(slice(chosen[i - 1])) {
                continue
            }
            FactList.append(chosen[i].field, slice(chosen[i]), to: &out)
        }
        return FactList(stored: out)
    }
}
