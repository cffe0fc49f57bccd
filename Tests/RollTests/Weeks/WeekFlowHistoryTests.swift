import Assessment
import Foundation
import Inventory
import Storage
import Testing

@testable import Roll

/// Random histories are played step by step, and the weeks that are over are frozen between the steps: what comes later,
/// late, or is taken back, must leave what is frozen as it is and still add up.
@Suite struct WeekFlowHistoryTests {
    private static let weeks = (0..<16).map { IsoWeek(of: CalendarDay(iso: "2021-07-12")!).advanced(by: $0) }

    @Test func `the changes of every week add up, and each has one cause that DESIGN names`() async throws {
        let projector = try HistoryKnowledge.projector()
        let counts = Counts()
        let tally = try await HistoryTrial.run(HistoryTrial.count(500)) { seed in
            let history = HistoryGenerator.history(seed: 5_000_000 + seed)
            try HistoryTrial.expect(history) { try WeekFlowHistoryTests.fault($0, projector, counts) }
            return history.features
        }
        tally.print("weeks")
        print("causes met: \(counts.words)")
        for cause in ["appeared", "patched", "corrected", "merged", "accepted", "disclosed", "offboarded", "expired"]
        where counts[cause] == 0 {
            Issue.record("no change was \(cause)")
        }
    }

    /// What does not hold; nil where all does.
    private static func fault(_ history: History, _ projector: Projector, _ counts: Counts) throws -> String? {
        let played = try HistoryRoll(projector)
        var frozen: [String: [IsoWeek: FrozenWeek]] = [:]
        for (index, step) in history.steps.enumerated() {
            guard try played.play(step, of: history) else { continue }
            // A few times within each history: all of it would take minutes.
            guard index % max(1, history.steps.count / 3) == 1 else { continue }
            let last = weeks[min(weeks.count - 1, 2 + index * weeks.count / max(1, history.steps.count))]
            for slug in History.tenants {
                let isAgain = (history.seed + UInt64(index)) % 7 == 0
                let wish = WeekWish(
                    isAgain ? weeks[3] : last, again: isAgain,
                    now: HistoryRoll.now + Int64(3600 * (index + 1)), by: "jane")
                _ = try freeze(slug, wish, projector, played)
                if let words = try sumFault(slug, played, &frozen, isAgain: isAgain ? weeks[3] : nil, counts) {
                    return "\(slug) after \(step):\n\(words)"
                }
            }
        }
        for slug in History.tenants {
            let wish = WeekWish(weeks[15], again: true, now: HistoryRoll.now + 1_000_000, by: "jane")
            guard let end = try freeze(slug, wish, projector, played) else { continue }
            if let words = try endFault(slug, end, projector, played) { return "\(slug): \(words)" }
        }
        return nil
    }

    private static func freeze(
        _ slug: String, _ wish: WeekWish, _ projector: Projector, _ played: HistoryRoll
    ) throws -> FrozenWeek? {
        try played.roll.freeze(slug, wish, projector) { _ in
            ["t": SliceAnswer(columns: ["x"], rows: [[.integer(1)]], isCut: false, isOrdered: true)]
        }
    }

    private static func sumFault(
        _ slug: String, _ played: HistoryRoll, _ frozen: inout [String: [IsoWeek: FrozenWeek]], isAgain: IsoWeek?,
        _ counts: Counts
    ) throws -> String? {
        let (weeks, changes) = try played.roll.store.read { transaction in
            let tenant = try CustomerRoll.ownTenant(slug, in: transaction)
            return (try transaction.frozenWeeks(of: tenant.id), try transaction.weekChanges(of: tenant.id))
        }
        var standing = WeekStanding()
        for (index, week) in weeks.enumerated() {
            if index > 0, week.week != weeks[index - 1].week.advanced(by: 1) { return "no week before \(week.week)" }
            let own = changes[week.week] ?? []
            standing.take(own.filter(\.flow.isCarried))
            let known = own.filter { !$0.flow.isCarried }
            let begun = standing
            standing.take(known)
            counts.add(known)
            if let words = fault(week, known, begun, standing) { return "\(week.week): \(words)" }
            if let old = frozen[slug]?[week.week], old != week, isAgain.map({ week.week < $0 }) ?? true {
                return "\(week.week) was changed"
            }
            frozen[slug, default: [:]][week.week] = week
        }
        return nil
    }

    private static func fault(
        _ week: FrozenWeek, _ changes: [WeekChange], _ start: WeekStanding, _ end: WeekStanding
    ) -> String? {
        let v = week.values
        if !v.addUp { return "does not add up" }
        if Set(changes.map(\.key)).count < changes.count { return "one thing changes twice" }
        for change in changes {
            let words =
                switch change.flow {
                case .new, .reopened: WeekCause.opening
                case .closed: WeekCause.closing
                case .newlyExposed: WeekCause.exposing
                default: WeekCause.hiding
                }
            if !words.contains(change.cause) { return "\(change.flow) by \(change.cause)" }
        }
        guard let open = v[.open] else { return changes.isEmpty ? nil : "changes without data" }
        if v[.openAtStart] != start.open.count || open != end.open.count { return "not what the changes leave" }
        if v[.exposed] != end.exposed.count { return "exposures are not what the changes leave" }
        for (measure, flow) in [(WeekMeasure.new, WeekChange.Flow.new), (.reopened, .reopened), (.closed, .closed)]
        where v[measure] != changes.count(where: { $0.flow == flow }) {
            return "\(measure) is not the number of its changes"
        }
        let ages = [WeekMeasure.age7, .age30, .age90, .ageOver].reduce(0) { $0 + (v[$1] ?? 0) }
        if ages != open { return "ages are of \(ages), open are \(open)" }
        return nil
    }

    /// Told anew, the last week's end is what a list says of its last day.
    private static func endFault(
        _ slug: String, _ week: FrozenWeek, _ projector: Projector, _ played: HistoryRoll
    ) throws -> String? {
        let reading = try played.roll.readings(of: slug, asOf: .day(week.week.sunday), projector, fromLog: true).first
        guard let reading, reading.dataAsOf != nil else { return nil }
        let open = reading.followUps.filter { !$0.isCollect }
        if week.values[.open] != open.count {
            return "frozen are \(week.values[.open] ?? -1) open, the list has \(open.count)"
        }
        if week.values[.overdue] != open.count(where: \.isOverdue) { return "overdue differ from the list" }
        let owing = reading.followUps.filter { !$0.isCollect && $0.isOwing && !$0.isRetired && $0.daysOwed > 0 }
        if week.values[.checksOwed] != owing.count {
            return "frozen are \(week.values[.checksOwed] ?? -1) checks owed, the list has \(owing.count)"
        }
        return nil
    }
}

/// How often each cause was met.
private final class Counts: @unchecked Sendable {
    private var counts: [String: Int] = [:]
    private let lock = NSLock()

    func add(_ changes: [WeekChange]) {
        lock.withLock { for change in changes { counts[change.cause, default: 0] += 1 } }
    }

    subscript(cause: String) -> Int { lock.withLock { counts[cause] ?? 0 } }
    var words: String {
        lock.withLock { counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ") }
    }
}
