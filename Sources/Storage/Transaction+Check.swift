import GRDB
import Inventory

/// What the sightings of one import amount to.
package struct SightingTally: Hashable, Sendable {
    package var entries = 0
    package var unattributed = 0
    package var lastLine = 0

    package init() {}
}

extension Transaction {
    /// What SQLite finds wrong with the file and with references in it, a line each.
    package func integrityFaults() throws -> [String] {
        var faults = try String.fetchAll(database, sql: "pragma integrity_check").filter { $0 != "ok" }
        for row in try Row.fetchAll(database, sql: "pragma foreign_key_check") {
            faults.append("a row of \(row[0] as String) refers to a row of \(row[2] as String) that is not there")
        }
        return faults
    }

    /// Per import, what its sightings amount to as they are read back.
    package func sightingTallies() throws -> [Int: SightingTally] {
        let select = try statement("select tenant_id, import_id, body from sighting")
        var tallies: [Int: SightingTally] = [:]
        while try select.step() {
            var tally = tallies[select.int(1)] ?? SightingTally()
            let before = tally.entries
            _ = SightingPart.forEach(in: select.borrowed(2)) { entry in
                tally.entries += 1
                tally.lastLine = max(tally.lastLine, entry.line)
            }
            if select.int(0) == Tenant.unattributed.id { tally.unattributed += tally.entries - before }
            tallies[select.int(1)] = tally
        }
        return tallies
    }

    package func rejectCounts() throws -> [Int: Int] {
        let rows = try Row.fetchAll(database, sql: "select import_id, count(*) from reject group by import_id")
        return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
    }

    /// Rows of the log that contradict each other: parts that cannot be read or say otherwise than their columns,
    /// sightings of nobody, subjects and states that nobody saw.
    package func logFaults() throws -> [(table: String, words: String)] {
        let tenants = try Int.fetchAll(database, sql: "select tenant_id from tenant order by tenant_id")
        return try tenants.flatMap(logFaults(of:))
    }

    private func logFaults(of tenantID: Int) throws -> [(table: String, words: String)] {
        var faults: [(table: String, words: String)] = []
        var unseen = try stateNumbers(of: tenantID, &faults)
        let known = unseen
        let select = try statement(
            """
            select s.import_id, s.part_no, s.entries, s.at_taken, s.own_seen_min, s.own_seen_max, s.body,
              c.import_id is not null
            from sighting s left join coverage c on c.tenant_id = s.tenant_id and c.import_id = s.import_id
            where s.tenant_id = ?1
            union all
            select s.import_id, s.part_no, s.entries, s.at_taken, s.own_seen_min, s.own_seen_max, s.body,
              c.import_id is not null
            from handed_sighting s left join handed_coverage c
              on c.tenant_id = s.tenant_id and c.import_id = s.import_id and c.handover_id = s.handover_id
            where s.tenant_id = ?1
            """)
        select.bind(1, tenantID)
        while try select.step() {
            let place = "tenant \(tenantID) import \(select.int(0)) part \(select.int(1))"
            if !select.bool(7) { faults.append(("coverage", "\(place): the import has no coverage of the tenant")) }
            var part = PartReading()
            let isWhole = SightingPart.forEach(in: select.borrowed(6)) { entry in
                part.add(entry)
                let state = SeenState(subject: entry.subject, state: entry.state)
                if !known.contains(state) { part.strangers += 1 }
                unseen.remove(state)
            }
            if !isWhole { faults.append(("sighting", "\(place) cannot be read")) }
            let isAsSaid =
                part.entries == select.int(2) && part.atTaken == select.int(3)
                && part.first == select.optionalInt64(4) && part.last == select.optionalInt64(5)
            if isWhole, !isAsSaid { faults.append(("sighting", "\(place) is not what its columns say")) }
            if part.strangers > 0 {
                faults.append(
                    ("sighting", "\(place): \(part.strangers) sightings of a subject or state that is not there"))
            }
        }
        for state in unseen.sorted(by: { ($0.subject, $0.state) < ($1.subject, $1.state) }) {
            faults.append(
                ("subject_state", "tenant \(tenantID) subject \(state.subject) state \(state.state) was never seen"))
        }
        return faults
    }

    private struct SeenState: Hashable {
        let subject: Int
        let state: Int
    }

    private struct PartReading {
        var entries = 0
        var atTaken = 0
        var first: Int64?
        var last: Int64?
        var strangers = 0

        mutating func add(_ entry: SightingPart.Entry) {
            entries += 1
            guard let seconds = entry.seenAt?.seconds else {
                atTaken += 1
                return
            }
            first = first.map { min($0, seconds) } ?? seconds
            last = last.map { max($0, seconds) } ?? seconds
        }
    }

    private func stateNumbers(
        of tenantID: Int, _ faults: inout [(table: String, words: String)]
    ) throws -> Set<SeenState> {
        let blocks = try statement(
            "select first_no, entries, body from subject_block where tenant_id = ? order by first_no")
        let states = try statement("select subject_no, state_no from subject_state where tenant_id = ?")
        blocks.bind(1, tenantID)
        states.bind(1, tenantID)
        var found = Set<SeenState>()
        var next = 1
        while try blocks.step() {
            let first = blocks.int(0)
            var count = 0
            let isWhole = SubjectBlock.forEach(in: blocks.borrowed(2), from: first) { number, _, _ in
                found.insert(SeenState(subject: number, state: 0))
                count += 1
            }
            let place = "tenant \(tenantID) subjects from \(first) on"
            if !isWhole || count != blocks.int(1) {
                faults.append(("subject_block", "\(place) are not what its columns say"))
            }
            if first < next { faults.append(("subject_block", "\(place) are in two blocks")) }
            next = first + count
        }
        var last = SeenState(subject: 0, state: 0)
        while try states.step() {
            let state = SeenState(subject: states.int(0), state: states.int(1))
            if !found.contains(SeenState(subject: state.subject, state: 0)) {
                faults.append(
                    ("subject_state", "tenant \(tenantID) subject \(state.subject) has a state and is not there"))
            }
            if state.state != (state.subject == last.subject ? last.state + 1 : 1) {
                let place = "tenant \(tenantID) subject \(state.subject)"
                faults.append(("subject_state", "\(place): the states' numbers have a gap before \(state.state)"))
            }
            found.insert(state)
            last = state
        }
        return found
    }
}
