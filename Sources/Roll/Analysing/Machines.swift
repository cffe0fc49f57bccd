import Assessment
import Inventory
import Storage

/// A machine of a tenant, with Exchange or without, and what its lines say of it.
struct Machine {
    let asset: Int
    var name: String
    /// `server`, `edge`, `management_tools`; `machine` where nothing has to do with Exchange.
    var kind = "machine"
    var firstSeen: Instant
    var lastSeen: Instant
    /// Of the fields that were asked for, what the newest line that says it says.
    var facts: [Field: String] = [:]

    var isServer: Bool { kind == "server" || kind == "edge" }
}

extension ReadingSource {
    /// The machines of a tenant by number: those of the reading, and all others that its log tells of.
    ///
    /// Which subjects are one machine is kept; it is worked out anew where what is kept does not answer, or where a name
    /// went from one machine to another.
    func machines(of reading: TenantReading, saying fields: [Field]) throws -> [Machine] {
        let tenant = reading.tenant
        let instant = asOf.instant(in: tenant.zone)
        guard let log = try transaction.storedLog(of: tenant.id, until: instant) else { return [] }
        var scan = MachineScan(log)
        try scan.read(until: instant)
        let isSimple = try hasNothingNewer(tenant) && !log.acts.contains { $0.subject != nil }
        if isSimple {
            scan.join(try transaction.memberships(of: tenant.id))
            if !scan.hasSharedNames { return scan.machines(with: reading, saying: fields) }
        }
        let roll = try projector.roll(log.log(until: instant))
        scan.join(roll.memberships)
        let known = Dictionary(
            uniqueKeysWithValues: scan.machines(with: reading, saying: fields).map { ($0.asset, $0) })
        let servers = known.values.filter { $0.kind != "machine" }
        let others = roll.machines.map { machine in
            var own =
                known[machine.asset]
                ?? Machine(
                    asset: machine.asset, name: machine.name, firstSeen: machine.lastSeen, lastSeen: machine.lastSeen)
            own.name = machine.name
            own.lastSeen = machine.lastSeen
            own.firstSeen = min(own.firstSeen, own.lastSeen)
            return own
        }
        return (servers + others).sorted { $0.asset < $1.asset }
    }
}

/// The machines of a log, read where it lies.
private struct MachineScan {
    private struct Subject {
        var firstSeen = Instant.forever
        var lastSeen = Instant.distantPast
        var identity = UnsafeRawBufferPointer(start: nil, count: 0)
        /// Its states' facts, and when each was seen last.
        var states: [(facts: UnsafeRawBufferPointer, seenAt: Instant)] = []

        var isSeen: Bool { firstSeen <= lastSeen }
    }

    private let log: StoredLog
    /// By number.
    private var subjects: [Subject] = []
    /// Where that is not the subject's own number.
    private var assetOf: [Int: Int] = [:]

    init(_ log: StoredLog) { self.log = log }

    mutating func read(until instant: Instant) throws {
        var subjects: [Subject] = []
        try log.forEachState { number, identity, facts in
            while subjects.count <= number { subjects.append(Subject()) }
            if let identity { subjects[number].identity = identity }
            subjects[number].states.append((facts, .distantPast))
        }
        try log.forEachSighting { sighting in
            guard sighting.seenAt <= instant, subjects.indices.contains(sighting.subject),
                subjects[sighting.subject].states.indices.contains(sighting.state)
            else { return }
            let seenAt = sighting.seenAt
            if seenAt < subjects[sighting.subject].firstSeen { subjects[sighting.subject].firstSeen = seenAt }
            if seenAt > subjects[sighting.subject].lastSeen { subjects[sighting.subject].lastSeen = seenAt }
            if seenAt > subjects[sighting.subject].states[sighting.state].seenAt {
                subjects[sighting.subject].states[sighting.state].seenAt = seenAt
            }
        }
        self.subjects = subjects
    }

    mutating func join(_ memberships: [TenantProjection.Membership]) {
        assetOf = Dictionary(memberships.lazy.map { ($0.subject, $0.asset) }) { first, _ in first }
    }

    private func asset(of subject: Int) -> Int { assetOf[subject] ?? subject }

    /// Whether two machines may carry one host name.
    var hasSharedNames: Bool {
        var owners: [Int: Int] = [:]
        for (number, subject) in subjects.enumerated() where subject.isSeen {
            var facts = FactCursor(subject.identity)
            while facts.next() {
                guard facts.field == Field.fqdn.rawValue || facts.field == Field.hostName.rawValue else { continue }
                var hasher = Hasher()
                hasher.combine(bytes: facts.value)
                let asset = asset(of: number)
                if let other = owners.updateValue(asset, forKey: hasher.finalize()), other != asset { return true }
            }
        }
        return false
    }

    func machines(with reading: TenantReading, saying fields: [Field]) -> [Machine] {
        var machines: [Machine] = []
        var places: [Int: Int] = [:]
        func put(_ machine: Machine) {
            places[machine.asset] = machines.count
            machines.append(machine)
        }
        for server in reading.servers {
            put(
                Machine(
                    asset: server.asset, name: server.name, kind: server.isEdge ? "edge" : "server",
                    firstSeen: server.firstSeen, lastSeen: server.lastSeen))
        }
        for row in reading.apart {
            put(
                Machine(
                    asset: row.asset, name: row.name, kind: row.kind, firstSeen: row.firstSeen, lastSeen: row.lastSeen))
        }
        let known = machines.count
        var members: [Int: [Int]] = [:]
        for (number, subject) in subjects.enumerated() where subject.isSeen {
            let asset = asset(of: number)
            if asset != number || places[asset].map({ $0 < known }) ?? false {
                members[asset, default: []].append(number)
            }
            if let place = places[asset] {
                guard place >= known else { continue }
                machines[place].firstSeen = min(machines[place].firstSeen, subject.firstSeen)
                machines[place].lastSeen = max(machines[place].lastSeen, subject.lastSeen)
                machines[place].name = name(of: [asset] + (members[asset] ?? []))
            } else if let label = IdentityNames.label(of: subject.identity) {
                let name = String(decoding: label, as: UTF8.self)
                put(Machine(asset: asset, name: name, firstSeen: subject.firstSeen, lastSeen: subject.lastSeen))
            }
        }
        if !fields.isEmpty {
            for place in machines.indices {
                let own = Set([machines[place].asset] + (members[machines[place].asset] ?? []))
                machines[place].facts = facts(of: own, fields)
            }
        }
        return machines.sorted { $0.asset < $1.asset }
    }

    /// What the newest line says, field by field; of two of one time the first by its bytes.
    private func facts(of numbers: Set<Int>, _ fields: [Field]) -> [Field: String] {
        var newest: [Field: (seenAt: Instant, value: String)] = [:]
        for number in numbers where subjects.indices.contains(number) {
            for state in subjects[number].states where state.seenAt > .distantPast {
                var facts = FactCursor(state.facts)
                while facts.next() {
                    guard let field = Field(rawValue: facts.field), fields.contains(field) else { continue }
                    let old = newest[field]
                    if let old, old.seenAt > state.seenAt { continue }
                    let value = String(decoding: facts.value, as: UTF8.self)
                    if let old, old.seenAt == state.seenAt, old.value <= value { continue }
                    newest[field] = (state.seenAt, value)
                }
            }
        }
        return newest.mapValues(\.value)
    }

    private func name(of numbers: [Int]) -> String {
        var names = IdentityNames(.empty)
        for number in numbers { names.add(IdentityNames(FactList(stored: [UInt8](subjects[number].identity)))) }
        return names.label
    }
}
