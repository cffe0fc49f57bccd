import Inventory

/// Turns local times into instants; asks the zone once per quarter of an hour, since asking is slow.
struct LocalClock {
    let zone: Zone
    private var known: [Int64: Int64] = [:]

    init(_ zone: Zone) { self.zone = zone }

    /// The instant of a time's text; nil where the calendar has no such day or its order is not known.
    mutating func instant(of text: TimeText, order: DateOrder?) -> Instant? {
        guard let day = text.day(order) else { return nil }
        if let offset = text.offset { return Instant(day.number * 86_400 + text.secondsIntoDay - offset) }
        if zone == .utc { return Instant(day.number * 86_400 + text.secondsIntoDay) }
        let quarter = text.secondsIntoDay / 900
        let key = day.number * 96 + quarter
        if let start = known[key] { return Instant(start + text.secondsIntoDay % 900) }
        if known.count >= 65_536 { known.removeAll() }
        let start = zone.local(day: day, secondsIntoDay: quarter * 900).seconds
        known[key] = start
        return Instant(start + text.secondsIntoDay % 900)
    }
}
