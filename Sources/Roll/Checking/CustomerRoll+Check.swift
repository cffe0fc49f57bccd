import Inventory
import Storage

extension CustomerRoll {
    /// Looks whether the store is whole: the file, the ledger, the projections against a rebuild, the knowledge.
    /// Changes nothing. What builds on a part that is at fault is not looked at.
    ///
    /// - Parameter progress: called after each tenant with how many are done, and how many there are.
    package func check(
        progress: (Int, Int) -> Void = { _, _ in }, shouldStop: () -> Bool = { false }
    ) throws -> CheckReport {
        try store.read { transaction in
            let file = try checkFile(transaction)
            // What lies in a damaged file says nothing of the rest.
            guard file.faults.isEmpty else { return CheckReport(parts: [file]) }
            let ledger = try LedgerCheck(transaction).part
            let knowledge = try checkKnowledge(transaction)
            // Nothing can be computed from a log that contradicts itself.
            guard ledger.faults.isEmpty else { return CheckReport(parts: [file, ledger, knowledge]) }
            if try isOfOtherTerms(transaction) {
                let scope = "not compared: kept by other rules or knowledge, computed anew at the next write"
                return CheckReport(
                    parts: [file, ledger, .init(name: "projections", scope: scope, faults: []), knowledge],
                    isCompared: false)
            }
            let projections = try checkProjections(transaction, progress, shouldStop)
            return CheckReport(parts: [file, ledger, projections, knowledge])
        }
    }

    /// Whether what is kept was computed by an earlier program or with other knowledge: it differs for that alone.
    private func isOfOtherTerms(_ transaction: Transaction) throws -> Bool {
        guard let loaded = try transaction.loadedKnowledge().first, let knowledge else { return false }
        return try knowledge.terms() != loaded.fingerprint
    }

    private func checkFile(_ transaction: Transaction) throws -> CheckReport.Part {
        let faults = try transaction.integrityFaults().map { CheckReport.Fault("file", $0) }
        return CheckReport.Part(name: "file", scope: "integrity, foreign keys", faults: faults)
    }

    private func checkKnowledge(_ transaction: Transaction) throws -> CheckReport.Part {
        guard let loaded = try transaction.loadedKnowledge().first else {
            let fault = CheckReport.Fault("knowledge", "no knowledge was ever loaded: muster db rebuild")
            return CheckReport.Part(name: "knowledge", scope: "none", faults: [fault])
        }
        // Rows of another version are replaced at the next write.
        let rows = try knowledge.flatMap { try $0.terms() == loaded.fingerprint ? KnowledgeRows($0) : nil }
        let faults = try rows.map { try transaction.knowledgeFaults($0) } ?? []
        return CheckReport.Part(
            name: "knowledge", scope: "version \(loaded.version)",
            faults: faults.map { CheckReport.Fault($0.table, "\($0.table): \($0.words)") })
    }

    private func checkProjections(
        _ transaction: Transaction, _ progress: (Int, Int) -> Void, _ shouldStop: () -> Bool
    ) throws -> CheckReport.Part {
        let tenants = try transaction.tenantIDs()
        var faults = try transaction.projectionRowsOfNobody().map {
            CheckReport.Fault($0.table, "\($0.rows) rows belong to nobody")
        }
        for fault in try transaction.situationCountFaults() {
            let slug = try transaction.tenant(fault.tenantID)?.slug ?? ""
            faults.append(
                CheckReport.Fault("tenant_situation", tenant: slug, "tenant_situation \(slug): \(fault.words)"))
        }
        for fault in try transaction.followUpNumberFaults() {
            let slug = try transaction.tenant(fault.tenantID)?.slug ?? ""
            let place = fault.tenantID == Tenant.unattributed.id ? fault.table : "\(fault.table) \(slug)"
            faults.append(CheckReport.Fault(fault.table, tenant: slug, "\(place): \(fault.words)"))
        }
        var counts = (servers: 0, followUps: 0)
        for (index, tenantID) in tenants.enumerated() {
            guard !shouldStop() else { throw Complaint(.interrupted, "interrupted; nothing was changed") }
            guard let log = try transaction.log(of: tenantID) else { continue }
            let kept = try transaction.projection(of: tenantID)
            let difference = try ProjectionDifference(from: kept, to: project(log))
            if difference.count > 0 { faults += ProjectionFaults(log.tenant, kept).describe(difference) }
            faults += try numberFaults(kept, log.tenant, transaction)
            counts.servers += kept.servers.count
            counts.followUps += kept.servers.reduce(0) { $0 + $1.situation.items.count }
            progress(index + 1, tenants.count)
        }
        let situations = try transaction.situationCount()
        let scope =
            "servers \(counts.servers.grouped), situations \(situations.grouped), "
            + "follow-ups \(counts.followUps.grouped)"
        return CheckReport.Part(name: "projections", scope: scope, faults: faults)
    }

    /// Follow-ups that were never given a number.
    private func numberFaults(
        _ kept: TenantProjection, _ tenant: Tenant, _ transaction: Transaction
    ) throws -> [CheckReport.Fault] {
        guard kept.servers.contains(where: { !$0.situation.items.isEmpty }) else { return [] }
        let numbers = try transaction.followUpNumbers(of: tenant.id)
        return kept.servers.flatMap { server in
            server.situation.items.filter {
                numbers.number(asset: server.asset, threat: $0.threat, episode: $0.episode) == nil
            }.map {
                CheckReport.Fault(
                    "followup_block", tenant: tenant.slug,
                    "followup_block \(tenant.slug) \(server.name): \($0.threat) \($0.episode) has no number")
            }
        }
    }
}
