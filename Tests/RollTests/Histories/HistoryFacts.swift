import Assessment
import Inventory
import Storage

@testable import Roll

/// All facts that follow from a tenant's log, without the numbers of imports and subjects: of two logs that say the same
/// they are equal.
struct HistoryFacts: Equatable {
    struct Fact: Hashable {
        let fact: String
        let from: Instant
        let to: Instant
        let value: String
        let seenAt: Instant
    }

    struct Server: Hashable {
        let name: String
        let kind: String
        let firstSeen: Instant
        let lastSeen: Instant
        let newestEvidence: Instant
        let facts: [Fact]
        let followUps: [FollowUpHistory]
    }

    /// With how many there are of each.
    private let servers: [Server: Int]
    private let machines: [String: Int]
    private let unlinked: [TenantProjection.EndpointRow]

    init(_ log: TenantLog, _ projector: Projector) throws {
        let roll = try projector.roll(log)
        unlinked = roll.unlinked
        machines = roll.machines.reduce(into: [:]) { $0["\($1.name) \($1.lastSeen)", default: 0] += 1 }
        servers = roll.servers.reduce(into: [:]) { servers, evidence in
            let row = evidence.row
            let server = Server(
                name: row.name, kind: row.kind, firstSeen: row.firstSeen, lastSeen: row.lastSeen,
                newestEvidence: evidence.newestEvidence,
                facts: evidence.facts.map {
                    Fact(fact: $0.fact, from: $0.from, to: $0.to, value: $0.value, seenAt: $0.seenAt)
                }, followUps: projector.followUps(of: evidence, log.tenant))
            servers[server, default: 0] += 1
        }
    }

    /// Where two differ, in a few lines; nil where they do not.
    func difference(from other: HistoryFacts) -> String? {
        guard self != other else { return nil }
        var lines: [String] = []
        lines += HistoryFacts.only(machines, other.machines).map { "- machine \($0)" }
        lines += HistoryFacts.only(other.machines, machines).map { "+ machine \($0)" }
        if unlinked != other.unlinked { lines.append("unlinked \(unlinked) / \(other.unlinked)") }
        let gone = HistoryFacts.only(servers, other.servers)
        let come = HistoryFacts.only(other.servers, servers)
        lines += gone.map { HistoryFacts.words($0, "-", unlike: come) }
        lines += come.map { HistoryFacts.words($0, "+", unlike: gone) }
        return lines.joined(separator: "\n")
    }

    private static func only<Key: Hashable>(_ one: [Key: Int], _ other: [Key: Int]) -> [Key] {
        one.keys.filter { one[$0] != other[$0] }
    }

    private static func words(_ server: Server, _ sign: String, unlike others: [Server]) -> String {
        let like = others.first { $0.name == server.name }
        let facts = server.facts.filter { !(like?.facts.contains($0) ?? false) }
            .map { "    \($0.fact) \($0.from)..\($0.to) \($0.value) seen \($0.seenAt)" }
        let followUps = server.followUps.filter { !(like?.followUps.contains($0) ?? false) }
            .map { "    \($0.threat) \($0.episode) \($0.openedAt)" }
        let head =
            "\(sign) \(server.name) \(server.kind) \(server.firstSeen) \(server.lastSeen) \(server.newestEvidence)"
        return ([head] + facts + followUps).joined(separator: "\n")
    }
}

extension TenantLog {
    /// The same log with its subjects numbered by what they are called, those that no import saw behind the others. So
    /// two logs that say the same give the very same projection.
    func renumbered() -> TenantLog {
        let seen = Set(sightings.map(\.subject))
        let ordered = subjects.sorted { a, b in
            if seen.contains(a.number) != seen.contains(b.number) { return seen.contains(a.number) }
            return a.identity.bytes.lexicographicallyPrecedes(b.identity.bytes)
        }
        let numbers = Dictionary(uniqueKeysWithValues: ordered.enumerated().map { ($1.number, $0 + 1) })
        return renumbered { numbers[$0] }
    }

    private func renumbered(_ number: (Int) -> Int?) -> TenantLog {
        var log = self
        log.subjects = subjects.compactMap { subject in
            number(subject.number).map { Subject(number: $0, identity: subject.identity, states: subject.states) }
        }.sorted { $0.number < $1.number }
        log.sightings = sightings.compactMap { sighting in
            number(sighting.subject).map {
                Sighting(
                    importID: sighting.importID, line: sighting.line, subject: $0, state: sighting.state,
                    seenAt: sighting.seenAt)
            }
        }
        log.acts = acts.map { $0.renumbered { number($0) ?? $0 + 10_000 } }
        return log
    }

    /// The projection without what is only there for subjects that nobody sees.
    func visibleProjection(_ projector: Projector) throws -> TenantProjection {
        let seen = Set(sightings.map(\.subject))
        var projection = try projector.project(self)
        projection.memberships.removeAll { !seen.contains($0.subject) }
        return projection
    }
}

extension Act {
    /// The same act about other numbers; the subject it is about becomes the smallest one.
    func renumbered(_ number: (Int) -> Int) -> Act {
        guard isAboutIdentity else {
            return Act(number: self.number, at: at, by: by, what: what, subject: subject.map(number), body: body)
        }
        let lists = ["subject", "apart", "rest"].map { (name: $0, numbers: numbers($0).map(number)) }
        return Act(
            number: self.number, at: at, by: by, what: what, subject: lists.flatMap(\.numbers).min(),
            body: Act.body(lists))
    }
}
