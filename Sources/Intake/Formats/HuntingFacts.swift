import Inventory

/// What one result of a hunting query says, gathered from its cells or members in any order.
///
/// A machine is named by a host name, an agent's id or an address. What was found are traces: each with the time at which
/// it happened, where the result says one.
struct HuntingFacts {
    /// The offending cell's name and what is wrong with it.
    struct Fault: Error {
        let meaning: Meaning?
        let reason: Reject.Reason
        let detail: String
    }

    private var names: [(name: String, form: HostName.Form)] = []
    private var ids: [String] = []
    private var addresses: [IPAddress] = []
    private var traces: [DatedTrace] = []
    private var request: [Meaning: String] = [:]
    private var indicators: [String] = []
    private var others: [String] = []
    /// When what is taken from now on happened.
    var occurredAt: Instant?

    /// Takes a value that is about the machine or about what was found; times and the tenant are the caller's.
    mutating func take(_ meaning: Meaning, _ text: String) throws {
        switch meaning {
        case .host, .fqdn: try takeHost(text)
        case .agentID, .adGUID, .serial: ids.append(text.lowercased())
        case .address, .publicAddress:
            guard let address = AddressText.read(text) else {
                throw Fault(meaning: meaning, reason: .address, detail: "not an address")
            }
            addresses.append(address)
        case .trace(.hash):
            let digits = text.lowercased()
            guard [32, 40, 64].contains(digits.utf8.count), digits.utf8.allSatisfy(HuntingFacts.isHexadecimal) else {
                throw Fault(meaning: meaning, reason: .value, detail: "neither MD5, SHA-1 nor SHA-256")
            }
            add(Trace(.hash, digits))
        case .trace(.address):
            guard let address = AddressText.read(text) else { return others.append("\(meaning.name)=\(text)") }
            add(Trace(.address, address.description))
        case .trace(.event): add(Trace(.event, HuntingFacts.line(EventText.plain(text))))
        case .trace(let kind): add(Trace(kind, HuntingFacts.line(text)))
        case .requestMethod, .requestTarget, .requestQuery, .requestStatus, .requestAgent: request[meaning] = text
        case .indicator: indicators.append(text)
        default: others.append("\(meaning.name)=\(text)")
        }
    }

    /// Keeps what has no meaning under its name.
    mutating func keep(_ name: String, _ text: String) { others.append("\(name)=\(text)") }

    private mutating func add(_ trace: Trace) {
        if !trace.text.isEmpty { traces.append(DatedTrace(trace, at: occurredAt)) }
    }

    /// Ends one result: the parts of its request are put together, `METHOD URI STATUS AGENT`, `-` for what is not known.
    mutating func endResult() {
        guard var target = request[.requestTarget] else { return }
        if let query = request[.requestQuery], query != "-" { target += "?" + query }
        let words = [request[.requestMethod], target, request[.requestStatus], request[.requestAgent]]
        add(Trace(.request, words.map { HuntingFacts.line($0 ?? "-") }.joined(separator: " ")))
        request = [:]
    }

    private mutating func takeHost(_ text: String) throws {
        if let guid = Array(text.utf8).withUnsafeBufferPointer({ GUIDText.canonical($0) }) {
            ids.append(String(decoding: guid, as: UTF8.self))
        } else if let address = AddressText.read(text) {
            addresses.append(address)
        } else if let name = HostName.read(text) {
            names.append(name)
        } else {
            throw Fault(meaning: .host, reason: .hostName, detail: "not a host name")
        }
    }

    /// Adds all of it to the batch as a row.
    ///
    /// - Parameter host: the machine that the operator named, for results that name none.
    mutating func add(to batch: inout ObservationBatch, host: String?) throws {
        if names.isEmpty, ids.isEmpty, addresses.isEmpty, let host { try takeHost(host) }
        endResult()
        for id in Set(ids) { batch.add(.agentID, id) }
        if let full = names.first(where: { $0.form == .full }) {
            batch.add(.fqdn, full.name)
        } else if let short = names.first {
            batch.add(.hostName, short.name)
        }
        if ids.isEmpty, names.isEmpty {
            guard let address = addresses.first(where: \.isPublic) ?? addresses.first else {
                throw Fault(meaning: nil, reason: .noIdentity, detail: "names no machine")
            }
            batch.add(.identityAddress, address.description)
        } else {
            for address in addresses { batch.add(.address, address.description) }
        }
        if traces.isEmpty, !indicators.isEmpty {
            // A rule found something that only its own columns tell, if anything does.
            let words = others.isEmpty ? indicators.map { "found by \($0)" } : others
            add(Trace(.event, HuntingFacts.line(words.joined(separator: "; "))))
        }
        for trace in traces { batch.add(.trace, trace.stored) }
        for indicator in indicators { batch.add(.indicator, indicator) }
        for other in others { batch.add(.other, other) }
    }

    /// On one line: the log keeps traces so.
    private static func line(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " ").trimmingBlanks
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }
}
