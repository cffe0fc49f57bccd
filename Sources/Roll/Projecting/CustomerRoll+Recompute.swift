import Inventory
import Storage

/// A tenant, or some of its kindreds, to be computed anew: what it is computed from, and what is kept of it so far.
struct Recomputation: Sendable {
    enum Scope: Sendable {
        /// The tenant as a whole.
        case all
        /// The kindreds of the subjects of which something new was said. `before` is the tenant's as a whole.
        case touched(NumberSet)
        /// These kindreds, by their subjects, and those of them that have no kin; both ascending.
        case kindreds([Int], alone: [Int])
    }

    let log: StoredLog
    let scope: Scope
    /// About as many subjects as the log holds.
    let subjects: Int
    /// Whether a subject of the tenant was ever seen in a second state.
    let hasFurtherStates: Bool
    let before: TenantProjection
}

/// What computing anew changed.
struct Recomputed: Sendable {
    let tenant: Tenant
    let imports: [Int: LoggedImport]
    /// Whether a subject of the tenant was ever seen in a second state.
    let hasFurtherStates: Bool
    /// The same part of the projection, before and after.
    let before: TenantProjection
    let after: TenantProjection
    let difference: ProjectionDifference

    init(_ part: Recomputation, before: TenantProjection, after: TenantProjection) {
        tenant = part.log.tenant
        imports = part.log.imports
        hasFurtherStates = part.hasFurtherStates
        self.before = before
        self.after = after
        difference = ProjectionDifference(from: before, to: after)
    }
}

extension CustomerRoll {
    /// Computes a tenant's projection anew and keeps it.
    ///
    /// - Parameter touched: the subjects of which something new was said; nil where that may bear on all of them.
    @discardableResult
    func recompute(_ tenantID: Int, touched: NumberSet? = nil, in transaction: Transaction) throws -> Recomputed {
        let log = try storedLog(of: tenantID, in: transaction)
        let part = Recomputation(
            log: log, scope: touched.map { .touched($0) } ?? .all,
            subjects: try transaction.newestSubject(of: tenantID), hasFurtherStates: log.hasFurtherStates,
            before: try transaction.projection(of: tenantID))
        let result = try computed(part)
        try transaction.apply(result.difference, to: tenantID)
        return result
    }

    /// What is to be computed anew of a tenant, in pieces that have nothing to do with each other; at least one.
    ///
    /// - Parameters:
    ///   - touched: the subjects of which something new was said; nil where that may bear on all of them.
    ///   - subjects: how many the tenant has.
    ///   - isNew: whether nothing was ever kept of it.
    func recomputations(
        of tenantID: Int, touched: NumberSet?, subjects: Int, isNew: Bool, in transaction: Transaction
    ) throws -> [Recomputation] {
        let before = isNew ? .empty : try transaction.projection(of: tenantID)
        guard subjects > mostAtOnce else {
            let log = try storedLog(of: tenantID, in: transaction)
            let scope = touched.map { Recomputation.Scope.touched($0) } ?? .all
            return [
                Recomputation(
                    log: log, scope: scope, subjects: subjects, hasFurtherStates: log.hasFurtherStates, before: before)
            ]
        }
        return try pieces(of: tenantID, touched, subjects, before, transaction)
    }

    /// Who has to do with whom is asked of all, but their rows are held piece by piece.
    private func pieces(
        of tenantID: Int, _ touched: NumberSet?, _ subjects: Int, _ before: TenantProjection,
        _ transaction: Transaction
    ) throws -> [Recomputation] {
        let kinship = try projectors.with { projector in
            var kinship = Kinship(subjects: subjects)
            try transaction.forEachState(of: tenantID) { subject, identity, state, facts, _ in
                kinship.add(subject, state == 0 ? identity : nil, facts, projector.tells)
            }
            kinship.join(try transaction.acts(of: tenantID))
            for subject in try transaction.subjectsListedAsServers(of: tenantID) { kinship.tell(subject) }
            return kinship
        }
        var rest = before
        var parts = try kinship.kindreds(touched, inPiecesOf: mostAtOnce).map { piece in
            let wanted = NumberSet(piece.subjects)
            let log = try storedLog(of: tenantID, only: wanted, in: transaction)
            let addresses = rest.endpoints.isEmpty ? [] : try PartProjector.addresses(log, wanted)
            return Recomputation(
                log: log, scope: .kindreds(piece.subjects, alone: piece.alone), subjects: piece.subjects.count,
                hasFurtherStates: kinship.hasFurtherStates, before: rest.take(wanted, addresses))
        }
        if touched == nil || parts.isEmpty {
            // What is kept of nobody goes as well.
            let nobody = try storedLog(of: tenantID, only: NumberSet(), in: transaction)
            parts.append(
                Recomputation(
                    log: nobody, scope: .kindreds([], alone: []), subjects: 0,
                    hasFurtherStates: kinship.hasFurtherStates, before: touched == nil ? rest : .empty))
        }
        return parts
    }

    private func storedLog(
        of tenantID: Int, only wanted: NumberSet? = nil, in transaction: Transaction
    ) throws -> StoredLog {
        guard let log = try transaction.storedLog(of: tenantID, only: wanted) else {
            throw Complaint(.bug, "tenant \(tenantID) is not in the store")
        }
        return log
    }

    /// What computing a part anew changes.
    func computed(_ part: Recomputation) throws -> Recomputed {
        try projectors.with { projector in
            var before = part.before
            let after: TenantProjection
            switch part.scope {
            case .kindreds(let subjects, let alone):
                after = try projector.projection(of: part.log, subjects: subjects, alone: alone)
            case .all:
                let (subjects, alone) = try projector.kinship(of: part.log, expected: part.subjects).kindreds(nil)
                after = try projector.projection(of: part.log, subjects: subjects, alone: alone)
            case .touched(let touched):
                let kinship = try projector.kinship(of: part.log, expected: part.subjects)
                let (subjects, alone) = kinship.kindreds(touched)
                let wanted = NumberSet(subjects)
                before = before.take(
                    wanted, before.endpoints.isEmpty ? [] : try PartProjector.addresses(part.log, wanted))
                after = try projector.projection(of: part.log, subjects: subjects, alone: alone)
            }
            return Recomputed(part, before: before, after: after)
        }
    }
}

extension TenantProjection {
    /// Takes out what follows from some subjects, which have nothing to do with the others, and gives it.
    fileprivate mutating func take(_ subjects: NumberSet, _ addresses: Set<String>) -> TenantProjection {
        let taken = TenantProjection(
            servers: servers.filter { subjects.contains($0.asset) },
            memberships: memberships.filter { subjects.contains($0.subject) },
            endpoints: endpoints.filter { addresses.contains($0.address) },
            evidence: evidence.filter { subjects.contains($0.key.asset) })
        servers.removeAll { subjects.contains($0.asset) }
        memberships.removeAll { subjects.contains($0.subject) }
        endpoints.removeAll { addresses.contains($0.address) }
        evidence.removeAll { subjects.contains($0.key.asset) }
        return taken
    }
}
