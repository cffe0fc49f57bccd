import Inventory

/// Results of hunting queries in JSON: osquery's log of results (event, snapshot or batch), or an object for each thing
/// found, its members named as columns are.
struct HuntingRecord: RecordBuilder {
    /// Members that stand around the result, not in it.
    private static let wrappers: Set<String> = [
        "columns", "decorations", "eventdata", "winlog", "fields", "file", "process",
    ]

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
        if let occurred = try time(object, .occurredAt) { own.occurredAt = occurred }
        if let seen = try time(object, .seenAt) { frame.seenAt = frame.seenAt ?? seen }
        for (name, value) in object.members {
            if value.kind == .object, HuntingRecord.wrappers.contains(name.lowercased()) {
                var inner = own
                try take(value, into: &inner, &frame, isGone: isGone)
                own = inner
                continue
            }
            guard let text = value.text else { continue }
            let meaning = HuntingRecord.meaning(name)
            do {
                switch meaning {
                case .seenAt, .occurredAt, .occurredDay, .occurredClock: continue
                case .tenant: frame.tenant = text
                case let meaning? where !(isGone && (meaning.isTrace || meaning == .indicator)):
                    try own.take(meaning, text)
                default: own.keep(name, text)
                }
            } catch let fault as HuntingFacts.Fault {
                throw RecordFault(name, fault.reason, fault.detail)
            }
        }
        own.endResult()
        facts = own
    }

    /// The first time among an object's members that means this.
    private mutating func time(_ object: JSONValue, _ meaning: Meaning) throws -> Instant? {
        for (name, value) in object.members {
            guard let text = value.text, HuntingRecord.meaning(name) == meaning else { continue }
            // osquery writes 0 where it does not know.
            if text == "0" { continue }
            if let instant = try? times.instant(object, name) { return instant }
            if meaning == .seenAt { throw RecordFault(name, .time, "not a time that can be read") }
        }
        return nil
    }
}
