import Inventory
import Storage

/// What one import says of one tenant that was not known, and whom it no longer lists: a pure function of the log.
struct TenantNews {
    /// Distinct subjects that the import lists, and those that no other import does.
    private(set) var listed = 0
    private(set) var new = 0
    /// Known subjects that it brings into a new newest state of its source.
    private(set) var changed = 0
    /// Subjects that its source listed until now and that it does not.
    private(set) var missing: [Int] = []
    /// A full import only: how many subjects the source's newest import before it listed; nil where there is none.
    private(set) var before: (importID: Int, takenAt: Instant, listed: Int)?
    private(set) var changes: [SubjectChange] = []

    /// - Parameters:
    ///   - imports: those in force that cover the tenant.
    ///   - hasFurtherStates: whether a subject of the tenant may have been seen in a second state.
    ///   - newest: the greatest number of a subject.
    ///   - count: how many distinct subjects the import lists.
    ///   - unknown: how many of them the tenant did not have before.
    ///   - room: as many changes are described.
    init(
        _ transaction: Transaction, _ tenant: Tenant, _ imports: [Int: LoggedImport], hasFurtherStates: Bool,
        of importID: Int, newest: Int, listed count: Int, unknown: Int, room: Int
    ) throws {
        guard let this = imports[importID] else { return }
        // Where one source saw nobody in a second state, and nothing of it was taken back, only who is new is news.
        if !this.isFull, !hasFurtherStates, room == 0 || unknown == 0,
            imports.values.allSatisfy({ $0.source == this.source }),
            try transaction.areAllInForce(imports, of: tenant.id)
        {
            (listed, new) = (count, unknown)
            return
        }
        let others = imports.values.filter { $0.id != importID && $0.source == this.source }
        let earlier = others.filter { $0.takenAt <= this.takenAt }
        let log = SightingLog(transaction: transaction, tenantID: tenant.id, imports: imports)
        let seen = try SeenSubjects(log, newest: newest, by: this, sameSource: Set(others.map(\.id)))
        listed = seen.listed
        new = seen.new
        changed = seen.changed
        try describe(seen.changedSubjects(room), tenant, transaction)
        guard let last = earlier.max(by: { ($0.takenAt, $0.id) < ($1.takenAt, $1.id) }) else { return }
        guard this.isFull else { return }
        before = (last.id, last.takenAt, try seen.count(of: last.id, in: log))
        missing = try seen.missing(since: earlier, in: log)
    }

    private mutating func describe(
        _ changed: [(number: Int, isNew: Bool, old: Int?, new: Int?)], _ tenant: Tenant, _ transaction: Transaction
    ) throws {
        guard !changed.isEmpty else { return }
        let subjects = try transaction.subjects(changed.map(\.number), of: tenant.id)
        for (change, subject) in zip(changed, subjects) {
            let old = change.old.map { subject.states[$0] } ?? .empty
            let new = change.new.map { subject.states[$0] } ?? .empty
            changes.append(
                SubjectChange(
                    tenant: tenant.slug, name: subject.identity.name, isNew: change.isNew,
                    differences: change.isNew ? [] : FactList.differences(from: old, to: new)))
        }
    }
}

/// The sightings of a tenant, read from the store at each walk.
private struct SightingLog {
    let transaction: Transaction
    let tenantID: Int
    let imports: [Int: LoggedImport]

    func forEach(by wanted: Set<Int>? = nil, _ visit: (Sighting) -> Void) throws {
        try transaction.forEachSighting(
            of: tenantID, by: wanted.map { wanted in imports.filter { wanted.contains($0.key) } } ?? imports, visit)
    }
}

/// Per subject of a tenant: by whom it was seen, and its newest states with and without one import.
private struct SeenSubjects {
    private struct Seen {
        var isListed = false
        var isKnown = false
        /// The time and the states of the newest sightings by the import itself, and by its source without it.
        var own = Newest()
        var before = Newest()
    }

    /// Most have one state at their newest time: only further ones take an allocation.
    private struct Newest {
        var at = Instant.distantPast
        var state = -1
        var others: [Int] = []

        mutating func add(_ sighting: Sighting) {
            if sighting.seenAt > at || state < 0 {
                at = sighting.seenAt
                state = sighting.state
                if !others.isEmpty { others = [] }
            } else if sighting.seenAt == at, sighting.state != state, !others.contains(sighting.state) {
                others.append(sighting.state)
            }
        }

        func differs(from other: Newest) -> Bool {
            if others.isEmpty, other.others.isEmpty { return state != other.state }
            return Set(others + [state]) != Set(other.others + [other.state])
        }

        /// The smallest of its states; nil where it was not seen.
        var smallest: Int? { state < 0 ? nil : others.reduce(state, min) }
    }

    private var bySubject: [Seen]
    private(set) var listed = 0
    private(set) var new = 0
    private(set) var changed = 0

    init(_ log: SightingLog, newest: Int, by this: LoggedImport, sameSource: Set<Int>) throws {
        bySubject = Array(repeating: Seen(), count: newest + 1)
        var origin = (importID: 0, isSource: false)
        try log.forEach { sighting in
            if sighting.importID == this.id {
                bySubject[sighting.subject].isListed = true
                bySubject[sighting.subject].own.add(sighting)
            } else {
                if sighting.importID != origin.importID {
                    origin = (sighting.importID, sameSource.contains(sighting.importID))
                }
                bySubject[sighting.subject].isKnown = true
                if origin.isSource { bySubject[sighting.subject].before.add(sighting) }
            }
        }
        for index in bySubject.indices where bySubject[index].isListed {
            listed += 1
            if !bySubject[index].isKnown { new += 1 }
            if SeenSubjects.isChanged(bySubject[index]) { changed += 1 }
        }
    }

    private static func isChanged(_ seen: Seen) -> Bool {
        seen.isListed && seen.isKnown && seen.own.at >= seen.before.at && seen.own.differs(from: seen.before)
    }

    func changedSubjects(_ room: Int) -> [(number: Int, isNew: Bool, old: Int?, new: Int?)] {
        guard room > 0, new + changed > 0 else { return [] }
        var found: [(number: Int, isNew: Bool, old: Int?, new: Int?)] = []
        for (number, seen) in bySubject.enumerated() where seen.isListed {
            guard found.count < room else { break }
            guard !seen.isKnown || SeenSubjects.isChanged(seen) else { continue }
            found.append((number, !seen.isKnown, seen.before.smallest, seen.own.smallest))
        }
        return found
    }

    /// Who was seen by one of the imports, by number.
    private func seen(by imports: Set<Int>, in log: SightingLog) throws -> [Bool] {
        var isSeen = [Bool](repeating: false, count: bySubject.count)
        try log.forEach(by: imports) { isSeen[$0.subject] = true }
        return isSeen
    }

    func count(of other: Int, in log: SightingLog) throws -> Int { try seen(by: [other], in: log).count { $0 } }

    /// Who was listed by the source since its last full import and is not listed now.
    func missing(since earlier: [LoggedImport], in log: SightingLog) throws -> [Int] {
        let lastFull = earlier.filter(\.isFull).map(\.takenAt).max() ?? .distantPast
        let isRecent = try seen(by: Set(earlier.lazy.filter { $0.takenAt >= lastFull }.map(\.id)), in: log)
        return isRecent.indices.filter { isRecent[$0] && !bySubject[$0].isListed }
    }
}

extension FactList {
    /// What a person calls it: the FQDN, else the host name, else the address, else an id.
    package var name: String {
        first(.fqdn) ?? first(.hostName) ?? first(.identityAddress) ?? first(.agentID) ?? first(.adGUID)
            ?? first(.serial) ?? "?"
    }

    /// The fields whose values differ, several values of one field joined by `;`.
    static func differences(from old: FactList, to new: FactList) -> [SubjectChange.Difference] {
        let fields = Set(old.facts.map(\.field)).union(new.facts.map(\.field)).sorted()
        return fields.compactMap { field in
            let before = old.all(field)
            let after = new.all(field)
            guard before != after else { return nil }
            return SubjectChange.Difference(
                field: field, old: before.isEmpty ? nil : before.joined(separator: ";"),
                new: after.isEmpty ? nil : after.joined(separator: ";"))
        }
    }
}
