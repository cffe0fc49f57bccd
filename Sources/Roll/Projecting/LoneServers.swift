import Inventory
import Storage
import Synchronization

/// The servers that have no kin: each different case is computed once, and stands for all others like it.
///
/// What follows for a machine that shares nothing with any other depends on what its rows say of Exchange, on the files
/// they stand in, and on the days and the order of the times. Its name, its addresses and its owner only stand beside
/// that. So of a thousand servers of one build that one file lists, one is computed, and the others take over what
/// follows with their own names and times. `db check` computes every one, and so proves what is taken over here.
final class LoneServers: Sendable {
    /// What follows for all machines of one case; times by their places in the machine's instants.
    private enum Answer {
        case none
        case server(
            kind: String, firstSeen: Int, lastSeen: Int, answersFrom: Int, situation: Situation, moments: [Int])
        /// It speaks of other times than those of its rows and files: each is computed by itself.
        case ownTimes
    }

    private struct Memory {
        var circles: [Circle.Key: Int] = [:]
        var circlesEver = 0
        var answers: [LoneMachine.Case: Answer] = [:]
    }

    private let memory = Mutex(Memory())
    private static let remembered = 20_000

    /// What is known of some lone subjects of a log without computing it.
    struct Known {
        fileprivate(set) var servers: [TenantProjection.ServerRow] = []
        /// By subject: whether nothing needs to be computed of it.
        fileprivate(set) var isAnswered: [Bool]
        /// What is to be learnt once it is computed.
        fileprivate var asked: [LoneMachine] = []
    }

    /// - Parameter alone: subjects of the log that have no kin, ascending.
    func known(of alone: [Int], in log: TenantLog) -> Known {
        var known = Known(isAnswered: Array(repeating: false, count: (log.subjects.last?.number ?? 0) + 1))
        let circle = circle(of: log)
        let machines = LoneMachine.all(of: alone, in: log, circle)
        memory.withLock { memory in
            for machine in machines {
                guard let answer = memory.answers[machine.kind] else {
                    known.asked.append(machine)
                    continue
                }
                switch answer {
                case .none: known.isAnswered[machine.number] = true
                case .ownTimes: break
                case .server(let kind, let firstSeen, let lastSeen, let answersFrom, let situation, let moments):
                    known.isAnswered[machine.number] = true
                    let instants = machine.instants
                    known.servers.append(
                        TenantProjection.ServerRow(
                            asset: machine.number, name: machine.name, kind: kind, firstSeen: instants[firstSeen],
                            lastSeen: instants[lastSeen], answersFrom: instants[answersFrom],
                            published: machine.published, situation: situation, moments: moments.map { instants[$0] }))
                }
            }
        }
        return known
    }

    /// Remembers what was computed of those that were asked for in vain.
    func learn(_ known: Known, from servers: [TenantProjection.ServerRow]) {
        guard !known.asked.isEmpty else { return }
        let rows = Dictionary(servers.lazy.map { ($0.asset, $0) }, uniquingKeysWith: { a, _ in a })
        memory.withLock { memory in
            for machine in known.asked {
                if memory.answers.count >= LoneServers.remembered { memory.answers.removeAll() }
                memory.answers[machine.kind] = LoneServers.answer(machine, rows[machine.number])
            }
        }
    }

    private static func answer(_ machine: LoneMachine, _ row: TenantProjection.ServerRow?) -> Answer {
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

    private func circle(of log: TenantLog) -> Circle {
        let key = Circle.Key(log)
        return memory.withLock { memory in
            if let number = memory.circles[key] { return Circle(number, key) }
            if memory.circles.count >= LoneServers.remembered { memory.circles.removeAll() }
            memory.circlesEver += 1
            memory.circles[key] = memory.circlesEver
            return Circle(memory.circlesEver, key)
        }
    }
}
