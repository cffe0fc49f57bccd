import Inventory
import Knowledge

/// A check as a person recorded it.
package struct CheckRecord: Hashable, Sendable {
    package let at: Instant
    package let threat: String
    package let result: CheckResult
    /// The version of the playbook that it followed, and the content that this version had.
    package let version: Int
    package let content: String
    /// The days that were looked at, or whose logs are gone for good, by log source.
    package let covers: [LogSource: [DayRange]]

    package init(
        at: Instant, threat: String, result: CheckResult, version: Int, content: String,
        covers: [LogSource: [DayRange]]
    ) {
        self.at = at
        self.threat = threat
        self.result = result
        self.version = version
        self.content = content
        self.covers = covers
    }
}

extension CheckRecord {
    /// The days of a log that were looked at to their end: its own day was not over when it was made.
    package func wholeDays(of log: LogSource, _ zone: Zone) -> [DayRange] {
        let before = zone.day(of: at).advanced(by: -1)
        return (covers[log] ?? []).compactMap { $0.clipped(to: before) }
    }

    /// Whether the part of its own day that was over was looked at too.
    fileprivate func beginsOwnDay(of log: LogSource, _ zone: Zone) -> Bool {
        let own = zone.day(of: at)
        return covers[log]?.contains { $0.first <= own && own <= $0.last } ?? false
    }
}

/// What a playbook asks of a check.
package struct CheckRule: Hashable, Sendable {
    package let required: [LogSource]
    package let version: Int
    package let content: String
    /// The days on which versions came to be, by day; the first one counts from ever on.
    package let versions: [(number: Int, on: CalendarDay)]

    package init(_ playbook: Playbook) {
        required = playbook.requiredLogs
        version = playbook.version
        content = playbook.content
        versions = playbook.changes.map { ($0.version, $0.on) }.sorted { $0.number < $1.number }
    }

    /// The newest version that there was on a day; before all of them the first.
    package func newest(on day: CalendarDay) -> Int {
        (versions.last { $0.on <= day } ?? versions.first)?.number ?? version
    }

    /// From which day on a check by a version no longer counts (nil: it never did), and the version that takes its
    /// place; nil where it counts still.
    package func replaced(_ record: CheckRecord) -> (by: Int, on: CalendarDay?)? {
        if let next = versions.first(where: { $0.number > record.version }) { return (next.number, next.on) }
        // Of the same number and of other content: somebody changed the playbook without saying so.
        if record.version == version, record.content != content { return (version, nil) }
        return nil
    }

    package static func == (a: CheckRule, b: CheckRule) -> Bool {
        a.required == b.required && a.version == b.version && a.content == b.content
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(version)
        hasher.combine(content)
    }
}

extension ThreatChecks {
    /// What records of one threat come to: a day is covered once each required log source of it was looked at, by one
    /// check or by several. The day on which a check is made is covered up to its moment. A check counts from when it was
    /// made until a newer version of its playbook exists.
    package init(threat: String, _ records: [CheckRecord], _ rule: CheckRule, _ zone: Zone) {
        let records = records.sorted { $0.at < $1.at }
        let ends = records.map { record in
            rule.replaced(record).map { max($0.on.map(zone.start) ?? record.at, record.at) }
        }
        var standings = Timeline<CheckStanding>()
        for moment in Set(records.map(\.at) + ends.compactMap { $0 }).sorted() {
            var covers: [LogSource: LookedAt] = [:]
            var result: CheckResult?
            var requeuedBy: Int?
            for (record, end) in zip(records, ends) where record.at <= moment {
                if let end, end <= moment {
                    requeuedBy = rule.replaced(record)?.by
                    continue
                }
                result = record.result
                for log in record.covers.keys { covers[log, default: LookedAt()].add(record, log, zone) }
            }
            let all = LookedAt.common(to: rule.required.map { covers[$0] ?? LookedAt() })
            standings.append(
                CheckStanding(covered: all.days, begun: all.begun, result: result, requeuedBy: requeuedBy),
                from: moment)
        }
        self.init(threat: threat, standings: standings)
    }
}

/// The days of which logs were looked at: to their end, or up to a moment.
private struct LookedAt {
    var days: [DayRange] = []
    var begun: [CalendarDay: Instant] = [:]

    mutating func add(_ record: CheckRecord, _ log: LogSource, _ zone: Zone) {
        days = CheckWindow.merged(days + record.wholeDays(of: log, zone))
        if record.beginsOwnDay(of: log, zone) {
            let day = zone.day(of: record.at)
            begun[day] = max(begun[day] ?? record.at, record.at)
        }
    }

    private func covers(_ day: CalendarDay) -> Bool { days.contains { $0.first <= day && day <= $0.last } }

    /// What all of them cover.
    static func common(to each: [LookedAt]) -> LookedAt {
        guard let first = each.first else { return LookedAt() }
        var all = LookedAt(days: each.dropFirst().reduce(first.days) { CheckWindow.intersection($0, $1.days) })
        for day in Set(each.flatMap(\.begun.keys)) where !all.covers(day) {
            let ends = each.map { $0.covers(day) ? .forever : $0.begun[day] ?? .distantPast }
            if let end = ends.min(), end > .distantPast { all.begun[day] = end }
        }
        return all
    }
}
