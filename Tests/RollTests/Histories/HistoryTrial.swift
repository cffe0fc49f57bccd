import Dispatch
import Foundation
import Inventory
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Roll

/// What is tried with each history.
enum HistoryTrial {
    /// How many histories are tried: `MUSTER_HISTORIES`, else as many as a debug build tries in half a minute.
    static func count(_ usual: Int) -> Int {
        ProcessInfo.processInfo.environment["MUSTER_HISTORIES"].flatMap { Int($0) } ?? usual
    }

    /// The first seed; another one tries other histories: `MUSTER_HISTORIES_FROM`.
    static let firstSeed =
        ProcessInfo.processInfo.environment["MUSTER_HISTORIES_FROM"].flatMap { UInt64($0) } ?? 1

    /// Tries histories on all processors.
    static func run(
        _ count: Int, _ body: @escaping @Sendable (UInt64) throws -> Set<HistoryFeature>
    ) async throws -> HistoryTally {
        let tally = Mutex(HistoryTally())
        let next = Mutex(0)
        let failure = Mutex<(any Error)?>(nil)
        DispatchQueue.concurrentPerform(iterations: 2) { _ in
            while true {
                let seed = next.withLock { next in
                    next += 1
                    return next
                }
                guard seed <= count, failure.withLock({ $0 == nil }) else { return }
                do {
                    let features = try body(firstSeed + UInt64(seed) - 1)
                    tally.withLock { $0.add(features) }
                } catch { failure.withLock { $0 = error } }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
        return tally.withLock { $0 }
    }

    /// Makes a history smaller as long as it still fails, and fails with it.
    static func expect(_ history: History, fault: (History) throws -> String?) throws {
        guard try fault(history) != nil else { return }
        var smallest = history
        var isSmaller = true
        while isSmaller {
            isSmaller = false
            for candidate in smaller(smallest) where (try? fault(candidate)).flatMap({ $0 }) != nil {
                smallest = candidate
                isSmaller = true
                break
            }
        }
        throw HistoryFailure(history: smallest, words: try fault(smallest) ?? "?")
    }

    /// The history without a step, a row, or a fact.
    private static func smaller(_ history: History) -> [History] {
        var found = history.steps.indices.map { index in
            var copy = history
            copy.steps.remove(at: index)
            return copy
        }
        let used = Set(
            history.steps.compactMap { step in
                if case .take(let index) = step { index } else { nil }
            })
        for file in history.files.indices where used.contains(file) {
            for row in history.files[file].rows.indices {
                var copy = history
                copy.files[file].rows.remove(at: row)
                found.append(copy)
                for fact in history.files[file].rows[row].facts.indices {
                    var copy = history
                    copy.files[file].rows[row].facts.remove(at: fact)
                    if !copy.files[file].rows[row].identity.bytes.isEmpty { found.append(copy) }
                }
            }
        }
        return found
    }

    // MARK: Order

    /// What differs when the partial files come in another order; nil where nothing does.
    static func orderFault(_ history: History, _ projector: Projector) throws -> String? {
        let files = history.steps.compactMap { step in
            if case .take(let index) = step { history.files[index] } else { nil }
        }
        var random = SeededRandom(seed: history.seed)
        let expected = try HistoryFacts(log(files), projector)
        for _ in 0..<2 {
            let other = reordered(files, &random)
            let facts = try HistoryFacts(log(other), projector)
            if let difference = expected.difference(from: facts) {
                return "in the order \(other.map(\.number)):\n\(difference)"
            }
            let projection = try log(other).renumbered().visibleProjection(projector)
            if try projection != log(files).renumbered().visibleProjection(projector) {
                return "in the order \(other.map(\.number)) the projection differs"
            }
        }
        return nil
    }

    /// The partial ones at any place; the full ones keep their order.
    static func reordered(_ files: [HistoryFile], _ random: inout SeededRandom) -> [HistoryFile] {
        var full = files.filter(\.isFull)[...]
        return files.shuffled(using: &random).map { $0.isFull ? full.removeFirst() : $0 }
    }

    /// What the first tenant's log says of the files.
    static func log(_ files: [HistoryFile]) -> TenantLog {
        var fixture = LogFixture()
        for file in files {
            let rows = file.rows.filter { $0.tenant == 0 }
            guard !rows.isEmpty || file.tenant == 0 else { continue }
            fixture.take(
                file.format, file.kind, takenAt: file.takenAt.description, source: file.effectiveSource,
                vantage: file.vantage ?? .reported, isFull: file.isFull, isAllowListed: file.isAllowListed,
                targets: file.targets,
                rows.map { row in
                    LogFixture.Row(row.facts.map { ($0.field, $0.value) }, seenAt: row.seenAt?.description)
                })
        }
        return fixture.log
    }

    // MARK: The store

    /// Plays a history, looks after its steps whether what is kept is what a rebuild gives, and at the end whether it
    /// is what a roll says that never saw the undone files and got the others in another order.
    ///
    /// Every other history is looked at after each step, the rest after every third and at the end: what is wrong once
    /// mostly stays so, and half of the time goes into looking.
    static func storeFault(
        _ history: History, _ projector: Projector, _ features: inout Set<HistoryFeature>
    ) throws -> String? {
        let played = try HistoryRoll(projector, mostAtOnce: history.seed % 2 == 0 ? 2 : 50_000)
        for (number, step) in history.steps.enumerated() {
            let isDone = try played.play(step, of: history)
            let isLast = number == history.steps.count - 1
            guard isDone || isLast, isLast || number % 3 == 0 || history.seed % 2 == 0 else { continue }
            let faults = try played.roll.check().faults
            if !faults.isEmpty { return "after \(step):\n" + faults.map(\.words).joined(separator: "\n") }
        }
        features = played.features
        let plain = try HistoryRoll(projector)
        var random = SeededRandom(seed: history.seed)
        let kept = played.importIDs.sorted { $0.value < $1.value }.map { history.files[$0.key] }
        for file in reordered(kept, &random) { _ = try plain.take(file, file.number) }
        for slug in History.tenants {
            if let difference = try difference(of: slug, played, plain, projector) { return "\(slug): \(difference)" }
        }
        let faults = try plain.roll.check().faults
        return faults.isEmpty ? nil : "without what was undone:\n" + faults.map(\.words).joined(separator: "\n")
    }

    private static func difference(
        of slug: String, _ played: HistoryRoll, _ plain: HistoryRoll, _ projector: Projector
    ) throws -> String? {
        var log = try played.log(slug)
        let seen = Set(log.sightings.map(\.subject))
        // What was set of a subject that no import is left of could not have been set without it.
        log.acts.removeAll { act in
            !act.isAboutIdentity && act.subject.map { !seen.contains($0) } ?? false
        }
        log.acts.removeAll(where: \.isOfTenantsLife)
        try plain.adopt(log.acts, of: slug, from: log)
        if let day = log.tenant.archivedOn {
            _ = try plain.roll.archive(slug, from: day, now: HistoryRoll.now, by: "jane")
        }
        let other = try plain.log(slug)
        let words = try HistoryFacts(log, projector).difference(from: HistoryFacts(other, projector))
        if let words { return "undone is not as never imported:\n\(words)" }
        guard
            try log.renumbered().visibleProjection(projector) == other.renumbered().visibleProjection(projector)
        else { return "undone is not as never imported: the projection differs" }
        return nil
    }
}

/// A history that does not hold what it must.
struct HistoryFailure: Error, CustomStringConvertible {
    let history: History
    let words: String

    var description: String { "\(words)\n\(history)" }
}
