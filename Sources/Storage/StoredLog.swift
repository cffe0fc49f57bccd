import Inventory

/// A tenant's log as it lies in the store, copied out of it: any thread can compute from it.
///
/// What was taken back is left out, but for acts. The bytes that it gives stay where they are as long as it lives.
package final class StoredLog: @unchecked Sendable {
    private struct Block {
        let first: Int
        let start: Int
        let end: Int
    }

    private struct State {
        let subject: Int
        let start: Int
        let end: Int
    }

    private struct Part {
        let importID: Int
        let takenAt: Instant
        let start: Int
        let end: Int
    }

    package let tenant: Tenant
    /// The imports in force, by number.
    package let imports: [Int: LoggedImport]
    /// In the order in which they were written down, those taken back too.
    package let acts: [Act]
    /// Subjects that are servers whatever their rows say, because of the file that lists them.
    package let listedAsServers: [Int]

    // All that follows is written by who reads the store, before anybody else has it.
    private let bytes = ByteHeap()
    private var blocks: [Block] = []
    private var states: [State] = []
    private var parts: [Part] = []

    init(_ tenant: Tenant, _ imports: [Int: LoggedImport], _ acts: [Act], listedAsServers: [Int]) {
        self.tenant = tenant
        self.imports = imports
        self.acts = acts
        self.listedAsServers = listedAsServers
    }

    /// A log as it would lie in a store.
    package convenience init(_ log: TenantLog) {
        self.init(log.tenant, log.imports, log.acts, listedAsServers: [])
        for subject in log.subjects.sorted(by: { $0.number < $1.number }) {
            let block = SubjectBlock(of: log.tenant.id, from: subject.number)
            subject.identity.bytes.withUnsafeBytes { identity in
                (subject.states.first ?? .empty).bytes.withUnsafeBytes { block.append(identity: identity, facts: $0) }
            }
            block.body.withUnsafeBytes { add(block: $0, from: subject.number) }
            for state in subject.states.dropFirst() {
                state.bytes.withUnsafeBytes { add(stateOf: subject.number, $0) }
            }
        }
        for (importID, sightings) in Dictionary(grouping: log.sightings, by: \.importID).sorted(by: { $0.key < $1.key })
        {
            guard let file = log.imports[importID] else { continue }
            var part = SightingPart()
            for sighting in sightings {
                part.append(
                    line: sighting.line, subject: sighting.subject, state: sighting.state, seenAt: sighting.seenAt)
            }
            part.body.withUnsafeBytes { add(part: $0, of: file) }
        }
    }

    // MARK: Filling

    /// Adds a block of subjects; they come by number.
    func add(block: UnsafeRawBufferPointer, from first: Int) {
        let start = bytes.append(block)
        blocks.append(Block(first: first, start: start, end: bytes.count))
    }

    /// Adds a further state; they come by subject and number.
    func add(stateOf subject: Int, _ facts: UnsafeRawBufferPointer) {
        let start = bytes.append(facts)
        states.append(State(subject: subject, start: start, end: bytes.count))
    }

    /// Adds a part of the sightings by an import.
    func add(part: UnsafeRawBufferPointer, of file: LoggedImport) {
        let start = bytes.append(part)
        parts.append(Part(importID: file.id, takenAt: file.takenAt, start: start, end: bytes.count))
    }

    // MARK: Reading

    /// Whether a subject was ever seen in a second state.
    package var hasFurtherStates: Bool { !states.isEmpty }

    /// Calls with each state of each subject, by their numbers: first the subject's identity and its first state, then its
    /// further states without the identity.
    package func forEachState(
        _ visit: (_ number: Int, _ identity: UnsafeRawBufferPointer?, _ facts: UnsafeRawBufferPointer) -> Void
    ) throws {
        var next = 0
        for block in blocks {
            let isWhole = SubjectBlock.forEach(in: bytes[block.start, block.end], from: block.first) {
                number, identity, facts in
                visit(number, identity, facts)
                while next < states.count, states[next].subject <= number {
                    if states[next].subject == number {
                        visit(number, nil, bytes[states[next].start, states[next].end])
                    }
                    next += 1
                }
            }
            guard isWhole else {
                throw StoredLog.damaged("subjects of \(tenant.slug) from \(block.first) on cannot be read")
            }
        }
    }

    /// Calls with every sighting, those of one import behind each other; those that were handed over come last.
    package func forEachSighting(_ visit: (Sighting) -> Void) throws {
        for part in parts {
            let isWhole = SightingPart.forEach(in: bytes[part.start, part.end]) { entry in
                visit(
                    Sighting(
                        importID: part.importID, line: entry.line, subject: entry.subject, state: entry.state,
                        seenAt: entry.seenAt ?? part.takenAt))
            }
            guard isWhole else { throw StoredLog.damaged("sightings of import \(part.importID) cannot be read") }
        }
    }

    /// What is said of some subjects and of the tenant as a whole.
    ///
    /// - Parameters:
    ///   - wanted: nil for all subjects.
    ///   - until: what was seen after it is left out, and so are acts that hold from later and imports of which nothing
    ///     remains. A sighting counts by its own time where it has one, whenever its import was taken.
    package func log(of wanted: NumberSet? = nil, until: Instant = .forever) throws -> TenantLog {
        var sightings: [Sighting] = []
        try forEachSighting { sighting in
            guard sighting.seenAt <= until, wanted?.contains(sighting.subject) ?? true else { return }
            sightings.append(sighting)
        }
        let acts = acts.inForce.filter { act in
            guard act.at <= until else { return false }
            guard let wanted else { return true }
            if act.isAboutIdentity { return act.subjects.contains(where: wanted.contains) }
            return act.subject.map(wanted.contains) ?? true
        }
        var imports = imports
        if until < .forever {
            let heard = Set(sightings.lazy.map(\.importID))
            imports = imports.filter { $0.value.takenAt <= until || heard.contains($0.key) }
        }
        var subjects = try subjects(of: wanted)
        try StoredLog.verify(sightings, of: subjects)
        StoredLog.keep(&subjects, namedIn: sightings, acts)
        return TenantLog(tenant: tenant, imports: imports, subjects: subjects, sightings: sightings, acts: acts)
    }

    private func subjects(of wanted: NumberSet?) throws -> [Subject] {
        var subjects: [Subject] = []
        var open: (number: Int, identity: FactList, states: [FactList])?
        func close() {
            guard let done = open else { return }
            subjects.append(Subject(number: done.number, identity: done.identity, states: done.states))
            open = nil
        }
        try forEachState { number, identity, facts in
            guard wanted?.contains(number) ?? true else { return }
            if let identity {
                close()
                open = (number, FactList(stored: [UInt8](identity)), [FactList(stored: [UInt8](facts))])
            } else {
                open?.states.append(FactList(stored: [UInt8](facts)))
            }
        }
        close()
        return subjects
    }

    /// Throws where a sighting is of a subject or state that is not there: whoever computes from the log need not look.
    private static func verify(_ sightings: [Sighting], of subjects: [Subject]) throws {
        var states = [Int](repeating: 0, count: (subjects.last?.number ?? 0) + 1)
        for subject in subjects { states[subject.number] = subject.states.count }
        for sighting in sightings
        where !states.indices.contains(sighting.subject) || sighting.state >= states[sighting.subject] {
            throw damaged("import \(sighting.importID) saw a subject or state that is not there")
        }
    }

    /// Leaves out the subjects that nothing is said of.
    private static func keep(_ subjects: inout [Subject], namedIn sightings: [Sighting], _ acts: [Act]) {
        var isNamed = [Bool](repeating: false, count: (subjects.last?.number ?? 0) + 1)
        for sighting in sightings { isNamed[sighting.subject] = true }
        for act in acts {
            if let subject = act.subject, isNamed.indices.contains(subject) { isNamed[subject] = true }
        }
        if !subjects.allSatisfy({ isNamed[$0.number] }) { subjects.removeAll { !isNamed[$0.number] } }
    }

    package static func damaged(_ what: String) -> Complaint {
        Complaint(.failed, "the log is damaged: \(what)", next: ["muster db check"])
    }
}
