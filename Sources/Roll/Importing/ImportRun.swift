import Inventory
import Storage

/// One import on its way into the log: takes batches of rows, finds tenants and subjects, writes sightings.
final class ImportRun {
    let importID: Int
    private let transaction: Transaction
    private let writer: SubjectWriter
    private let shouldStop: () -> Bool
    private let declaredTime: Instant?
    private(set) var tenants: [Int: OpenTenant] = [:]
    private var current: OpenTenant?
    /// Hashes identities and states alike in the file and in the store.
    let hash = KeyedHash()
    let attribution: Attribution

    /// Rows whose tenant depends on when the file was taken.
    private var waiting = ObservationBatch()
    /// Rows of a batch that name a tenant and belong to none.
    private var unplaced = ObservationBatch()
    private(set) var rows = 0
    private(set) var rejected = 0
    private(set) var firstRejects: [Reject] = []
    /// Rows that do not say themselves from where they were looked at.
    private(set) var rowsWithoutVantage = 0

    /// Bytes of open parts and of subject indexes, and what may be held.
    private var openBytes = 0
    private var indexBytes = 0
    /// Little as long as tenants come one after the other; more once one comes again after its index was let go.
    private var indexAllowance = 12 << 20
    private var mostIndexBytes = 64 << 20
    private static let openAllowance = 8 << 20
    /// How often a tenant came again behind others; a file with more of it than a few is in no order of tenants.
    private var returns = 0
    private static let fewReturns = 1_000

    init(
        _ importID: Int, _ attribution: Attribution, declaredTime: Instant?, in transaction: Transaction,
        shouldStop: @escaping () -> Bool
    ) throws {
        self.importID = importID
        self.attribution = attribution
        self.declaredTime = declaredTime
        self.transaction = transaction
        self.shouldStop = shouldStop
        writer = try SubjectWriter(transaction)
    }

    func take(_ reading: Reading) throws {
        try stopIfAsked()
        let batch = reading.batch
        try transaction.insert(reading.rejects, of: importID)
        rejected += reading.rejects.count
        firstRejects += reading.rejects.prefix(max(0, ImportSummary.shown - firstRejects.count))
        let encoded = reading.encoded ?? EncodedRows(batch, hash)
        // Rows of one tenant mostly follow each other and share the text of its name.
        var last: (word: Range<Int>, tenant: Int)?
        for index in 0..<batch.count {
            let row = batch.rows[index]
            if let last, row.tenant == last.word {
                try add(row, encoded, index, to: last.tenant)
            } else {
                switch try attribution.place(row, in: batch, at: row.seenAt ?? declaredTime) {
                case .tenant(let tenant):
                    try add(row, encoded, index, to: tenant)
                    if let word = row.tenant, !attribution.endsSometime(tenant) { last = (word, tenant) }
                case .nobody where row.tenant != nil: unplaced.addRow(index, of: batch, keepsTenant: true)
                case .nobody: try add(row, encoded, index, to: Tenant.unattributed.id)
                case .needsTime: waiting.addRow(index, of: batch)
                }
            }
            rows += 1
        }
        try takeUnplaced()
    }

    /// Takes the rows that name a tenant and belong to none: whom they name is kept, so that they can be given to a
    /// tenant later.
    private func takeUnplaced() throws {
        guard unplaced.count > 0 else { return }
        let encoded = EncodedRows(unplaced, hash)
        for index in 0..<unplaced.count {
            try add(unplaced.rows[index], encoded, index, to: Tenant.unattributed.id)
        }
        unplaced = ObservationBatch()
    }

    /// Takes the rows that waited for the file's time, and writes what is still held. Nothing can be taken after it.
    func finish(takenAt: Instant) throws {
        let encoded = EncodedRows(waiting, hash)
        for index in 0..<waiting.count {
            let row = waiting.rows[index]
            switch try attribution.place(row, in: waiting, at: takenAt) {
            case .tenant(let found): try add(row, encoded, index, to: found)
            case _ where row.tenant != nil: unplaced.addRow(index, of: waiting, keepsTenant: true)
            case .nobody, .needsTime: try add(row, encoded, index, to: Tenant.unattributed.id)
            }
        }
        try takeUnplaced()
        try writer.settle()
        waiting = ObservationBatch()
        for tenant in tenants.values.sorted(by: { $0.id < $1.id }) {
            try flush(tenant)
            tenant.index = nil
        }
    }

    /// The tenant's record, though no row of it was seen.
    @discardableResult
    func open(_ tenantID: Int) -> OpenTenant {
        if let known = tenants[tenantID] { return known }
        let tenant = OpenTenant(id: tenantID)
        tenants[tenantID] = tenant
        return tenant
    }

    func stopIfAsked() throws {
        guard shouldStop() else { return }
        throw Complaint(.interrupted, "interrupted at row \(rows.grouped); rolled back, nothing was changed")
    }

    private func add(_ row: ObservationBatch.Row, _ encoded: EncodedRows, _ index: Int, to tenantID: Int) throws {
        let tenant = try ready(tenantID)
        let (subject, state) = try find(encoded, encoded.rows[index], in: tenant)
        tenant.lastUsed = rows
        openBytes += tenant.see(subject, state: state, line: row.line, at: row.seenAt)
        if tenant.isPartFull { try flush(tenant) }
        if openBytes > ImportRun.openAllowance {
            for tenant in tenants.values { try flush(tenant) }
        }
    }

    private func find(
        _ encoded: EncodedRows, _ row: EncodedRows.Row, in tenant: OpenTenant
    ) throws -> (subject: Int, state: Int) {
        if !row.hasVantage { rowsWithoutVantage += 1 }
        let index = tenant.index!
        guard let slot = index.find(row.key) else {
            tenant.newestSubject += 1
            tenant.newSubjects += 1
            try writer.add(
                subject: tenant.newestSubject, of: tenant.id, identity: encoded.identity(row),
                facts: encoded.state(row))
            let before = index.byteCount
            index.insert(row.key, subject: tenant.newestSubject, stateHash: row.stateHash)
            indexBytes += index.byteCount - before
            return (tenant.newestSubject, 0)
        }
        let subject = Int(slot.pointee.subject)
        if let known = index.state(row.stateHash, of: slot) { return (subject, known) }
        let before = index.byteCount
        let state = index.addState(row.stateHash, of: slot)
        indexBytes += index.byteCount - before
        try writer.add(state: state, of: subject, of: tenant.id, facts: encoded.state(row))
        return (subject, state)
    }

    private func flush(_ tenant: OpenTenant) throws {
        let number = tenant.parts
        guard let part = tenant.closePart() else { return }
        try writer.insert(part, number: number, of: tenant.id, by: importID)
        openBytes -= part.byteCount
    }

    // MARK: Whom the tenants have

    /// The tenant with its index in memory.
    private func ready(_ tenantID: Int) throws -> OpenTenant {
        if let current, current.id == tenantID { return current }
        let tenant = open(tenantID)
        if tenant.rows > 0 { noteReturn() }
        if tenant.index == nil { try load(tenant) }
        current = tenant
        return tenant
    }

    /// Notes that a tenant comes again behind others.
    private func noteReturn() {
        returns += 1
        if returns == ImportRun.fewReturns { writer.holdsMuch = true }
    }

    private func load(_ tenant: OpenTenant) throws {
        try writer.settle()
        let newest = try transaction.newestSubject(of: tenant.id)
        let index = SubjectIndex(room: newest)
        var key: (UInt64, UInt64) = (0, 0)
        try transaction.forEachState(of: tenant.id) { number, identity, state, facts, _ in
            let stateHash = hash(facts).0
            if state == 0 {
                key = hash(identity)
                index.insert(key, subject: number, stateHash: stateHash)
            } else if let slot = index.find(key) {
                _ = index.addState(stateHash, of: slot)
            }
        }
        if tenant.isLoaded {
            indexAllowance = min(indexAllowance * 2, mostIndexBytes)
        } else {
            tenant.isLoaded = true
            mostIndexBytes += 200 * index.count
        }
        tenant.newestSubject = newest
        tenant.index = index
        indexBytes += index.byteCount
        if indexBytes > indexAllowance { letGo(keeping: tenant) }
    }

    /// Frees the indexes of the tenants that were not met for longest, down to half of what may be held.
    private func letGo(keeping kept: OpenTenant) {
        let open = tenants.values.filter { $0.index != nil && $0 !== kept }.sorted { $0.lastUsed < $1.lastUsed }
        for tenant in open where indexBytes > indexAllowance / 2 {
            indexBytes -= tenant.index!.byteCount
            tenant.index = nil
        }
    }
}

extension ObservationBatch {
    /// Adds a copy of another batch's row.
    ///
    /// - Parameter keepsTenant: whether the tenant that it names becomes a fact of it.
    fileprivate mutating func addRow(_ index: Int, of other: ObservationBatch, keepsTenant: Bool = false) {
        let row = other.rows[index]
        for span in other.spans(of: row) { add(span.field, other[span.range]) }
        if keepsTenant, let named = row.tenant { add(.namedTenant, other[named]) }
        endRow(
            line: row.line, record: row.record, seenAt: row.seenAt,
            tenant: row.tenant.map { String(decoding: other[$0], as: UTF8.self) })
    }
}

extension Int {
    /// With commas between thousands: `388,096`.
    var grouped: String {
        var digits = String(magnitude)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return (self < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
    }
}
