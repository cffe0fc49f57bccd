import Inventory

/// The formats that come as delimited text.
enum TableFormat: Sendable {
    case inventory
    case scan
    case getExchangeServer
    case shadowserver
    case hunting
    case mapped(Mapping)

    /// As in `FileReport.format`.
    var name: String {
        switch self {
        case .inventory: "inventory-csv"
        case .scan: "scan-csv"
        case .getExchangeServer: "get-exchangeserver"
        case .shadowserver: "shadowserver-exchange"
        case .hunting: "hunting-csv"
        case .mapped(let mapping): mapping.name
        }
    }

    /// The format of a name, as `--format` takes it; nil for what is no table.
    init?(named name: String) {
        let all: [TableFormat] = [.inventory, .scan, .getExchangeServer, .shadowserver, .hunting]
        guard let format = all.first(where: { $0.name == name }) else { return nil }
        self = format
    }

    var kind: ImportKind {
        switch self {
        case .inventory, .getExchangeServer: .inventory
        case .scan, .shadowserver: .scan
        case .hunting: .evidence
        case .mapped(let mapping): mapping.kind
        }
    }

    var mapping: Mapping? { if case .mapped(let mapping) = self { mapping } else { nil } }

    /// The zone of its times, where the format says it.
    var zone: Zone? {
        if case .shadowserver = self { return .utc }
        return mapping?.zone
    }

    func plan(_ header: [String]) -> ColumnPlan {
        switch self {
        case .inventory: ColumnPlan(header, synonyms: .inventory)
        case .scan: ColumnPlan(header, synonyms: .scan)
        case .getExchangeServer: GetExchangeServer.plan(header)
        case .shadowserver: ShadowserverRow.plan(header)
        case .hunting: HuntingRow.plan(header)
        case .mapped(let mapping): ColumnPlan(header, mapping: mapping)
        }
    }
}

/// A delimited text that was recognised: how to read its rows.
struct TableFile: Sendable {
    let format: TableFormat
    let table: Table
    let plan: ColumnPlan
    let order: DateOrder?
    let recognition: Recognition
    private let zone: Zone
    private let vantage: Vantage?
    private let latest: Instant
    /// The machine of hunting results that name none.
    private let host: String?

    init(
        _ file: FileBytes, name: String, format: TableFormat, table: Table, basis: String, encoding: Recognition.Choice,
        options: IntakeOptions
    ) throws {
        self.format = format
        self.table = table
        var plan = format.plan(table.header)
        if let missing = plan.say(options.columns) {
            throw Complaint(
                .usage, "--map names a column \"\(missing)\" that the file does not have; nothing was changed",
                file: name,
                line: table.headerLine, facts: ["columns: \(TableFile.list(table.header))"])
        }
        self.plan = plan
        latest = options.latest
        host = options.host
        zone = format.zone ?? options.zone
        try TableFile.requireIdentity(plan, table, format, options, name)
        vantage = try TableFile.vantage(plan, format, options, name)
        let survey = try ColumnSurvey(table, plan: plan, file: file, latest: options.latest)
        let dates = try survey.dates.order(said: options.dateOrder, mapping: format.mapping, file: name)
        order = dates?.0 ?? options.dateOrder
        var recognition = Recognition(
            kind: Recognition.Choice(
                format.title, proof: basis, option: format.mapping == nil ? "--as" : "--mapping"), encoding: encoding)
        recognition.delimiter = table.delimiterChoice
        recognition.quoting = table.quotingChoice
        recognition.header = table.headerChoice
        recognition.dates = survey.dates.total > 0 ? dates?.1 : survey.dates.dottedChoice
        recognition.zone = survey.needsZone ? TableFile.zoneChoice(format, options) : nil
        recognition.vantage = TableFile.vantageChoice(plan, format, options)
        recognition.headerLine = table.headerLine
        recognition.preambleLines = table.preambleLines
        recognition.columns = survey.meanings(order: recognition.dates)
        recognition.timeColumn = plan.first(.seenAt).map { table.title($0) }
        recognition.hasTenantColumn = plan.first(.tenant) != nil
        self.recognition = recognition
    }

    // MARK: Choices

    private static func requireIdentity(
        _ plan: ColumnPlan, _ table: Table, _ format: TableFormat, _ options: IntakeOptions, _ name: String
    ) throws {
        if case .hunting = format { try requireTraces(plan, table, name) }
        if plan.identifies { return }
        if case .hunting = format, options.host != nil { return }
        throw Complaint(
            .badData, "no column names a machine or an address; nothing was changed", file: name,
            line: table.headerLine,
            facts: ["read as \(format.title), the columns are: \(TableFile.list(table.header))"]
                + (format.mapping.map { ["mapping \($0.name) is for a header with \($0.matches)"] } ?? []),
            next: format.kind == .evidence
                ? ["say whose results they are: --host NAME", "or which column it is: --map HEADER=host"]
                : ["say which column it is: --map HEADER=host      (or fqdn, address)"])
    }

    private static func requireTraces(_ plan: ColumnPlan, _ table: Table, _ name: String) throws {
        if plan.columns.contains(where: { $0.meaning.map { $0.isTrace || $0 == .indicator } ?? false }) { return }
        throw Complaint(
            .badData, "no column holds what was found; nothing was changed", file: name, line: table.headerLine,
            facts: ["the columns are: \(TableFile.list(table.header))"],
            next: [
                "say which column it is: --map HEADER=path",
                "or hash, command, request, event, account, remote_address",
            ])
    }

    static func list(_ header: [String]) -> String {
        let shown = header.prefix(12).map {
            $0.isEmpty ? "(no name)" : String($0.prefix(40).map { $0.isNewline ? " " : $0 })
        }.joined(separator: ", ")
        return header.count > 12 ? "\(shown), and \(header.count - 12) more" : shown
    }

    /// From where the file was looked at; nil where each row says so.
    private static func vantage(
        _ plan: ColumnPlan, _ format: TableFormat, _ options: IntakeOptions, _ name: String
    ) throws -> Vantage? {
        switch format {
        case .inventory, .getExchangeServer, .hunting: return .reported
        case .shadowserver: return .internet
        case .mapped(let mapping) where mapping.kind == .inventory: return .reported
        case .scan, .mapped:
            if let said = options.vantage ?? format.mapping?.vantage { return said }
            if plan.first(.vantage) != nil { return nil }
            throw VantageQuestion.complaint(file: name, facts: ["no column says it either"])
        }
    }

    private static func vantageChoice(
        _ plan: ColumnPlan, _ format: TableFormat, _ options: IntakeOptions
    ) -> Recognition.Choice {
        switch format {
        case .inventory, .getExchangeServer:
            return Recognition.Choice("reported", proof: "an inventory is a claim; nobody looked")
        case .hunting: return Recognition.Choice("reported", proof: "what was found on a machine says nothing of 443")
        case .shadowserver: return Recognition.Choice("internet", proof: "the format's")
        case .mapped(let mapping) where mapping.kind == .inventory:
            return Recognition.Choice("reported", proof: "an inventory is a claim; nobody looked")
        case .scan, .mapped:
            if options.vantage == nil, let mapped = format.mapping, let vantage = mapped.vantage {
                return Recognition.Choice(vantage.rawValue, proof: "mapping \(mapped.name)", option: "--vantage")
            }
            if let column = plan.first(.vantage) {
                let rest = options.vantage.map { "; where it is empty: --vantage \($0.rawValue)" } ?? ""
                return Recognition.Choice(
                    "by row", proof: "column \"\(plan.columns[column].header)\"\(rest)", option: "--vantage")
            }
            return Recognition.Choice(options.vantage?.rawValue ?? "", proof: "said: --vantage", option: "--vantage")
        }
    }

    private static func zoneChoice(_ format: TableFormat, _ options: IntakeOptions) -> Recognition.Choice {
        if let zone = format.zone {
            let basis = format.mapping.map { "mapping \($0.name)" } ?? "the format's"
            return Recognition.Choice(zone.name, proof: "\(basis); the file names none")
        }
        return Recognition.Choice(options.zone.name, proof: "\(options.zoneBasis); the file names none")
    }

    // MARK: Reading

    private func builder() -> any RowBuilder {
        let times = RowTimes(plan: plan, zone: zone, order: order, latest: latest)
        return switch format {
        case .inventory, .getExchangeServer: InventoryRow(plan: plan, times: times)
        case .scan: ScanRow(plan: plan, times: times, vantage: vantage)
        case .shadowserver: ShadowserverRow(plan: plan, times: times)
        case .hunting: HuntingRow(plan: plan, times: times, host: host)
        case .mapped(let mapping):
            MappedRow(mapping, header: table.header, plan: plan, times: times, vantage: vantage)
        }
    }

    /// Reads all rows once.
    func read(
        _ file: FileBytes, name: String, _ take: (ObservationBatch, [Reject]) throws -> Void, progress: ((Int) -> Void)?
    ) throws -> FileReport {
        var report = FileReport(
            format: format.name, kind: format.kind, encoding: table.encoding.name, delimiter: table.delimiterName)
        report.vantage = vantage
        report.columns = recognition.columns
        report.headerLines = table.headerLines
        let reader = try table.records(of: file)
        var builder = builder()
        var gathering = Gathering()
        while let step = try reader.next() {
            switch step {
            case .reject(let reject): gathering.reject(naming(reader.faultColumn, of: reject))
            case .record(let record):
                if record.isEmpty {
                    reader.takeBackAsBlank(record)
                } else {
                    try gathering.take(record, self, reader, &builder, name)
                }
            }
            if gathering.isFull {
                try gathering.hand(to: take)
                progress?(reader.offset)
            }
        }
        try gathering.hand(to: take)
        progress?(reader.offset)
        gathering.fill(&report)
        // Rows that each say from where they looked, and all say the same, say it of the file.
        let vantages = (builder as? ScanRow)?.vantages ?? (builder as? MappedRow)?.vantages
        if let said = vantages, said.count == 1 { report.vantage = said.first }
        report.records = reader.records
        report.lines = reader.lines
        report.blankLines = table.blankLines + reader.blankLines
        return report
    }

    /// The fault of a record that has other columns than the header.
    fileprivate func shapeFault(_ record: Record, isStrict: Bool) -> RowFault? {
        let width = table.header.count
        if record.count == width { return table.isHeader(record) ? RowFault(nil, .value, "the header again") : nil }
        let detail = "\(record.count) of \(width)" + (isStrict ? ", behind a line that could not be read" : "")
        if record.count < width { return RowFault(nil, .columnsFew, detail) }
        if !isStrict, record.count <= Limits.columns,
            (width..<record.count).allSatisfy({ CellText.trimmed(record[$0]).isEmpty })
        {
            return nil
        }
        return RowFault(nil, .columnsMany, detail)
    }
}

extension TableFormat {
    /// `inventory, generic CSV`.
    var title: String {
        switch self {
        case .inventory: "inventory, generic CSV"
        case .scan: "scan, generic CSV"
        case .getExchangeServer: "inventory, Get-ExchangeServer"
        case .shadowserver: "scan, Shadowserver Exchange report"
        case .hunting: "evidence, results of a hunting query"
        case .mapped(let mapping): "\(mapping.kind.rawValue), \(mapping.title)"
        }
    }
}

/// The question that a scan without a vantage raises.
enum VantageQuestion {
    static func complaint(file: String, facts: [String] = []) -> Complaint {
        Complaint(
            .badData, "a scan does not say from where it looked; nothing was changed", file: file,
            facts: facts + ["an open port counts as exposed only where it was seen from the internet"],
            next: ["add --vantage internet      (or internal)"])
    }
}

extension TableFile {
    /// The reject with the column that its fault stands in, where that is known.
    private func naming(_ column: Int?, of reject: Reject) -> Reject {
        guard let column, column < table.header.count else { return reject }
        return Reject(
            line: reject.line, record: reject.record, byteOffset: reject.byteOffset, column: table.title(column),
            reason: reject.reason, detail: reject.detail, raw: reject.raw)
    }
}

/// Rows and rejects on their way to the taker.
struct Gathering {
    private var batch = ObservationBatch()
    private var rejects: [Reject] = []
    private var rejectBytes = 0
    private var accepted = 0
    private var rejected = 0
    private var newest: (time: Instant, line: Int)?

    var isFull: Bool {
        batch.count >= Limits.batchRows || batch.byteLength >= Limits.batchBytes || rejects.count >= Limits.batchRows
            || rejectBytes >= Limits.batchBytes
    }

    mutating func reject(_ reject: Reject) {
        rejected += 1
        rejectBytes += reject.raw.count
        rejects.append(reject)
    }

    /// Adds a row by what `build` puts into the batch; a `RowFault` makes it a reject.
    mutating func take(
        _ record: Record, _ file: TableFile, _ reader: RecordReader, _ builder: inout any RowBuilder, _ name: String
    ) throws {
        do {
            if let fault = file.shapeFault(record, isStrict: reader.followsFault) { throw fault }
            reader.foundWhole()
            let frame = try builder.build(record, into: &batch)
            end(line: record.line, record: record.number, frame)
        } catch let fault as RowFault {
            batch.dropRow()
            reject(
                Reject(
                    line: record.line, record: record.number, byteOffset: record.offset,
                    column: fault.column.map { file.table.title($0) }, reason: fault.reason, detail: fault.detail,
                    raw: reader.rawText()))
        } catch let complaint as Complaint where complaint.file == nil {
            throw Complaint(
                complaint.code, complaint.what, file: name, line: complaint.line, facts: complaint.facts,
                next: complaint.next)
        }
    }

    /// Adds a row by what `build` puts into the batch; where it gives nil, or throws, there is no row.
    mutating func take(
        line: Int, record: Int, _ build: (inout ObservationBatch) throws -> RowFrame?
    ) rethrows -> Bool {
        do {
            guard let frame = try build(&batch) else {
                batch.dropRow()
                return false
            }
            end(line: line, record: record, frame)
            return true
        } catch {
            batch.dropRow()
            throw error
        }
    }

    /// Ends the row whose facts were added.
    mutating func add(line: Int, record: Int, _ frame: RowFrame, _ build: (inout ObservationBatch) -> Void) {
        build(&batch)
        end(line: line, record: record, frame)
    }

    private mutating func end(line: Int, record: Int, _ frame: RowFrame) {
        batch.endRow(line: line, record: record, seenAt: frame.seenAt, tenant: frame.tenant)
        accepted += 1
        if let time = frame.seenAt, newest.map({ time > $0.time }) ?? true { newest = (time, line) }
    }

    mutating func hand(to take: (ObservationBatch, [Reject]) throws -> Void) throws {
        if batch.count == 0, rejects.isEmpty { return }
        try take(batch, rejects)
        batch = ObservationBatch(roomFor: batch)
        rejects.removeAll()
        rejectBytes = 0
    }

    func fill(_ report: inout FileReport) {
        report.accepted = accepted
        report.rejected = rejected
        report.newestRowTime = newest?.time
        report.newestRowLine = newest?.line
    }
}
