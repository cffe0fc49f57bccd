import Inventory

/// What the first records of a table prove about its columns.
struct ColumnSurvey {
    private var tallies: [Tally]
    private let plan: ColumnPlan
    private(set) var dates = DateEvidence()
    private(set) var records = 0
    /// Whether the whole file was looked at.
    private(set) var isComplete = false
    /// Whether some time names no zone.
    private(set) var needsZone = false
    private let latest: Instant

    private struct Tally {
        var filled = 0
        /// Filled cells that read as what the column is taken as.
        var good = 0
        var publicAddresses = 0
        /// The domain that all names so far lie in; nil before the first, empty where there are several.
        var domain: String?
        /// Whether some of its dates are written day and month first.
        var needsOrder = false
    }

    init(_ table: Table, plan: ColumnPlan, file: FileBytes, latest: Instant) throws {
        self.plan = plan
        self.latest = latest
        tallies = plan.columns.map { _ in Tally() }
        let reader = try table.records(of: file)
        while records < Limits.sampleRecords {
            guard let step = try reader.next() else {
                isComplete = true
                break
            }
            guard case .record(let record) = step, record.count == table.header.count else { continue }
            records += 1
            for column in plan.columns.indices { take(record, column) }
        }
        if !isComplete, dates.total > 0 { try readAllDates(table, file) }
    }

    /// Goes through the whole file for its dates alone: their order must be proved by all of them.
    private mutating func readAllDates(_ table: Table, _ file: FileBytes) throws {
        dates = DateEvidence()
        let columns = plan.timeColumns
        let reader = try table.records(of: file)
        while let step = try reader.next() {
            guard case .record(let record) = step else { continue }
            for column in columns {
                let text = CellText.trimmed(record[column])
                if let time = TimeText(text) { note(time, text, record, column) }
            }
        }
    }

    private mutating func note(_ time: TimeText, _ text: Cell, _ record: Record, _ column: Int) {
        dates.take(
            time, line: record.line, column: plan.columns[column].header, text: CellText.string(text), latest: latest)
    }

    // MARK: Counting

    private mutating func take(_ record: Record, _ column: Int) {
        guard let meaning = plan.columns[column].meaning else { return }
        let text = CellText.trimmed(record[column])
        if CellText.saysNothing(text) { return }
        tallies[column].filled += 1
        switch meaning {
        case .host, .fqdn: takeName(text, column)
        case .address, .publicAddress: takeAddresses(text, column)
        case .build, .adminDisplayVersion, .fileVersion, .webVersion:
            if text.count(where: { $0 == UInt8(ascii: ".") }) >= 1, text.contains(where: isDigit) {
                tallies[column].good += 1
            }
        case .seenAt, .installedOn, .whenCreated, .occurredAt, .occurredDay: takeTime(text, record, column)
        case .internetFacing, .condition: if YesNo.read(text) != nil { tallies[column].good += 1 }
        case .portState, .stateOfPort: if PortState.read(CellText.string(text)) != nil { tallies[column].good += 1 }
        default: tallies[column].good += 1
        }
    }

    private mutating func takeName(_ text: Cell, _ column: Int) {
        var name: [UInt8] = []
        guard let form = HostName.append(text, to: &name) else { return }
        tallies[column].good += 1
        let full = String(decoding: name, as: UTF8.self)
        let domain = form == .full ? String(full[full.firstIndex(of: ".")!...].dropFirst()) : ""
        tallies[column].domain = common(tallies[column].domain, domain)
    }

    /// The longest domain that both lie in.
    private func common(_ a: String?, _ b: String) -> String {
        guard let a else { return b }
        if a == b { return a }
        var shared: [Substring] = []
        for (x, y) in zip(a.split(separator: ".").reversed(), b.split(separator: ".").reversed()) {
            guard x == y else { break }
            shared.insert(x, at: 0)
        }
        return shared.count >= 2 ? shared.joined(separator: ".") : ""
    }

    private mutating func takeAddresses(_ text: Cell, _ column: Int) {
        var all = true
        CellText.forEachPart(text, by: AddressText.separators) { part in
            guard let address = AddressText.read(CellText.string(part)) else {
                all = false
                return
            }
            if address.isPublic { tallies[column].publicAddresses += 1 }
        }
        if all { tallies[column].good += 1 }
    }

    private mutating func takeTime(_ text: Cell, _ record: Record, _ column: Int) {
        guard let time = TimeText(text) else { return }
        tallies[column].good += 1
        if case .ordered = time.day { tallies[column].needsOrder = true }
        if time.isDotted { tallies[column].needsOrder = true }
        if time.offset == nil, !plan.columns[column].isUTC { needsZone = true }
        note(time, text, record, column)
    }

    // MARK: Words

    /// The columns with their proofs: `synonym "servername"; 70 of 70 are host names`.
    func meanings(order: Recognition.Choice?) -> [ColumnMeaning] {
        plan.columns.enumerated().map { i, column in
            ColumnMeaning(
                header: column.header, meaning: column.isDropped ? "not taken" : column.meaning?.name,
                field: column.meaning?.field,
                proof: [column.reason, words(i, order: order)].compactMap { $0 }.joined(separator: "; "))
        }
    }

    private func words(_ column: Int, order: Recognition.Choice?) -> String? {
        let tally = tallies[column]
        guard let meaning = plan.columns[column].meaning else { return nil }
        if tally.filled == 0, records > 0 { return "all empty" }
        switch meaning {
        case .host: return "\(tally.good) of \(tally.filled) are host names"
        case .fqdn:
            let under = tally.domain.flatMap { $0.isEmpty ? nil : ", all under \($0)" } ?? ""
            return "\(tally.filled) filled"
                + (tally.good == tally.filled ? under : ", \(tally.good) of them host names")
        case .address, .publicAddress:
            if tally.good < tally.filled {
                return
                    "\(tally.filled) filled: \(counted(tally.good, "address", "addresses")), \(tally.filled - tally.good) no address"
            }
            return tally.publicAddresses == 0 ? "private, identifies nothing" : "\(tally.filled) filled, all addresses"
        case .build, .adminDisplayVersion, .fileVersion, .webVersion:
            return tally.good == tally.filled
                ? "\(tally.filled) filled, all look like versions"
                : "\(tally.good) of \(tally.filled) look like versions"
        case .seenAt, .installedOn, .whenCreated:
            let read =
                tally.good == tally.filled
                ? counted(tally.filled, "time", "times") : "\(tally.good) of \(tally.filled) are times"
            guard tally.needsOrder, let order else { return read }
            return "\(read), \(order.value)"
        case .internetFacing, .condition: return "\(tally.good) of \(tally.filled) are yes or no"
        case .portState, .stateOfPort: return "\(tally.good) of \(tally.filled) are states of a port"
        default: return nil
        }
    }
}
