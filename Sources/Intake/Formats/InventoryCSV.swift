import Inventory

/// Inventories of any shape: a row per machine, columns by the words of their headers.
struct InventoryRow: RowBuilder {
    private let plan: ColumnPlan
    private var times: RowTimes
    private var tenants = TenantColumn()
    private let hostColumn: Int?
    private let fqdnColumn: Int?
    private let domainColumn: Int?
    private let tenantColumn: Int?
    private let seenColumn: Int?
    /// `HEADER=` of each column, for what is kept and not used.
    private let prefixes: [[UInt8]]
    private var scratch: [UInt8] = []
    private var value: [UInt8] = []
    private var isIdentified = false
    /// The row's first public address, else its first.
    private var address: IPAddress?

    init(plan: ColumnPlan, times: RowTimes) {
        self.plan = plan
        self.times = times
        hostColumn = plan.first(.host)
        fqdnColumn = plan.first(.fqdn)
        domainColumn = plan.first(.domain)
        tenantColumn = plan.first(.tenant)
        seenColumn = plan.first(.seenAt)
        prefixes = plan.columns.enumerated().map { i, column in
            Array("\(column.header.isEmpty ? "column \(i + 1)" : column.header)=".utf8)
        }
    }

    mutating func build(_ record: Record, into batch: inout ObservationBatch) throws -> RowFrame {
        isIdentified = false
        address = nil
        hostAddress = nil
        var frame = RowFrame()
        try addNames(record, &batch)
        for column in plan.columns.indices { try add(record, column, &batch) }
        if let tenantColumn { frame.tenant = tenants.read(record[tenantColumn]) }
        if let seenColumn { frame.seenAt = try times.instant(record, seenColumn) }
        if !isIdentified {
            guard let address = address ?? firstAddress(of: batch) else {
                throw RowFault(nil, .noIdentity, "no name, no id, no address")
            }
            batch.add(.identityAddress, address.description)
        }
        return frame
    }

    // MARK: Names

    /// The host's full name if the row gives one, and its short name where the full one does not begin with it.
    private mutating func addNames(_ record: Record, _ batch: inout ObservationBatch) throws {
        scratch.removeAll(keepingCapacity: true)
        let full = try name(record, fqdnColumn)
        let fullEnd = scratch.count
        let host = try name(record, hostColumn)
        guard full != nil || host != nil else { return }
        isIdentified = true
        var names: [(HostName.Form, Range<Int>)] = []
        if let full { names.append((full, 0..<fullEnd)) }
        if let host { names.append((host, fullEnd..<scratch.count)) }
        if !names.contains(where: { $0.0 == .full }) { complete(record, &names) }
        let fqdn = names.first { $0.0 == .full }?.1
        if let fqdn { add(.fqdn, fqdn, &batch) }
        for (form, range) in names where form == .short && !(fqdn.map { begins($0, with: range) } ?? false) {
            add(.hostName, range, &batch)
            break
        }
    }

    private func add(_ field: Field, _ name: Range<Int>, _ batch: inout ObservationBatch) {
        scratch.withUnsafeBufferPointer { batch.add(field, Cell(rebasing: $0[name])) }
    }

    /// Writes the canonical name behind the scratch bytes. A cell that holds an address is no name, and taken as one.
    private mutating func name(_ record: Record, _ column: Int?) throws -> HostName.Form? {
        guard let column else { return nil }
        let text = CellText.trimmed(record[column])
        if CellText.saysNothing(text) { return nil }
        if let form = HostName.append(text, to: &scratch) { return form }
        if let found = AddressText.read(CellText.string(text)) {
            note(found)
            hostAddress = found
            return nil
        }
        throw RowFault(column, .hostName, "not a host name")
    }

    /// The address that stands where a name should.
    private var hostAddress: IPAddress?

    /// Makes a full name of a short one and the row's domain, if that is a DNS domain.
    private mutating func complete(_ record: Record, _ names: inout [(HostName.Form, Range<Int>)]) {
        guard let domainColumn, let short = names.first?.1 else { return }
        let text = CellText.trimmed(record[domainColumn])
        guard text.contains(UInt8(ascii: ".")) else { return }
        let start = scratch.count
        scratch.append(contentsOf: scratch[short])
        scratch.append(UInt8(ascii: "."))
        if HostName.append(text, to: &scratch) == .full {
            names.append((.full, start..<scratch.count))
        } else {
            scratch.removeSubrange(start...)
        }
    }

    private func begins(_ full: Range<Int>, with short: Range<Int>) -> Bool {
        full.count > short.count && scratch[full].prefix(short.count).elementsEqual(scratch[short])
            && scratch[full.lowerBound + short.count] == UInt8(ascii: ".")
    }

    // MARK: The other columns

    private mutating func add(_ record: Record, _ column: Int, _ batch: inout ObservationBatch) throws {
        let text = CellText.trimmed(record[column])
        if text.isEmpty || plan.columns[column].isDropped { return }
        switch plan.columns[column].meaning {
        case .host, .fqdn:
            if let found = hostAddress {
                batch.add(.address, found.description)
                hostAddress = nil
            }
        case .tenant, .seenAt: break
        case .domain: if !text.contains(UInt8(ascii: ".")) { keep(column, text, &batch) }
        case .address, .publicAddress: try addAddresses(text, column, &batch)
        case .build: addText(.build, text, &batch)
        case .adminDisplayVersion: addText(.adminDisplayVersion, text, &batch)
        case .fileVersion: addText(.fileVersion, text, &batch)
        case .product: addText(.product, text, &batch)
        case .operatingSystem: addText(.operatingSystem, text, &batch)
        case .edition: addText(.edition, text, &batch)
        case .owner: addText(.owner, text, &batch)
        case .criticality: addText(.criticality, text, &batch)
        case .site: addText(.site, text, &batch)
        case .role: addRoles(text, column, &batch)
        case .tag: addParts(.tag, text, lowered: true, &batch)
        case .mitigation: addParts(.mitigation, text, lowered: false, &batch)
        case .internetFacing: addAnswer(.internetFacing, "", text, column, &batch)
        case .condition(let name): addAnswer(.condition, name + "=", text, column, &batch)
        case .installedOn: try addTime(.installedOn, record, column, &batch)
        case .whenCreated: try addTime(.whenCreated, record, column, &batch)
        case .agentID: addIdentifier(.agentID, text, column, &batch)
        case .serial: addIdentifier(.serial, text, column, &batch)
        case .adGUID: try addGUID(text, column, &batch)
        default: keep(column, text, &batch)
        }
    }

    private func addText(_ field: Field, _ text: Cell, _ batch: inout ObservationBatch) {
        if !CellText.saysNothing(text) { batch.add(field, text) }
    }

    /// Keeps a value under its header.
    private mutating func keep(_ column: Int, _ text: Cell, _ batch: inout ObservationBatch) {
        if CellText.saysNothing(text) { return }
        value.removeAll(keepingCapacity: true)
        value.append(contentsOf: prefixes[column])
        value.append(contentsOf: text)
        value.withUnsafeBufferPointer { batch.add(.other, $0) }
    }

    private mutating func addAddresses(_ text: Cell, _ column: Int, _ batch: inout ObservationBatch) throws {
        if CellText.saysNothing(text) { return }
        try CellText.forEachPart(text, by: AddressText.separators) { part in
            value.removeAll(keepingCapacity: true)
            guard AddressText.append(part, to: &value) else { throw RowFault(column, .address, "not an address") }
            value.withUnsafeBufferPointer { batch.add(.address, $0) }
        }
    }

    private mutating func note(_ found: IPAddress) {
        if address == nil || (found.isPublic && !(address?.isPublic ?? false)) { address = found }
    }

    /// The first public address of the row that is being built, else its first.
    private func firstAddress(of batch: ObservationBatch) -> IPAddress? {
        let start = batch.rows.last?.spans.upperBound ?? 0
        let all = batch.spans[start...].filter { $0.field == .address }.compactMap { span in
            IPAddress(String(decoding: batch.bytes[Int(span.offset)..<Int(span.offset + span.length)], as: UTF8.self))
        }
        return all.first { $0.isPublic } ?? all.first
    }

    private mutating func addRoles(_ text: Cell, _ column: Int, _ batch: inout ObservationBatch) {
        if !lastRoles.text.elementsEqual(text) { readRoles(text) }
        for role in lastRoles.roles { batch.add(.role, role) }
        if !lastRoles.isRead { keep(column, text, &batch) }
    }

    /// What the last text of roles meant: a few texts are repeated for all rows.
    private var lastRoles: (text: [UInt8], roles: [String], isRead: Bool) = ([], [], true)

    private mutating func readRoles(_ text: Cell) {
        var roles: [String] = []
        var isRead = true
        CellText.forEachPart(text, by: Array(",;|/+&\n".utf8)) { part in
            if let role = RoleName.read(CellText.string(part)) {
                roles.append(role)
            } else {
                isRead = false
            }
        }
        lastRoles = (Array(text), roles, isRead)
    }

    private mutating func addParts(_ field: Field, _ text: Cell, lowered: Bool, _ batch: inout ObservationBatch) {
        let isList = text.contains(UInt8(ascii: "[")) && CellText.string(text).hasPrefix("Microsoft.")
        if isList || CellText.saysNothing(text) { return }
        CellText.forEachPart(text, by: Array(";,|{}\n".utf8)) { part in
            batch.add(field, lowered ? CellText.string(part).lowercased() : CellText.string(part))
        }
    }

    /// A yes or a no; any other word is kept and not used.
    private mutating func addAnswer(
        _ field: Field, _ prefix: String, _ text: Cell, _ column: Int, _ batch: inout ObservationBatch
    ) {
        guard let answer = YesNo.read(text) else { return keep(column, text, &batch) }
        batch.add(field, prefix + (answer ? "yes" : "no"))
    }

    private mutating func addTime(
        _ field: Field, _ record: Record, _ column: Int, _ batch: inout ObservationBatch
    ) throws {
        if let instant = try times.instant(record, column) { batch.add(field, instant.description) }
    }

    // MARK: Identifiers

    /// An identifier, unless it is a word that makers leave in its place.
    private mutating func addIdentifier(_ field: Field, _ text: Cell, _ column: Int, _ batch: inout ObservationBatch) {
        if CellText.saysNothing(text) { return }
        let id = CellText.string(text).lowercased()
        if Self.noIdentifiers.contains(id) || Set(id).count == 1 { return keep(column, text, &batch) }
        batch.add(field, id)
        isIdentified = true
    }

    private static let noIdentifiers: Set<String> = [
        "to be filled by o.e.m.", "default string", "system serial number", "not specified", "not available", "none",
        "invalid", "oem",
        "123456789", "0123456789", "1234567890", "chassis serial number", "virtual machine",
    ]

    private mutating func addGUID(_ text: Cell, _ column: Int, _ batch: inout ObservationBatch) throws {
        if CellText.saysNothing(text) { return }
        guard let guid = GUIDText.canonical(text) else { throw RowFault(column, .value, "not a GUID") }
        guard guid.contains(where: { $0 != UInt8(ascii: "0") && $0 != UInt8(ascii: "-") }) else { return }
        batch.add(.adGUID, guid)
        isIdentified = true
    }
}

/// GUIDs in braces or not, in any case.
enum GUIDText {
    /// 8-4-4-4-12 in lower case; nil for what is no GUID.
    static func canonical(_ text: Cell) -> [UInt8]? {
        var digits: [UInt8] = []
        for byte in text {
            switch lower(byte) {
            case 0x30...0x39, 0x61...0x66: digits.append(lower(byte))
            case UInt8(ascii: "-"), UInt8(ascii: "{"), UInt8(ascii: "}"): continue
            default: return nil
            }
        }
        guard digits.count == 32 else { return nil }
        var out: [UInt8] = []
        for (i, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(i) { out.append(UInt8(ascii: "-")) }
            out.append(digit)
        }
        return out
    }
}

/// Reads the tenant's name; rows of one tenant mostly follow each other.
struct TenantColumn {
    private var last: String = ""

    /// Nil for an empty cell.
    mutating func read(_ cell: Cell) -> String? {
        let text = CellText.trimmed(cell)
        if CellText.saysNothing(text) { return nil }
        if !last.utf8.elementsEqual(text) { last = CellText.string(text) }
        return last
    }
}
