/// A day of the Gregorian calendar, counted from 1970-01-01 = 0; which hours it has is a matter of a `Zone`.
package struct CalendarDay: Hashable, Comparable, Sendable, CustomStringConvertible, Strideable {
    package let number: Int64

    package init(number: Int64) { self.number = number }

    /// A day that the calendar has; nil for 2021-02-30.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1 else { return nil }
        let length =
            switch month {
            case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
            case 4, 6, 9, 11: 30
            default: 31
            }
        guard day <= length else { return nil }
        // Days from civil (Howard Hinnant, "chrono-compatible low-level date algorithms").
        let y = Int64(month <= 2 ? year - 1 : year)
        let era = floorDiv(y, 400)
        let yoe = y - era * 400
        let doy = Int64((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1)
        let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy
        number = era * 146_097 + doe - 719_468
    }

    /// Reads `2021-08-20`; nil for anything else.
    package init?(iso text: some StringProtocol) {
        let b = Array(text.utf8)
        guard b.count == 10, b[4] == 45, b[7] == 45 else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            var n = 0
            for i in range {
                guard (48...57).contains(b[i]) else { return nil }
                n = n * 10 + Int(b[i] - 48)
            }
            return n
        }
        guard let y = number(0..<4), let m = number(5..<7), let d = number(8..<10) else { return nil }
        self.init(year: y, month: m, day: d)
    }

    package var components: (year: Int, month: Int, day: Int) {
        let z = number + 719_468
        let era = floorDiv(z, 146_097)
        let doe = z - era * 146_097
        let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100)
        let mp = (5 * doy + 2) / 153
        let day = Int(doy - (153 * mp + 2) / 5 + 1)
        let month = Int(mp < 10 ? mp + 3 : mp - 9)
        return (Int(yoe + era * 400) + (month <= 2 ? 1 : 0), month, day)
    }

    /// `2021-08-20`.
    package var description: String {
        let c = components
        let year = String(c.year)
        return String(repeating: "0", count: Swift.max(0, 4 - year.count)) + "\(year)-\(two(c.month))-\(two(c.day))"
    }

    package static func < (a: CalendarDay, b: CalendarDay) -> Bool { a.number < b.number }
    package func distance(to other: CalendarDay) -> Int { Int(other.number - number) }
    package func advanced(by days: Int) -> CalendarDay { CalendarDay(number: number + Int64(days)) }
}

/// Days from `first` to `last`, both included.
package struct DayRange: Hashable, Sendable, CustomStringConvertible {
    package let first: CalendarDay
    package let last: CalendarDay

    package init(_ first: CalendarDay, _ last: CalendarDay) {
        self.first = first
        self.last = last
    }

    /// The number of days.
    package var count: Int { Int(last.number - first.number) + 1 }

    /// What lies in both; nil where nothing does.
    package func clipped(to last: CalendarDay) -> DayRange? {
        first <= last ? DayRange(first, Swift.min(self.last, last)) : nil
    }

    package var description: String { "\(first)..\(last)" }
}
