import Inventory

/// masscan `-oJ` (an array, in older releases with a comma behind its last object) and `-oD` (lines): what answered.
struct MasscanRecord: RecordBuilder {
    static func proof(_ object: JSONValue) -> String? {
        guard object["ip"] != nil else { return nil }
        if object["rec_type"] != nil, object["port"] != nil { return "ip, port and rec_type" }
        guard let port = object["ports"]?.items.first, port["port"] != nil, port["proto"] != nil else { return nil }
        return "ip and ports with port and proto"
    }

    private var times: RecordTimes

    init(times: RecordTimes) { self.times = times }

    mutating func build(_ object: JSONValue, into batch: inout ObservationBatch) throws -> RowFrame? {
        var target = RecordTarget()
        try target.take(address: object, "ip")
        let address = try target.add(to: &batch, wanted: "address")
        let ports = object["ports"]?.items ?? [object]
        for port in ports { try add(port, address, &batch) }
        return RowFrame(seenAt: try times.instant(object, "timestamp"))
    }

    /// One port: that it answered, or the words that it answered with.
    private func add(_ object: JSONValue, _ address: String, _ batch: inout ObservationBatch) throws {
        let transport = object["proto"]?.text?.lowercased() ?? "tcp"
        // An echo request has no port.
        guard ["tcp", "udp", "sctp"].contains(transport) else { return batch.add(.other, "answers=\(transport)") }
        guard let port = try object.port("port") else { throw RecordFault("port", .port, "no port") }
        let data = object["data"] ?? object
        let status = data["status"]?.text ?? "open"
        batch.add(.endpoint, "\(address) \(port)/\(transport) \(NmapPort.endpointState(status))")
        let service = object["service"]
        if let words = (service?["banner"] ?? data["banner"])?.text {
            addBanner((service?["name"] ?? data["service_name"])?.text ?? "banner", words, address, port, &batch)
        }
    }

    private func addBanner(
        _ name: String, _ words: String, _ address: String, _ port: Int, _ batch: inout ObservationBatch
    ) {
        var answer = WebAnswer()
        switch name {
        case "http": answer.read(response: words)
        case "http.server": answer.read(product: words)
        case "title", "html", "html.title": answer.read(title: words)
        default:
            answer.read(product: words)
            answer.addProducts(to: &batch)
            return batch.add(.other, "\(name)=\(words)")
        }
        answer.addFacts(address, port, to: &batch)
        if name != "http" { batch.add(.other, "\(name)=\(words)") }
    }
}
