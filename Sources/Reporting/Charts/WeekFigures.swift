import Inventory
import Storage

/// The charts of a weekly report. Each takes weeks in their order, one value per week; nil is not known.
enum WeekFigures {
    private static let decisions: [(measure: WeekMeasure, style: String)] = [
        (.forensics, "b1"), (.threeDays, "b2"), (.fourteenDays, "b3"), (.sixtyDays, "b4"), (.nextUpgrade, "b5"),
    ]

    /// What is open, by decision, the most urgent at the bottom.
    static func open(
        _ id: String, _ weeks: [IsoWeek], _ values: [WeekValues?], marks: [(CalendarDay, String)]
    ) -> SVG {
        let totals = values.map { $0?[.open] }
        var chart = WeekChart(
            id, weeks, highest: totals.compactMap { $0 }.max() ?? 0, title: "Open follow-ups by decision",
            reading: "Open follow-ups at the end of each week: \(words(totals)).")
        chart.gaps(totals.map { $0 != nil })
        for (index, value) in values.enumerated() {
            guard let value else { continue }
            var below = 0
            for (measure, style) in decisions {
                let count = value[measure] ?? 0
                guard count > 0 else { continue }
                let top = chart.y(below + count)
                chart.svg.rect(
                    chart.x(index) - chart.slot * 0.4, top, chart.slot * 0.8, chart.y(below) - top, style)
                below += count
            }
        }
        chart.marks(marks)
        if let last = values.last, let last, let total = last[.open] {
            var labels = [(chart.y(total) - 12, "\(total) open", "tb")]
            var below = 0
            for (measure, _) in decisions {
                let count = last[measure] ?? 0
                guard count > 0 else { continue }
                labels.append((chart.y(below + count / 2), "\(count) × \(Decision.words(measure.title))", ""))
                below += count
            }
            chart.labels(labels)
        }
        return chart.svg
    }

    /// Exposed servers, and of them the vulnerable ones.
    static func exposed(
        _ id: String, _ weeks: [IsoWeek], _ values: [WeekValues?], marks: [(CalendarDay, String)]
    ) -> SVG {
        let both = values.map { $0?[.exposedVulnerable] }
        let exposed = values.map { value in value.flatMap { $0[.exposedVulnerable] == nil ? nil : $0[.exposed] } }
        var chart = WeekChart(
            id, weeks, highest: exposed.compactMap { $0 }.max() ?? 0,
            title: "Servers exposed on 443, and exposed and vulnerable",
            reading: "Exposed and vulnerable: \(words(both)). Exposed: \(words(exposed)).")
        chart.gaps(both.map { $0 != nil })
        chart.marks(marks)
        chart.line(exposed, "l2")
        chart.line(both, "l1")
        var labels: [(Double, String, String)] = []
        if let value = exposed.last, let value { labels.append((chart.y(value) - 6, "\(value) exposed", "")) }
        if let value = both.last, let value { labels.append((chart.y(value) + 6, "\(value) and vulnerable", "tb")) }
        if labels.isEmpty { labels.append((chart.y(0) - 20, "not known", "t2")) }
        chart.labels(labels)
        return chart.svg
    }

    /// How far updates came after their release, in percent of the servers that they are for, week after week; the
    /// newest in bold, those before as a yardstick.
    static func adoption(_ id: String, _ curves: [AdoptionCurve]) -> SVG {
        let length = max(2, curves.map(\.points.count).max() ?? 2)
        let reading = curves.map { curve in
            "\(curve.name): "
                + curve.points.map { point in point.map { "\($0)%" } ?? "not known" }.joined(separator: ", ")
        }.joined(separator: ". ")
        var svg = SVG(
            id, width: WeekChart.width, height: WeekChart.height,
            title: "Servers with the update, weeks since its release",
            reading: reading)
        let (left, right, top, bottom) = (34.0, 352.0, 20.0, 172.0)
        func y(_ percent: Int) -> Double { bottom - (bottom - top) * Double(percent) / 100 }
        func x(_ week: Int) -> Double { left + (right - left) * Double(week) / Double(length) }
        for tick in [0, 25, 50, 75, 100] {
            svg.line(left, y(tick), right, y(tick), tick == 0 ? "axis" : "grid")
            svg.text(left - 5, y(tick) + 4, "\(tick)%", "t2", anchor: "end")
        }
        let every = max(1, length / 6)
        for week in stride(from: 0, through: length, by: every) {
            svg.text(x(week), bottom + 16, week == 0 ? "release" : "\(week) w", "t2", anchor: "middle")
        }
        var last = -100.0
        for (index, curve) in curves.enumerated() {
            var run: [(Double, Double)] = []
            for (week, point) in curve.points.enumerated() {
                guard let point else {
                    svg.polyline(run, index == 0 ? "l1" : "l2")
                    run = []
                    continue
                }
                run += [(x(week), y(point)), (x(week + 1), y(point))]
            }
            svg.polyline(run, index == 0 ? "l1" : "l2")
            guard let end = run.last else { continue }
            var place = end.1 + (index == 0 ? -7 : 16)
            if abs(place - last) < 13 { place = last + 13 }
            svg.text(
                end.0 + 5, place, "\(curve.name) \(curve.points.last.flatMap { $0 }.map { "\($0)%" } ?? "")",
                index == 0 ? "tb halo" : "t2 halo")
            last = place
        }
        return svg
    }

    /// How old what is open is.
    static func ages(_ id: String, _ values: WeekValues) -> SVG {
        let bins: [(WeekMeasure, String)] = [
            (.age7, "to 7 days"), (.age30, "8 to 30"), (.age90, "31 to 90"), (.ageOver, "over 90"),
        ]
        let counts = bins.map { values[$0.0] ?? 0 }
        let reading = zip(bins, counts).map { "\($0.1): \($1)" }.joined(separator: ", ")
        var svg = SVG(
            id, width: WeekChart.width, height: 132, title: "Open follow-ups by age", reading: "\(reading).")
        let highest = max(1, counts.max() ?? 1)
        for (index, count) in counts.enumerated() {
            let y = 14 + Double(index) * 29
            let length = 300 * Double(count) / Double(highest)
            svg.text(70, y + 13, bins[index].1, "t2", anchor: "end")
            if count > 0 { svg.rect(78, y, length, 18, index == bins.count - 1 ? "bar-hi" : "bar") }
            svg.text(84 + length, y + 13, "\(count)", "tb")
        }
        svg.line(78, 8, 78, 128, "axis")
        return svg
    }

    /// A small line from zero, with a dot for this week; it breaks where nothing is known.
    static func spark(_ id: String, _ values: [Int?], of what: String) -> SVG {
        let known = values.compactMap { $0 }
        let title = "\(what), last \(values.count) weeks: \(words(values))"
        var svg = SVG(id, width: 104, height: 24, title: title, isSmall: true)
        let highest = Double(max(1, known.max() ?? 1))
        func x(_ index: Int) -> Double { 3 + 96 * Double(index) / Double(max(1, values.count - 1)) }
        func y(_ value: Int) -> Double { 21 - 17 * Double(value) / highest }
        svg.line(3, 21.5, 99, 21.5, "grid")
        var run: [(Double, Double)] = []
        for (index, value) in values.enumerated() {
            if let value {
                run.append((x(index), y(value)))
            } else {
                svg.polyline(run, "l1")
                run = []
            }
        }
        svg.polyline(run, "l1")
        if let value = values.last, let value {
            svg.circle(x(values.count - 1), y(value), 2.6, "dot")
        }
        return svg
    }

    static func words(_ values: [Int?]) -> String {
        values.map { $0.map(String.init) ?? "not known" }.joined(separator: ", ")
    }
}

/// How far the updates of one day came: percent of the servers they are for, from the week of the release on.
struct AdoptionCurve {
    let name: String
    let released: CalendarDay
    let points: [Int?]

    /// The newest release and the one before, as far as frozen weeks tell.
    static func curves(_ adoption: [IsoWeek: [WeekAdoption]], through last: IsoWeek) -> [AdoptionCurve] {
        let days = Set(adoption.values.joined().map(\.released)).sorted(by: >)
        return days.prefix(2).compactMap { day in
            var points: [Int?] = []
            var week = IsoWeek(of: day)
            while week <= last {
                let one = adoption[week]?.first { $0.released == day }
                let all = one.map { $0.installed + $0.missing + $0.unknown } ?? 0
                points.append(one.flatMap { all > 0 ? $0.installed * 100 / all : nil })
                week = week.advanced(by: 1)
            }
            guard points.contains(where: { $0 != nil }) else { return nil }
            return AdoptionCurve(name: name(of: day), released: day, points: points)
        }
    }

    /// `Jul21SU`: how the vendor names the security updates of a month.
    static func name(of day: CalendarDay) -> String {
        let parts = day.components
        return "\(MonthName.short(parts.month))\(parts.year % 100 < 10 ? "0" : "")\(parts.year % 100)SU"
    }
}
