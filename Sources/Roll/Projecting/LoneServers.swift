import Inventory
import Storage

/// The servers that have no kin: each different case is computed once, and stands for all others like it.
///
/// What follows for a machine that shares nothing with any other depends on what its rows say of Exchange, on the files
/// they stand in, and on the days and the order of the times. Its name, its addresses and its owner only stand beside
/// that. So of a thousand servers of one build that one file lists, one is computed, and the others take over what
/// follows with their own names and times. `db check` computes every one, and so proves what is taken over here.
///
/// For one thread at a time.
final class LoneServers {
    /// What follows for all machines of one case; times by their places in the machine's instants.
    private enum Answer {
        case none
        case server(
            kind: String, firstSeen: Int, lastSeen: Int, answersFrom: Int, situation: Situation, moments: [Int])
        /// It speaks of other times than those of its rows and files: each is computed by itself.
        case ownTimes
    }

    private var circles: [Circle.Key: Int] = [:]
    private var circlesEver = 0
    private var answers = ByteTable<Answer>(most: remembered)
    private static let remembered = 20_000

    /// What is known of some lone subjects of a log without computing it.
    struct Known {
        /// By asset.
        fileprivate(set) var servers: [TenantProjection.ServerRow] = []
        /// Those that are to be computed, ascending; the first of each case that is not known yet is among them.
        fileprivate(set) var toCompute: [Int] = []
        /// Those whose case is not known yet, and which are not the first of it; ascending.
        fileprivate(set) var likeOthers: [Int] = []
        /// What is to be learnt once it is computed.
        fileprivate var asked: [Asked] = []
    }

    fileprivate struct Asked {
        let number: Int
        let kind: [UInt8]
        let instants: [Instant]
        let name: String
        let published: String
    }

    /// - Parameter alone: subjects of the log that have no kin, ascending.
    func known(of alone: [Int], in log: StoredLog) throws -> Known {
        var known = Known()
        let sightings = try LoneSightings(log, of: alone)
        var machine = LoneMachine(log, circle(of: log))
        var news = ByteTable<Void>(most: .max)
        var open: (number: Int, identity: UnsafeRawBufferPointer)?
        var states: [UnsafeRawBufferPointer] = []
        func close() {
            guard let subject = open else { return }
            open = nil
            guard machine.read(subject.number, subject.identity, states, sightings[subject.number]) else {
                return known.toCompute.append(subject.number)
            }
            machine.kind.withUnsafeBytes { kind in
                if let answer = answers[kind] {
                    take(answer, machine, into: &known)
                } else if news[kind] != nil {
                    known.likeOthers.append(machine.number)
                } else {
                    news.insert(kind, ())
                    known.toCompute.append(machine.number)
                    known.asked.append(
                        Asked(
                            number: machine.number, kind: machine.kind, instants: machine.instants, name: machine.name,
                            published: machine.published))
                }
            }
        }
        try log.forEachState { number, identity, facts in
            if let identity {
                close()
                guard sightings.contains(number) else { return }
                open = (number, identity)
                states.removeAll(keepingCapacity: true)
            }
            states.append(facts)
        }
        close()
        return known
    }

    private func take(_ answer: Answer, _ machine: LoneMachine, into known: inout Known) {
        switch answer {
        case .none: break
        case .ownTimes: known.toCompute.append(machine.number)
        case .server(let kind, let firstSeen, let lastSeen, let answersFrom, let situation, let moments):
            let instants = machine.instants
            known.servers.append(
                TenantProjection.ServerRow(
                    asset: machine.number, name: machine.name, kind: kind, firstSeen: instants[firstSeen],
                    lastSeen: instants[lastSeen], answersFrom: instants[answersFrom], published: machine.published,
                    situation: situation, moments: moments.map { instants[$0] }))
        }
    }

    /// Remembers what was computed of those that were asked for in vain.
    func learn(_ known: Known, from servers: [TenantProjection.ServerRow]) {
        guard !known.asked.isEmpty else { return }
        let rows = Dictionary(servers.lazy.map { ($0.asset, $0) }, uniquingKeysWith: { a, _ in a })
        for asked in known.asked {
            asked.kind.withUnsafeBytes { answers.insert($0, LoneServers.answer(asked, rows[asked.number])) }
        }
    }

    private static func answer(_ machine: Asked, _ row: TenantProjection.ServerRow?) -> Answer {
        guard let row else { return .none }
        let moments = row.moments.compactMap(machine.instants.firstIndex)
        guard row.name == machine.name, row.published == machine.published, moments.count == row.moments.count,
            let firstSeen = machine.instants.firstIndex(of: row.firstSeen),
            let lastSeen = machine.instants.firstIndex(of: row.lastSeen),
            let answersFrom = machine.instants.firstIndex(of: row.answersFrom)
        else { return .ownTimes }
        return .server(
            kind: row.kind, firstSeen: firstSeen, lastSeen: lastSeen, answersFrom: answersFrom,
            situation: row.situation, moments: moments)
    }

    private func circle(of log: StoredLog) -> Circle {
        let key = Circle.Key(log)
        if let number = circles[key] { return Circle(number, key) }
        if circles.count >= LoneServers.remembered { circles.removeAll() }
        circlesEver += 1
        circles[key] = circlesEver
        return Circle(circlesEver, key)
    }
}
