import Inventory

/// Adds subjects, states and sightings to the log: the inner loop of an import.
package final class SubjectWriter {
    private let transaction: Transaction
    private let insertBlock: Statement
    private let insertState: Statement
    private let insertPart: Statement
    private let selectStatesOfOne: Statement
    /// New subjects that are not written yet, by tenant.
    private var open: [Int: SubjectBlock] = [:]
    private var current: SubjectBlock?
    /// How much memory they take.
    private var openBytes = 0
    /// The block that was read last.
    private var lastRead: SubjectBlock?

    /// Whether tenants come in no order: more of their new subjects are then held, so that each is written in few pieces.
    package var holdsMuch = false
    private var mostOpen: Int { holdsMuch ? 48 << 20 : 2 << 20 }

    package init(_ transaction: Transaction) throws {
        self.transaction = transaction
        insertBlock = try transaction.statement(
            "insert into subject_block(tenant_id, first_no, entries, body) values (?, ?, ?, ?)")
        insertState = try transaction.statement(
            "insert into subject_state(tenant_id, subject_no, state_no, facts) values (?, ?, ?, ?)")
        insertPart = try transaction.statement(
            """
            insert into sighting(tenant_id, import_id, part_no, entries, at_taken, own_seen_min, own_seen_max, body)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """)
        selectStatesOfOne = try transaction.statement(
            """
            select state_no, facts from subject_state where tenant_id = ? and subject_no = ? order by state_no
            """)
    }

    /// Adds a subject; a tenant's come one after the other. Others see it once `settle` was called.
    package func add(
        subject: Int, of tenantID: Int, identity: UnsafeRawBufferPointer, facts: UnsafeRawBufferPointer
    ) throws {
        let block = try self.block(of: tenantID, beginning: subject)
        if !block.hasRoom(for: identity.count + facts.count) { try write(block) }
        let before = block.byteCount
        block.append(identity: identity, facts: facts)
        openBytes += block.byteCount - before
        if openBytes > mostOpen { try settle() }
    }

    private func block(of tenantID: Int, beginning subject: Int) throws -> SubjectBlock {
        let block: SubjectBlock
        if let current, current.tenantID == tenantID {
            block = current
        } else if let known = open[tenantID] {
            block = known
        } else {
            block = SubjectBlock(of: tenantID, from: subject)
            open[tenantID] = block
            openBytes += block.byteCount
        }
        if block.next != subject {
            try write(block)
            block.begin(from: subject)
        }
        current = block
        return block
    }

    /// Writes all subjects that were added.
    package func settle() throws {
        for block in open.values.sorted(by: { $0.tenantID < $1.tenantID }) { try write(block) }
        open.removeAll(keepingCapacity: true)
        current = nil
        openBytes = 0
    }

    private func write(_ block: SubjectBlock) throws {
        guard block.entries > 0 else { return }
        try transaction.insert(block, by: insertBlock)
        block.begin(from: block.next)
    }

    /// The number of the subject's state with these facts, which is added if it is new.
    package func state(of subject: Int, of tenantID: Int, facts: UnsafeRawBufferPointer) throws -> Int {
        let isFirst = try block(of: tenantID, holding: subject)?.read(subject) { $1.elementsEqual(facts) }
        if isFirst == true { return 0 }
        selectStatesOfOne.bind(1, tenantID)
        selectStatesOfOne.bind(2, subject)
        defer { selectStatesOfOne.reset() }
        var newest = 0
        while try selectStatesOfOne.step() {
            newest = selectStatesOfOne.int(0)
            if selectStatesOfOne.borrowed(1).elementsEqual(facts) { return newest }
        }
        try add(state: newest + 1, of: subject, of: tenantID, facts: facts)
        return newest + 1
    }

    /// Adds a further state of a subject.
    package func add(
        state: Int, of subject: Int, of tenantID: Int, facts: UnsafeRawBufferPointer
    ) throws {
        insertState.bind(1, tenantID)
        insertState.bind(2, subject)
        insertState.bind(3, state)
        insertState.bind(4, borrowed: facts)
        try insertState.run()
    }

    private func block(of tenantID: Int, holding subject: Int) throws -> SubjectBlock? {
        if let block = open[tenantID], block.contains(subject) { return block }
        if let lastRead, lastRead.tenantID == tenantID, lastRead.contains(subject) { return lastRead }
        lastRead = try transaction.block(of: tenantID, holding: subject)
        return lastRead
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
