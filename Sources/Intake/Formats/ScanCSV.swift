import Inventory

/// Scans of any shape: one row per port, or one column per port. What is listed was looked at.
struct ScanRow: RowBuilder {
    private let plan: ColumnPlan
    private var times: RowTimes
    private var tenants = TenantColumn()
    private let addressColumns: [Int]
    private let nameColumns: [Int]
    private let portColumns: [(column: Int, port: Int, transport: Transport)]
    private let portColumn: Int?
    private let stateColumn: Int?
    private let protocolColumn: Int?
    private let versionColumn: Int?
    private let bannerColumn: Int?
    private let vantageColumn: Int?
    private let tenantColumn: Int?
    private let seenColumn: Int?
    /// The last address as it was written, and its canonical text: the ports of an address mostly follow each other.
    private var lastAddress: (text: [UInt8], address: [UInt8]) = ([], [])
    private var value: [UInt8] = []
    /// Of the row that is read: the addresses of its endpoints, `-` where only a host is named; its ports; those of them
    /// that are open.
    private var addresses: [[UInt8]] = []
    private var states: [(port: Int, transport: Transport, state: PortState)] = []
    private var open: [Int] = []
    private let operatorVantage: Vantage?
    private let kept: [Int]
    /// From where the accepted rows say they looked.
    private(set) var vantages: Set<Vantage> = []

    init(plan: ColumnPlan, times: RowTimes, vantage: Vantage?) {
        self.plan = plan
        self.times = times
        operatorVantage = vantage
        addressColumns = plan.all(.address) + plan.all(.publicAddress)
        nameColumns = [plan.first(.fqdn), plan.first(.host)].compactMap { $0 }
        portColumn = plan.first(.port)
        stateColumn = plan.first(.portState)
        protocolColumn = plan.first(.portProtocol)
        versionColumn = plan.first(.webVersion)
        bannerColumn = plan.first(.banner)
        vantageColumn = plan.first(.vantage)
        tenantColumn = plan.first(.tenant)
        seenColumn = plan.first(.seenAt)
        portColumns = plan.columns.enumerated().compactMap { i, column in
            if case .stateOfPort(let port, let transport) = column.meaning {
                (i, port, Transport(rawValue: transport) ?? .tcp)
            } else {
                nil
            }
        }
        kept = plan.columns.indices.filter {
            let column = plan.columns[$0]
            return !column.isDropped && (column.meaning == nil || column.meaning == .domain || column.meaning == .tag)
        }
    }

    mutating func build(_ record: Record, into batch: inout ObservationBatch) throws -> RowFrame {
        try readWho(record, &batch)
        try readStates(record)
        open.removeAll(keepingCapacity: true)
        for (port, transport, state) in states {
            for address in addresses { addEndpoint(address, port, transport, state, &batch) }
            if state == .open, transport == .tcp { open.append(port) }
        }
        addVersion(record, &batch)
        addProduct(record, &batch)
        try addVantage(record, &batch)
        for column in kept { keep(record, column, &batch) }
        var frame = RowFrame()
        if let tenantColumn { frame.tenant = tenants.read(record[tenantColumn]) }
        if let seenColumn { frame.seenAt = try times.instant(record, seenColumn) }
        return frame
    }

    /// `192.0.2.1 443/tcp open`.
    private mutating func addEndpoint(
        _ address: [UInt8], _ port: Int, _ transport: Transport, _ state: PortState, _ batch: inout ObservationBatch
    ) {
        value.removeAll(keepingCapacity: true)
        value.append(contentsOf: address)
        value.append(UInt8(ascii: " "))
        PortNumber.append(port, to: &value)
        value.append(UInt8(ascii: "/"))
        value.append(contentsOf: transport.rawValue.utf8)
        value.append(UInt8(ascii: " "))
        value.append(contentsOf: state.rawValue.utf8)
        batch.add(.endpoint, value)
    }

    // MARK: Who

    /// Adds the row's identity and reads the addresses of its endpoints.
    private mutating func readWho(_ record: Record, _ batch: inout ObservationBatch) throws {
        addresses.removeAll(keepingCapacity: true)
        for column in addressColumns {
            let text = CellText.trimmed(record[column])
            if CellText.saysNothing(text) { continue }
            if addresses.isEmpty, text.hasSameBytes(as: lastAddress.text) {
                addresses.append(lastAddress.address)
                continue
            }
            try CellText.forEachPart(text, by: AddressText.separators) { part in
                var address: [UInt8] = []
                guard AddressText.append(part, to: &address) else {
                    throw RowFault(column, .address, "not an address")
                }
                if part.count == text.count { lastAddress = (Array(text), address) }
                if !addresses.contains(address) { addresses.append(address) }
            }
        }
        let names = try nameColumns.isEmpty ? [] : names(record)
        if addresses.isEmpty {
            guard let (name, form) = names.first else { throw RowFault(nil, .noIdentity, "no address, no name") }
            batch.add(form == .full ? .fqdn : .hostName, name)
            addresses.append(Array("-".utf8))
            return
        }
        for address in addresses { batch.add(.identityAddress, address) }
        for (name, form) in names where form == .full { batch.add(.addressName, name) }
        for (name, form) in names where form == .short { batch.add(.other, "host=\(name)") }
    }

    /// The names in the row; an address in a name's column is one more address.
    private mutating func names(_ record: Record) throws -> [(String, HostName.Form)] {
        var names: [(String, HostName.Form)] = []
        for column in nameColumns {
            let text = CellText.trimmed(record[column])
            if CellText.saysNothing(text) { continue }
            try CellText.forEachPart(text, by: Array(" ,;\n".utf8)) { part in
                if let name = HostName.read(CellText.string(part)) {
                    names.append((name.name, name.form))
                } else if let address = AddressText.read(CellText.string(part)) {
                    let text = Array(address.description.utf8)
                    if !addresses.contains(text) { addresses.append(text) }
                } else {
                    throw RowFault(column, .hostName, "not a host name")
                }
            }
        }
        return names
    }

    // MARK: Ports

    private mutating func readStates(_ record: Record) throws {
        states.removeAll(keepingCapacity: true)
        for (column, port, transport) in portColumns {
            let text = CellText.trimmed(record[column])
            if text.isEmpty { continue }
            guard let state = PortState.read(text) else {
                throw RowFault(column, .value, "neither open, closed nor filtered")
            }
            states.append((port, transport, state))
        }
        if let port = try portOfRow(record) { states.append(port) }
    }

    private func portOfRow(_ record: Record) throws -> (port: Int, transport: Transport, state: PortState)? {
        guard let column = portColumn else { return nil }
        let cell = CellText.trimmed(record[column])
        guard let state = stateColumn.map({ PortState.read(CellText.trimmed(record[$0])) }) ?? .open else {
            throw RowFault(stateColumn, .value, "neither open, closed nor filtered")
        }
        let named = protocolColumn.map { CellText.trimmed(record[$0]) }
        if let port = PortNumber.plain(cell), named?.hasSameBytes(as: ScanRow.tcp) ?? true {
            return (port, .tcp, state)
        }
        let text = CellText.string(cell)
        if text.isEmpty, state == .unscanned { return (443, .tcp, state) }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, let port = Int(first), (1...65_535).contains(port), parts.count <= 2 else {
            throw RowFault(column, .port, text == "0" ? "port 0 is no port" : "not a port")
        }
        guard parts.count == 2 else {
            let word = named.map { CellText.string($0).lowercased() } ?? ""
            return (port, Transport(rawValue: word) ?? .tcp, state)
        }
        guard let transport = Transport(rawValue: parts[1].lowercased()) else {
            throw RowFault(column, .port, "not a port")
        }
        return (port, transport, state)
    }

    // MARK: What answers

    /// What the last name of a product meant: few names are repeated for all rows.
    private var lastProduct: (text: [UInt8], name: String, kind: WebProduct) = ([], "", .open)

    private static let tcp = Array("tcp".utf8)

    /// The cell of a column, nil where there is no such column or the cell says nothing.
    private func text(_ record: Record, _ column: Int?) -> Cell? {
        guard let column else { return nil }
        let text = CellText.trimmed(record[column])
        return CellText.saysNothing(text) ? nil : text
    }

    private func addVersion(_ record: Record, _ batch: inout ObservationBatch) {
        if let version = text(record, versionColumn) { batch.add(.webVersion, version) }
    }

    /// Exchange's web front end, or the other product that answers: on the row's open port, or on 443.
    private mutating func addProduct(_ record: Record, _ batch: inout ObservationBatch) {
        guard let cell = text(record, bannerColumn) else { return }
        if !cell.hasSameBytes(as: lastProduct.text) {
            let name = CellText.string(cell)
            lastProduct = (Array(cell), name, WebProduct(name))
        }
        let product = lastProduct.name
        let port = open.contains(443) ? 443 : open.count == 1 ? open[0] : nil
        guard let port else { return batch.add(.product, product) }
        switch lastProduct.kind {
        case .exchange:
            batch.add(.product, product)
            for address in addresses { batch.add(.exchangeWeb, "\(String(decoding: address, as: UTF8.self)) \(port)") }
        case .other:
            for address in addresses {
                batch.add(.otherWeb, "\(String(decoding: address, as: UTF8.self)) \(port) \(product)")
            }
        case .open: batch.add(.other, "\(bannerColumn.map { plan.columns[$0].header } ?? "product")=\(product)")
        }
    }

    private mutating func addVantage(_ record: Record, _ batch: inout ObservationBatch) throws {
        guard let column = vantageColumn else { return }
        let text = CellText.trimmed(record[column])
        if let vantage = VantageWord.read(CellText.string(text)) ?? (text.isEmpty ? operatorVantage : nil) {
            batch.add(.vantage, vantage.rawValue)
            vantages.insert(vantage)
        } else {
            throw RowFault(column, .value, "neither internet nor internal")
        }
    }

    private func keep(_ record: Record, _ column: Int, _ batch: inout ObservationBatch) {
        let text = CellText.trimmed(record[column])
        if CellText.saysNothing(text) { return }
        let header = plan.columns[column].header
        batch.add(.other, "\(header.isEmpty ? "column \(column + 1)" : header)=\(CellText.string(text))")
    }
}

/// Ports as plain numbers, which is how most scanners write them.
enum PortNumber {
    /// 1 to 65,535 without leading zeros; nil for all else, which needs a closer look.
    static func plain(_ text: Cell) -> Int? {
        guard (1...5).contains(text.count), text[0] != UInt8(ascii: "0") else { return nil }
        var port = 0
        for byte in text {
            guard isDigit(byte) else { return nil }
            port = port * 10 + Int(byte - 0x30)
        }
        return port <= 65_535 ? port : nil
    }

    /// Appends the digits.
    static func append(_ port: Int, to out: inout [UInt8]) {
        var unit = port >= 10_000 ? 10_000 : port >= 1_000 ? 1_000 : port >= 100 ? 100 : port >= 10 ? 10 : 1
        while unit > 0 {
            out.append(0x30 + UInt8(truncatingIfNeeded: port / unit % 10))
            unit /= 10
        }
    }
}

/// What carries a port's traffic.
enum Transport: String {
    case tcp, udp, sctp
}

/// What scanners and people call the state of a port.
enum PortState: String {
    case open, closed, filtered, unscanned

    /// As `read(_:)` of the text, without a String for the words that most scanners write.
    static func read(_ text: Cell) -> PortState? {
        for (word, state) in usual where text.hasSameBytes(as: word) { return state }
        return read(CellText.string(text))
    }

    private static let usual = [open, closed, filtered].map { (Array($0.rawValue.utf8), $0) }

    /// Nil for any other word.
    static func read(_ text: String) -> PortState? { words[text.trimmingBlanks.lowercased()] }

    private static let words: [String: PortState] = {
        var words: [String: PortState] = [:]
        let all: [(PortState, String)] = [
            (.open, "open,opened,yes,y,true,1,up,listening,offen,ja,erreichbar,開放,オープン,開,はい,○"),
            (.closed, "closed,no,n,false,0,close,refused,reset,geschlossen,nein,zu,閉鎖,クローズ,閉,いいえ,×"),
            (
                .filtered,
                "filtered,closed|filtered,blocked,dropped,timeout,timed out,no response,no answer,gefiltert,blockiert,フィルター,フィルタ,遮断"
            ),
            (
                .unscanned,
                "unscanned,not scanned,open|filtered,unfiltered,unknown,down,host down,-,?,n/a,nicht geprüft,未スキャン,不明"
            ),
        ]
        for (state, names) in all {
            for name in names.split(separator: ",") { words[String(name)] = state }
        }
        return words
    }()
}

/// Vantages in words.
enum VantageWord {
    static func read(_ text: String) -> Vantage? {
        switch text.trimmingBlanks.lowercased() {
        case "internet", "external", "extern", "outside", "public", "von außen", "外部", "インターネット": .internet
        case "internal", "intern", "inside", "lan", "von innen", "内部", "社内": .internal
        default: nil
        }
    }
}

/// What the name of a web product, a page's title or a banner says of Exchange.
enum WebProduct {
    case exchange
    /// Another product by name: nginx, F5, HAProxy.
    case other
    /// Nothing: Exchange itself answers as Microsoft's web server, and a title may be anything.
    case open

    init(_ text: String) {
        let name = text.lowercased()
        let names = name.split { !$0.isLetter && !$0.isNumber }
        if name.contains("exchange") || name.contains("outlook") || names.contains("owa") {
            self = .exchange
        } else if WebProduct.others.contains(where: { name.contains($0) }) {
            self = .other
        } else {
            self = .open
        }
    }

    private static let others = [
        "nginx", "apache", "big-ip", "bigip", "f5 ", "haproxy", "citrix", "netscaler", "kemp", "loadmaster", "fortinet",
        "fortigate", "fortiweb",
        "barracuda", "sophos", "cloudflare", "akamai", "squid", "envoy", "traefik", "lighttpd", "openresty",
        "litespeed", "caddy", "varnish",
        "pulse secure", "ivanti", "palo alto", "globalprotect", "sonicwall", "watchguard", "zyxel", "synology",
        "tomcat", "jetty", "postfix",
        "vmware", "openvpn", "a10 ", "imperva", "incapsula", "cloudfront", "awselb", "checkpoint", "check point",
        "cisco", "juniper", "mikrotik",
    ]
}
