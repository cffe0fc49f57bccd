import Foundation
import GRDB
import Inventory

extension Transaction {
    /// Everything that was said about a tenant, imports and acts taken back left out; nil where there is no such tenant.
    ///
    /// - Parameter until: what was seen after it, and acts that hold from later, are left out too; so are subjects that
    ///   nothing remains of. A sighting counts by its own time where it has one, whenever its import was taken.
    package func log(of tenantID: Int, until: Instant = .forever) throws -> TenantLog? {
        try storedLog(of: tenantID, until: until)?.log(until: until)
    }

    /// The same as it lies in the store; nil where there is no such tenant.
    ///
    /// - Parameters:
    ///   - until: acts that hold from later, and what was handed to it later, are left out.
    ///   - wanted: blocks and states of no other subjects are read, where there are many others; nil for all.
    package func storedLog(
        of tenantID: Int, until: Instant = .forever, only wanted: NumberSet? = nil
    ) throws -> StoredLog? {
        guard let tenant = try tenant(tenantID) else { return nil }
        let log = StoredLog(
            tenant, try loggedImports(of: tenantID, until: until), try acts(of: tenantID, until: until),
            listedAsServers: try subjectsListedAsServers(of: tenantID))
        try readSubjects(of: tenantID, wanted, into: log)
        try readSightings(of: tenantID, until: until, into: log)
        return log
    }

    private func readSubjects(of tenantID: Int, _ wanted: NumberSet?, into log: StoredLog) throws {
        let blocks = try statement(
            "select first_no, entries, body from subject_block where tenant_id = ? order by first_no")
        blocks.bind(1, tenantID)
        while try blocks.step() {
            let first = blocks.int(0)
            if let wanted, !wanted.meets(first..<first + blocks.int(1)) { continue }
            log.add(block: blocks.borrowed(2), from: first)
        }
        let states = try statement(
            "select subject_no, facts from subject_state where tenant_id = ? order by subject_no, state_no")
        states.bind(1, tenantID)
        while try states.step() {
            let subject = states.int(0)
            if wanted?.contains(subject) ?? true { log.add(stateOf: subject, states.borrowed(1)) }
        }
    }

    private func readSightings(of tenantID: Int, until: Instant, into log: StoredLog) throws {
        try forEachPart(of: tenantID, until: until) { importID, body in
            if let file = log.imports[importID] { log.add(part: body, of: file) }
        }
    }

    /// The tenants that anything was ever said about, nobody left out.
    package func tenantIDs() throws -> [Int] {
        try Int.fetchAll(database, sql: "select tenant_id from tenant where tenant_id > 0 order by tenant_id")
    }

    /// The imports in force that cover a tenant, by number: by themselves or by a handover in force. A file that covers it
    /// both ways is as it covers it by itself.
    ///
    /// - Parameter until: merges of tenants that came later are left out.
    package func loggedImports(of tenantID: Int, until: Instant = .forever) throws -> [Int: LoggedImport] {
        let select = try statement(
            """
            select i.import_id, i.file_kind, i.format, c.source, i.vantage, i.taken_at,
              i.is_full and c.lists_all, i.is_allow_listed, c.targets
            from held_coverage c join import i on i.import_id = c.import_id
            where c.tenant_id = ? and c.holds_from <= ?
              and \(Transaction.isImportInForce)
            order by c.handover_id desc
            """)
        select.bind(1, tenantID)
        select.bind(2, until)
        var imports: [Int: LoggedImport] = [:]
        while try select.step() {
            imports[select.int(0)] = LoggedImport(
                id: select.int(0), kind: ImportKind(rawValue: select.text(1)) ?? .evidence, format: select.text(2),
                source: select.text(3), vantage: Vantage(rawValue: select.text(4)) ?? .reported,
                takenAt: select.instant(5), isFull: select.bool(6), isAllowListed: select.bool(7),
                targets: select.text(8).split(separator: "\n").compactMap { Network($0) })
        }
        return imports
    }

    /// Calls with every sighting of a tenant by one of the imports, those of one import behind each other; then with those
    /// that were handed to it, likewise.
    ///
    /// - Parameter until: what was handed to it later, by a merge of tenants, is left out.
    package func forEachSighting(
        of tenantID: Int, by imports: [Int: LoggedImport], until: Instant = .forever, _ visit: (Sighting) -> Void
    ) throws {
        var takenAt = Instant.distantPast
        try forEachEntry(
            of: tenantID, until: until,
            isWanted: { importID in
                guard let origin = imports[importID] else { return false }
                takenAt = origin.takenAt
                return true
            }
        ) { importID, entry in
            visit(
                Sighting(
                    importID: importID, line: entry.line, subject: entry.subject, state: entry.state,
                    seenAt: entry.seenAt ?? takenAt))
        }
    }

    /// Calls with every sighting of a tenant as it was written, its own and those handed to it by handovers in force.
    ///
    /// - Parameter isWanted: asked before each part with its import.
    package func forEachEntry(
        of tenantID: Int, until: Instant = .forever, isWanted: (_ importID: Int) -> Bool,
        _ visit: (_ importID: Int, SightingPart.Entry) -> Void
    ) throws {
        try forEachPart(of: tenantID, until: until) { importID, body in
            guard isWanted(importID) else { return }
            guard SightingPart.forEach(in: body, { visit(importID, $0) }) else {
                throw StoredLog.damaged("sightings of import \(importID) cannot be read")
            }
        }
    }

    /// Calls with every part of a tenant's sightings, its own and those handed to it by handovers in force.
    private func forEachPart(
        of tenantID: Int, until: Instant, _ visit: (_ importID: Int, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let own = try statement(
            "select import_id, body from sighting where tenant_id = ? order by import_id, part_no")
        own.bind(1, tenantID)
        try own.forEachRow { try visit(own.int(0), own.borrowed(1)) }
        let handed = try statement(
            """
            select s.import_id, s.body from handed_sighting s join handover h on h.handover_id = s.handover_id
            where s.tenant_id = ? and h.holds_from <= ? and \(Transaction.isInForce)
            order by s.import_id, s.handover_id, s.part_no
            """)
        handed.bind(1, tenantID)
        handed.bind(2, until)
        try handed.forEachRow { try visit(handed.int(0), handed.borrowed(1)) }
    }

    /// Of an import `i`: it was not undone.
    static let isImportInForce = "not exists (select 1 from import u where u.kind = 'undo' and u.undoes = i.import_id)"

    /// Of a row `h` that a handover brought, or of the handover itself: it was not taken back.
    static let isInForce = "not exists (select 1 from handover u where u.kind = 'undo' and u.undoes = h.handover_id)"

    /// Subjects that a file listed as servers, taken back or not: whoever Get-ExchangeServer lists is one, whatever else its
    /// row says.
    package func subjectsListedAsServers(of tenantID: Int) throws -> [Int] {
        let format = "get-exchangeserver"
        guard try hasImports(of: format) else { return [] }
        let select = try statement(
            """
            select s.body from sighting s join import i on i.import_id = s.import_id
            where s.tenant_id = ?1 and i.format = ?2
            union all
            select s.body from handed_sighting s join import i on i.import_id = s.import_id
            where s.tenant_id = ?1 and i.format = ?2
            """)
        select.bind(1, tenantID)
        select.bind(2, format)
        var found = NumberSet()
        var subjects: [Int] = []
        try select.forEachRow {
            _ = SightingPart.forEach(in: select.borrowed(0)) { entry in
                guard !found.contains(entry.subject) else { return }
                found.insert(entry.subject)
                subjects.append(entry.subject)
            }
        }
        return subjects
    }

    /// Whether a file of a format was ever taken in; asked once per transaction.
    private func hasImports(of format: String) throws -> Bool {
        if let known = knownFormats[format] { return known }
        let select = try statement("select 1 from import where format = ? limit 1")
        select.bind(1, format)
        defer { select.reset() }
        let found = try select.step()
        knownFormats[format] = found
        return found
    }

    /// Whether all files that ever spoke of a tenant are in force, none of them was handed to it, and `imports` are they.
    package func areAllInForce(_ imports: [Int: LoggedImport], of tenantID: Int) throws -> Bool {
        let select = try statement(
            """
            select count(*), count(u.import_id), exists (select 1 from handed_coverage h where h.tenant_id = ?1)
            from coverage c left join import u on u.kind = 'undo' and u.undoes = c.import_id where c.tenant_id = ?1
            """)
        select.bind(1, tenantID)
        defer { select.reset() }
        return try select.step() && select.int(0) == imports.count && select.int(1) == 0 && !select.bool(2)
    }

    /// Calls with every subject of a tenant that an import listed, taken back or not; repeatedly.
    package func forEachSubject(of tenantID: Int, seenBy importID: Int, _ visit: (Int) -> Void) throws {
        let select = try statement(
            """
            select body from sighting where tenant_id = ?1 and import_id = ?2
            union all
            select body from handed_sighting where tenant_id = ?1 and import_id = ?2
            """)
        select.bind(1, tenantID)
        select.bind(2, importID)
        while try select.step() { _ = SightingPart.forEach(in: select.borrowed(0)) { visit($0.subject) } }
    }

    /// The ranges that an import looked at beside what it lists of a tenant, by itself or by handovers, one a line.
    package func targets(of importID: Int, _ tenantID: Int) throws -> String {
        let select = try statement(
            "select group_concat(targets, char(10)) from held_coverage where tenant_id = ? and import_id = ?")
        select.bind(1, tenantID)
        select.bind(2, importID)
        defer { select.reset() }
        return try select.step() ? select.text(0) : ""
    }
}
