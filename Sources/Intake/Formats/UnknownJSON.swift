import Inventory

/// What JSON looks like that is of no scanner whose objects are read.
enum UnknownJSON {
    static func complaint(_ name: String, _ sample: RecordSample) -> Complaint {
        guard sample.objects > 0 else {
            if let fault = sample.firstFault {
                return Complaint(
                    .badData, "JSON without a whole object; nothing was changed", file: name, line: fault.line,
                    facts: ["\(fault.detail)"] + UnknownFile.accepted, next: ["copy the file again, or scan again"])
            }
            return Complaint(
                .badData, "JSON without an object: nothing says which scanner wrote it; nothing was changed",
                file: name,
                facts: ["a scan that found nothing leaves such a file"],
                next: ["say which: --format masscan-json      (or naabu-json, httpx-json, nuclei-json, shodan-json)"])
        }
        let names = sample.firstNames
        let shown = names.prefix(10).map { String($0.prefix(30)) }.joined(separator: ", ")
        let members =
            names.isEmpty ? "no members" : shown + (names.count > 10 ? ", and \(names.count - 10) more" : "")
        let what = sample.looksLike?.what ?? "JSON of a tool that muster does not know"
        return UnknownFile.complaint(
            name, looksLike: "\(what); its first object has \(members)",
            next: sample.looksLike?.next ?? "ask for the table behind it as CSV")
    }

    /// Nil where the first object says nothing about its maker.
    static func looks(_ object: JSONValue) -> (what: String, next: String?)? {
        let names = Set(object.names.map { $0.lowercased() })
        for (wanted, what, next) in products where names.isSuperset(of: wanted) { return (what, next) }
        return nil
    }

    private static let products: [(Set<String>, String, String?)] = [
        (
            ["matches", "total"], "the answer of a Shodan search",
            "take what stands in \"matches\": jq -c '.matches[]' FILE > banners.json; then import that"
        ),
        (
            ["ip_str", "data"], "Shodan's page of one host",
            "take what stands in \"data\": jq -c '.data[]' FILE > banners.json; then import that"
        ),
        (["admindisplayversion", "serverrole"], "Get-ExchangeServer | ConvertTo-Json", "use Export-Csv instead"),
        (["nmaprun"], "nmap XML made into JSON", "import the XML itself (nmap -oX)"),
        (["resolver", "host"], "dnsx: names, no ports", "import what httpx or naabu finds at those names"),
        (["host", "input", "source"], "subfinder: names, no ports", "import what httpx or naabu finds at those names"),
        (["probe_status", "tls_version"], "tlsx: certificates, no states of ports", "scan with naabu or httpx"),
        (["request", "response", "timestamp"], "katana: pages that were crawled", "scan with httpx"),
        (["commandline", "results"], "ffuf: paths that were tried", "scan with httpx"),
        (["services", "autonomous_system"], "a host of Censys", "ask for the table behind it as CSV: ip, port, state"),
        (["services", "location"], "a host of Censys", "ask for the table behind it as CSV: ip, port, state"),
        (["ip", "data"], "zgrab2", "scan with httpx or nuclei"),
        (["$schema", "runs"], "SARIF: findings in source code", nil),
        (["bomformat"], "CycloneDX: parts of a program", nil),
        (["artifactname", "results"], "Trivy: packages of an image", nil),
        (["meta", "data"], "BloodHound: a directory's graph", nil),
        (["value", "@odata.context"], "an answer of Microsoft Graph or Defender", "ask for the export as CSV"),
        (["template", "info"], "nuclei, without its template-id", "write it with nuclei -jsonl"),
    ]
}
