import Inventory
import Storage

/// Whoever gets rows of another tenant: writes copies of them into its log, under its own numbers.
final class Recipient {
    let tenantID: Int
    private let handoverID: Int
    private let transaction: Transaction
    private let writer: SubjectWriter
    private var subjects: [FactList: Int] = [:]
    private var newest = 0
    private var parts: [Int: (part: SightingPart, number: Int)] = [:]
    private(set) var rows = 0
    /// Its subjects that the rows are about.
    private(set) var touched: Set<Int> = []

    init(_ tenantID: Int, by handoverID: Int, in transaction: Transaction) throws {
        self.tenantID = tenantID
        self.handoverID = handoverID
        self.transaction = transaction
        writer = try SubjectWriter(transaction)
        var known: [FactList: Int] = [:]
        var last = 0
        try transaction.forEachState(of: tenantID) { number, identity, state, _, _ in
            guard state == 0 else { return }
            known[FactList(stored: [UInt8](identity))] = number
            last = number
        }
        subjects = known
        newest = last
    }

    /// Takes one row.
    ///
    /// - Parameter seenAt: the row's own time, if it has one.
    /// - Returns: the number of the subject it is about.
    @discardableResult
    func take(
        line: Int, identity: FactList, facts: FactList, seenAt: Instant?, by importID: Int
    ) throws -> Int {
        let (subject, state) = try find(identity, facts)
        var open = parts[importID] ?? (SightingPart(), 0)
        open.part.append(line: line, subject: subject, state: state, seenAt: seenAt)
        parts[importID] = open
        if open.part.isFull { try flush(importID) }
        rows += 1
        touched.insert(subject)
        return subject
    }

    /// Writes what is still held.
    func finish() throws {
        try writer.settle()
        for importID in parts.keys.sorted() { try flush(importID) }
        try transaction.update(rows: rows, ofHandover: handoverID)
    }

    private func find(_ identity: FactList, _ facts: FactList) throws -> (subject: Int, state: Int) {
        if let subject = subjects[identity] {
            return (subject, try facts.bytes.withUnsafeBytes { try writer.state(of: subject, of: tenantID, facts: $0) })
        }
        newest += 1
        subjects[identity] = newest
        try identity.bytes.withUnsafeBytes { identity in
            try facts.bytes.withUnsafeBytes { facts in
                try writer.add(subject: newest, of: tenantID, identity: identity, facts: facts)
            }
        }
        return (newest, 0)
    }

    private func flush(_ importID: Int) throws {
        guard let open = parts[importID], open.part.entries > 0 else { return }
        try transaction.insertHanded(
            open.part, number: open.number, of: tenantID, importID: importID, by: handoverID)
        parts[importID] = (SightingPart(), open.number + 1)
    }
}
