import Inventory

/// nuclei `-jsonl`, or `-json-export` as an array: what a template found at a place.
struct NucleiRecord: RecordBuilder {
    static func proof(_ object: JSONValue) -> String? {
        guard object["info"] != nil else { return nil }
        for name in ["template-id", "templateID", "template_id"] where object[name] != nil { return "\(name) and info" }
        return nil
    }

    static func templateID(_ object: JSONValue) -> String? {
        object.first("template-id", "templateID", "template_id")?.text
    }

    private var times: RecordTimes

    init(times: RecordTimes) { self.times = times }

    mutating func build(_ object: JSONValue, into batch: inout ObservationBatch) throws -> RowFrame? {
        let time = try times.instant(object, "timestamp")
        guard let id = NucleiRecord.templateID(object) else { throw RecordFault(nil, .value, "no template-id") }
        // With -matcher-status also what did not match is written: no scanner's silence proves anything.
        if object.first("matcher-status", "matcher_status")?.bool == false { return nil }
        let finding = NucleiFinding(id: id, object: object)
        let place = WebPlace(finding.matchedAt ?? "")
        let target = try target(object, place)
        let address = try target.add(to: &batch, wanted: "host, no ip")
        let port = finding.connects ? try object.port("port") ?? place.port ?? hostPort(object) : nil
        if let port { batch.add(.endpoint, "\(address) \(port)/tcp open") }
        finding.answer.addFacts(address, finding.isWeb ? port : nil, to: &batch)
        for cve in finding.provedCVEs { batch.add(.provedCVE, cve) }
        finding.keep(&batch)
        return RowFrame(seenAt: time)
    }

    private func target(_ object: JSONValue, _ place: WebPlace) throws -> RecordTarget {
        var target = RecordTarget()
        try target.take(address: object, "ip")
        if let host = object["host"]?.text { target.take(host: WebPlace(host).host) }
        if !place.host.isEmpty { target.take(host: place.host) }
        return target
    }

    private func hostPort(_ object: JSONValue) -> Int? { object["host"]?.text.flatMap { WebPlace($0).port } }
}

/// What one template found.
struct NucleiFinding {
    let id: String
    private let object: JSONValue
    private let info: JSONValue?
    private let type: String
    private let extracted: [String]

    init(id: String, object: JSONValue) {
        self.id = id
        self.object = object
        info = object["info"]
        type = object["type"]?.text?.lowercased() ?? "http"
        extracted = object.first("extracted-results", "extracted_results")?.texts ?? []
    }

    var matchedAt: String? { object.first("matched-at", "matched_at", "matched", "host")?.text }
    private var matcher: String? { object.first("matcher-name", "matcher_name")?.text }

    /// Whether what matched was an answer over TCP: names, files and the words of registrars are none.
    var connects: Bool { ["http", "headless", "ssl", "tcp", "network", "websocket"].contains(type) }
    var isWeb: Bool { type == "http" || type == "headless" }

    /// Whether the template is about Exchange.
    private var isAboutExchange: Bool {
        let words = (info?["tags"]?.texts ?? []).flatMap { $0.lowercased().split { ", ".contains($0) } }
        if words.contains("exchange") || words.contains("owa") { return true }
        let parts = id.lowercased().split { !$0.isLetter && !$0.isNumber }
        return parts.contains("exchange") || parts.contains("owa") || !namedCVEs.isEmpty
    }

    /// What the template saw of Exchange, and of other products.
    var answer: WebAnswer {
        var answer = WebAnswer()
        if isAboutExchange {
            if isWeb { answer.readExchange() }
            for version in extracted.flatMap(VersionText.all) { answer.read(owaVersion: version) }
        }
        if let matcher, ["tech-detect", "waf-detect"].contains(id) {
            answer.read(product: matcher.split(separator: "-").joined(separator: " "))
        }
        if isWeb, let response = object["response"]?.string { answer.read(response: response) }
        return answer
    }

    // MARK: Proof

    /// Families of flaws by the names that templates have of them, and the CVE that their first step tries.
    private static let families = [
        "proxyshell": "CVE-2021-34473", "proxylogon": "CVE-2021-26855", "proxynotshell": "CVE-2022-41040",
    ]

    private var namedCVEs: [String] {
        NucleiFinding.families.filter { id.lowercased().contains($0.key) }.map(\.value)
    }

    /// The CVEs that the template tried and found.
    ///
    /// A template that found a version, and nothing else, compares numbers: that is a guess.
    var provedCVEs: [String] {
        if !extracted.isEmpty, extracted.allSatisfy({ VersionText.isVersion($0.trimmingBlanks) }) { return [] }
        if let cve = NucleiFinding.cve(in: id) { return [cve] }
        let classified = info?["classification"]?.first("cve-id", "cve_id")?.texts ?? []
        let found = classified.flatMap { CVEText.all(in: $0) }
        return found.isEmpty ? namedCVEs : found
    }

    /// The number in `CVE-2021-34473`, `CVE-2021-34473-1`, `exchange-cve-2021-34473`.
    private static func cve(in id: String) -> String? {
        guard let mark = id.lowercased().range(of: "cve-") else { return nil }
        let parts = id[mark.upperBound...].split(separator: "-", maxSplits: 2)
        guard parts.count >= 2 else { return nil }
        return CVEText.canonical("cve-\(parts[0])-\(parts[1].prefix { $0.isNumber })")
    }

    // MARK: Text

    func keep(_ batch: inout ObservationBatch) {
        batch.add(.other, "template=\(id)")
        if let matcher { batch.add(.other, "matcher=\(matcher)") }
        if let severity = info?["severity"]?.text { batch.add(.other, "severity=\(severity)") }
        if let matchedAt { batch.add(.other, "matched-at=\(matchedAt)") }
        for result in extracted { batch.add(.other, "extracted=\(result)") }
    }
}
