import Inventory

/// Shodan's banners, as `shodan download` writes them: a list of what answered; it closes nothing.
struct ShodanRecord: RecordBuilder {
    static func proof(_ object: JSONValue) -> String? {
        object["ip_str"] != nil && object["port"] != nil ? "ip_str and port" : nil
    }

    private var times: RecordTimes

    init(times: RecordTimes) { self.times = times }

    mutating func build(_ object: JSONValue, into batch: inout ObservationBatch) throws -> RowFrame? {
        var target = RecordTarget()
        try target.take(address: object, "ip_str")
        for name in object["hostnames"]?.texts ?? [] { target.take(addressName: name) }
        if let name = object["ssl"]?["cert"]?["subject"]?["CN"]?.text { target.take(addressName: name) }
        guard target.address != nil else { throw RecordFault("ip_str", .noIdentity, "no address") }
        let address = try target.add(to: &batch, wanted: "address")
        guard let port = try object.port("port") else { throw RecordFault("port", .port, "no port") }
        let transport = object["transport"]?.text?.lowercased() ?? "tcp"
        guard ["tcp", "udp", "sctp"].contains(transport) else {
            throw RecordFault("transport", .value, "neither tcp nor udp")
        }
        batch.add(.endpoint, "\(address) \(port)/\(transport) open")
        if object["http"] != nil {
            answer(object).addFacts(address, port, to: &batch)
        } else {
            answer(object).addProducts(to: &batch)
        }
        if let system = object["os"]?.text { batch.add(.operatingSystem, system) }
        keep(object, &batch)
        return RowFrame(seenAt: try times.instant(object, "timestamp"))
    }

    private func answer(_ object: JSONValue) -> WebAnswer {
        var answer = WebAnswer()
        if let product = object["product"]?.text {
            answer.read(product: product, version: object["version"]?.text)
        }
        guard let http = object["http"] else { return answer }
        if let title = http["title"]?.text { answer.read(title: title) }
        if let server = http["server"]?.text { answer.read(product: server) }
        if let location = http["location"]?.text { answer.read(location: location) }
        for (name, _) in http["components"]?.members ?? [] { answer.read(product: name) }
        for (name, value) in http["headers"]?.members ?? [] where name.lowercased() == "x-owa-version" {
            for version in value.texts { answer.read(owaVersion: version) }
        }
        if let banner = object["data"]?.string { answer.read(response: banner) }
        if let page = http["html"]?.string { answer.read(page: page) }
        return answer
    }

    /// What is shown and proves nothing; the CVEs among it are guesses from a version.
    private func keep(_ object: JSONValue, _ batch: inout ObservationBatch) {
        for name in ["product", "version", "org"] {
            if let text = object[name]?.text { batch.add(.other, "\(name)=\(text)") }
        }
        for name in ["title", "server"] {
            if let text = object["http"]?[name]?.text { batch.add(.other, "http.\(name)=\(text)") }
        }
        for (name, _) in object["http"]?["components"]?.members ?? [] { batch.add(.other, "component=\(name)") }
        for tag in object["tags"]?.texts ?? [] { batch.add(.other, "tag=\(tag)") }
        let guesses = object["vulns"].map { $0.kind == .object ? $0.names : $0.texts } ?? []
        for cve in guesses { batch.add(.other, "guessed=\(cve)") }
    }
}
