import Foundation
import GRDB
import Inventory
import Knowledge
import Storage
import Synchronization
import Testing

@testable import Roll

/// Thousands of random histories: the order of partial files does not matter, an import undone is as if it had never
/// been, what is kept equals what a rebuild gives, and what somebody alters by hand is found.
///
/// A history that fails is made as small as it still fails, and printed.
@Suite struct HistoryTests {
    @Test func `any order of the partial files gives the same facts`() async throws {
        let projector = try HistoryKnowledge.projector()
        let tally = try await HistoryTrial.run(HistoryTrial.count(1_000)) { seed in
            let history = HistoryGenerator.history(seed: seed)
            try HistoryTrial.expect(history) { try HistoryTrial.orderFault($0, projector) }
            return history.features
        }
        tally.print("orders")
        for feature in tally.unheld(of: HistoryTests.inFiles) { Issue.record("only \(tally[feature]) of \(feature)") }
    }

    @Test func `undo equals never importing, and nothing kept differs from a rebuild after any step`() async throws {
        let projector = try HistoryKnowledge.projector()
        let tally = try await HistoryTrial.run(HistoryTrial.count(1_000) / 4) { seed in
            var features: Set<HistoryFeature> = []
            let history = HistoryGenerator.history(seed: 1_000_000 + seed)
            try HistoryTrial.expect(history) { try HistoryTrial.storeFault($0, projector, &features) }
            return features.union(history.features)
        }
        tally.print("imports, undone imports and acts")
        for feature in tally.unheld(of: HistoryTests.inSteps) { Issue.record("only \(tally[feature]) of \(feature)") }
    }

    private static let inSteps = HistoryFeature.allCases.filter { !inFiles.contains($0) }
    private static let inFiles: [HistoryFeature] = [
        .partial, .full, .scan, .feed, .hunt, .twoSources, .lateFile, .tie, .repeated, .reusedName, .movedAddress,
        .sharedAddress,
    ]
}

/// How many histories held what.
struct HistoryTally {
    private(set) var counts: [HistoryFeature: Int] = [:]
    private(set) var histories = 0

    mutating func add(_ features: Set<HistoryFeature>) {
        histories += 1
        for feature in features { counts[feature, default: 0] += 1 }
    }

    subscript(_ feature: HistoryFeature) -> Int { counts[feature] ?? 0 }

    /// What fewer than a hundred histories held.
    func unheld(of wanted: [HistoryFeature]) -> [HistoryFeature] { wanted.filter { self[$0] < 100 } }

    func print(_ what: String) {
        let words = HistoryFeature.allCases.filter { self[$0] > 0 }.map { "\($0) \(self[$0])" }
        Swift.print("\(histories) histories of \(what): \(words.joined(separator: ", "))")
    }
}
