import Inventory

/// What a vulnerability scanner found: many rows of one host, most of them of no interest here.
///
/// A short name, and a full one beside a private address or none, is the machine's own and identifies it; a full name
/// beside a public address only names that address. Port 0 is no port.
struct FindingRow: RowBuilder {
    private let plan: ColumnPlan
    private var times: RowTimes
    private var tenants = TenantColumn()
    private let addressColumns: [Int]
    private let nameColumns: [Int]
    private let plainColumns: [(column: Int, meaning: Meaning)]
    private let kept: [Int]
    private let open: [CellCondition]

    init(plan: ColumnPlan, times: RowTimes, open: [CellCondition]) {
        self.plan = plan
        self.times = times
        self.open = open
        addressColumns = plan.all(.address) + plan.all(.publicAddress)
        nameColumns = plan.all(.fqdn) + plan.all(.host)
        plainColumns = plan.columns.indices.compactMap { i in
            plan.columns[i].meaning.flatMap { $0.canBeSaid ? (i, $0) : nil }
        }
        kept = plan.columns.indices.filter { plan.columns[$0].meaning == nil && !plan.columns[$0].isDropped }
    }

    mutating func build(_ record: Record, into batch: inout ObservationBatch) throws -> RowFrame {
        var addresses: [IPAddress] = []
        for column in addressColumns { try addAddresses(record, column, &addresses) }
        let names = try names(record, &addresses)
        try addIdentity(names, addresses, &batch)
        try addEndpoints(record, addresses, &batch)
        for (column, meaning) in plainColumns { addPlain(record, column, meaning, &batch) }
        for column in kept { keep(record, column, &batch) }
        var frame = RowFrame()
        if let column = plan.first(.tenant) { frame.tenant = tenants.read(record[column]) }
        if let column = plan.first(.seenAt) { frame.seenAt = try times.instant(record, column) }
        return frame
    }

    // MARK: Who

    private func addAddresses(_ record: Record, _ column: Int, _ addresses: inout [IPAddress]) throws {
        let text = CellText.trimmed(record[column])
        if CellText.saysNothing(text) { return }
        try CellText.forEachPart(text, by: AddressText.separators) { part in
            guard let address = AddressText.read(CellText.string(part)) else {
                throw RowFault(column, .address, "not an address")
            }
            if !addresses.contains(address) { addresses.append(address) }
        }
    }

    /// The names in the row, full ones first; an address in a name's column is one more address.
    private func names(_ record: Record, _ addresses: inout [IPAddress]) throws -> [(name: String, form: HostName.Form)]
    {
        var names: [(name: String, form: HostName.Form)] = []
        for column in nameColumns {
            let text = CellText.trimmed(record[column])
            if CellText.saysNothing(text) { continue }
            try CellText.forEachPart(text, by: Array(" ,;\n".utf8)) { part in
                let word = CellText.string(part)
                if let name = HostName.read(word) {
                    if !names.contains(where: { $0.name == name.name }) { names.append(name) }
                } else if let address = AddressText.read(word) {
                    if !addresses.contains(address) { addresses.append(address) }
                } else {
                    throw RowFault(column, .hostName, "not a host name")
                }
            }
        }
        return names.filter { $0.form == .full } + names.filter { $0.form == .short }
    }

    private func addIdentity(
        _ names: [(name: String, form: HostName.Form)], _ addresses: [IPAddress], _ batch: inout ObservationBatch
    ) throws {
        let namesAddress = addresses.contains { $0.isPublic }
        let full = names.first { $0.form == .full }?.name
        let short = names.first { $0.form == .short }?.name
        let own = namesAddress ? nil : full
        for name in names where name.form == .full && name.name != own { batch.add(.addressName, name.name) }
        if let own { batch.add(.fqdn, own) }
        if let short, own?.hasPrefix(short + ".") != true { batch.add(.hostName, short) }
        if own != nil || short != nil {
            for address in addresses { batch.add(.address, address.description) }
        } else if !addresses.isEmpty {
            for address in addresses { batch.add(.identityAddress, address.description) }
        } else {
            throw RowFault(nil, .noIdentity, "no address, no name")
        }
    }

    // MARK: What

    private func addEndpoints(
        _ record: Record, _ addresses: [IPAddress], _ batch: inout ObservationBatch
    ) throws {
        guard let (port, transport) = try port(record), open.isEmpty || open.contains(where: { $0.holds(record) })
        else { return }
        let places = addresses.isEmpty ? ["-"] : addresses.map(\.description)
        for place in places { batch.add(.endpoint, "\(place) \(port)/\(transport) open") }
    }

    /// The row's port; nil for `0`, `general/tcp` and nothing.
    private func port(_ record: Record) throws -> (Int, String)? {
        guard let column = plan.first(.port) else { return nil }
        let text = CellText.string(CellText.trimmed(record[column])).lowercased()
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, !CellText.saysNothing(CellText.trimmed(record[column])), first != "general",
            first != "0"
        else { return nil }
        guard let port = Int(first), (1...65_535).contains(port), parts.count <= 2 else {
            throw RowFault(column, .port, "not a port")
        }
        let named = plan.first(.portProtocol).map { CellText.string(CellText.trimmed(record[$0])).lowercased() } ?? ""
        let transport = parts.count == 2 ? String(parts[1]) : ["udp", "sctp"].contains(named) ? named : "tcp"
        guard ["tcp", "udp", "sctp"].contains(transport) else { throw RowFault(column, .port, "not a port") }
        return (port, transport)
    }

    private func addPlain(_ record: Record, _ column: Int, _ meaning: Meaning, _ batch: inout ObservationBatch) {
        let text = CellText.trimmed(record[column])
        if CellText.saysNothing(text) { return }
        if !MeaningValue.add(meaning, CellText.string(text), to: &batch) { keep(record, column, &batch) }
    }

    private func keep(_ record: Record, _ column: Int, _ batch: inout ObservationBatch) {
        let text = CellText.trimmed(record[column])
        if CellText.saysNothing(text) { return }
        let header = plan.columns[column].header
        batch.add(.other, "\(header.isEmpty ? "column \(column + 1)" : header)=\(CellText.string(text))")
    }
}
