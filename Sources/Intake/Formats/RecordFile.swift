import Inventory

/// The scanners that write a JSON object for each thing they found.
enum RecordFormat: String, Sendable, CaseIterable {
    case masscan = "masscan-json"
    case naabu = "naabu-json"
    case httpx = "httpx-json"
    case nuclei = "nuclei-json"
    case shodan = "shodan-json"
    case hunting = "hunting-json"

    var title: String {
        switch self {
        case .masscan: "scan, masscan JSON"
        case .naabu: "scan, naabu JSON"
        case .httpx: "scan, httpx JSON"
        case .nuclei: "scan, nuclei JSON"
        case .shodan: "scan, Shodan JSON"
        case .hunting: "evidence, results of a hunting query in JSON"
        }
    }

    var kind: ImportKind { self == .hunting ? .evidence : .scan }

    /// Nil where the object is another tool's; else the members that prove it.
    func proof(_ object: JSONValue) -> String? {
        switch self {
        case .masscan: MasscanRecord.proof(object)
        case .naabu: NaabuRecord.proof(object)
        case .httpx: HttpxRecord.proof(object)
        case .nuclei: NucleiRecord.proof(object)
        case .shodan: ShodanRecord.proof(object)
        case .hunting: HuntingRecord.proof(object)
        }
    }

    /// - Parameter host: the machine of hunting results that name none.
    func builder(_ times: RecordTimes, host: String?) -> any RecordBuilder {
        switch self {
        case .masscan: MasscanRecord(times: times)
        case .naabu: NaabuRecord(times: times)
        case .httpx: HttpxRecord(times: times)
        case .nuclei: NucleiRecord(times: times)
        case .shodan: ShodanRecord(times: times)
        case .hunting: HuntingRecord(times: times, host: host)
        }
    }
}

/// Turns objects into observations; one per format.
protocol RecordBuilder {
    /// Adds the object's facts to the batch; nil where it says nothing about anything: a probe without an answer.
    ///
    /// Throws a `RecordFault` where the object becomes a reject.
    mutating func build(_ object: JSONValue, into batch: inout ObservationBatch) throws -> RowFrame?
}

/// Why an object cannot be taken.
struct RecordFault: Error {
    /// The offending member; nil where the object as a whole is at fault.
    let name: String?
    let reason: Reject.Reason
    let detail: String

    init(_ name: String?, _ reason: Reject.Reason, _ detail: String) {
        self.name = name
        self.reason = reason
        self.detail = detail
    }
}

/// JSON lines, or a JSON array, of one of the scanners.
struct RecordFile: ScanFile {
    let recognition: Recognition
    var format: String { record.rawValue }
    var kind: ImportKind { record.kind }
    private let record: RecordFormat
    private let host: String?
    private let isProvedUTF8: Bool
    private let vantage: Vantage
    private let zone: Zone
    private let latest: Instant

    /// Throws a `Complaint` where the vantage is missing, or contradicts the format's.
    init(
        _ kind: RecordFormat, sample: RecordSample, basis: String, census: ByteCensus, name: String,
        options: IntakeOptions
    ) throws {
        record = kind
        host = options.host
        isProvedUTF8 = census.firstNotUTF8 == nil
        zone = kind == .shodan ? .utc : options.zone
        latest = options.latest
        vantage = try RecordFile.vantage(kind, options, name)
        var recognition = Recognition(
            kind: Recognition.Choice(kind.title, proof: basis, option: "--as"),
            encoding: Recognition.Choice(
                "utf-8",
                proof: isProvedUTF8 ? "the format's" : "the format's; objects with bytes that are none: rejected"))
        recognition.vantage =
            switch kind {
            case .shodan: Recognition.Choice("internet", proof: "the format's")
            case .hunting:
                Recognition.Choice("reported", proof: "what was found on a machine says nothing of 443")
            default: Recognition.Choice(vantage.rawValue, proof: "said: --vantage", option: "--vantage")
            }
        if kind == .shodan {
            recognition.zone = Recognition.Choice("UTC", proof: "the format's; the file names none")
        } else if sample.lacksZone {
            recognition.zone = Recognition.Choice(
                options.zone.name, proof: "\(options.zoneBasis); the file names none")
        }
        recognition.timeColumn = sample.timeName
        self.recognition = recognition
    }

    private static func vantage(_ kind: RecordFormat, _ options: IntakeOptions, _ name: String) throws -> Vantage {
        if kind == .hunting { return .reported }
        if kind == .shodan {
            guard options.vantage == nil || options.vantage == .internet else {
                throw Complaint(
                    .badData, "Shodan looks from the internet; nothing was changed", file: name,
                    next: ["leave out --vantage \(options.vantage?.rawValue ?? "")"])
            }
            return .internet
        }
        guard let said = options.vantage else {
            throw VantageQuestion.complaint(file: name, facts: ["the scanner cannot know it"])
        }
        return said
    }

    // MARK: Reading

    func read(
        _ file: FileBytes, name: String, _ take: (ObservationBatch, [Reject]) throws -> Void, progress: ((Int) -> Void)?
    ) throws -> FileReport {
        let reader = try JSONRecordReader(file, name: name, isProvedUTF8: isProvedUTF8)
        var builder = record.builder(RecordTimes(zone: zone, latest: latest), host: host)
        var gathering = Gathering()
        var broken = 0
        while let step = try reader.next() {
            switch step {
            case .reject(let reject):
                broken += 1
                gathering.reject(reject)
            case .record(let record):
                if try !gathering.take(record, reader, &builder) { reader.takeBackAsBlank() }
            }
            if gathering.isFull {
                try gathering.hand(to: take)
                progress?(reader.offset)
            }
        }
        try requireWhole(reader, name, whole: reader.records - broken)
        try gathering.hand(to: take)
        progress?(reader.offset)
        var report = FileReport(format: format, kind: kind, encoding: "utf-8", delimiter: nil)
        report.vantage = vantage
        gathering.fill(&report)
        report.records = reader.records
        report.lines = reader.lines
        report.headerLines = reader.bracketLines
        report.blankLines = reader.blankLines
        return report
    }

    /// An array that is not closed was cut: what was not reached must not count as looked at.
    private func requireWhole(_ reader: JSONRecordReader, _ name: String, whole: Int) throws {
        guard let open = reader.openArray else { return }
        let records = "\(counted(whole, "whole object was", "whole objects were")) read"
        let stopped =
            record == .masscan
            ? ["masscan that is stopped leaves such a file; -oD writes lines, which need no end"]
            : ["the scan was stopped, or the copy was cut"]
        throw Complaint(
            .badData, "the JSON array that line \(open.line) opens is not closed; nothing was changed", file: name,
            line: max(1, reader.lines), facts: stopped + [records],
            next: ["scan again or copy the file again; or close the array with ] where a part is all there is"])
    }
}

extension Gathering {
    /// Adds the row of an object; false where the object says nothing.
    mutating func take(
        _ record: JSONRecord, _ reader: JSONRecordReader, _ builder: inout any RecordBuilder
    ) throws -> Bool {
        do {
            return try take(line: record.line, record: record.number) { try builder.build(record.value, into: &$0) }
        } catch let fault as RecordFault {
            reject(
                Reject(
                    line: record.line, record: record.number, byteOffset: record.offset, column: fault.name,
                    reason: fault.reason, detail: fault.detail, raw: reader.rawText()))
            return true
        }
    }
}

/// Reads the times of objects.
struct RecordTimes {
    private var clock: LocalClock
    private let latest: Instant
    private var lastText = ""
    private var lastInstant: Instant?

    init(zone: Zone, latest: Instant) {
        clock = LocalClock(zone)
        self.latest = latest
    }

    /// The instant of a member; nil where it is not there. Throws where it is no time, or one that has not come yet.
    mutating func instant(_ object: JSONValue, _ name: String) throws -> Instant? {
        guard let text = object[name]?.text else { return nil }
        return try instant(text, of: name)
    }

    /// The instant of a text that stands in the member of a name. Throws as above.
    mutating func instant(_ text: String, of name: String) throws -> Instant {
        if text == lastText, let lastInstant { return lastInstant }
        guard let time = RecordTimes.read(text), let instant = clock.instant(of: time, order: nil) else {
            throw RecordFault(name, .time, "not a time that can be read")
        }
        guard instant <= latest else { throw RecordFault(name, .timeFuture, "after this import") }
        (lastText, lastInstant) = (text, instant)
        return instant
    }

    static func read(_ text: String) -> TimeText? {
        Array(text.utf8).withUnsafeBufferPointer { TimeText($0) }
    }
}
