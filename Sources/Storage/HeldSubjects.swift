/// A subject on its way into the store; its bytes belong to somebody else.
struct NewSubject {
    let tenantID: Int
    let number: Int
    let identity: UnsafeRawBufferPointer
    let facts: UnsafeRawBufferPointer
}

/// New subjects with copies of their bytes, to be written in the order of the store.
struct HeldSubjects {
    private struct Entry {
        let tenantID: Int
        let number: Int
        let start: Int
        let middle: Int
        let end: Int
    }

    private var entries: [Entry] = []
    private var bytes: [UInt8] = []

    var isEmpty: Bool { entries.isEmpty }
    var byteCount: Int { bytes.count + entries.count * MemoryLayout<Entry>.stride }

    mutating func append(_ subject: NewSubject) {
        let start = bytes.count
        bytes.append(contentsOf: subject.identity)
        let middle = bytes.count
        bytes.append(contentsOf: subject.facts)
        entries.append(
            Entry(tenantID: subject.tenantID, number: subject.number, start: start, middle: middle, end: bytes.count))
    }

    /// Calls with each by tenant and number; the bytes are valid until it returns.
    mutating func forEachInOrder(_ visit: (NewSubject) throws -> Void) rethrows {
        entries.sort { ($0.tenantID, $0.number) < ($1.tenantID, $1.number) }
        try bytes.withUnsafeBytes { bytes in
            for entry in entries {
                try visit(
                    NewSubject(
                        tenantID: entry.tenantID, number: entry.number,
                        identity: UnsafeRawBufferPointer(rebasing: bytes[entry.start..<entry.middle]),
                        facts: UnsafeRawBufferPointer(rebasing: bytes[entry.middle..<entry.end])))
            }
        }
    }

    mutating func removeAll() {
        entries.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
    }
}
