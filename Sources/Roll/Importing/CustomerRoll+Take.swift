import Inventory
import Storage

extension CustomerRoll {
    /// Takes one file in: all of it or, where this throws, nothing.
    ///
    /// The same bytes with the same declaration as an import in force change nothing.
    /// - Parameters:
    ///   - read: reads the file and hands its rows on in the order of the file; called once, unless there is nothing
    ///     to do, and on a thread of its own, a few batches ahead. All else is called on the caller's thread.
    ///   - shouldStop: asked before each batch; `true` ends the import with a complaint (130).
    /// - Throws: a complaint (65) where too many rows are rejected, nothing says when the file was taken or from where
    ///   it looked, or a full file lists less than half of what its source listed before. A dry run throws only what
    ///   keeps it from going on, and returns the rest as the summary's `refusal`.
    package func take(
        _ file: IncomingFile, _ declaration: Declaration, now: Instant,
        progress: @escaping (ImportProgress) -> Void = { _ in }, shouldStop: @escaping () -> Bool = { false },
        read: (_ sink: (ObservationBatch, [Reject]) throws -> Void) throws -> FileReport
    ) throws -> ImportSummary {
        let holder = Holder(actor: declaration.actor, what: "imports \(file.name)", since: now)
        let bulk = 8 << 20
        let ending = { (summary: ImportSummary) in summary.importID == nil ? Store.Ending.rollBack : .commit }
        return try store.write(holder, isBulk: file.bytes >= bulk, ending: ending) { transaction in
            let intake = try ImportTransaction(self, file, declaration, now, transaction, progress, shouldStop)
            if let summary = try intake.summaryIfSame() { return summary }
            let report = try intake.read(read)
            return try intake.finish(report)
        }
    }
}

/// The steps of one import, from the door to the ledger.
private final class ImportTransaction {
    private let roll: CustomerRoll
    private let file: IncomingFile
    private let declaration: Declaration
    private let now: Instant
    private let transaction: Transaction
    private let progress: (ImportProgress) -> Void
    private let tenant: Tenant?
    /// What goes before the source of a tenant that became part of another one: its files go on as its own stream.
    private let sourcePrefix: String
    private let run: ImportRun
    private var record: ImportRecord
    private var summary: ImportSummary

    init(
        _ roll: CustomerRoll, _ file: IncomingFile, _ declaration: Declaration, _ now: Instant,
        _ transaction: Transaction,
        _ progress: @escaping (ImportProgress) -> Void, _ shouldStop: @escaping () -> Bool
    ) throws {
        self.roll = roll
        self.file = file
        self.declaration = declaration
        self.now = now
        self.transaction = transaction
        self.progress = progress
        let declared = try declaration.tenantSlug.map { try CustomerRoll.chain($0, in: transaction) } ?? []
        tenant = declared.last
        sourcePrefix = CustomerRoll.sourcePrefix(declared.dropLast())
        summary = ImportSummary(file: file, declaration: declaration)
        record = ImportRecord(
            id: try transaction.nextImportID(), fileName: file.name, sha256: [], recordedAt: now,
            recordedBy: declaration.actor)
        record.kind = file.kind
        record.bytes = file.bytes
        record.format = file.format
        record.isFull = declaration.isFull
        record.isAllowListed = declaration.isAllowListed
        record.options = declaration.canonical(tenantID: declared.first?.id)
        let attribution = try Attribution(
            transaction, declared: tenant?.id, createTenants: declaration.createTenants, now: now)
        run = try ImportRun(
            record.id, attribution, declaredTime: declaration.seenAt, in: transaction, shouldStop: shouldStop)
    }

    func summaryIfSame() throws -> ImportSummary? {
        // The fingerprint is waited for only where it can matter.
        guard try transaction.hasImport(ofBytes: file.bytes),
            let same = try transaction.importInForce(sha256: file.fingerprint.bytes(), options: record.options)
        else { return nil }
        summary.sameAs = same
        summary.source = same.source
        summary.vantage = same.vantage
        summary.takenAt = same.takenAt
        return summary
    }

    func read(_ read: (_ sink: (ObservationBatch, [Reject]) throws -> Void) throws -> FileReport) throws -> FileReport {
        try transaction.begin(record)
        return try ReadAhead(hash: run.hash).run(read) { reading in
            try run.take(reading)
            progress(ImportProgress(phase: .reading, rows: run.rows, tenantsDone: 0, tenants: 0))
        }
    }

    func finish(_ report: FileReport) throws -> ImportSummary {
        record.sha256 = try file.fingerprint.bytes()
        summary.report = report
        summary.firstRejects = run.firstRejects
        try count(report)
        try passRejectGate()
        try passEmptyGate()
        try settle(report)
        try run.finish(takenAt: record.takenAt)
        try transaction.update(record)
        try transaction.insert(report.columns, of: record.id)
        try compute()
        try transaction.pruneSituations()
        try transaction.update(record)
        summary.counts = record.counts
        summary.createdTenants = run.attribution.created
        if !declaration.isDryRun { summary.importID = record.id }
        return summary
    }

    // MARK: What the file says of itself

    private func count(_ report: FileReport) throws {
        guard report.accepted == run.rows, report.rejected == run.rejected else {
            throw Complaint(
                .bug,
                "the reader counted \(report.accepted) + \(report.rejected) rows but handed on "
                    + "\(run.rows) + \(run.rejected); nothing was changed", file: file.name)
        }
        record.encoding = report.encoding
        record.delimiter = report.delimiter ?? ""
        record.counts.lines = report.lines
        record.counts.headerLines = report.headerLines
        record.counts.blank = report.blankLines
        record.counts.records = run.rows + run.rejected
        record.counts.rejected = run.rejected
    }

    private func settle(_ report: FileReport) throws {
        record.takenAt = try ImportTimes.takenAt(
            report, declared: declaration.seenAt, zone: tenant?.zone ?? .utc, file: file.name, now: now)
        let vantage = try vantage(report)
        record.vantage = vantage
        record.source = sourcePrefix + (declaration.source ?? ImportTransaction.source(file, vantage))
        try passArchive()
        summary.takenAt = record.takenAt
        summary.vantage = vantage
        summary.source = record.source
    }

    private func vantage(_ report: FileReport) throws -> Vantage {
        if let known = declaration.vantage ?? report.vantage { return known }
        // Claims, and rows that each say for themselves.
        if file.kind != .scan || run.rowsWithoutVantage == 0 { return .reported }
        throw Complaint(
            .badData, "nothing says from where this scan looked; nothing was changed", file: file.name,
            facts: ["a port that is open from inside says nothing about the internet"],
            next: ["say from where: --vantage internet      (or internal)"])
    }

    private static func source(_ file: IncomingFile, _ vantage: Vantage) -> String {
        switch file.kind {
        case .inventory: file.format == "inventory-csv" ? "inventory" : file.format
        case .scan: "\(file.format)/\(vantage.rawValue)"
        case .evidence: file.format
        }
    }

    // MARK: Gates

    /// Ends the import; a dry run goes on and says so at its end.
    private func refuse(_ complaint: Complaint) throws {
        guard declaration.isDryRun else { throw complaint }
        if summary.refusal == nil { summary.refusal = complaint }
    }

    private func passRejectGate() throws {
        let counts = record.counts
        guard !declaration.rejectLimit.allows(rejected: counts.rejected, of: counts.records) else { return }
        let percent = Double(counts.rejected * 1000 / max(1, counts.records)) / 10
        try refuse(
            Complaint(
                .badData,
                "\(counts.rejected.grouped) of \(counts.records.grouped) records cannot be taken (\(percent)%), more than "
                    + "--max-rejects \(declaration.rejectLimit); nothing was changed", file: file.name,
                facts: run.firstRejects.prefix(3).map {
                    "line \($0.line): \($0.column.map { "\($0): " } ?? "")\($0.reason.rawValue): \($0.detail)"
                },
                next: [
                    "see how it was read: muster import \(file.name) -n --rejects rejects.csv",
                    "or take the rest: --max-rejects \(counts.rejected)",
                ]))
    }

    /// An archived tenant takes nothing that was seen since.
    private func passArchive() throws {
        guard let tenant, let archived = tenant.archivedOn, tenant.zone.start(of: archived) <= record.takenAt else {
            return
        }
        try refuse(
            Complaint(
                .badData, "\(tenant.slug) is archived since \(archived); nothing was changed", file: file.name,
                facts: ["the file was taken at \(record.takenAt)"],
                next: ["bring it back: muster tenant archive \(tenant.slug) --undo"]))
    }

    private func passEmptyGate() throws {
        guard run.rows == 0, !declaration.acceptShrink else { return }
        try refuse(
            Complaint(
                .badData, "lists nothing; nothing was changed", file: file.name,
                facts: ["an export that failed looks the same as one that found nothing"],
                next: ["if it is true: add --accept-shrink"]))
    }

    // MARK: What follows from it

    private func compute() throws {
        if let tenant { run.open(tenant.id) }
        if tenant == nil, !declaration.targets.isEmpty {
            for id in run.attribution.tenants(meeting: declaration.targets, at: record.takenAt) { run.open(id) }
        }
        if record.isFull { record.counts.notSeen = 0 }
        let consequences = try Consequences(roll, run, record, declaration, transaction)
        try consequences.compute(into: &record.counts, &summary) { [progress, rows = run.rows] done, all in
            progress(ImportProgress(phase: .computing, rows: rows, tenantsDone: done, tenants: all))
        }
    }
}
