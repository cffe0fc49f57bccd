import Inventory
import Storage

extension CustomerRoll {
    /// What a rebuild changed.
    package struct Rebuilt: Hashable, Sendable {
        package var tenants = 0
        /// Rows that were added, taken out or changed.
        package var servers = 0
        package var memberships = 0
        package var endpoints = 0

        package var rows: Int { servers + memberships + endpoints }
    }

    /// Computes all projections anew from the log, in one transaction; writes only what differs.
    ///
    /// - Parameter progress: called after each tenant with how many are done, and how many there are.
    package func rebuild(
        now: Instant, by actor: String, progress: (Int, Int) -> Void = { _, _ in },
        shouldStop: () -> Bool = { false }
    ) throws -> Rebuilt {
        try store.write(Holder(actor: actor, what: "rebuilds the projections", since: now)) { transaction in
            var rebuilt = Rebuilt()
            try mendKnowledge(transaction)
            try transaction.removeProjectionRowsOfNobody()
            try transaction.removeFollowUpNumberFaults()
            let tenants = try transaction.tenantIDs()
            for (index, tenantID) in tenants.enumerated() {
                guard !shouldStop() else {
                    throw Complaint(.interrupted, "interrupted; rolled back, nothing was changed")
                }
                let recomputed = try recompute(tenantID, in: transaction)
                let difference = recomputed.difference
                try transaction.number(recomputed.after, of: tenantID)
                rebuilt.tenants += 1
                rebuilt.servers += difference.servers.count
                rebuilt.memberships += difference.memberships.count
                rebuilt.endpoints += difference.endpoints.count
                progress(index + 1, tenants.count)
            }
            try transaction.closeGapsOfFollowUpNumbers()
            try transaction.mendSituationCounts()
            try transaction.pruneSituations()
            return rebuilt
        }
    }

    /// Puts the rows of the knowledge in force back as they were.
    private func mendKnowledge(_ transaction: Transaction) throws {
        guard let knowledge, try transaction.loadedKnowledge().first?.fingerprint == knowledge.terms() else {
            return
        }
        let rows = KnowledgeRows(knowledge)
        if try !transaction.knowledgeFaults(rows).isEmpty { try transaction.replaceKnowledge(rows) }
    }
}
