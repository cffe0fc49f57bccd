import Foundation

/// A place's time: turns instants into local days and back. Named as in the IANA database (`Europe/Berlin`).
package struct Zone: Hashable, Sendable {
    package let name: String
    private let timeZone: TimeZone?

    package static let utc = Zone(name: "UTC", timeZone: nil)

    private init(name: String, timeZone: TimeZone?) {
        self.name = name
        self.timeZone = timeZone
    }

    /// Nil where this machine knows no such zone.
    package init?(_ name: String) {
        if name == "UTC" {
            self = .utc
            return
        }
        guard let zone = TimeZone(identifier: name) else { return nil }
        self.init(name: name, timeZone: zone)
    }

    /// A name stands for one zone.
    package static func == (a: Zone, b: Zone) -> Bool { a.name == b.name }

    package func hash(into hasher: inout Hasher) { hasher.combine(name) }

    private func offset(at instant: Instant) -> Int64 {
        guard let timeZone else { return 0 }
        return Int64(timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant.seconds))))
    }

    /// The local day that holds the instant.
    package func day(of instant: Instant) -> CalendarDay {
        (instant + offset(at: instant)).utcDay
    }

    /// The instant at which the local day begins.
    package func start(of day: CalendarDay) -> Instant {
        local(day: day, secondsIntoDay: 0)
    }

    /// The last second of the local day.
    package func end(of day: CalendarDay) -> Instant {
        start(of: day.advanced(by: 1)) + -1
    }

    /// The instant of a local wall-clock time. A time that the clocks skip is taken with the offset before the jump.
    package func local(day: CalendarDay, secondsIntoDay: Int64) -> Instant {
        let wall = Instant(day.number * 86_400 + secondsIntoDay)
        let first = wall + -offset(at: wall)
        return wall + -offset(at: first)
    }
}
