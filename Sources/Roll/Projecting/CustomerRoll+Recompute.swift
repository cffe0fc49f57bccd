import Dispatch
import Inventory
import Storage
import Synchronization

/// The part of a tenant's projection that is computed anew: what it is computed from, and what is kept of it so far.
struct Recomputation: Sendable {
    let tenantID: Int
    /// Of the kindreds that were touched and have anything to compute.
    let log: TenantLog
    /// Those of its subjects that have no kin, ascending.
    let alone: [Int]
    let before: TenantProjection
}

/// What computing anew changed.
struct Recomputed {
    let tenant: Tenant
    /// The same part of the projection, before and after.
    let before: TenantProjection
    let after: TenantProjection
    let difference: ProjectionDifference
}

extension CustomerRoll {
    /// Computes a tenant's projection anew and keeps it.
    ///
    /// - Parameter touched: the subjects of which something new was said; nil where that may bear on all of them.
    @discardableResult
    func recompute(
        _ tenantID: Int, touched: ((Int) -> Bool)? = nil, in transaction: Transaction
    ) throws -> Recomputed {
        let part = try recomputation(of: tenantID, touched: touched, in: transaction)
        return try keep(projectPart(part.log, part.alone), of: part, in: transaction)
    }

    /// What is to be computed anew.
    func recomputation(
        of tenantID: Int, touched: ((Int) -> Bool)?, in transaction: Transaction
    ) throws -> Recomputation {
        var kinship = try Kinship(
            transaction, tenantID: tenantID, acts: transaction.acts(of: tenantID), isExchange: tells)
        // Whoever Get-ExchangeServer lists is a server, whatever else its row says.
        try transaction.forEachSubject(of: tenantID, seenBy: "get-exchangeserver") { kinship.tell($0) }
        let (numbers, alone) = kinship.kindreds(touched)
        let subjects = try transaction.subjects(numbers, of: tenantID)
        guard let log = try transaction.log(of: tenantID, only: subjects) else {
            throw Complaint(.bug, "tenant \(tenantID) is not in the store")
        }
        let slice = touched.map { _ in
            ProjectionSlice(
                subjects: numbers, endpointAddresses: CustomerRoll.addresses(subjects),
                isSparse: numbers.count * 8 < kinship.count)
        }
        return Recomputation(
            tenantID: tenantID, log: log, alone: alone, before: try transaction.projection(of: tenantID, slice: slice))
    }

    /// Keeps what was computed anew.
    func keep(
        _ after: TenantProjection, of part: Recomputation, in transaction: Transaction
    ) throws -> Recomputed {
        let difference = try transaction.replaceProjection(of: part.tenantID, from: part.before, with: after)
        return Recomputed(tenant: part.log.tenant, before: part.before, after: after, difference: difference)
    }

    /// The projections of several parts, computed on all processors.
    func project(_ parts: [Recomputation]) throws -> [TenantProjection] {
        guard parts.count > 1 else { return try parts.map { try projectPart($0.log, $0.alone) } }
        let results = Mutex<[Result<TenantProjection, any Error>?]>(Array(repeating: nil, count: parts.count))
        DispatchQueue.concurrentPerform(iterations: parts.count) { index in
            let result = Result { try projectPart(parts[index].log, parts[index].alone) }
            results.withLock { $0[index] = result }
        }
        return try results.withLock { $0 }.map { try $0!.get() }
    }

    /// Every address that subjects are at or speak of, in whatever state they were; private ones only as far as the
    /// subjects' kin has all looks at them.
    private static func addresses(_ subjects: [Subject]) -> Set<String> {
        var found: Set<String> = []
        func add(_ facts: FactList) {
            facts.forEach { field, value in
                switch field {
                case .address where Kinship.isPrivate(value): break
                case .identityAddress, .address: found.insert(String(decoding: value, as: UTF8.self))
                case .endpoint, .exchangeWeb:
                    found.insert(String(decoding: value.prefix { $0 != UInt8(ascii: " ") }, as: UTF8.self))
                default: break
                }
            }
        }
        for subject in subjects {
            add(subject.identity)
            subject.states.forEach(add)
        }
        return found
    }
}
