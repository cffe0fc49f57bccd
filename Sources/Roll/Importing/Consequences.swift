import Dispatch
import Inventory
import Storage

/// What follows from an import for the tenants of which it speaks: computed on other threads some tenants at a time, while
/// the thread that holds the store reads for the next ones and writes for the last ones.
final class Consequences {
    private let roll: CustomerRoll
    private let run: ImportRun
    private let record: ImportRecord
    private let declaration: Declaration
    private let transaction: Transaction
    private let repetition: Repetition

    init(
        _ roll: CustomerRoll, _ run: ImportRun, _ record: ImportRecord, _ declaration: Declaration,
        _ transaction: Transaction
    ) throws {
        self.roll = roll
        self.run = run
        self.record = record
        self.declaration = declaration
        self.transaction = transaction
        repetition = try Repetition(record, hasTargets: !declaration.targets.isEmpty, in: transaction)
    }

    /// Brings what is kept of the tenants up to date, and counts what is new to them.
    func compute(
        into counts: inout ImportCounts, _ summary: inout ImportSummary, progress: (_ done: Int, _ all: Int) -> Void
    ) throws {
        let tenants = run.tenants.values.sorted { $0.id < $1.id }
        summary.tenants = tenants.count { $0.id != Tenant.unattributed.id }
        summary.openBefore = try transaction.openItems(of: tenants.map(\.id))
        summary.openAfter = summary.openBefore
        progress(0, tenants.count)
        var begun: Begun?
        var done = 0
        for chunk in try chunks(of: tenants) {
            try run.stopIfAsked()
            let next = try begin(chunk, &counts, &summary)
            if let begun {
                try keep(begun, &counts, &summary)
                // Letting go of it is work for the other threads as well.
                Consequences.computing.async { [kept = begun.results] in withExtendedLifetime(kept) {} }
            }
            begun = next
            done += chunk.count
            progress(done, tenants.count)
        }
        if let begun { try keep(begun, &counts, &summary) }
        try run.stopIfAsked()
    }

    // MARK: Tenants that are computed together

    /// About as many subjects of tenants are computed together.
    private static let chunk = 8_192

    private func chunks(of tenants: [OpenTenant]) throws -> [[OpenTenant]] {
        var chunks: [[OpenTenant]] = []
        var subjects = 0
        for open in tenants {
            let own = try newestSubject(of: open)
            if chunks.isEmpty || subjects + own > Consequences.chunk {
                chunks.append([])
                subjects = 0
            }
            chunks[chunks.count - 1].append(open)
            subjects += own
        }
        return chunks
    }

    private func newestSubject(of open: OpenTenant) throws -> Int {
        open.isLoaded ? open.newestSubject : try transaction.newestSubject(of: open.id)
    }

    // MARK: Computing

    private static let computing = DispatchQueue(label: "muster.computing")

    /// Tenants of a chunk whose parts are being computed.
    private struct Begun {
        /// Each with the number of its parts.
        let tenants: [(open: OpenTenant, parts: Int)]
        let results: Computation<[Computed]>
    }

    /// What an import changes of a part of a tenant, and how its follow-ups change; the first of them as they are shown.
    private struct Computed: Sendable {
        let result: Recomputed
        let flow: FollowUpFlow
    }

    /// Reads what the projections of some tenants are computed from, and begins to compute them.
    private func begin(
        _ chunk: [OpenTenant], _ counts: inout ImportCounts, _ summary: inout ImportSummary
    ) throws -> Begun {
        var tenants: [(open: OpenTenant, parts: Int)] = []
        var parts: [Recomputation] = []
        for open in chunk {
            try insertCoverage(of: open)
            guard open.id != Tenant.unattributed.id else {
                counts.unattributed = open.rows
                continue
            }
            let touched = try touched(open)
            if let touched, touched.subjects.count == 0, open.rows > 0 {
                try count(open, changesNobody: touched.changesNobody, &counts, &summary)
                continue
            }
            let subjects = try newestSubject(of: open)
            let own = try roll.recomputations(
                of: open.id, touched: touched?.subjects, subjects: subjects, isNew: open.newSubjects == subjects,
                in: transaction)
            tenants.append((open, own.count))
            parts += own
        }
        let results = Computation(on: Consequences.computing) { [roll, parts] in
            try onAllProcessors(parts) { part in
                let result = try roll.computed(part)
                let flow = FollowUpFlow(
                    tenant: result.tenant.slug, from: result.before, to: result.after, room: ImportSummary.shown)
                return Computed(result: result, flow: flow)
            }
        }
        return Begun(tenants: tenants, results: results)
    }

    private func insertCoverage(of open: OpenTenant) throws {
        try transaction.insert(
            Coverage(
                tenantID: open.id, importID: record.id, source: record.source, targets: declaration.targets,
                listedRows: open.rows, listedSubjects: open.listed.count))
    }

    /// What is new to a tenant; nil where that may bear on all of its subjects: what a full file or a scan of targets leaves
    /// out may be any of them.
    private func touched(_ open: OpenTenant) throws -> Repetition.News? {
        guard !record.isFull, declaration.targets.isEmpty else { return nil }
        return try repetition.news(of: open.id) ?? Repetition.News(subjects: open.listed)
    }

    // MARK: Keeping

    private func keep(_ begun: Begun, _ counts: inout ImportCounts, _ summary: inout ImportSummary) throws {
        var results = try begun.results.result()[...]
        for (open, parts) in begun.tenants {
            let own = Array(results.prefix(parts))
            results = results.dropFirst(parts)
            for part in own {
                try transaction.apply(part.result.difference, to: open.id)
                add(part.flow, &counts, &summary)
                Consequences.addEvidence(part.result, &summary)
            }
            try count(own.map(\.result), of: open, &counts, &summary)
        }
    }

    /// Counts a tenant of which the file says nothing that was not said before.
    private func count(
        _ open: OpenTenant, changesNobody: Bool, _ counts: inout ImportCounts, _ summary: inout ImportSummary
    ) throws {
        guard !changesNobody, let tenant = try transaction.tenant(open.id) else {
            counts.accepted += open.rows
            counts.unchanged += open.rows
            return
        }
        let news = try news(
            of: open, tenant, try transaction.loggedImports(of: open.id), hasFurtherStates: true, summary)
        add(news, of: open, &counts, &summary)
    }

    private func count(
        _ results: [Recomputed], of open: OpenTenant, _ counts: inout ImportCounts, _ summary: inout ImportSummary
    ) throws {
        let news = try news(
            of: open, results[0].tenant, results[0].imports, hasFurtherStates: results[0].hasFurtherStates, summary)
        try passShrinkGate(results, news, listed: open.listed.count, &summary)
        add(news, of: open, &counts, &summary)
    }

    private func news(
        of open: OpenTenant, _ tenant: Tenant, _ imports: [Int: LoggedImport], hasFurtherStates: Bool,
        _ summary: ImportSummary
    ) throws -> TenantNews {
        try TenantNews(
            transaction, tenant, imports, hasFurtherStates: hasFurtherStates, of: record.id,
            newest: try newestSubject(of: open), listed: open.listed.count, unknown: open.newSubjects,
            room: max(0, ImportSummary.shown - summary.subjectChanges.count))
    }

    private func add(
        _ news: TenantNews, of open: OpenTenant, _ counts: inout ImportCounts, _ summary: inout ImportSummary
    ) {
        counts.accepted += open.rows
        counts.new += news.new
        counts.changed += news.changed
        counts.unchanged += open.rows - news.new - news.changed
        if record.isFull { counts.notSeen! += news.missing.count }
        summary.subjectChanges += news.changes
    }

    private static func addEvidence(_ result: Recomputed, _ summary: inout ImportSummary) {
        guard !result.after.evidence.isEmpty else { return }
        let known = Set(result.before.evidence.filter { $0.endedAt == nil }.map(\.key))
        for row in result.after.evidence where row.endedAt == nil && !known.contains(row.key) {
            summary.evidenceFound += 1
            summary.evidenceOn.insert("\(result.tenant.slug) \(row.name)")
        }
    }

    private func add(_ flow: FollowUpFlow, _ counts: inout ImportCounts, _ summary: inout ImportSummary) {
        counts.followUpsNew += flow.count(.new)
        counts.followUpsClosed += flow.count(.closed)
        counts.followUpsReopened += flow.count(.reopened)
        summary.openAfter += flow.openAfter - flow.openBefore
        summary.closedByCause.merge(flow.closedByCause, uniquingKeysWith: +)
        let room = ImportSummary.shown - summary.followUpChanges.count
        summary.followUpChanges += flow.changes.prefix(max(0, room))
    }

    private func passShrinkGate(
        _ results: [Recomputed], _ news: TenantNews, listed: Int, _ summary: inout ImportSummary
    ) throws {
        guard record.isFull, !declaration.acceptShrink, let earlier = news.before, listed * 2 < earlier.listed else {
            return
        }
        let tenant = results[0].tenant
        let servers = TenantProjection(servers: results.flatMap(\.before.servers))
        let complaint = ShrinkGate.complaint(
            file: record.fileName, source: record.source, tenant: tenant, listed: listed, earlier: earlier,
            missing: try transaction.subjects(news.missing, of: tenant.id), servers: servers)
        guard declaration.isDryRun else { throw complaint }
        if summary.refusal == nil { summary.refusal = complaint }
    }
}
