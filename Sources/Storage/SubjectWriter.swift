import Inventory

/// Adds subjects, states and sightings to the log, and reads a tenant's subjects back: the inner loop of an import.
package final class SubjectWriter {
    private let insertSubject: Statement
    private let insertSubjects: Statement
    private let insertState: Statement
    private let insertPart: Statement
    private let selectStatesOfOne: Statement
    private let selectFirstState: Statement
    private var waiting: [NewSubject] = []
    private var held = HeldSubjects()

    /// Whether new subjects of tenants that come in no order are held back and written tenant by tenant: each page of
    /// the store is then written a few times, not once a row.
    package var holdsBack = false

    /// As many subjects are written by one statement: it finds their place once, and mostly they follow each other.
    private static let together = 64
    /// As many bytes of subjects are held back.
    private static let mostHeld = 40 << 20

    package init(_ transaction: Transaction) throws {
        insertSubject = try transaction.statement(
            "insert into subject(tenant_id, subject_no, identity, facts) values (?, ?, ?, ?)")
        insertSubjects = try transaction.statement(
            "insert into subject(tenant_id, subject_no, identity, facts) values "
                + repeatElement("(?, ?, ?, ?)", count: SubjectWriter.together).joined(separator: ", "))
        waiting.reserveCapacity(SubjectWriter.together)
        insertState = try transaction.statement(
            "insert into subject_state(tenant_id, subject_no, state_no, facts) values (?, ?, ?, ?)")
        insertPart = try transaction.statement(
            """
            insert into sighting(tenant_id, import_id, part_no, entries, at_taken, own_seen_min, own_seen_max, body)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """)
        selectFirstState = try transaction.statement(
            "select facts from subject where tenant_id = ? and subject_no = ?")
        selectStatesOfOne = try transaction.statement(
            """
            select state_no, facts from subject_state where tenant_id = ? and subject_no = ? order by state_no
            """)
    }

    /// Adds a subject. Its bytes must stay where they are until the next `flush`.
    package func add(
        subject: Int, of tenantID: Int, identity: UnsafeRawBufferPointer, facts: UnsafeRawBufferPointer
    ) throws {
        let subject = NewSubject(tenantID: tenantID, number: subject, identity: identity, facts: facts)
        guard holdsBack else { return try write(subject) }
        held.append(subject)
        if held.byteCount >= SubjectWriter.mostHeld { try writeHeld() }
    }

    /// Writes the subjects whose bytes are not to be held any longer by who gave them.
    package func flush() throws {
        let subjects = waiting
        waiting.removeAll(keepingCapacity: true)
        for subject in subjects {
            SubjectWriter.bind(subject, to: insertSubject, at: 0)
            try insertSubject.run()
        }
    }

    /// Writes all subjects that were added.
    package func settle() throws {
        try flush()
        try writeHeld()
    }

    private func writeHeld() throws {
        guard !held.isEmpty else { return }
        try held.forEachInOrder { try write($0) }
        try flush()
        held.removeAll()
    }

    private func write(_ subject: NewSubject) throws {
        waiting.append(subject)
        guard waiting.count == SubjectWriter.together else { return }
        for (index, subject) in waiting.enumerated() { SubjectWriter.bind(subject, to: insertSubjects, at: index) }
        waiting.removeAll(keepingCapacity: true)
        try insertSubjects.run()
    }

    private static func bind(_ subject: NewSubject, to statement: Statement, at index: Int) {
        let first = Int32(4 * index)
        statement.bind(first + 1, subject.tenantID)
        statement.bind(first + 2, subject.number)
        statement.bind(first + 3, borrowed: subject.identity)
        statement.bind(first + 4, borrowed: subject.facts)
    }

    /// The number of the subject's state with these facts, which is added if it is new.
    package func state(of subject: Int, of tenantID: Int, facts: UnsafeRawBufferPointer) throws -> Int {
        try settle()
        selectFirstState.bind(1, tenantID)
        selectFirstState.bind(2, subject)
        defer { selectFirstState.reset() }
        if try selectFirstState.step(), selectFirstState.borrowed(0).elementsEqual(facts) { return 0 }
        selectStatesOfOne.bind(1, tenantID)
        selectStatesOfOne.bind(2, subject)
        defer { selectStatesOfOne.reset() }
        var newest = 0
        while try selectStatesOfOne.step() {
            newest = selectStatesOfOne.int(0)
            if selectStatesOfOne.borrowed(1).elementsEqual(facts) { return newest }
        }
        insertState.bind(1, tenantID)
        insertState.bind(2, subject)
        insertState.bind(3, newest + 1)
        insertState.bind(4, borrowed: facts)
        try insertState.run()
        return newest + 1
    }

    package func insert(_ part: SightingPart, number: Int, of tenantID: Int, by importID: Int) throws {
        insertPart.bind(1, tenantID)
        insertPart.bind(2, importID)
        insertPart.bind(3, number)
        insertPart.bind(4, part.entries)
        insertPart.bind(5, part.atTaken)
        insertPart.bind(6, part.ownTimes?.lowerBound.seconds)
        insertPart.bind(7, part.ownTimes?.upperBound.seconds)
        insertPart.bind(8, blob: part.body)
        try insertPart.run()
    }
}
