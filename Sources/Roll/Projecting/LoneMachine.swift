import Inventory
import Storage

/// What holds for all machines of a tenant: its terms, and the files that speak of it.
struct Circle {
    struct Key: Hashable {
        let imports: [LoggedImport]
        let zone: Zone
        let start: CalendarDay
        let end: TenantEnd?
        let staleDays: Int?

        init(_ log: TenantLog) {
            imports = log.imports.values.sorted { $0.id < $1.id }
            zone = log.tenant.zone
            start = log.tenant.start
            end = log.tenant.end
            staleDays = log.tenant.staleDays
        }
    }

    let number: Int
    let zone: Zone
    let takenAt: [Instant]
    /// Whether a scan ended what was said of addresses before.
    let hasFullScan: Bool

    init(_ number: Int, _ key: Key) {
        self.number = number
        zone = key.zone
        takenAt = Set(key.imports.lazy.map(\.takenAt)).sorted()
        hasFullScan = key.imports.contains(where: \.isFullFromInternet)
    }
}

/// A machine without kin whose rows speak of no ports: all of it that what follows depends on, and what stands beside.
struct LoneMachine {
    /// Machines of one case differ in names, addresses, owners, and the clock times of their rows.
    struct Case: Hashable {
        let circle: Int
        /// For each row, in order of time: its file, the place of its time among the instants, the day of that, whether
        /// it is midnight and the time of a file, and what it says.
        var bytes: [UInt8] = []
    }

    let number: Int
    private(set) var kind: Case
    /// The times of its rows and of all files of the tenant, ascending.
    private(set) var instants: [Instant]
    private(set) var name = ""
    private(set) var published = ""

    static func all(of alone: [Int], in log: TenantLog, _ circle: Circle) -> [LoneMachine] {
        let rows = RowsBySubject(log)
        var position = log.subjects.startIndex
        return alone.compactMap { number in
            while position < log.subjects.endIndex, log.subjects[position].number < number { position += 1 }
            guard position < log.subjects.endIndex, log.subjects[position].number == number else { return nil }
            return LoneMachine(log.subjects[position], rows[number], log, circle)
        }
    }

    /// Nil where more than the case decides what follows.
    private init?(_ subject: Subject, _ rows: ArraySlice<Int>, _ log: TenantLog, _ circle: Circle) {
        guard !rows.isEmpty else { return nil }
        number = subject.number
        kind = Case(circle: circle.number)
        kind.bytes.reserveCapacity(192)
        instants = circle.takenAt
        for row in rows { note(log.sightings[row].seenAt) }
        guard take(subject.identity), take(rows, of: subject, log, circle) else { return nil }
    }

    private mutating func note(_ instant: Instant) {
        let place = instants.firstIndex { $0 >= instant } ?? instants.endIndex
        if place == instants.endIndex || instants[place] != instant { instants.insert(instant, at: place) }
    }

    /// False where it is nothing but an address.
    private mutating func take(_ identity: FactList) -> Bool {
        // The label of `IdentityNames`; values of one field stand in their order.
        var best = Int.max
        identity.forEach { field, value in
            let place: Int
            switch field {
            case .fqdn: place = 0
            case .hostName: place = 1
            case .agentID, .adGUID, .serial: place = 1 + Int(field.rawValue)
            default: return
            }
            if place < best {
                best = place
                name = String(decoding: value, as: UTF8.self)
            }
        }
        return best < Int.max
    }

    private mutating func take(_ rows: ArraySlice<Int>, of subject: Subject, _ log: TenantLog, _ circle: Circle) -> Bool
    {
        let order = rows.count == 1 ? Array(rows) : rows.sorted { LoneMachine.isBefore($0, $1, log) }
        var states: [Int] = []
        var addresses: [[String]] = []
        var last: (row: Int, state: Int)?
        for row in order {
            let sighting = log.sightings[row]
            guard log.imports[sighting.importID] != nil else { return false }
            if let last, last.state != sighting.state, !LoneMachine.isBefore(last.row, row, log) { return false }
            last = (row, sighting.state)
            add(sighting.importID)
            add(instants.firstIndex(of: sighting.seenAt)!)
            let day = circle.zone.day(of: sighting.seenAt)
            add(day.number)
            add(circle.zone.start(of: day) == sighting.seenAt ? 1 : 0)
            add(circle.takenAt.contains(sighting.seenAt) ? 1 : 0)
            let place = states.firstIndex(of: sighting.state) ?? states.endIndex
            add(place)
            if place == states.endIndex {
                states.append(sighting.state)
                guard let own = judged(subject.states[sighting.state]) else { return false }
                addresses.append(own)
            }
        }
        return publish(addresses, circle)
    }

    /// Where its rows do not agree on the addresses, the order of files and sources decides.
    private mutating func publish(_ addresses: [[String]], _ circle: Circle) -> Bool {
        let first = addresses[0]
        guard addresses.allSatisfy({ $0 == first }), first.isEmpty || !circle.hasFullScan else { return false }
        add(first.isEmpty ? 0 : 1)
        published = first.sorted().joined(separator: " ")
        return true
    }

    /// In the order in which what was said is read.
    private static func isBefore(_ a: Int, _ b: Int, _ log: TenantLog) -> Bool {
        let (a, b) = (log.sightings[a], log.sightings[b])
        if a.seenAt != b.seenAt { return a.seenAt < b.seenAt }
        return log.imports[a.importID]?.takenAt ?? .distantPast < log.imports[b.importID]?.takenAt ?? .distantPast
    }

    /// Adds what a state says that is judged; gives its public addresses, or nil where it speaks of ports.
    private mutating func judged(_ facts: FactList) -> [String]? {
        var addresses: [String]? = []
        facts.forEach { field, value in
            switch field {
            case .build, .adminDisplayVersion, .fileVersion, .webVersion, .product, .role, .tag, .provedCVE, .condition,
                .installedOn, .whenCreated:
                FactList.append(field, value, to: &kind.bytes)
            case .address:
                let text = String(decoding: value, as: UTF8.self)
                if IPAddress(text)?.isPublic ?? false { addresses?.append(text) }
            case .operatingSystem, .edition, .mitigation, .internetFacing, .owner, .criticality, .site, .vantage,
                .other:
                break
            default: addresses = nil
            }
        }
        kind.bytes.append(0)
        return addresses
    }

    private mutating func add(_ number: some BinaryInteger) {
        withUnsafeBytes(of: Int32(truncatingIfNeeded: number)) { kind.bytes.append(contentsOf: $0) }
    }
}

/// Where the sightings of each subject stand in a log.
private struct RowsBySubject {
    private var starts: [Int]
    private var rows: [Int]

    init(_ log: TenantLog) {
        starts = Array(repeating: 0, count: (log.subjects.last?.number ?? 0) + 2)
        for sighting in log.sightings { starts[sighting.subject + 1] += 1 }
        for number in 1..<starts.count { starts[number] += starts[number - 1] }
        rows = Array(repeating: 0, count: log.sightings.count)
        var next = starts
        for (row, sighting) in log.sightings.enumerated() {
            rows[next[sighting.subject]] = row
            next[sighting.subject] += 1
        }
    }

    subscript(subject: Int) -> ArraySlice<Int> { rows[starts[subject]..<starts[subject + 1]] }
}
