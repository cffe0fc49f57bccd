import Inventory

/// Shadowserver's Exchange report (`scan_exchange`), with the columns of 2021 and of today: a list of what was found.
struct ShadowserverRow: RowBuilder {
    static func matches(_ keys: Set<String>) -> Bool {
        keys.isSuperset(of: ["timestamp", "ip", "port", "tag", "version", "servername"])
            && !keys.isDisjoint(with: ["asn", "naics", "geo"])
    }

    static func plan(_ header: [String]) -> ColumnPlan {
        ColumnPlan(
            header,
            fixed: [
                "timestamp": .seenAt, "ip": .address, "port": .port, "protocol": .portProtocol, "hostname": .fqdn,
                "tag": .tag, "version": .webVersion, "servername": .host,
            ], synonyms: .none)
    }

    private let plan: ColumnPlan
    private var times: RowTimes
    private let kept: [Int]

    init(plan: ColumnPlan, times: RowTimes) {
        self.plan = plan
        self.times = times
        kept = plan.columns.indices.filter { plan.columns[$0].meaning == nil }
    }

    mutating func build(_ record: Record, into batch: inout ObservationBatch) throws -> RowFrame {
        let address = try address(record)
        let port = try port(record)
        try addIdentity(record, address, &batch)
        batch.add(.endpoint, "\(address) \(port)/tcp open")
        batch.add(.exchangeWeb, "\(address) \(port)")
        if let version = text(record, .webVersion) { batch.add(.webVersion, version) }
        addTags(record, &batch)
        for column in kept {
            let value = CellText.trimmed(record[column])
            if !CellText.saysNothing(value) {
                batch.add(.other, "\(plan.columns[column].header)=\(CellText.string(value))")
            }
        }
        return RowFrame(seenAt: try plan.first(.seenAt).flatMap { try times.instant(record, $0) })
    }

    private func text(_ record: Record, _ meaning: Meaning) -> String? {
        guard let column = plan.first(meaning) else { return nil }
        let text = CellText.trimmed(record[column])
        return CellText.saysNothing(text) ? nil : CellText.string(text)
    }

    private func address(_ record: Record) throws -> String {
        guard let text = text(record, .address) else { throw RowFault(nil, .noIdentity, "no address") }
        guard let address = AddressText.read(text) else {
            throw RowFault(plan.first(.address), .address, "not an address")
        }
        return address.description
    }

    private func port(_ record: Record) throws -> Int {
        guard let port = text(record, .port).flatMap({ Int($0) }), (1...65_535).contains(port) else {
            throw RowFault(plan.first(.port), .port, "not a port")
        }
        return port
    }

    /// `servername` is the machine's own name and identifies it; `hostname` only names the address.
    private func addIdentity(_ record: Record, _ address: String, _ batch: inout ObservationBatch) throws {
        if let name = text(record, .host) {
            guard let (canonical, form) = HostName.read(name) else {
                throw RowFault(plan.first(.host), .hostName, "not a host name")
            }
            batch.add(form == .full ? .fqdn : .hostName, canonical)
        } else {
            batch.add(.identityAddress, address)
        }
        guard let name = text(record, .fqdn) else { return }
        if let (canonical, form) = HostName.read(name), form == .full {
            batch.add(.addressName, canonical)
        } else {
            batch.add(.other, "hostname=\(name)")
        }
    }

    private func addTags(_ record: Record, _ batch: inout ObservationBatch) {
        for tag in (text(record, .tag) ?? "").lowercased().split(separator: ";") {
            let tag = tag.trimmingBlanks
            if tag.isEmpty { continue }
            batch.add(.tag, tag)
            if let cve = CVEText.canonical(tag) { batch.add(.provedCVE, cve) }
        }
    }
}

/// CVE numbers as text.
enum CVEText {
    /// `CVE-2021-26855` for `cve-2021-26855`; nil for what is no such number.
    static func canonical(_ text: String) -> String? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].lowercased() == "cve", parts[1].count == 4, (4...7).contains(parts[2].count),
            parts[1...].allSatisfy({ $0.utf8.allSatisfy(isDigit) })
        else { return nil }
        return "CVE-\(parts[1])-\(parts[2])"
    }

    /// All CVE numbers in a text, in order, each once.
    static func all(in text: String) -> [String] {
        var found: [String] = []
        for word in text.split(whereSeparator: { !($0.isLetter || $0.isNumber || $0 == "-") }) {
            if let cve = canonical(String(word)), !found.contains(cve) { found.append(cve) }
        }
        return found
    }
}
