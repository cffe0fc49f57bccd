/// A week of ISO 8601: from Monday to Sunday; it belongs to the year that has its Thursday.
package struct IsoWeek: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Its first day.
    package let monday: CalendarDay

    /// The one that has a day.
    package init(of day: CalendarDay) {
        // 1970-01-01 was a Thursday.
        let sinceMonday = (day.number + 3) - 7 * floorDiv(day.number + 3, 7)
        monday = CalendarDay(number: day.number - sinceMonday)
    }

    /// Year and number, from 1.
    package var parts: (year: Int, number: Int) {
        let thursday = monday.advanced(by: 3)
        let year = thursday.components.year
        let first = CalendarDay(year: year, month: 1, day: 1)!
        return (year, first.distance(to: thursday) / 7 + 1)
    }

    /// `2021-W33`.
    package var description: String { "\(parts.year)-W\(two(parts.number))" }

    package func advanced(by weeks: Int) -> IsoWeek { IsoWeek(of: monday.advanced(by: 7 * weeks)) }

    package static func < (a: IsoWeek, b: IsoWeek) -> Bool { a.monday < b.monday }

    /// Every week from the first of 2010 to the last of a year.
    package static func all(through year: Int) -> [IsoWeek] {
        let first = IsoWeek(of: CalendarDay(year: 2010, month: 1, day: 4)!)
        guard year >= 2010, let end = CalendarDay(year: min(year, 9998) + 1, month: 1, day: 4) else { return [] }
        return (0..<first.monday.distance(to: IsoWeek(of: end).monday) / 7).map(first.advanced)
    }
}
