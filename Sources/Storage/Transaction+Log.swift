import Foundation
import GRDB
import Inventory

extension Transaction {
    /// Everything that was said about a tenant, imports and acts taken back left out; nil where there is no such tenant.
    ///
    /// - Parameters:
    ///   - until: what was seen after it, and acts that hold from later, are left out too; so are subjects that nothing
    ///     remains of. A sighting counts by its own time where it has one, whenever its import was taken.
    ///   - only: what is said of these subjects, by number, and of the tenant as a whole; nil for all.
    package func log(of tenantID: Int, until: Instant = .forever, only: [Subject]? = nil) throws -> TenantLog? {
        guard let tenant = try tenant(tenantID) else { return nil }
        var imports = try loggedImports(of: tenantID, until: until)
        let wanted = only.map { SubjectSet($0.map(\.number)) }
        var sightings: [Sighting] = []
        try forEachSighting(of: tenantID, by: imports, until: until) { sighting in
            guard sighting.seenAt <= until, wanted?.contains(sighting.subject) ?? true else { return }
            sightings.append(sighting)
        }
        let acts = try acts(of: tenantID, until: until).inForce.filter { wanted?.isMeant(by: $0) ?? true }
        if until < .forever {
            let heard = Set(sightings.lazy.map(\.importID))
            imports = imports.filter { $0.value.takenAt <= until || heard.contains($0.key) }
        }
        var subjects = try only ?? subjects(of: tenantID)
        try verify(sightings, of: subjects)
        Transaction.keep(&subjects, namedIn: sightings, acts)
        return TenantLog(tenant: tenant, imports: imports, subjects: subjects, sightings: sightings, acts: acts)
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
        let own = try statement(
            "select import_id, body from sighting where tenant_id = ? order by import_id, part_no")
        own.bind(1, tenantID)
        try Transaction.readParts(own, isWanted, visit)
        let handed = try statement(
            """
            select s.import_id, s.body from handed_sighting s join handover h on h.handover_id = s.handover_id
            where s.tenant_id = ? and h.holds_from <= ? and \(Transaction.isInForce)
            order by s.import_id, s.handover_id, s.part_no
            """)
        handed.bind(1, tenantID)
        handed.bind(2, until)
        try Transaction.readParts(handed, isWanted, visit)
    }

    private static func readParts(
        _ select: Statement, _ isWanted: (Int) -> Bool, _ visit: (Int, SightingPart.Entry) -> Void
    ) throws {
        while try select.step() {
            let origin = select.int(0)
            guard isWanted(origin) else { continue }
            guard SightingPart.forEach(in: select.borrowed(1), { visit(origin, $0) }) else {
                select.reset()
                throw Transaction.damaged("sightings of import \(origin) cannot be read")
            }
        }
    }

    /// Of an import `i`: it was not undone.
    static let isImportInForce = "not exists (select 1 from import u where u.kind = 'undo' and u.undoes = i.import_id)"

    /// Of a row `h` that a handover brought, or of the handover itself: it was not taken back.
    static let isInForce = "not exists (select 1 from handover u where u.kind = 'undo' and u.undoes = h.handover_id)"

    /// Calls with every subject of a tenant that a file of a format listed, taken back or not; repeatedly.
    package func forEachSubject(of tenantID: Int, seenBy format: String, _ visit: (Int) -> Void) throws {
        guard try hasImports(of: format) else { return }
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
        while try select.step() { _ = SightingPart.forEach(in: select.borrowed(0)) { visit($0.subject) } }
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

    /// Throws where a sighting is of a subject or state that is not there: whoever computes from the log need not look.
    private func verify(_ sightings: [Sighting], of subjects: [Subject]) throws {
        var states = [Int](repeating: 0, count: (subjects.last?.number ?? 0) + 1)
        for subject in subjects { states[subject.number] = subject.states.count }
        for sighting in sightings
        where !states.indices.contains(sighting.subject) || sighting.state >= states[sighting.subject] {
            throw Transaction.damaged("import \(sighting.importID) saw a subject or state that is not there")
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

    private static func damaged(_ what: String) -> Complaint {
        Complaint(.failed, "the log is damaged: \(what)", next: ["muster db check"])
    }
}

/// Some subjects of a tenant, asked for often.
private struct SubjectSet {
    private var isIn: [Bool]

    init(_ numbers: [Int]) {
        isIn = Array(repeating: false, count: (numbers.last ?? 0) + 1)
        for number in numbers { isIn[number] = true }
    }

    func contains(_ number: Int) -> Bool { number < isIn.count && isIn[number] }

    /// Whether an act is about one of them, or about the tenant as a whole.
    func isMeant(by act: Act) -> Bool {
        if act.isAboutIdentity { return act.subjects.contains(where: contains) }
        return act.subject.map(contains) ?? true
    }
}
