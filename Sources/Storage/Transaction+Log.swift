import Foundation
import GRDB
import Inventory

extension Transaction {
    /// Everything that was said about a tenant, imports and acts taken back left out; nil where there is no such tenant.
    ///
    /// - Parameter until: what was seen after it, and acts that hold from later, are left out too; so are subjects that
    ///   nothing remains of. A sighting counts by its own time where it has one, whenever its import was taken.
    package func log(of tenantID: Int, until: Instant = .forever) throws -> TenantLog? {
        guard let tenant = try tenant(tenantID) else { return nil }
        var imports = try loggedImports(of: tenantID)
        let sightings = try sightings(of: tenantID, by: imports, until: until)
        let acts = try acts(of: tenantID).filter { $0.at <= until }.inForce
        if until < .forever {
            let heard = Set(sightings.lazy.map(\.importID))
            imports = imports.filter { $0.value.takenAt <= until || heard.contains($0.key) }
        }
        var subjects = try subjects(of: tenantID)
        try verify(sightings, of: subjects)
        Transaction.keep(&subjects, namedIn: sightings, acts)
        return TenantLog(tenant: tenant, imports: imports, subjects: subjects, sightings: sightings, acts: acts)
    }

    /// The tenants that anything was ever said about, nobody left out.
    package func tenantIDs() throws -> [Int] {
        try Int.fetchAll(database, sql: "select tenant_id from tenant where tenant_id > 0 order by tenant_id")
    }

    /// The imports in force that cover a tenant, by number.
    package func loggedImports(of tenantID: Int) throws -> [Int: LoggedImport] {
        let select = try statement(
            """
            select i.import_id, i.file_kind, i.format, c.source, i.vantage, i.taken_at, i.is_full, i.is_allow_listed,
              c.targets
            from coverage c join import i on i.import_id = c.import_id
            where c.tenant_id = ? and not exists (select 1 from import u where u.kind = 'undo' and u.undoes = i.import_id)
            """)
        select.bind(1, tenantID)
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

    private func sightings(
        of tenantID: Int, by imports: [Int: LoggedImport], until: Instant
    ) throws -> [Sighting] {
        let select = try statement("select import_id, body from sighting where tenant_id = ?")
        select.bind(1, tenantID)
        var sightings: [Sighting] = []
        while try select.step() {
            guard let origin = imports[select.int(0)] else { continue }
            let isWhole = SightingPart.forEach(in: select.borrowed(1)) { entry in
                let seenAt = entry.seenAt ?? origin.takenAt
                guard seenAt <= until else { return }
                sightings.append(
                    Sighting(
                        importID: origin.id, line: entry.line, subject: entry.subject, state: entry.state,
                        seenAt: seenAt))
            }
            guard isWhole else {
                select.reset()
                throw Transaction.damaged("sightings of import \(origin.id) cannot be read")
            }
        }
        return sightings
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

    /// A tenant's subjects by number, each with all of its states.
    package func subjects(of tenantID: Int) throws -> [Subject] {
        let select = try statement(
            "select subject_no, identity, facts from subject where tenant_id = ? order by subject_no")
        let states = try statement(
            "select subject_no, facts from subject_state where tenant_id = ? order by subject_no, state_no")
        select.bind(1, tenantID)
        states.bind(1, tenantID)
        defer { states.reset() }
        var subjects: [Subject] = []
        var hasState = try states.step()
        while try select.step() {
            var facts = [FactList(stored: select.blob(2))]
            while hasState, states.int(0) == select.int(0) {
                facts.append(FactList(stored: states.blob(1)))
                hasState = try states.step()
            }
            subjects.append(
                Subject(number: select.int(0), identity: FactList(stored: select.blob(1)), states: facts))
        }
        return subjects
    }

    /// A tenant's acts, those taken back too, in the order in which they were written down.
    package func acts(of tenantID: Int) throws -> [Act] {
        let select = try statement(
            "select act_no, at, actor, what, subject_no, body from act where tenant_id = ? order by act_no")
        select.bind(1, tenantID)
        var acts: [Act] = []
        while try select.step() {
            acts.append(
                Act(
                    number: select.int(0), at: select.instant(1), by: select.text(2), what: select.text(3),
                    subject: select.int(4) == 0 ? nil : select.int(4), body: select.text(5)))
        }
        return acts
    }

    package func nextActNumber(of tenantID: Int) throws -> Int {
        let sql = "select max(act_no) from act where tenant_id = ?"
        return try (Int.fetchOne(database, sql: sql, arguments: [tenantID]) ?? 0) + 1
    }

    package func insert(_ act: Act, of tenantID: Int, recordedAt: Instant) throws {
        try database.execute(
            sql: """
                insert into act(tenant_id, act_no, at, recorded_at, actor, what, subject_no, body)
                values (?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                tenantID, act.number, act.at.seconds, recordedAt.seconds, act.by, act.what, act.subject ?? 0, act.body,
            ])
    }

    /// Knowledge as it was loaded, newest first.
    package func loadedKnowledge() throws -> [LoadedKnowledge] {
        let sql = "select version, published_day, loaded_at, loaded_by from knowledge order by knowledge_id desc"
        return try Row.fetchAll(database, sql: sql).map {
            LoadedKnowledge(
                version: $0[0], published: CalendarDay(number: $0[1]), loadedAt: Instant($0[2]), loadedBy: $0[3])
        }
    }

    package func insert(_ knowledge: LoadedKnowledge) throws {
        let sql = """
            insert into knowledge(knowledge_id, version, published_day, loaded_at, loaded_by) values (?, ?, ?, ?, ?)
            """
        try database.execute(
            sql: sql,
            arguments: [
                next("knowledge_id", in: "knowledge"), knowledge.version, knowledge.published.number,
                knowledge.loadedAt.seconds, knowledge.loadedBy,
            ])
    }

    /// The secret that turns numbers into the ids of follow-ups.
    package func followUpKey() throws -> [UInt8] {
        let sql = "select value from meta where name = 'followup_key'"
        guard let key = try Data.fetchOne(database, sql: sql) else {
            throw Complaint(.failed, "the database has lost the key of its follow-up ids", next: ["muster db check"])
        }
        return [UInt8](key)
    }
}

/// The knowledge that was put in force, by whom and when.
package struct LoadedKnowledge: Hashable, Sendable {
    package let version: String
    package let published: CalendarDay
    package let loadedAt: Instant
    package let loadedBy: String

    package init(version: String, published: CalendarDay, loadedAt: Instant, loadedBy: String) {
        self.version = version
        self.published = published
        self.loadedAt = loadedAt
        self.loadedBy = loadedBy
    }
}
