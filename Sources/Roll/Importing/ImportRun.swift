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
    private var encoder = RowEncoder()
    let attribution: Attribution

    /// Rows whose tenant depends on when the file was taken.
    private var waiting = ObservationBatch()
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

    func take(_ batch: ObservationBatch, _ rejects: [Reject]) throws {
        try stopIfAsked()
        try transaction.insert(rejects, of: importID)
        rejected += rejects.count
        firstRejects += rejects.prefix(max(0, ImportSummary.shown - firstRejects.count))
        for index in 0..<batch.count {
            let row = batch.rows[index]
            switch try attribution.place(row, in: batch, at: row.seenAt ?? declaredTime) {
            case .tenant(let tenant): try add(batch, index, row, to: tenant)
            case .nobody: try add(batch, index, row, to: Tenant.unattributed.id)
            case .needsTime: waiting.addRow(index, of: batch)
            }
            rows += 1
        }
    }

    /// Takes the rows that waited for the file's time, and writes what is still held. Nothing can be taken after it.
    func finish(takenAt: Instant) throws {
        for index in 0..<waiting.count {
            let row = waiting.rows[index]
            let tenant: Int
            switch try attribution.place(row, in: waiting, at: takenAt) {
            case .tenant(let found): tenant = found
            case .nobody, .needsTime: tenant = Tenant.unattributed.id
            }
            try add(waiting, index, row, to: tenant)
        }
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

    private func add(_ batch: ObservationBatch, _ index: Int, _ row: ObservationBatch.Row, to tenantID: Int) throws {
        let tenant = try ready(tenantID)
        encoder.encode(batch, row: index)
        if !encoder.hasVantage { rowsWithoutVantage += 1 }
        let (subject, state) = try encoder.identity.withUnsafeBytes { identity in
            try encoder.state.withUnsafeBytes { facts in try find(identity, facts, in: tenant) }
        }
        tenant.list(subject)
        tenant.rows += 1
        tenant.lastUsed = rows
        let before = tenant.part.body.count
        tenant.part.append(line: row.line, subject: subject, state: state, seenAt: row.seenAt)
        openBytes += tenant.part.body.count - before
        if tenant.part.isFull { try flush(tenant) }
        if openBytes > ImportRun.openAllowance {
            for tenant in tenants.values { try flush(tenant) }
        }
    }

    private func find(
        _ identity: UnsafeRawBufferPointer, _ facts: UnsafeRawBufferPointer, in tenant: OpenTenant
    ) throws -> (subject: Int, state: Int) {
        let index = tenant.index!
        guard let slot = index.find(identity) else {
            tenant.newestSubject += 1
            try writer.insert(subject: tenant.newestSubject, of: tenant.id, identity: identity, facts: facts)
            let before = index.byteCount
            index.insert(identity, subject: tenant.newestSubject, state: 0, facts: facts)
            indexBytes += index.byteCount - before
            return (tenant.newestSubject, 0)
        }
        let subject = Int(slot.pointee.subject)
        let hash = SubjectIndex.hash(facts)
        if slot.pointee.stateHash != hash {
            slot.pointee.state = try UInt32(writer.state(of: subject, of: tenant.id, facts: facts))
            slot.pointee.stateHash = hash
        }
        return (subject, Int(slot.pointee.state))
    }

    private func flush(_ tenant: OpenTenant) throws {
        guard tenant.part.entries > 0 else { return }
        try writer.insert(tenant.part, number: tenant.parts, of: tenant.id, by: importID)
        openBytes -= tenant.part.body.count
        tenant.parts += 1
        tenant.part = SightingPart()
    }

    // MARK: Whom the tenants have

    /// The tenant with its index in memory.
    private func ready(_ tenantID: Int) throws -> OpenTenant {
        if let current, current.id == tenantID { return current }
        let tenant = open(tenantID)
        if tenant.index == nil { try load(tenant) }
        current = tenant
        return tenant
    }

    private func load(_ tenant: OpenTenant) throws {
        let index = SubjectIndex()
        var newest = 0
        try writer.forEachSubject(of: tenant.id) { number, identity, state, facts in
            index.insert(identity, subject: number, state: state, facts: facts)
            newest = number
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
    fileprivate mutating func addRow(_ index: Int, of other: ObservationBatch) {
        let row = other.rows[index]
        for span in other.spans[row.spans] { add(span.field, other.bytes[span.range]) }
        endRow(
            line: row.line, record: row.record, seenAt: row.seenAt,
            tenant: row.tenant.map { String(decoding: other.bytes[$0], as: UTF8.self) })
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
