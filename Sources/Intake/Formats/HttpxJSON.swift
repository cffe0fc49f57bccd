import Inventory

/// httpx `-json`: a line for each URL that answered, and with `-probe` for each that did not.
struct HttpxRecord: RecordBuilder {
    static func proof(_ object: JSONValue) -> String? {
        guard object["url"] != nil, NucleiRecord.templateID(object) == nil else { return nil }
        for name in ["status_code", "status-code", "failed"] where object[name] != nil { return "url and \(name)" }
        return nil
    }

    private var times: RecordTimes

    init(times: RecordTimes) { self.times = times }

    mutating func build(_ object: JSONValue, into batch: inout ObservationBatch) throws -> RowFrame? {
        let time = try times.instant(object, "timestamp")
        guard let url = object["url"]?.text ?? object["input"]?.text else {
            throw RecordFault("url", .noIdentity, "no url")
        }
        // Without an answer nothing is known: not that the port is closed, not even that it was reached.
        if object["failed"]?.bool == true { return nil }
        let place = WebPlace(url)
        let target = try target(object, place)
        let address = try target.add(to: &batch, wanted: "host")
        if address == "-" { addResolved(object, &batch) }
        guard let port = try object.port("port") ?? place.port else { throw RecordFault("port", .port, "no port") }
        batch.add(.endpoint, "\(address) \(port)/tcp open")
        answer(object).addFacts(address, port, to: &batch)
        keep(object, &batch)
        return RowFrame(seenAt: time)
    }

    // MARK: Who

    /// The address that was connected to: `host_ip`, in releases before 1.7 `host`.
    private func target(_ object: JSONValue, _ place: WebPlace) throws -> RecordTarget {
        var target = RecordTarget()
        try target.take(address: object, "host_ip")
        for text in [place.host, object["host"]?.text, object["input"]?.text.map { WebPlace($0).host }] {
            if let text { target.take(host: text) }
        }
        let resolved = HttpxRecord.resolved(object)
        if target.address == nil, resolved.count == 1 { target.take(host: resolved[0].description) }
        if let tls = object.first("tls", "tls-grab", "tls_grab") {
            let names = ["subject_cn", "common_name", "subject_an", "dns_names"].flatMap { tls[$0]?.texts ?? [] }
            for name in names { target.take(addressName: name) }
        }
        return target
    }

    /// The addresses that the name stands for.
    private static func resolved(_ object: JSONValue) -> [IPAddress] {
        ((object["a"]?.texts ?? []) + (object["aaaa"]?.texts ?? [])).compactMap { IPAddress($0) }
    }

    /// Where nothing says which of several addresses answered: all of them publish the name.
    private func addResolved(_ object: JSONValue, _ batch: inout ObservationBatch) {
        for address in HttpxRecord.resolved(object) { batch.add(.address, address.description) }
    }

    // MARK: What answers

    private func answer(_ object: JSONValue) -> WebAnswer {
        var answer = WebAnswer()
        if let title = object["title"]?.text { answer.read(title: title) }
        if let server = object["webserver"]?.text { answer.read(product: server) }
        for name in object.first("tech", "technologies")?.texts ?? [] { answer.read(product: name) }
        for place in ["location", "final_url", "final-url"] {
            if let location = object[place]?.text { answer.read(location: location) }
        }
        for (name, value) in object.first("header", "response-header", "response_header")?.members ?? []
        where ["x_owa_version", "x-owa-version"].contains(name.lowercased()) {
            for version in value.texts { answer.read(owaVersion: version) }
        }
        for name in ["raw_header", "raw-header", "response"] {
            if let text = object[name]?.string { answer.read(response: text) }
        }
        for name in ["body", "response-body"] {
            if let text = object[name]?.string { answer.read(page: text) }
        }
        return answer
    }

    private func keep(_ object: JSONValue, _ batch: inout ObservationBatch) {
        for name in ["url", "title", "webserver", "location", "cdn_name", "cdn-name"] {
            if let text = object[name]?.text { batch.add(.other, "\(name)=\(text)") }
        }
        if let status = object.first("status_code", "status-code")?.text { batch.add(.other, "status_code=\(status)") }
        for name in object.first("tech", "technologies")?.texts ?? [] { batch.add(.other, "tech=\(name)") }
        for name in object["cname"]?.texts ?? [] { batch.add(.other, "cname=\(name)") }
    }
}
