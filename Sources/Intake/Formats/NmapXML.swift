import Foundation
import FoundationXML
import Inventory

/// `nmap -oX`: one observation per listed host, read as a stream.
struct NmapFile: ScanFile {
    let recognition: Recognition
    let format = "nmap-xml"
    private let start: XMLStart
    private let vantage: Vantage
    private let options: IntakeOptions

    /// Throws a `Complaint` where the file brings declarations of its own, or the vantage is missing.
    init(_ file: FileBytes, name: String, start: XMLStart, basis: String, options: IntakeOptions) throws {
        if start.hasInternalSubset {
            throw Complaint(
                .badData, "an XML file with declarations of its own (<!DOCTYPE … [) is not read; nothing was changed",
                file: name, facts: ["nmap writes none: the file was made or changed by something else"],
                next: ["ask for the file as nmap wrote it"])
        }
        guard let vantage = options.vantage else {
            throw VantageQuestion.complaint(file: name, facts: ["nmap cannot know it"])
        }
        self.start = start
        self.vantage = vantage
        self.options = options
        var recognition = Recognition(
            kind: Recognition.Choice("scan, nmap XML", proof: basis, option: "--as"),
            encoding: Recognition.Choice("utf-8", proof: "the format's"))
        recognition.vantage = Recognition.Choice(vantage.rawValue, proof: "said: --vantage", option: "--vantage")
        self.recognition = recognition
    }

    /// Reads all hosts once.
    ///
    /// Throws a `Complaint` where the file is cut, broken, or ends with nmap's own error: what was not reached must not
    /// count as closed.
    func read(
        _ file: FileBytes, name: String, _ take: (ObservationBatch, [Reject]) throws -> Void, progress: ((Int) -> Void)?
    ) throws -> FileReport {
        try withoutActuallyEscaping(take) { take in
            let stream = FileStream(file, from: start.offset)
            let parser = XMLParser(stream: stream)
            parser.shouldResolveExternalEntities = false
            let walker = NmapWalker(file, firstLine: start.line, latest: options.latest, take: take) {
                progress?(stream.offset)
            }
            parser.delegate = walker
            let isRead = parser.parse()
            try walker.finish()
            if let error = stream.error { throw error }
            try requireWhole(walker, isRead: isRead && parser.parserError == nil, parser, name)
            return try report(walker, file, name)
        }
    }

    private func requireWhole(_ walker: NmapWalker, isRead: Bool, _ parser: XMLParser, _ name: String) throws {
        let hosts = "\(grouped(walker.hosts)) whole \(walker.hosts == 1 ? "host was" : "hosts were") read"
        if let refused = walker.refused {
            throw Complaint(
                .badData, "\(refused); nothing was changed", file: name, line: walker.line(of: parser), facts: [hosts])
        }
        guard walker.isClosed, isRead else {
            let place = walker.openHost.map { "inside <host>\($0.isEmpty ? "" : " ")\($0)" } ?? "before </nmaprun>"
            let ends = walker.endStamp == nil ? "no </nmaprun> and no end time" : "no </nmaprun>"
            let why =
                walker.isClosed
                ? "what stands behind </nmaprun> is no XML" : "\(ends): the scan was cut or the copy was"
            throw Complaint(
                .badData, "nmap XML ends \(place); nothing was changed", file: name, line: walker.line(of: parser),
                facts: [
                    "\(why); \(hosts)",
                    "what was not reached must not count as closed, so a part of a scan is not taken",
                ], next: ["copy the file again, or scan again"])
        }
        guard walker.exitWord == "success" else {
            throw Complaint(
                .badData, "nmap ended with an error; nothing was changed", file: name, line: walker.endLine,
                facts: [walker.exitMessage, hosts].filter { !$0.isEmpty }, next: ["scan again"])
        }
    }

    private func report(_ walker: NmapWalker, _ file: FileBytes, _ name: String) throws -> FileReport {
        if let stamp = walker.endStamp { try NmapEnd.check(stamp, line: walker.endLine, options, name) }
        var report = FileReport(format: format, kind: .scan, encoding: "utf-8", delimiter: nil)
        report.vantage = vantage
        report.endStamp = walker.endStamp
        report.records = walker.hosts
        report.lines = try Position(of: file.count, in: file).lines
        walker.fill(&report)
        report.headerLines = report.lines - report.records
        return report
    }
}

/// When nmap says that it ended.
enum NmapEnd {
    /// Throws a `Complaint` where the time has not come yet, or `--seen-at` contradicts it.
    static func check(_ stamp: Instant, line: Int?, _ options: IntakeOptions, _ name: String) throws {
        guard stamp <= options.latest else {
            throw Complaint(
                .badData, "the scan ended in the future: \(stamp); nothing was changed", file: name, line: line,
                next: ["set the clock of the machine that scanned, and scan again"])
        }
        if let said = options.seenAt, abs(said.seconds - stamp.seconds) > 86_400 {
            throw Complaint(
                .badData, "--seen-at \(said) contradicts the file, which ended at \(stamp); nothing was changed",
                file: name, line: line, next: ["leave out --seen-at"])
        }
    }
}

/// Where an XML file's text begins, and what stands before its first element.
struct XMLStart: Sendable {
    /// Bytes before `<?xml` or the first tag: a byte order mark, blanks and comments, which libxml would not take.
    let offset: Int
    /// The line of that place.
    let line: Int
    /// The first element's name.
    let root: String
    /// Whether a document type declaration brings declarations of its own.
    let hasInternalSubset: Bool

    /// Nil for what is no XML, or has no element within the first 64 KiB.
    init?(_ file: FileBytes) throws {
        let head = try file.bytes(at: 0, count: Limits.xmlProlog)
        var i = head.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var begin: Int?
        var isOpen = false
        while true {
            while i < head.count, head[i] <= 0x20 { i += 1 }
            guard i + 1 < head.count, head[i] == UInt8(ascii: "<") else { return nil }
            let rest = head[i...]
            if rest.starts(with: "<!--".utf8) {
                guard let end = XMLStart.end(of: "-->", in: rest) else { return nil }
                i = end
                continue
            }
            if begin == nil { begin = i }
            if rest.starts(with: "<?".utf8) {
                guard let end = XMLStart.end(of: "?>", in: rest) else { return nil }
                i = end
            } else if rest.starts(with: "<!".utf8) {
                guard let end = rest.firstIndex(where: { $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: "[") }) else {
                    return nil
                }
                isOpen = isOpen || head[end] == UInt8(ascii: "[")
                guard
                    let close = isOpen
                        ? XMLStart.end(of: "]", in: head[end...]).flatMap({
                            XMLStart.end(of: ">", in: head[($0 - 1)...])
                        }) : end + 1
                else { return nil }
                i = close
            } else {
                break
            }
        }
        let name = head[(i + 1)...].prefix { $0 > 0x20 && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "/") }
        guard let first = name.first, lower(first) >= 0x61, lower(first) <= 0x7A, let begin else { return nil }
        root = String(decoding: name, as: UTF8.self)
        offset = begin
        line = 1 + head[..<begin].count { $0 == 0x0A }
        hasInternalSubset = isOpen
    }

    /// The place behind a piece of text.
    private static func end(of text: String, in bytes: ArraySlice<UInt8>) -> Int? {
        let wanted = Array(text.utf8)
        var i = bytes.startIndex
        while i + wanted.count <= bytes.endIndex {
            if bytes[i..<(i + wanted.count)].elementsEqual(wanted) { return i + wanted.count }
            i += 1
        }
        return nil
    }
}

/// A file as the stream that `XMLParser` reads; knows how far it came.
final class FileStream: InputStream {
    private let file: FileBytes
    private(set) var offset: Int
    /// What the file system said, if it did.
    private(set) var error: (any Error)?

    init(_ file: FileBytes, from offset: Int) {
        self.file = file
        self.offset = offset
        super.init(data: Data())
    }

    override func open() {}
    override func close() {}
    override var hasBytesAvailable: Bool { offset < file.count }

    override func read(_ buffer: UnsafeMutablePointer<UInt8>, maxLength length: Int) -> Int {
        do {
            let got = try file.read(at: offset, into: UnsafeMutableRawBufferPointer(start: buffer, count: length))
            offset += got
            return got
        } catch {
            self.error = error
            return -1
        }
    }
}
