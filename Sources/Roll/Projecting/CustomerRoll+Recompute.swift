import Inventory
import Storage

/// The part of a tenant's projection that is computed anew: what it is computed from, and what is kept of it so far.
struct Recomputation: Sendable {
    /// Of the kindreds that were touched and have anything to compute.
    let log: TenantLog
    /// Those of its subjects that have no kin, ascending.
    let alone: [Int]
    let before: TenantProjection
    /// Whether a subject of the tenant was ever seen in a second state.
    let hasFurtherStates: Bool
}

/// What computing anew changed.
struct Recomputed: Sendable {
    let tenant: Tenant
    let imports: [Int: LoggedImport]
    let hasFurtherStates: Bool
    /// The same part of the projection, before and after.
    let before: TenantProjection
    let after: TenantProjection
    let difference: ProjectionDifference

    init(_ part: Recomputation, _ after: TenantProjection) {
        tenant = part.log.tenant
        imports = part.log.imports
        hasFurtherStates = part.hasFurtherStates
        before = part.before
        self.after = after
        difference = ProjectionDifference(from: before, to: after)
    }
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
        let result = try computed(part)
        try transaction.apply(result.difference, to: tenantID)
        return result
    }

    /// What is to be computed anew.
    ///
    /// - Parameter kinship: of all states of all subjects, where that is at hand.
    func recomputation(
        of tenantID: Int, touched: ((Int) -> Bool)?, kinship known: Kinship? = nil, in transaction: Transaction
    ) throws -> Recomputation {
        var kinship = try known ?? kinship(of: tenantID, in: transaction)
        kinship.join(try transaction.acts(of: tenantID))
        // Whoever Get-ExchangeServer lists is a server, whatever else its row says.
        try transaction.forEachSubject(of: tenantID, seenBy: "get-exchangeserver") { kinship.tell($0) }
        let (numbers, alone) = kinship.kindreds(touched)
        let subjects =
            try numbers.count == kinship.count
            ? transaction.subjects(of: tenantID)
            : transaction.subjects(numbers, of: tenantID, haveOneState: !kinship.hasFurtherStates)
        guard let log = try transaction.log(of: tenantID, only: subjects) else {
            throw Complaint(.bug, "tenant \(tenantID) is not in the store")
        }
        let slice = touched.map { _ in
            ProjectionSlice(
                subjects: numbers, endpointAddresses: CustomerRoll.addresses(subjects),
                isSparse: numbers.count * 8 < kinship.count)
        }
        return Recomputation(
            log: log, alone: alone,
            before: try transaction.projection(of: tenantID, slice: slice),
            hasFurtherStates: kinship.hasFurtherStates)
    }

    private func kinship(of tenantID: Int, in transaction: Transaction) throws -> Kinship {
        var kinship = Kinship()
        try transaction.forEachState(of: tenantID) { subject, identity, state, facts, _ in
            kinship.add(subject, state == 0 ? identity : nil, facts, tells)
        }
        return kinship
    }

    /// What computing a part anew changes.
    func computed(_ part: Recomputation) throws -> Recomputed {
        Recomputed(part, try projectPart(part.log, part.alone))
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
