import Inventory

/// naabu `-json`: a line for each open port.
struct NaabuRecord: RecordBuilder {
    /// All members that naabu writes: its objects hold nothing that others do not.
    private static let members: Set<String> = [
        "host", "ip", "port", "protocol", "tls", "timestamp", "cdn", "cdn-name", "cdn_name", "mac_address",
    ]

    static func proof(_ object: JSONValue) -> String? {
        let names = Set(object.names)
        guard names.contains("port"), names.contains("ip") || names.contains("host"),
            names.isSubset(of: members)
        else { return nil }
        return "\(names.contains("ip") ? "ip" : "host") and port, and nothing that naabu does not write"
    }

    private var times: RecordTimes

    init(times: RecordTimes) { self.times = times }

    mutating func build(_ object: JSONValue, into batch: inout ObservationBatch) throws -> RowFrame? {
        var target = RecordTarget()
        try target.take(address: object, "ip")
        if let host = object["host"]?.text, !target.take(host: host) {
            throw RecordFault("host", .hostName, "neither a host name nor an address")
        }
        let address = try target.add(to: &batch, wanted: "address, no host")
        // Releases before 2.1 wrote {"Port":443,"Protocol":0}.
        let old = object["port"].flatMap { $0.kind == .object ? $0 : nil }
        guard let port = try old?.port("Port") ?? (old == nil ? object.port("port") : nil) else {
            throw RecordFault("port", .port, "no port")
        }
        let isUDP = object["protocol"]?.text?.lowercased() == "udp" || old?["Protocol"]?.int == 1
        batch.add(.endpoint, "\(address) \(port)/\(isUDP ? "udp" : "tcp") open")
        if let name = object.first("cdn-name", "cdn_name")?.text { batch.add(.other, "cdn=\(name)") }
        return RowFrame(seenAt: try times.instant(object, "timestamp"))
    }
}
