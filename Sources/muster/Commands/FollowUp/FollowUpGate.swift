import ArgumentParser
import Inventory
import Roll

/// A limit for scripts: above it the command ends with 3. `overdue`, `silent>2`.
struct FollowUpGate: ExpressibleByArgument, Hashable {
    enum Measure: String, CaseIterable {
        case overdue
        case checksOwed = "checks_owed"
        /// Opened in the week of the day that is read, as far as it goes.
        case new
        /// Tenants of which nothing was seen for more than 30 days.
        case silent
    }

    let measure: Measure
    let limit: Int

    init?(argument: String) {
        let parts = argument.split(separator: ">", omittingEmptySubsequences: false)
        guard let measure = Measure(rawValue: String(parts[0])), parts.count <= 2 else { return nil }
        guard let limit = parts.count == 2 ? Int(parts[1]) : 0, limit >= 0 else { return nil }
        self.measure = measure
        self.limit = limit
    }

    /// Throws a `Complaint` (gate) that names every limit that is passed.
    ///
    /// - Parameter checksOwed: how many checks are owed, those of accepted risks too; asked where a gate is about them.
    static func check(
        _ gates: [FollowUpGate], _ list: FollowUpList, _ readings: [TenantReading], checksOwed: () throws -> Int
    ) throws {
        let hit = try gates.map { ($0, try $0.count(list, readings, checksOwed)) }.filter { $1 > $0.limit }
        guard !hit.isEmpty else { return }
        throw Complaint(
            .gate,
            "--fail-on: " + hit.map { "\($1) \($0.measure.rawValue), more than \($0.limit)" }.joined(separator: "; "))
    }

    private func count(
        _ list: FollowUpList, _ readings: [TenantReading], _ checksOwed: () throws -> Int
    ) throws -> Int {
        switch measure {
        case .overdue: list.totals.overdue
        case .checksOwed: try checksOwed()
        case .silent: list.ages.silent
        case .new:
            readings.reduce(0) { sum, reading in
                sum + reading.followUps.count { !$0.isCollect && $0.openedOn >= reading.asOf.monday }
            }
        }
    }
}

extension CalendarDay {
    /// The Monday of its week. 1970-01-01, day 0, was a Thursday.
    var monday: CalendarDay { advanced(by: -Int(((number + 3) % 7 + 7) % 7)) }
}
