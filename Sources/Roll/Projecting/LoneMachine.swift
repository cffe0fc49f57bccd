import Glibc
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

        init(_ log: StoredLog) {
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
///
/// One value reads many machines, one after the other.
struct LoneMachine {
    /// The case, of which machines differ in names, addresses, owners, and the clock times of their rows: the circle;
    /// for each row, in order of time, its file, the place of its time among the instants, the day of that, whether it is
    /// midnight and the time of a file, and what it says.
    private(set) var kind: [UInt8] = []
    /// The times of its rows and of all files of the tenant, ascending.
    private(set) var instants: [Instant] = []
    private(set) var number = 0
    private var nameBytes = UnsafeRawBufferPointer(start: nil, count: 0)
    private var addresses: [UnsafeRawBufferPointer] = []

    private let log: StoredLog
    private let circle: Circle

    init(_ log: StoredLog, _ circle: Circle) {
        self.log = log
        self.circle = circle
        kind.reserveCapacity(256)
    }

    var name: String { String(decoding: nameBytes, as: UTF8.self) }

    /// The addresses that publish it, sorted, joined by a blank.
    var published: String {
        guard addresses.count > 1 else { return addresses.first.map { String(decoding: $0, as: UTF8.self) } ?? "" }
        return addresses.map { String(decoding: $0, as: UTF8.self) }.sorted().joined(separator: " ")
    }

    /// Reads one; false where more than the case decides what follows.
    ///
    /// - Parameter rows: its sightings.
    mutating func read(
        _ number: Int, _ identity: UnsafeRawBufferPointer, _ states: [UnsafeRawBufferPointer],
        _ rows: ArraySlice<Sighting>
    ) -> Bool {
        guard !rows.isEmpty else { return false }
        self.number = number
        kind.removeAll(keepingCapacity: true)
        add(circle.number)
        instants.removeAll(keepingCapacity: true)
        instants.append(contentsOf: circle.takenAt)
        for row in rows { note(row.seenAt) }
        return takeName(identity) && take(rows, states)
    }

    private mutating func note(_ instant: Instant) {
        let place = instants.firstIndex { $0 >= instant } ?? instants.endIndex
        if place == instants.endIndex || instants[place] != instant { instants.insert(instant, at: place) }
    }

    /// False where it is nothing but an address.
    private mutating func takeName(_ identity: UnsafeRawBufferPointer) -> Bool {
        guard let label = IdentityNames.label(of: identity) else { return false }
        nameBytes = label
        return true
    }

    private mutating func take(_ rows: ArraySlice<Sighting>, _ states: [UnsafeRawBufferPointer]) -> Bool {
        let order = rows.count == 1 ? rows : rows.sorted { isBefore($0, $1) }[...]
        var seen: [Int] = []
        var last: Sighting?
        for row in order {
            guard log.imports[row.importID] != nil, states.indices.contains(row.state) else { return false }
            if let last, last.state != row.state, !isBefore(last, row) { return false }
            last = row
            add(row.importID)
            add(instants.firstIndex(of: row.seenAt)!)
            let day = circle.zone.day(of: row.seenAt)
            add(day.number)
            add(circle.zone.start(of: day) == row.seenAt ? 1 : 0)
            add(circle.takenAt.contains(row.seenAt) ? 1 : 0)
            let place = seen.firstIndex(of: row.state) ?? seen.endIndex
            add(place)
            if place == seen.endIndex {
                seen.append(row.state)
                guard takeJudged(states[row.state], isFirst: place == 0) else { return false }
            }
        }
        guard addresses.isEmpty || !circle.hasFullScan else { return false }
        add(addresses.isEmpty ? 0 : 1)
        return true
    }

    /// In the order in which what was said is read.
    private func isBefore(_ a: Sighting, _ b: Sighting) -> Bool {
        if a.seenAt != b.seenAt { return a.seenAt < b.seenAt }
        return log.imports[a.importID]?.takenAt ?? .distantPast < log.imports[b.importID]?.takenAt ?? .distantPast
    }

    /// Adds what a state says that is judged; false where it speaks of ports, or where its rows do not agree on the public
    /// addresses: then the order of files and sources decides.
    private mutating func takeJudged(_ facts: UnsafeRawBufferPointer, isFirst: Bool) -> Bool {
        if isFirst { addresses.removeAll(keepingCapacity: true) }
        var met = 0
        var facts = FactCursor(facts)
        while facts.next() {
            switch Field(rawValue: facts.field) {
            case .build, .adminDisplayVersion, .fileVersion, .webVersion, .product, .role, .tag, .provedCVE, .condition,
                .installedOn, .whenCreated:
                kind.append(facts.field)
                add(facts.value.count)
                kind.append(contentsOf: facts.value)
            case .address:
                guard LoneMachine.isPublic(facts.value) else { continue }
                if isFirst {
                    addresses.append(facts.value)
                } else if met >= addresses.count || !addresses[met].elementsEqual(facts.value) {
                    return false
                }
                met += 1
            case .operatingSystem, .edition, .mitigation, .internetFacing, .owner, .criticality, .site, .vantage,
                .other:
                continue
            default: return false
            }
        }
        kind.append(0)
        return met == addresses.count
    }

    private static func isPublic(_ text: UnsafeRawBufferPointer) -> Bool {
        guard !Kinship.isPrivate(text) else { return false }
        return IPAddress(utf8: text.assumingMemoryBound(to: UInt8.self))?.isPublic ?? false
    }

    private mutating func add(_ number: some BinaryInteger) {
        withUnsafeBytes(of: Int32(truncatingIfNeeded: number)) { kind.append(contentsOf: $0) }
    }
}

/// The sightings of some subjects of a log, by subject.
struct LoneSightings {
    private var places: [Int32]
    private var starts: [Int]
    private var sightings: [Sighting]

    /// - Parameter subjects: ascending.
    init(_ log: StoredLog, of subjects: [Int]) throws {
        places = Array(repeating: -1, count: (subjects.last ?? 0) + 1)
        for (place, number) in subjects.enumerated() { places[number] = Int32(place) }
        var found: [(place: Int32, sighting: Sighting)] = []
        found.reserveCapacity(subjects.count)
        starts = Array(repeating: 0, count: subjects.count + 1)
        try log.forEachSighting { [places] sighting in
            guard places.indices.contains(sighting.subject), places[sighting.subject] >= 0 else { return }
            found.append((places[sighting.subject], sighting))
        }
        for (place, _) in found { starts[Int(place) + 1] += 1 }
        for place in subjects.indices { starts[place + 1] += starts[place] }
        var next = starts
        sightings = Array(
            repeating: Sighting(importID: 0, line: 0, subject: 0, state: 0, seenAt: .distantPast), count: found.count)
        for (place, sighting) in found {
            sightings[next[Int(place)]] = sighting
            next[Int(place)] += 1
        }
    }

    subscript(subject: Int) -> ArraySlice<Sighting> {
        let place = Int(places[subject])
        return sightings[starts[place]..<starts[place + 1]]
    }

    /// Whether it is one of the subjects.
    func contains(_ subject: Int) -> Bool { subject < places.count && places[subject] >= 0 }
}
