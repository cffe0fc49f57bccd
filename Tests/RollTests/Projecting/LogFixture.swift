import Inventory
import Knowledge
import Storage

@testable import Roll

/// A tenant's log written by hand: each file is one call, each row one line of it from line 2 on.
struct LogFixture {
    private(set) var log = TenantLog(
        tenant: Tenant(
            id: 1, slug: "acme", name: "Acme", start: CalendarDay(iso: "2021-01-01") ?? CalendarDay(number: 0)),
        imports: [:], subjects: [], sightings: [], acts: [])

    struct Row {
        let facts: [(Field, String)]
        let seenAt: String?

        init(_ facts: [(Field, String)], seenAt: String? = nil) {
            self.facts = facts
            self.seenAt = seenAt
        }
    }

    mutating func take(
        _ format: String, _ kind: ImportKind, takenAt: String, source: String? = nil, vantage: Vantage = .reported,
        isFull: Bool = false, isAllowListed: Bool = false, targets: [String] = [], _ rows: [Row]
    ) {
        let id = log.imports.count + 1
        let taken = Instant(iso: takenAt) ?? .distantPast
        log.imports[id] = LoggedImport(
            id: id, kind: kind, format: format, source: source ?? format, vantage: vantage, takenAt: taken,
            isFull: isFull, isAllowListed: isAllowListed, targets: targets.compactMap { Network($0) })
        for (i, row) in rows.enumerated() {
            let identity = FactList(row.facts.filter { $0.0.isIdentity })
            let state = FactList(row.facts.filter { !$0.0.isIdentity })
            let seen = row.seenAt.flatMap { Instant(iso: $0) } ?? taken
            let (subject, number) = find(identity, state)
            log.sightings.append(Sighting(importID: id, line: i + 2, subject: subject, state: number, seenAt: seen))
        }
    }

    mutating func set(_ body: String, at: String, subject: Int?) {
        log.acts.append(
            Act(
                number: log.acts.count + 1, at: Instant(iso: at) ?? .distantPast, by: "jane",
                what: subject == nil ? "tenant.fact" : "asset.set", subject: subject, body: body))
    }

    private mutating func find(_ identity: FactList, _ state: FactList) -> (Int, Int) {
        if let i = log.subjects.firstIndex(where: { $0.identity == identity }) {
            let old = log.subjects[i]
            if let state = old.states.firstIndex(of: state) { return (old.number, state) }
            log.subjects[i] = Subject(number: old.number, identity: identity, states: old.states + [state])
            return (old.number, old.states.count)
        }
        log.subjects.append(Subject(number: log.subjects.count + 1, identity: identity, states: [state]))
        return (log.subjects.count, 0)
    }

    /// The log as it was known at the end of a day.
    func until(_ day: String) -> TenantLog {
        guard let end = CalendarDay(iso: day).map({ Zone.utc.end(of: $0) }) else { return log }
        var copy = log
        copy.sightings = log.sightings.filter { $0.seenAt <= end }
        copy.imports = log.imports.filter { $0.value.takenAt <= end }
        copy.sightings = copy.sightings.filter { copy.imports[$0.importID] != nil }
        copy.acts = log.acts.filter { $0.at <= end }
        return copy
    }

    /// What the tenant's list says at the end of a day.
    func read(_ day: String) throws -> TenantReading {
        let end = CalendarDay(iso: day).map { Zone.utc.end(of: $0) } ?? .forever
        return try LogFixture.projector().read(until(day), asOf: end) { _, _, _ in nil }
    }

    static func projector() throws -> Projector { try Projector(knowledge: .load(from: ExchangeKnowledge.locate())) }
}
