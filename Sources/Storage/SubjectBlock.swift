import Inventory

/// Subjects of one tenant whose numbers follow each other, each with the first state it was seen in, as they lie in the
/// store.
///
/// Per subject the length of its identity as LEB128, the identity, the length of the facts, the facts.
package final class SubjectBlock {
    /// As many bytes lie in one piece on a page of the store: one subject more than fit into them begins a new block.
    static let most = 4_060

    package let tenantID: Int
    /// The number of the first one.
    package private(set) var first: Int
    package private(set) var body: [UInt8] = []
    /// Where each begins in the body.
    private var starts: [Int] = []

    package init(of tenantID: Int, from first: Int) {
        self.tenantID = tenantID
        self.first = first
    }

    /// A block as it was stored; nil where the bytes are no such list.
    package init?(of tenantID: Int, from first: Int, stored: UnsafeRawBufferPointer) {
        self.tenantID = tenantID
        self.first = first
        body = [UInt8](stored)
        let isWhole = SubjectBlock.walk(stored) { start, _, _ in starts.append(start) }
        guard isWhole else { return nil }
    }

    package var entries: Int { starts.count }
    /// About how much memory it takes.
    var byteCount: Int { 96 + body.capacity + starts.capacity * MemoryLayout<Int>.stride }
    /// The number that the next one has.
    package var next: Int { first + starts.count }
    /// Whether a subject of so many bytes belongs into it.
    func hasRoom(for bytes: Int) -> Bool { starts.isEmpty || body.count + bytes + 6 <= SubjectBlock.most }
    package func contains(_ number: Int) -> Bool { number >= first && number < next }

    /// Adds the subject of the number `next`.
    package func append(identity: UnsafeRawBufferPointer, facts: UnsafeRawBufferPointer) {
        starts.append(body.count)
        body.append(number: UInt64(identity.count))
        body.append(contentsOf: identity)
        body.append(number: UInt64(facts.count))
        body.append(contentsOf: facts)
    }

    /// Begins anew, from a number on.
    package func begin(from number: Int) {
        first = number
        body.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
    }

    /// Calls with the identity and the facts of a subject of the block; they are valid within the call only.
    package func read<T>(
        _ number: Int, _ body: (_ identity: UnsafeRawBufferPointer, _ facts: UnsafeRawBufferPointer) throws -> T
    ) rethrows -> T? {
        guard contains(number) else { return nil }
        let start = starts[number - first]
        return try self.body.withUnsafeBytes { bytes in
            var reader = NumberReader(bytes: bytes, position: start)
            guard let entry = SubjectBlock.entry(&reader) else { return nil }
            return try body(entry.identity, entry.facts)
        }
    }

    /// Calls with each subject of a stored body, by number; returns false, having called for what could be read, where the
    /// bytes are no such list.
    package static func forEach(
        in body: UnsafeRawBufferPointer, from first: Int,
        _ visit: (_ number: Int, _ identity: UnsafeRawBufferPointer, _ facts: UnsafeRawBufferPointer) throws -> Void
    ) rethrows -> Bool {
        var number = first
        return try walk(body) { _, identity, facts in
            try visit(number, identity, facts)
            number += 1
        }
    }

    private static func walk(
        _ body: UnsafeRawBufferPointer,
        _ visit: (_ start: Int, _ identity: UnsafeRawBufferPointer, _ facts: UnsafeRawBufferPointer) throws -> Void
    ) rethrows -> Bool {
        var reader = NumberReader(bytes: body)
        while !reader.isAtEnd {
            let start = reader.position
            guard let entry = entry(&reader) else { return false }
            try visit(start, entry.identity, entry.facts)
        }
        return true
    }

    private static func entry(
        _ reader: inout NumberReader
    ) -> (identity: UnsafeRawBufferPointer, facts: UnsafeRawBufferPointer)? {
        guard let identity = reader.counted(), let facts = reader.counted() else { return nil }
        return (identity, facts)
    }
}
