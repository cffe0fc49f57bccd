import Inventory

/// `nmap -oG`: one observation per host, read line by line.
///
/// The file holds whole scans, one behind another where nmap appended to it; each ends with nmap's own last line. Its
/// times name no zone.
struct NmapGrepableFile: ScanFile {
    /// One run of nmap in the file.
    struct Run {
        let firstLine: Int
        var coverage: NmapCoverage
        var end: (stamp: Instant, line: Int)?
        var hosts = 0
    }

    let recognition: Recognition
    let format = "nmap-grepable"
    private let runs: [Run]
    private let isProvedUTF8: Bool
    private let vantage: Vantage
    private let options: IntakeOptions

    /// Whether a text begins as nmap's grepable output does, or as lines taken out of it.
    static func begins(_ head: [UInt8]) -> Bool {
        let lines = String(decoding: head, as: UTF8.self).split(whereSeparator: \.isNewline)
        guard let first = lines.first else { return false }
        if first.hasPrefix("Host: ") { return first.contains("\tPorts: ") || first.contains("\tStatus: ") }
        guard NmapGrepLine.isStart(first) else { return false }
        return !lines.contains { $0.hasPrefix("Nmap scan report for ") || $0.hasPrefix("Interesting ports on ") }
    }

    /// Looks through the whole file for where its scans begin and end.
    ///
    /// Throws a `Complaint` where a scan has no end, or the vantage is missing.
    init(_ file: FileBytes, name: String, basis: String, census: ByteCensus, options: IntakeOptions) throws {
        guard let vantage = options.vantage else {
            throw VantageQuestion.complaint(file: name, facts: ["nmap cannot know it"])
        }
        self.vantage = vantage
        self.options = options
        isProvedUTF8 = census.firstNotUTF8 == nil
        runs = try NmapGrepableFile.runs(file, name, isProvedUTF8, options)
        var recognition = Recognition(
            kind: Recognition.Choice("scan, nmap grepable", proof: basis, option: "--as"),
            encoding: Recognition.Choice("utf-8", proof: "the format's"))
        recognition.vantage = Recognition.Choice(vantage.rawValue, proof: "said: --vantage", option: "--vantage")
        recognition.zone = Recognition.Choice(
            options.zone.name, proof: "\(options.zoneBasis); nmap writes the local time of where it ran, without a zone"
        )
        self.recognition = recognition
    }

    // MARK: Where scans begin and end

    private static func runs(
        _ file: FileBytes, _ name: String, _ isProvedUTF8: Bool, _ options: IntakeOptions
    ) throws -> [Run] {
        var runs: [Run] = []
        var clock = LocalClock(options.zone)
        let reader = try LineReader(file, encoding: .utf8(bomLength: 0, isProved: isProvedUTF8))
        while let line = try reader.next() {
            switch NmapGrepLine(line.content) {
            case .start(let arguments):
                try requireEnd(of: runs.last, before: line.number, name)
                runs.append(Run(firstLine: line.number, coverage: arguments.coverage))
            case .ports(let list):
                if !runs.isEmpty, list != nil { runs[runs.count - 1].coverage = NmapCoverage(tcp: list ?? "") }
            case .end(let text):
                guard let last = runs.indices.last, runs[last].end == nil else { break }
                let time = RecordTimes.read(text)
                guard let time, let stamp = clock.instant(of: time, order: nil) else {
                    throw Complaint(
                        .badData, "nmap's last line says no time that can be read; nothing was changed", file: name,
                        line: line.number, facts: ["found \"\(text)\""], next: ["copy the file again, or scan again"])
                }
                runs[last].end = (stamp, line.number)
                try NmapEnd.check(stamp, line: line.number, options, name)
            case .host: if !runs.isEmpty { runs[runs.count - 1].hosts += 1 } else { try requireStart(name) }
            case .comment, .blank, .other: break
            }
        }
        if runs.isEmpty { try requireStart(name) }
        try requireEnd(of: runs.last, before: reader.lines, name)
        return runs
    }

    private static func requireStart(_ name: String) throws {
        throw Complaint(
            .badData, "nmap's grepable output without its first line; nothing was changed", file: name, line: 1,
            facts: [
                "the lines that begin with # say which ports were looked at, and when",
                "what was taken out of a scan cannot be told from a scan that was cut",
            ], next: ["import the file as nmap wrote it, not what grep took out of it"])
    }

    private static func requireEnd(of run: Run?, before line: Int, _ name: String) throws {
        guard let run, run.end == nil else { return }
        throw Complaint(
            .badData, "nmap's grepable output ends before \"# Nmap done\"; nothing was changed", file: name, line: line,
            facts: [
                "the scan that line \(run.firstLine) begins was cut, or the copy was; "
                    + "\(counted(run.hosts, "line", "lines")) of hosts read",
                "what was not reached must not count as closed, so a part of a scan is not taken",
            ], next: ["copy the file again, or scan again"])
    }

    // MARK: Reading

    func read(
        _ file: FileBytes, name: String, _ take: (ObservationBatch, [Reject]) throws -> Void, progress: ((Int) -> Void)?
    ) throws -> FileReport {
        var report = FileReport(format: format, kind: .scan, encoding: "utf-8", delimiter: nil)
        report.vantage = vantage
        report.endStamp = runs.last?.end?.stamp
        var walker = NmapGrepWalker(runs: runs)
        let reader = try LineReader(file, encoding: .utf8(bomLength: 0, isProved: isProvedUTF8))
        while let line = try reader.next() {
            walker.take(line)
            if walker.gathering.isFull {
                try walker.gathering.hand(to: take)
                progress?(reader.offset)
            }
        }
        walker.finish()
        try walker.gathering.hand(to: take)
        progress?(reader.offset)
        walker.gathering.fill(&report)
        report.records = walker.records
        report.lines = reader.lines
        report.headerLines = walker.comments
        report.blankLines = walker.blanks
        return report
    }
}

/// Walks through the lines and makes a row of each host: the line that says it is up, and the one with its ports.
struct NmapGrepWalker {
    var gathering = Gathering()
    private(set) var records = 0
    private(set) var comments = 0
    private(set) var blanks = 0
    private let runs: [NmapGrepableFile.Run]
    private var run = -1
    private var open: Host?

    /// The lines of one host.
    private struct Host {
        var line: Int
        let offset: Int
        var raw: [UInt8]
        var said: NmapGrepHost
    }

    init(runs: [NmapGrepableFile.Run]) { self.runs = runs }

    mutating func take(_ line: PhysicalLine) {
        if line.fault != nil { return reject(line, .encoding, "bytes that are not UTF-8, or too many") }
        switch NmapGrepLine(line.content) {
        case .host(let host):
            if open?.said.add(host) == true {
                if host.ports != nil { open?.line = line.number }
                open?.raw += [0x0A] + Array(line.content)
            } else {
                finish()
                open = Host(line: line.number, offset: line.offset, raw: Array(line.content), said: host)
            }
        case .start:
            finish()
            run += 1
            comments += 1
        case .ports, .end, .comment: comments += 1
        case .blank: blanks += 1
        case .other: reject(line, .syntax, "neither a remark nor a host")
        }
    }

    /// Ends the host whose lines were taken.
    mutating func finish() {
        guard let host = open else { return }
        open = nil
        records += 1
        func reject(_ column: String, _ reason: Reject.Reason, _ detail: String) {
            gathering.reject(
                Reject(
                    line: host.line, record: records, byteOffset: host.offset, column: column, reason: reason,
                    detail: detail, raw: Array(host.raw.prefix(Limits.raw))))
        }
        guard let ports = NmapGrepHost.read(ports: host.said.ports ?? "") else {
            return reject("Ports", .syntax, "not as nmap writes ports")
        }
        let found = host.said.host(line: host.line, ports: ports)
        if found.addresses.isEmpty { return reject("Host", .address, "not an address: \(host.said.address)") }
        let run = runs[max(0, run)]
        // Scans before the last one have a time of their own.
        let time = run.end?.stamp == runs.last?.end?.stamp ? nil : run.end?.stamp
        gathering.add(line: host.line, record: records, RowFrame(seenAt: time)) { batch in
            found.addFacts(run.coverage, to: &batch)
        }
    }

    private mutating func reject(_ line: PhysicalLine, _ reason: Reject.Reason, _ detail: String) {
        finish()
        records += 1
        gathering.reject(
            Reject(
                line: line.number, record: records, byteOffset: line.offset, column: nil, reason: reason,
                detail: detail, raw: Array(line.content.prefix(Limits.raw))))
    }
}
