import Inventory

/// The frame of a chart over weeks: axes, months, gaps where nothing is known, vertical marks.
struct WeekChart {
    static let width = 460
    static let height = 200
    private static let left = 34.0
    private static let right = 338.0
    private static let top = 26.0
    private static let bottom = 172.0

    var svg: SVG
    let weeks: [IsoWeek]
    let scale: ChartScale

    init(_ id: String, _ weeks: [IsoWeek], highest: Int, title: String, reading: String) {
        self.weeks = weeks
        scale = ChartScale(max(1, highest))
        svg = SVG(id, width: WeekChart.width, height: WeekChart.height, title: title, reading: reading)
        for tick in scale.ticks {
            svg.line(WeekChart.left, y(tick), WeekChart.right, y(tick), tick == 0 ? "axis" : "grid")
            svg.text(WeekChart.left - 5, y(tick) + 4, "\(tick)", "t2", anchor: "end")
        }
        months()
    }

    /// The middle of a week's place.
    func x(_ index: Int) -> Double { WeekChart.left + slot * (Double(index) + 0.5) }
    func y(_ value: Int) -> Double {
        WeekChart.bottom - (WeekChart.bottom - WeekChart.top) * Double(value) / Double(scale.top)
    }
    var slot: Double { (WeekChart.right - WeekChart.left) / Double(max(1, weeks.count)) }
    var right: Double { WeekChart.right }
    var bottom: Double { WeekChart.bottom }

    private mutating func months() {
        var last = -100.0
        for (index, week) in weeks.enumerated() {
            let day = week.monday.components.day
            let month = week.monday.components.month
            guard day <= 7, x(index) - last > 38 else { continue }
            last = x(index)
            let year = month == 1 ? " \(week.monday.components.year)" : ""
            svg.text(x(index), WeekChart.bottom + 16, MonthName.short(month) + year, "t2", anchor: "middle")
        }
        if last < 0, let first = weeks.first {
            svg.text(WeekChart.left, WeekChart.bottom + 16, "\(first)", "t2")
        }
    }

    /// Days on which something happened, such as the release of updates, each with its word on top.
    mutating func marks(_ days: [(day: CalendarDay, word: String)]) {
        var last = (-100.0, 0)
        for (day, word) in days.sorted(by: { $0.day < $1.day }) {
            guard let first = weeks.first, day >= first.monday, let end = weeks.last, day <= end.monday.advanced(by: 6)
            else { continue }
            let place = WeekChart.left + slot * Double(first.monday.distance(to: day)) / 7
            let level = place - last.0 < 40 ? 1 - last.1 : 0
            svg.line(place, WeekChart.top - 4, place, WeekChart.bottom, "mark")
            svg.text(place, level == 0 ? 20 : 9, word, "t2", anchor: "middle")
            last = (place, level)
        }
    }

    /// A line through what is known; it breaks where nothing is.
    mutating func line(_ values: [Int?], _ style: String) {
        var run: [(Double, Double)] = []
        func end(_ svg: inout SVG) {
            if run.count == 1 { svg.circle(run[0].0, run[0].1, 1.6, "dot") }
            svg.polyline(run, style)
            run = []
        }
        for (index, value) in values.enumerated() {
            if let value { run.append((x(index), y(value))) } else { end(&svg) }
        }
        end(&svg)
    }

    /// Hatches the weeks of which nothing is known.
    mutating func gaps(_ isKnown: [Bool]) {
        var from: Int?
        for index in 0...isKnown.count {
            if index < isKnown.count, !isKnown[index] {
                from = from ?? index
            } else if let start = from {
                svg.rect(
                    WeekChart.left + slot * Double(start), WeekChart.top, slot * Double(index - start),
                    WeekChart.bottom - WeekChart.top, "unk")
                from = nil
            }
        }
    }

    /// Words at the right end, moved apart where they would touch.
    mutating func labels(_ labels: [(value: Double, words: String, style: String)]) {
        var last = WeekChart.height + 100
        for label in labels.sorted(by: { $0.value > $1.value }) {
            let place = min(Int(label.value.rounded()) + 4, last - 13)
            svg.text(WeekChart.right + 6, Double(place), label.words, label.style)
            last = place
        }
    }
}

enum MonthName {
    private static let names = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    static func of(_ month: Int) -> String { names[month - 1] }
    static func short(_ month: Int) -> String { String(names[month - 1].prefix(3)) }
}
