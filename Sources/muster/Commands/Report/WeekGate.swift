import Inventory
import Storage

extension FollowUpGate {
    /// Throws a `Complaint` (gate) that names every limit that frozen weeks pass.
    static func check(_ gates: [FollowUpGate], _ weeks: [FrozenWeek]) throws {
        let hit = gates.map { ($0, $0.count(weeks)) }.filter { $1 > $0.limit }
        guard !hit.isEmpty else { return }
        throw Complaint(
            .gate,
            "--fail-on: " + hit.map { "\($1) \($0.measure.rawValue), more than \($0.limit)" }.joined(separator: "; "))
    }

    private func count(_ weeks: [FrozenWeek]) -> Int {
        switch measure {
        case .overdue: weeks.reduce(0) { $0 + ($1.values[.overdue] ?? 0) }
        case .checksOwed: weeks.reduce(0) { $0 + ($1.values[.checksOwed] ?? 0) }
        case .new: weeks.reduce(0) { $0 + ($1.values[.new] ?? 0) }
        case .silent: weeks.count(where: \.isSilent)
        }
    }
}
