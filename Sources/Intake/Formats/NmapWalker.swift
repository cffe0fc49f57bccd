import Foundation
import FoundationXML
import Inventory

/// Walks through an nmap file's elements and hands on a row per host.
final class NmapWalker: NSObject, XMLParserDelegate {
    /// Whole hosts so far.
    private(set) var hosts = 0
    /// Whether `</nmaprun>` was seen.
    private(set) var isClosed = false
    private(set) var endStamp: Instant?
    private(set) var endLine: Int?
    private(set) var exitWord = "success"
    private(set) var exitMessage = ""
    /// Why reading was given up.
    private(set) var refused: String?

    private let file: FileBytes
    private let firstLine: Int
    private let latest: Instant
    private let take: (ObservationBatch, [Reject]) throws -> Void
    private let progress: () -> Void
    private var gathering = Gathering()
    private var thrown: (any Error)?
    private var depth = 0
    private var skipping: Int?
    private var coverage = NmapCoverage()
    private var host: NmapHost?
    private var port: NmapPort?
    private var rawLines: LineReader?

    init(
        _ file: FileBytes, firstLine: Int, latest: Instant,
        take: @escaping (ObservationBatch, [Reject]) throws -> Void, progress: @escaping () -> Void
    ) {
        self.file = file
        self.firstLine = firstLine
        self.latest = latest
        self.take = take
        self.progress = progress
    }

    /// The address of the host that is not closed yet; empty where it has none yet.
    var openHost: String? { host.map { $0.addresses.first?.description ?? "" } }

    /// The physical line at which the parser stands.
    func line(of parser: XMLParser) -> Int { parser.lineNumber + firstLine - 1 }

    /// Hands on what is left; throws what stopped the walk.
    func finish() throws {
        if let thrown { throw thrown }
        guard isClosed, refused == nil else { return }
        try gathering.hand(to: take)
        progress()
    }

    func fill(_ report: inout FileReport) { gathering.fill(&report) }

    // MARK: Elements

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        depth += 1
        if depth > Limits.xmlDepth { return give(up: "XML elements lie more than \(Limits.xmlDepth) deep", parser) }
        if skipping != nil { return }
        switch name {
        case "nmaprun":
            if depth != 1 { give(up: "<nmaprun> within another element", parser) }
        case "hosthint", "prescript", "postscript": skipping = depth
        case "scaninfo": coverage.add(attributes)
        case "host": host = NmapHost(attributes, line: line(of: parser))
        case "finished": readEnd(attributes, parser)
        default: if host != nil { inHost(name, attributes) }
        }
        if depth == 1, name != "nmaprun" { give(up: "the first element is <\(name)>, not <nmaprun>", parser) }
    }

    private func inHost(_ name: String, _ attributes: [String: String]) {
        switch name {
        case "status": host?.state = attributes["state"] ?? ""
        case "address": host?.add(address: attributes)
        case "hostname": if let name = attributes["name"] { host?.names.append(name) }
        case "ports": host?.hasPorts = true
        case "extraports": host?.extraPorts.append(NmapExtraPorts(state: attributes["state"] ?? ""))
        case "extrareasons": host?.addReasons(attributes)
        case "port": port = NmapPort(attributes)
        case "state": port?.state = attributes["state"] ?? ""
        case "service": port?.service = attributes
        case "script":
            let script = NmapScript(id: attributes["id"] ?? "", output: attributes["output"] ?? "")
            if port != nil { port?.scripts.append(script) } else { host?.scripts.append(script) }
        default: break
        }
    }

    private func readEnd(_ attributes: [String: String], _ parser: XMLParser) {
        endStamp = attributes["time"].flatMap { Int64($0) }.map { Instant($0) }
        endLine = line(of: parser)
        exitWord = attributes["exit"] ?? "success"
        exitMessage = attributes["errormsg"] ?? ""
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        if skipping == depth { skipping = nil }
        depth -= 1
        if skipping != nil { return }
        switch name {
        case "port":
            if let port { host?.ports.append(port) }
            port = nil
        case "host": if let host { end(host, parser) }
        case "nmaprun": isClosed = true
        default: break
        }
    }

    func parser(
        _ parser: XMLParser, foundInternalEntityDeclarationWithName name: String, value: String?
    ) {
        give(up: "an XML file with declarations of its own is not read", parser)
    }

    private func give(up reason: String, _ parser: XMLParser) {
        if refused == nil { refused = reason }
        parser.abortParsing()
    }

    // MARK: Hosts

    private func end(_ ended: NmapHost, _ parser: XMLParser) {
        host = nil
        hosts += 1
        do {
            try add(ended)
            if gathering.isFull {
                try gathering.hand(to: take)
                progress()
            }
        } catch {
            thrown = error
            parser.abortParsing()
        }
    }

    private func add(_ host: NmapHost) throws {
        if let wrong = host.wrongAddress { return try reject(host, .address, "not an address: \(wrong)") }
        if host.addresses.isEmpty { return try reject(host, .noIdentity, "no address") }
        if let time = host.time, time > latest { return try reject(host, .timeFuture, "after this import") }
        gathering.add(line: host.line, record: hosts, RowFrame(seenAt: host.time)) { batch in
            host.addFacts(coverage, to: &batch)
        }
    }

    private func reject(_ host: NmapHost, _ reason: Reject.Reason, _ detail: String) throws {
        let (offset, raw) = try rawLine(host.line)
        gathering.reject(
            Reject(
                line: host.line, record: hosts, byteOffset: offset, column: nil, reason: reason, detail: detail,
                raw: raw))
    }

    /// A line as it stands in the file; lines are asked for in ascending order.
    private func rawLine(_ number: Int) throws -> (Int, [UInt8]) {
        let reader = try rawLines ?? LineReader(file, encoding: .utf8(bomLength: 0, isProved: false))
        rawLines = reader
        while reader.lines < number, let line = try reader.next() {
            if line.number == number { return (line.offset, Array(line.content.prefix(Limits.raw))) }
        }
        return (reader.offset, [])
    }
}
