import Inventory

/// Results of hunting queries as a table: a row for each thing found on a machine.
struct HuntingRow: RowBuilder {
    private let plan: ColumnPlan
    private var times: RowTimes
    private var tenants = TenantColumn()
    private let host: String?
    private let tenantColumn: Int?
    private let seenColumn: Int?
    private let occurredColumn: Int?
    private let dayColumn: Int?
    private let clockColumn: Int?

    /// By synonyms. A column `time` is IIS's clock beside a column `date`; alone it says day and clock.
    static func plan(_ header: [String]) -> ColumnPlan {
        var plan = ColumnPlan(header, synonyms: .hunting)
        if plan.first(.occurredDay) == nil, plan.first(.occurredAt) == nil, let alone = plan.first(.occurredClock) {
            plan.assign(alone, .occurredAt, because: "synonym", mayRepeat: false)
        }
        return plan
    }

    /// - Parameter host: the machine of rows that name none.
    init(plan: ColumnPlan, times: RowTimes, host: String?) {
        self.plan = plan
        self.times = times
        self.host = host
        tenantColumn = plan.first(.tenant)
        seenColumn = plan.first(.seenAt)
        occurredColumn = plan.first(.occurredAt)
        dayColumn = plan.first(.occurredDay)
        clockColumn = plan.first(.occurredClock)
    }

    mutating func build(_ record: Record, into batch: inout ObservationBatch) throws -> RowFrame {
        var facts = HuntingFacts()
        do {
            facts.occurredAt = try occurred(record)
        } catch let fault as RowFault where fault.reason == .time || fault.reason == .timeFuture {
            // Whoever breaks in can set a file's times: what was found stands, of a time that nobody knows.
            for column in [occurredColumn, dayColumn, clockColumn].compactMap({ $0 }) {
                let text = CellText.string(CellText.trimmed(record[column]))
                if !text.isEmpty { facts.keep(plan.columns[column].header, text) }
            }
        }
        for (index, column) in plan.columns.enumerated() where !column.isDropped {
            let cell = CellText.trimmed(record[index])
            if CellText.saysNothing(cell) { continue }
            let text = CellText.string(cell)
            switch column.meaning {
            case .tenant, .seenAt, .occurredAt, .occurredDay, .occurredClock: continue
            case let meaning?:
                do {
                    try facts.take(meaning, text)
                } catch let fault as HuntingFacts.Fault {
                    throw RowFault(index, fault.reason, fault.detail)
                }
            case nil: facts.keep(column.header.isEmpty ? "column \(index + 1)" : column.header, text)
            }
        }
        do {
            try facts.add(to: &batch, host: host)
        } catch let fault as HuntingFacts.Fault {
            throw RowFault(nil, fault.reason, fault.detail)
        }
        var frame = RowFrame()
        if let tenantColumn { frame.tenant = tenants.read(record[tenantColumn]) }
        if let seenColumn { frame.seenAt = try times.instant(record, seenColumn) }
        return frame
    }

    /// When it happened: one time, or IIS's day and clock.
    private mutating func occurred(_ record: Record) throws -> Instant? {
        if let occurredColumn, !isUnknown(record[occurredColumn]),
            let instant = try times.instant(record, occurredColumn)
        {
            return instant
        }
        guard let dayColumn else { return nil }
        guard let clockColumn else { return try times.instant(record, dayColumn) }
        return try times.instant(record, dayColumn, clock: clockColumn)
    }

    /// osquery writes 0 where it does not know.
    private func isUnknown(_ cell: Cell) -> Bool {
        let text = CellText.trimmed(cell)
        return text.count == 1 && text.first == UInt8(ascii: "0")
    }
}
