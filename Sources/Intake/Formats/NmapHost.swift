import Inventory

/// What `scaninfo` says was looked at.
struct NmapCoverage {
    /// Whether 443/tcp was among the ports.
    private(set) var hasHTTPS = false

    init() {}

    /// From a list of TCP ports.
    init(tcp list: String) { hasHTTPS = NmapPortList.contains(443, list) }

    mutating func add(_ scaninfo: [String: String]) {
        guard scaninfo["protocol"] == "tcp", let services = scaninfo["services"] else { return }
        if NmapPortList.contains(443, services) { hasHTTPS = true }
    }
}

/// Lists such as `1,3-4,443`.
enum NmapPortList {
    static func contains(_ port: Int, _ list: String) -> Bool {
        list.utf8.split(separator: UInt8(ascii: ",")).contains { part in
            let ends = part.split(separator: UInt8(ascii: "-")).map { Int(Substring($0)) ?? -1 }
            guard let first = ends.first, let last = ends.last else { return false }
            return first <= port && port <= last
        }
    }
}

/// A script's name and what it wrote.
struct NmapScript {
    let id: String
    let output: String
}

/// Ports that nmap sums up instead of listing them.
struct NmapExtraPorts {
    let state: String
    /// Per reason: the protocol and the ports, where nmap says them (7.92 and later).
    var reasons: [(transport: String?, ports: String?)] = []

    /// Whether 443/tcp may be among them.
    var mayHoldHTTPS: Bool {
        reasons.isEmpty
            || reasons.contains { reason in
                (reason.transport ?? "tcp") == "tcp" && reason.ports.map { NmapPortList.contains(443, $0) } ?? true
            }
    }
}

/// One listed port.
struct NmapPort {
    let number: Int
    let transport: String
    var state = ""
    var service: [String: String] = [:]
    var scripts: [NmapScript] = []

    /// Nil where the element names no port.
    init?(_ attributes: [String: String]) {
        guard let number = attributes["portid"].flatMap({ Int($0) }), (1...65_535).contains(number) else { return nil }
        self.number = number
        transport = attributes["protocol"] ?? "tcp"
    }

    /// A handshake without a word behind it is what firewalls and full backlogs answer: no open service.
    var isWrapped: Bool { service["name"] == "tcpwrapped" }
    var isOpen: Bool { state == "open" && !isWrapped }

    /// `open`, `closed`, `filtered`, or `unscanned` where nmap cannot tell.
    var endpointState: String { NmapPort.endpointState(isWrapped && state == "open" ? "filtered" : state) }

    static func endpointState(_ state: String) -> String {
        switch state {
        case "open", "closed", "filtered": state
        case "closed|filtered": "filtered"
        default: "unscanned"
        }
    }

    /// Whether it speaks HTTP.
    var isWeb: Bool {
        (service["name"] ?? "").contains("http") || [80, 443, 8080, 8443].contains(number)
            || scripts.contains { $0.id.hasPrefix("http-") }
    }
}

/// One `<host>`.
struct NmapHost {
    let line: Int
    let time: Instant?
    var state = ""
    private(set) var addresses: [IPAddress] = []
    private(set) var wrongAddress: String?
    var names: [String] = []
    var hasPorts = false
    private let isTimedOut: Bool
    var extraPorts: [NmapExtraPorts] = []
    var ports: [NmapPort] = []
    var scripts: [NmapScript] = []

    init(_ attributes: [String: String], line: Int) {
        self.line = line
        time = (attributes["endtime"] ?? attributes["starttime"]).flatMap { Int64($0) }.map { Instant($0) }
        isTimedOut = attributes["timedout"] == "true"
    }

    mutating func add(address attributes: [String: String]) {
        let text = attributes["addr"] ?? ""
        guard attributes["addrtype"] != "mac" else { return }
        if let address = AddressText.read(text) { addresses.append(address) } else { wrongAddress = text }
    }

    mutating func addReasons(_ attributes: [String: String]) {
        guard !extraPorts.isEmpty else { return }
        extraPorts[extraPorts.count - 1].reasons.append((attributes["proto"], attributes["ports"]))
    }

    // MARK: Facts

    /// Adds identity, names, endpoints and what the scripts found.
    func addFacts(_ coverage: NmapCoverage, to batch: inout ObservationBatch) {
        for address in addresses { batch.add(.identityAddress, address.description) }
        addNames(&batch)
        for port in ports where port.isOpen && !(port.number == 443 && port.transport == "tcp") {
            addEndpoint(port.number, port.transport, "open", &batch)
        }
        if let state = stateOfHTTPS(coverage) { addEndpoint(443, "tcp", state, &batch) }
        for port in ports where port.isOpen { addWeb(port, &batch) }
        for script in scripts { addProofs(script, &batch) }
    }

    private func addEndpoint(_ port: Int, _ transport: String, _ state: String, _ batch: inout ObservationBatch) {
        for address in addresses { batch.add(.endpoint, "\(address) \(port)/\(transport) \(state)") }
    }

    private func addNames(_ batch: inout ObservationBatch) {
        for text in names {
            if let (name, form) = HostName.read(text), form == .full {
                batch.add(.addressName, name)
            } else {
                batch.add(.other, "hostname=\(text)")
            }
        }
    }

    /// The state of 443/tcp as far as the file proves it; nil where the scan did not look at that port.
    func stateOfHTTPS(_ coverage: NmapCoverage) -> String? {
        if let listed = ports.first(where: { $0.number == 443 && $0.transport == "tcp" }) {
            return listed.endpointState
        }
        guard coverage.hasHTTPS else { return nil }
        guard state != "down", hasPorts, !isTimedOut else { return "unscanned" }
        let states = Set(extraPorts.filter(\.mayHoldHTTPS).map { NmapPort.endpointState($0.state) })
        if states.isEmpty || states.contains("unscanned") || states.contains("open") { return "unscanned" }
        return states == ["closed"] ? "closed" : "filtered"
    }

    // MARK: What answers

    private func addWeb(_ port: NmapPort, _ batch: inout ObservationBatch) {
        let product = port.service["product"] ?? ""
        let isProductExchange =
            product.lowercased().contains("exchange") || product.lowercased().contains("outlook web")
        if isProductExchange { batch.add(.product, product) }
        if port.isWeb, isProductExchange || port.scripts.contains(where: \.showsExchange) {
            for address in addresses { batch.add(.exchangeWeb, "\(address) \(port.number)") }
        }
        if port.isWeb, port.transport == "tcp", let other = otherProduct(port) {
            for address in addresses { batch.add(.otherWeb, "\(address) \(port.number) \(other)") }
        }
        if isProductExchange, port.isWeb, let version = port.service["version"], !version.isEmpty {
            batch.add(.webVersion, version)
        }
        for script in port.scripts {
            if let version = script.exchangeVersion { batch.add(.webVersion, version) }
            addProofs(script, &batch)
        }
    }

    /// A product by name that is neither Exchange nor the web server that Exchange runs on.
    private func otherProduct(_ port: NmapPort) -> String? {
        if let product = port.service["product"], !product.isEmpty, !product.lowercased().contains("microsoft"),
            WebProduct(product) != .exchange
        {
            return product
        }
        let header = port.scripts.first { $0.id == "http-server-header" }?.output.trimmingBlanks
        return header.flatMap { WebProduct($0) == .other ? $0 : nil }
    }

    private func addProofs(_ script: NmapScript, _ batch: inout ObservationBatch) {
        for cve in script.provedCVEs { batch.add(.provedCVE, cve) }
    }
}

extension NmapScript {
    private var isAboutExchange: Bool { id.contains("exchange") || id.contains("owa") }

    /// Whether its words show Exchange's web front end.
    var showsExchange: Bool {
        let text = output.lowercased()
        if isAboutExchange { return !text.isEmpty && !text.contains("error") && !text.contains("not exchange") }
        switch id {
        case "http-title", "http-headers", "http-enum", "http-auth-finder", "ssl-cert", "http-generator":
            return text.contains("outlook") || text.contains("exchange") || text.contains("/owa")
                || text.contains("x-owa-version")
        default: return false
        }
    }

    /// The version that a script about Exchange, or the header `X-OWA-Version`, gives.
    ///
    /// Where a script lists several builds, what they begin with in common. The `Product_Version` of NTLM scripts is
    /// Windows' build and is not looked at.
    var exchangeVersion: String? {
        var texts: [Substring] = isAboutExchange ? [Substring(output)] : []
        if id == "http-headers" {
            texts = output.split(whereSeparator: \.isNewline).filter { $0.lowercased().contains("x-owa-version") }
        }
        let versions = texts.flatMap(NmapScript.versions)
        guard var common = versions.first else { return nil }
        for version in versions { common = Array(zip(common, version).prefix { $0 == $1 }.map(\.0)) }
        return common.count >= 3 ? common.map(String.init).joined(separator: ".") : nil
    }

    /// Numbers of three or four parts.
    private static func versions(in text: Substring) -> [[Int]] {
        text.split { !$0.isNumber && $0 != "." }.compactMap { word in
            let parts = word.split(separator: ".").map { Int($0) }
            guard (3...4).contains(parts.count), !parts.contains(nil),
                word.utf8.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: ".") })
            else { return nil }
            let numbers = parts.compactMap { $0 }
            return numbers[0] < 20 && numbers.allSatisfy { $0 <= 65_535 } ? numbers : nil
        }
    }

    /// The CVEs that the script tried and found: those under `State: VULNERABLE`.
    var provedCVEs: [String] {
        guard id.contains("vuln"), output.contains("State: VULNERABLE") else { return [] }
        var found: [String] = []
        var isProved = false
        for line in output.split(whereSeparator: \.isNewline) {
            if line.contains("State:") { isProved = line.contains("State: VULNERABLE") }
            if line.contains("IDs:"), isProved { found += CVEText.all(in: String(line)) }
        }
        if found.isEmpty, let place = id.range(of: "cve") {
            found = CVEText.canonical("cve-" + id[place.upperBound...].drop { $0 == "-" }).map { [$0] } ?? []
        }
        return found
    }
}
