import Assessment
import Inventory
import Knowledge
import Reporting
import Roll

/// A server's timeline drawn with characters: a row per thing, a column per few days.
struct TimelineChart {
    private let timeline: AssetTimeline
    private let knowledge: ExchangeKnowledge
    private let first: CalendarDay
    private let perColumn: Int
    private let columns: Int
    private static let labelWidth = 22
    private static let noteWidth = 26

    /// - Parameters:
    ///   - width: of the page.
    ///   - from: the first day; nil for that of the first sighting.
    init(timeline: AssetTimeline, knowledge: ExchangeKnowledge, width: Int, from: CalendarDay?) {
        self.timeline = timeline
        self.knowledge = knowledge
        let zone = timeline.tenant.zone
        let begins = timeline.rows.filter { $0.fact == "seen" }.map { zone.day(of: $0.from) }.min() ?? timeline.asOf
        let dwell = timeline.dwell.values.map(\.days.first).min() ?? begins
        var first = from ?? min(begins, max(dwell, begins.advanced(by: -60)))
        if first > timeline.asOf { first = timeline.asOf }
        let room = max(20, width - Self.labelWidth - Self.noteWidth - 2)
        let days = first.distance(to: timeline.asOf) + 1
        perColumn = max(1, (days + room - 1) / room)
        columns = (days + perColumn - 1) / perColumn
        self.first = first
    }

    private var zone: Zone { timeline.tenant.zone }

    var lines: [StyledText] {
        let scale = perColumn == 1 ? "one character is a day" : "one character is \(perColumn) days"
        var lines: [StyledText] = [
            "\(timeline.server.name)   \(first) … \(timeline.asOf)   \(scale)", "",
            row("", months, ""),
        ]
        lines.append(seen)
        lines += builds + [updates] + exposure
        for threat in timeline.threats { lines += about(threat) }
        return lines + people
    }

    // MARK: Columns

    private func column(_ day: CalendarDay) -> Int? {
        let days = first.distance(to: day)
        guard days >= 0, days / perColumn < columns else { return nil }
        return days / perColumn
    }

    private func blank() -> [Character] { Array(repeating: " ", count: columns) }

    private func mark(_ cells: inout [Character], _ from: Instant, _ to: Instant, _ mark: Character) {
        let start = max(zone.day(of: from), first)
        let end = min(zone.day(of: to > from ? to + -1 : to), timeline.asOf)
        guard start <= end, let a = column(start), let b = column(end) else { return }
        for place in a...b { cells[place] = mark }
    }

    private func row(_ label: String, _ cells: [Character], _ note: StyledText, _ style: StyledText.Tone = .plain)
        -> StyledText
    {
        let name = label.count > Self.labelWidth - 1 ? String(label.prefix(Self.labelWidth - 2)) + "…" : label
        return StyledText(name + String(repeating: " ", count: max(1, Self.labelWidth - name.count)))
            + StyledText(String(cells), style) + "  " + note
    }

    private var months: [Character] {
        var cells = blank()
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        var last = -4
        var day = first
        var isFirstOfAll = true
        while day <= timeline.asOf {
            let parts = day.components
            if parts.day == 1 || isFirstOfAll, let place = column(day) {
                let isYear = parts.month == 1 || isFirstOfAll
                let text =
                    parts.day == 1 ? "|" + (isYear && perColumn > 3 ? "\(parts.year)" : names[parts.month - 1]) : ""
                if place > last + 4, place + text.count <= columns, !text.isEmpty {
                    for (offset, character) in text.enumerated() { cells[place + offset] = character }
                    last = place + text.count - 4
                }
            }
            isFirstOfAll = false
            day = day.advanced(by: 1)
        }
        return cells
    }

    // MARK: What was seen

    private var seen: StyledText {
        var cells = blank()
        let sightings = timeline.rows.filter { $0.fact == "seen" }
        for sighting in sightings { mark(&cells, sighting.from, sighting.from, "·") }
        let last = sightings.map(\.from).max().map { zone.day(of: $0).description.dropFirst(5) } ?? "never"
        return row("seen", cells, "\(grouped(Set(sightings.map(\.importID)).count)) files, last \(String(last))")
    }

    private var builds: [StyledText] {
        timeline.rows.filter { $0.fact == "build" }.suffix(6).map { build in
            var cells = blank()
            mark(&cells, build.from, build.to, "─")
            let state = BuildText.read(build.value)
            return row(
                build.value.split(separator: " ").first.map(String.init) ?? build.value, cells,
                StyledText(BuildWords(state, knowledge).update ?? ""))
        }
    }

    private var updates: StyledText {
        var cells = blank()
        let lacked = timeline.rows.filter { $0.fact == "update" }
        for update in lacked { mark(&cells, update.from, update.from, "▲") }
        func words(_ updates: [AssetTimeline.Row]) -> String {
            let names = updates.map { String($0.value.prefix { $0 != " " }) }
            return names.count > 3 ? "\(names.count), last \(names.last ?? "")" : names.joined(separator: ", ")
        }
        // What it lacks now it lacks for as long as it is known to run what it runs.
        let end = timeline.rows.last { $0.fact == "build" }?.to
        let missed = lacked.filter { $0.to == end }
        if !missed.isEmpty { return row("updates it lacks", cells, StyledText(words(missed))) }
        return lacked.isEmpty
            ? row("updates it lacks", cells, "none")
            : row("updates it lacked", cells, StyledText("\(words(lacked)); none now"))
    }

    private var exposure: [StyledText] {
        var cells = blank()
        let marks: [String: Character] = ["exposed": "█", "stale": "▒", "unknown": "?", "not_exposed": "·"]
        for span in timeline.rows where span.fact == "exposure" {
            mark(&cells, span.from, span.to, marks[span.value] ?? " ")
        }
        let now: StyledText =
            switch timeline.server.exposure {
            case .exposed:
                "\(red: "exposed") \(counted(timeline.server.exposedSince?.distance(to: timeline.asOf) ?? 0, "day"))"
            case .notExposed: "not exposed"
            case .stale: "\(yellow: "stale")"
            case .unknown: "\(yellow: "unknown")"
            }
        return [row("443  █ open ▒ stale ·", cells, now)]
    }

    // MARK: A threat

    private func about(_ threat: String) -> [StyledText] {
        var lines: [StyledText] = [""]
        var cells = blank()
        let published = timeline.rows.filter { $0.fact == "public:\(threat)" }
        let days = published.map(\.from).sorted()
        if let begin = days.first {
            mark(&cells, begin, zone.end(of: timeline.asOf), "░")
            if let whole = days.last { mark(&cells, whole, zone.end(of: timeline.asOf), "▒") }
            let note =
                days.last == begin ? "\(zone.day(of: begin))" : "▒ all of it, \(zone.day(of: days.last ?? begin))"
            lines.append(row("\(threat) public", cells, StyledText(note)))
        }
        if let exploited = timeline.rows.first(where: { $0.fact == "exploited:\(threat)" }) {
            var cells = blank()
            mark(&cells, exploited.from, exploited.to, "!")
            lines.append(row("exploited", cells, StyledText("from \(zone.day(of: exploited.from))")))
        }
        guard let dwell = timeline.dwell[threat] else {
            return lines + [row("dwell window", blank(), "none")]
        }
        var window = blank()
        mark(&window, zone.start(of: dwell.days.first), zone.end(of: dwell.days.last), "░")
        for span in timeline.rows where span.fact == "owed:\(threat)" { mark(&window, span.from, span.to, "▓") }
        let owed: StyledText = dwell.owed > 0 ? "\(red: "▓ \(counted(dwell.owed, "day")) owed")" : "all looked at"
        lines.append(row("dwell window", window, owed, dwell.owed > 0 ? .red : .plain))
        lines.append(
            row("", blank(), StyledText("from \(dwell.isBeginProved ? "" : "~")\(dwell.days.first)", .dim)))
        var checks = blank()
        let done = timeline.rows.filter { $0.fact == "check:\(threat)" }
        for check in done { mark(&checks, check.from, check.from, "✓") }
        lines.append(
            row("checked", checks, StyledText(done.last.map { String($0.value.prefix { $0 != " " }) } ?? "none")))
        return lines
    }

    // MARK: What was found and done

    private var people: [StyledText] {
        var lines: [StyledText] = []
        let found = timeline.rows.filter { $0.fact == "evidence" || $0.fact == "happened" }
        if !found.isEmpty {
            var cells = blank()
            for point in found { mark(&cells, point.from, point.from, point.fact == "happened" ? "×" : "◆") }
            lines += ["", row("evidence", cells, "\(red: "× happened ◆ found")")]
        }
        let acts = timeline.rows.filter { $0.fact == "act" }
        if !acts.isEmpty {
            var cells = blank()
            for act in acts { mark(&cells, act.from, act.from, "+") }
            lines.append(row("acts of people", cells, StyledText(counted(acts.count, "act"))))
        }
        return lines
    }
}
