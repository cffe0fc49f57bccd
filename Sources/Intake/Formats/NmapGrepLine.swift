import Inventory

/// A line of `nmap -oG`.
enum NmapGrepLine {
    /// `# Nmap 7.93 scan initiated Mon Aug 16 03:12:00 2021 as: nmap -p 443 …`
    case start(NmapArguments)
    /// `# Ports scanned: TCP(2;80,443) UDP(0;) …`: those of TCP; nil where there are none. Written with `-v` only.
    case ports(String?)
    /// `# Nmap done at Mon Aug 16 03:20:00 2021 -- …`: the time.
    case end(String)
    case comment
    case host(NmapGrepHost)
    case blank
    case other

    init(_ content: Cell) {
        let bytes = CellText.trimmed(content)
        guard let first = bytes.first else {
            self = .blank
            return
        }
        let text = CellText.string(bytes)
        if first == UInt8(ascii: "#") {
            self = NmapGrepLine.comment(text)
        } else if text.hasPrefix("Host: "), let host = NmapGrepHost(text) {
            self = .host(host)
        } else {
            self = .other
        }
    }

    static func isStart(_ line: some StringProtocol) -> Bool {
        let text = line.lowercased()
        return text.hasPrefix("# nmap ") && text.contains(" scan initiated ")
    }

    private static func comment(_ text: String) -> NmapGrepLine {
        if isStart(text) { return .start(NmapArguments(text)) }
        if text.hasPrefix("# Ports scanned:") { return .ports(tcpPorts(text)) }
        for mark in ["# Nmap done at ", "# Nmap run completed at "] where text.hasPrefix(mark) {
            let rest = text.dropFirst(mark.count)
            return .end(
                (rest.firstRange(of: " -- ").map { String(rest[..<$0.lowerBound]) } ?? String(rest)).trimmingBlanks)
        }
        return .comment
    }

    private static func tcpPorts(_ text: String) -> String? {
        guard let open = text.firstRange(of: "TCP(") else { return nil }
        let list = text[open.upperBound...].prefix { $0 != ")" }
        return list.firstIndex(of: ";").map { String(list[list.index(after: $0)...]) }
    }
}

/// What the lines of one host say: `Host: 192.0.2.1 (mail.example.org)<TAB>Ports: …<TAB>Ignored State: closed (997)`.
struct NmapGrepHost {
    let address: String
    let name: String
    /// `Up`, `Down`, `Timeout`.
    private(set) var status: String?
    /// As written; nil where the lines have none.
    private(set) var ports: String?
    /// The state of all ports that are not listed. nmap writes it only where it is the same for all of them.
    private(set) var ignoredState: String?

    /// Nil for a line of another form.
    init?(_ line: String) {
        let fields = line.split(separator: "\t").map { String($0).trimmingBlanks }
        let who = fields[0].dropFirst("Host: ".count)
        guard let open = who.firstIndex(of: "("), who.hasSuffix(")") else { return nil }
        address = String(who[..<open]).trimmingBlanks
        name = String(who[who.index(after: open)...].dropLast())
        for field in fields.dropFirst() {
            if let text = NmapGrepHost.value("Ports:", field) { ports = text }
            if let text = NmapGrepHost.value("Status:", field) { status = text }
            if let text = NmapGrepHost.value("Ignored State:", field) {
                ignoredState = text.split(separator: " ").first.map(String.init)
            }
        }
        if status == nil, ports == nil, fields.count < 2 { return nil }
    }

    private static func value(_ label: String, _ field: String) -> String? {
        field.hasPrefix(label) ? String(field.dropFirst(label.count)).trimmingBlanks : nil
    }

    /// Takes in another line about the same host; false where it is about another, or has ports once more.
    mutating func add(_ other: NmapGrepHost) -> Bool {
        guard other.address == address, ports == nil else { return false }
        status = other.status ?? status
        ports = other.ports
        ignoredState = other.ignoredState
        return true
    }

    /// `443/open/tcp//ssl|http//Microsoft IIS httpd 10.0/, 25/…`: seven fields with a slash behind each, in which a
    /// slash is written as `|`. Commas may stand in a version, so that the slashes are counted. Nil for anything else.
    static func read(ports text: String) -> [NmapPort]? {
        var ports: [NmapPort] = []
        var rest = text[...]
        while !rest.isEmpty {
            var fields: [String] = []
            while fields.count < 7 {
                guard let slash = rest.firstIndex(of: "/") else { return nil }
                fields.append(String(rest[..<slash]))
                rest = rest[rest.index(after: slash)...]
            }
            guard var port = NmapPort(["portid": fields[0].trimmingBlanks, "protocol": fields[2]]) else { return nil }
            port.state = fields[1]
            let service = fields[4].split(separator: "|").last.map(String.init) ?? ""
            port.service = ["name": service, "product": fields[6].replacing("|", with: "/")].filter {
                !$0.value.isEmpty
            }
            ports.append(port)
            guard rest.hasPrefix(",") else { return rest.trimmingBlanks.isEmpty ? ports : nil }
            rest = rest.dropFirst().drop { $0 == " " }
        }
        return ports
    }

    func host(line: Int, ports: [NmapPort]) -> NmapHost {
        var host = NmapHost(status == "Timeout" ? ["timedout": "true"] : [:], line: line)
        host.add(address: ["addr": address])
        host.state = status?.lowercased() ?? "up"
        if !name.isEmpty { host.names = [name] }
        host.hasPorts = self.ports != nil
        host.ports = ports
        if let ignoredState { host.extraPorts = [NmapExtraPorts(state: ignoredState)] }
        return host
    }
}

/// The command line of nmap, as far as it says which ports were looked at.
struct NmapArguments {
    /// 443/tcp, or nothing where the arguments do not prove that it was among them.
    let coverage: NmapCoverage

    init(_ line: String) {
        let words = line.firstRange(of: " as: ").map { line[$0.upperBound...] } ?? ""
        coverage =
            NmapArguments.hasHTTPS(words.split(separator: " ").map(String.init))
            ? NmapCoverage(tcp: "443") : NmapCoverage()
    }

    private static func hasHTTPS(_ words: [String]) -> Bool {
        // The program's path may hold blanks.
        guard let program = words.firstIndex(where: { $0.lowercased().contains("nmap") }) else { return false }
        var scans: Set<Character> = []
        // nmap's list of the thousand most frequent ports has it, and that of the hundred.
        var isListed = true
        for (i, word) in words.enumerated().dropFirst(program + 1) {
            let next = i + 1 < words.count ? words[i + 1] : ""
            switch word {
            case "-sn", "-sP", "-sL", "-sO", "--port-ratio", "--servicedb", "--datadir": return false
            case "--top-ports": isListed = (Int(next) ?? 0) >= 10
            case "--exclude-ports": if PortWords(next).mayHold443 { return false }
            case "-p": isListed = PortWords(next).holds443
            default:
                if word.hasPrefix("-p") { isListed = PortWords(String(word.dropFirst(2))).holds443 }
                if word.hasPrefix("-s") { scans.formUnion(word.dropFirst(2)) }
            }
        }
        let types = scans.intersection("STAWMNFXIUYZ")
        return isListed && (types.isEmpty || !types.isDisjoint(with: "STAWMNFXI"))
    }
}

/// Ports as `-p` takes them: `22,80,443`, `1-1024`, `-`, `T:443,U:53`, `https`, `http*`, `[1-1000]`.
private struct PortWords {
    let holds443: Bool
    /// Whether it holds it, or something that is not understood.
    let mayHold443: Bool

    init(_ text: String) {
        var isTCP = true
        var isFound = false
        var isOdd = false
        for item in text.split(separator: ",") {
            var item = item.drop { $0 == "[" }
            if let colon = item.firstIndex(of: ":") {
                isTCP = item[..<colon] == "T"
                item = item[item.index(after: colon)...]
            }
            item = item.prefix { $0 != "]" }
            guard isTCP else { continue }
            if item.contains(where: \.isLetter) {
                if item == "https" || (item.hasSuffix("*") && "https".hasPrefix(item.dropLast())) { isFound = true }
                if item.contains("*") || item.contains("?") { isOdd = true }
                continue
            }
            let ends = item.split(separator: "-", omittingEmptySubsequences: false)
            let first = ends.first.map { $0.isEmpty ? 1 : Int($0) ?? .max } ?? .max
            let last = ends.last.map { $0.isEmpty ? 65_535 : Int($0) ?? -1 } ?? -1
            if first <= 443, 443 <= last { isFound = true }
        }
        holds443 = isFound
        mayHold443 = isFound || isOdd
    }
}
