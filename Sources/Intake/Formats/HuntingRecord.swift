import Inventory

/// Results of hunting queries in JSON: osquery's log of results (event, snapshot or batch), or an object for each thing
/// found, its members named as columns are.
struct HuntingRecord: RecordBuilder {
    /// Members that stand around the result, not in it.
    private static let wrappers: Set<String> = [
        "columns", "decorations", "eventdata", "event_data", "winlog", "fields", "file", "process", "host",
    ]
    /// Members of osquery's that hold results of their own.
    private static let holders: Set<String> = ["snapshot", "diffResults"]

    static func proof(_ object: JSONValue) -> String? {
        if object["hostIdentifier"] != nil,
            object["columns"] != nil || object["snapshot"] != nil || object["diffResults"] != nil
        {
            return "hostIdentifier beside columns, snapshot or diffResults, as osquery writes"
        }
        var meanings: Set<Meaning> = []
        for (name, value) in object.members where value.text != nil {
            if let meaning = meaning(name) { meanings.insert(meaning) }
        }
        guard meanings.contains(where: \.identifies), let trace = meanings.first(where: \.isTrace) else { return nil }
        return "a machine and what was found on it (\(trace.name))"
    }

    /// What a member is about; nil for what has no meaning, or a word of many uses.
    private static func meaning(_ name: String) -> Meaning? {
        HeaderSynonyms.hunting.entry(name).flatMap { $0.isWeak ? nil : $0.meaning }
    }

    private var times: RecordTimes
    private let host: String?

    /// - Parameter host: the machine of results that name none.
    init(times: RecordTimes, host: String?) {
        self.times = times
        self.host = host
    }

    mutating func build(_ object: JSONValue, into batch: inout ObservationBatch) throws -> RowFrame? {
        var facts = HuntingFacts()
        var frame = RowFrame()
        // osquery: a result that is no longer there is no finding.
        let isGone = object["action"]?.text == "removed"
        try take(object, into: &facts, &frame, isGone: isGone)
        for result in HuntingRecord.results(object) { try take(result, into: &facts, &frame, isGone: isGone) }
        do {
            try facts.add(to: &batch, host: host)
        } catch let fault as HuntingFacts.Fault {
            throw RecordFault(nil, fault.reason, fault.detail)
        }
        return frame
    }

    /// The rows within an object of osquery's: of a snapshot all, of a batch those that are new.
    private static func results(_ object: JSONValue) -> [JSONValue] {
        if let snapshot = object["snapshot"] { return snapshot.items }
        return object["diffResults"]?["added"]?.items ?? []
    }

    private mutating func take(
        _ object: JSONValue, into facts: inout HuntingFacts, _ frame: inout RowFrame, isGone: Bool
    ) throws {
        var own = facts
        // What a result says of its time is true of itself and of what lies within it.
        let occurredBefore = facts.occurredAt
        defer { facts.occurredAt = occurredBefore }
        var unread: Set<String> = []
        if let occurred = try occurred(object, &unread) { own.occurredAt = occurred }
        if let seen = try seen(object) { frame.seenAt = frame.seenAt ?? seen }
        for (name, value) in object.members {
            if value.kind == .object, HuntingRecord.wrappers.contains(name.lowercased()) {
                try take(value, into: &own, &frame, isGone: isGone)
                continue
            }
            if HuntingRecord.holders.contains(name) { continue }
            if value.kind == .object {
                let inner = EventText.flattened(value)
                if !inner.isEmpty { own.keep(name, inner) }
                continue
            }
            for text in value.texts {
                do {
                    try take(name, text, into: &own, &frame, isGone: isGone, isKept: unread.contains(name))
                } catch let fault as HuntingFacts.Fault {
                    throw RecordFault(name, fault.reason, fault.detail)
                }
            }
        }
        own.endResult()
        facts = own
    }

    private func take(
        _ name: String, _ text: String, into facts: inout HuntingFacts, _ frame: inout RowFrame, isGone: Bool,
        isKept: Bool
    ) throws {
        switch HuntingRecord.meaning(name) {
        case .seenAt: return
        case .occurredAt, .occurredDay, .occurredClock: if isKept { facts.keep(name, text) }
        case .tenant: frame.tenant = text
        case let meaning? where !(isGone && (meaning.isTrace || meaning == .indicator)):
            try facts.take(meaning, text)
        default: facts.keep(name, text)
        }
    }

    /// When the row was collected: the first of the members that say so and can be read. Throws where none can.
    private mutating func seen(_ object: JSONValue) throws -> Instant? {
        let said = texts(object, .seenAt)
        for (name, text) in said.dropLast() {
            if let instant = try? times.instant(text, of: name) { return instant }
        }
        return try said.last.map { try times.instant($0.text, of: $0.name) }
    }

    /// When it happened: the first time that can be read, else a day with the clock beside it, as IIS writes them in UTC.
    /// Whoever breaks in can set a file's times: one that has not come yet says nothing, and is kept.
    ///
    /// - Parameter unread: the members that would say it and do not: they are kept as they are.
    private mutating func occurred(_ object: JSONValue, _ unread: inout Set<String>) throws -> Instant? {
        let days = texts(object, .occurredDay)
        let clocks = texts(object, .occurredClock)
        var said = texts(object, .occurredAt)
        if let day = days.first, let clock = clocks.first {
            said.append((day.name, "\(day.text) \(clock.text)Z"))
        } else {
            said += days + clocks
        }
        for (name, text) in said {
            do {
                return try times.instant(text, of: name)
            } catch let fault as RecordFault where fault.reason == .time || fault.reason == .timeFuture {
                unread.insert(name)
                if name == days.first?.name, let clock = clocks.first { unread.insert(clock.name) }
            }
        }
        return nil
    }

    /// The members that mean this, and say something: osquery writes 0 where it does not know.
    private func texts(_ object: JSONValue, _ meaning: Meaning) -> [(name: String, text: String)] {
        object.members.compactMap { name, value in
            guard let text = value.text, text != "0", HuntingRecord.meaning(name) == meaning else { return nil }
            return (name, text)
        }
    }
}
