import Inventory

/// Why a row cannot be taken.
struct RowFault: Error {
    /// The offending column, from 0; nil where the row as a whole is at fault.
    let column: Int?
    let reason: Reject.Reason
    let detail: String

    init(_ column: Int?, _ reason: Reject.Reason, _ detail: String) {
        self.column = column
        self.reason = reason
        self.detail = detail
    }
}

/// What a row says beside its facts.
struct RowFrame {
    var seenAt: Instant?
    var tenant: String?
}

/// Turns records into observations; one per format.
protocol RowBuilder {
    /// Adds the row's facts to the batch.
    ///
    /// Throws a `RowFault` where the row becomes a reject, a `Complaint` where the file as a whole cannot be taken.
    mutating func build(_ record: Record, into batch: inout ObservationBatch) throws -> RowFrame
}

/// Reads the times of a table's rows.
struct RowTimes {
    private var clock: LocalClock
    private let order: DateOrder?
    private let latest: Instant
    private let plan: ColumnPlan
    private var lastText: [UInt8] = []
    private var lastInstant: (column: Int, Instant)?

    init(plan: ColumnPlan, zone: Zone, order: DateOrder?, latest: Instant) {
        self.plan = plan
        clock = LocalClock(zone)
        self.order = order
        self.latest = latest
    }

    /// The instant of a cell; nil for an empty one. Throws where it is no time, or one that has not come yet.
    mutating func instant(_ record: Record, _ column: Int) throws -> Instant? {
        let text = CellText.trimmed(record[column])
        if let (known, instant) = lastInstant, known == column, text.hasSameBytes(as: lastText) { return instant }
        if CellText.saysNothing(text) { return nil }
        guard let time = TimeText(text) else { throw RowFault(column, .time, "not a time that can be read") }
        guard let instant = try instant(of: time, column, record) else {
            throw RowFault(column, .time, "no such day")
        }
        guard instant <= latest else { throw RowFault(column, .timeFuture, "after this import") }
        lastText.removeAll(keepingCapacity: true)
        lastText.append(contentsOf: text)
        lastInstant = (column, instant)
        return instant
    }

    /// The instant of a day and of a clock time beside it, as logs in UTC write them; nil for an empty day.
    mutating func instant(_ record: Record, _ column: Int, clock: Int) throws -> Instant? {
        let day = CellText.trimmed(record[column])
        if CellText.saysNothing(day) { return nil }
        let text = Array(day) + [UInt8(ascii: " ")] + Array(CellText.trimmed(record[clock]))
        guard let time = text.withUnsafeBufferPointer({ TimeText($0) }), let date = time.day(order) else {
            throw RowFault(column, .time, "not a time that can be read")
        }
        let instant = Instant(date.number * 86_400 + time.secondsIntoDay - Int64(time.offset ?? 0))
        guard instant <= latest else { throw RowFault(column, .timeFuture, "after this import") }
        return instant
    }

    private mutating func instant(of time: TimeText, _ column: Int, _ record: Record) throws -> Instant? {
        if order == nil, case .ordered(let a, let b, _) = time.day, a != b {
            throw Complaint(
                .badData,
                "column \"\(plan.columns[column].header)\" may be day first or month first; nothing was changed",
                line: record.line,
                facts: [
                    "\"\(CellText.string(CellText.trimmed(record[column])))\" is the first date here that needs an order"
                ],
                next: ["add --dates mdy      (or dmy)"])
        }
        if plan.columns[column].isUTC, time.offset == nil {
            guard let day = time.day(order) else { return nil }
            return Instant(day.number * 86_400 + time.secondsIntoDay)
        }
        return clock.instant(of: time, order: order)
    }
}
