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
    private let handlings: [Handling]
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
        handlings = plan.columns.map { Handling($0) }
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
        for column in handlings.indices { try add(record, column, &batch) }
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
        let first = Name(form: try name(record, fqdnColumn), bytes: 0..<scratch.count)
        if let hostColumn, first.form == .full, isLabel(record[hostColumn], of: first.bytes) {
            isIdentified = true
            return add(.fqdn, first.bytes, &batch)
        }
        let second = Name(form: try name(record, hostColumn), bytes: first.bytes.upperBound..<scratch.count)
        guard first.form != nil || second.form != nil else { return }
        isIdentified = true
        let full =
            if first.form == .full { first.bytes } else if second.form == .full { second.bytes } else {
                completed(record, first.form == nil ? second.bytes : first.bytes)
            }
        if let full { add(.fqdn, full, &batch) }
        for name in [first, second] where name.form == .short && !(full.map { begins($0, with: name.bytes) } ?? false) {
            add(.hostName, name.bytes, &batch)
            break
        }
    }

    /// A name's form, nil where the row has none, and its place in the scratch bytes.
    private struct Name {
        let form: HostName.Form?
        let bytes: Range<Int>
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
    private mutating func completed(_ record: Record, _ short: Range<Int>) -> Range<Int>? {
        guard let domainColumn else { return nil }
        let text = CellText.trimmed(record[domainColumn])
        guard text.contains(UInt8(ascii: ".")) else { return nil }
        let start = scratch.count
        scratch.append(contentsOf: scratch[short])
        scratch.append(UInt8(ascii: "."))
        if HostName.append(text, to: &scratch) == .full { return start..<scratch.count }
        scratch.removeSubrange(start...)
        return nil
    }

    /// Whether a cell is the first label of a full name: mostly it is, and says nothing more.
    private func isLabel(_ cell: Cell, of full: Range<Int>) -> Bool {
        guard !cell.isEmpty, cell.count < full.count, scratch[full.lowerBound + cell.count] == UInt8(ascii: ".") else {
            return false
        }
        return scratch.withUnsafeBufferPointer { cell.hasSameBytes(as: Cell(rebasing: $0[full].prefix(cell.count))) }
    }

    private func begins(_ full: Range<Int>, with short: Range<Int>) -> Bool {
        guard full.count > short.count else { return false }
        return scratch.withUnsafeBufferPointer { bytes in
            Cell(rebasing: bytes[full].prefix(short.count)).hasSameBytes(as: Cell(rebasing: bytes[short]))
                && bytes[full.lowerBound + short.count] == UInt8(ascii: ".")
        }
    }

    // MARK: The other columns

    /// What is done with a column's cells. Trivial to copy: it is asked for every cell.
    private enum Handling {
        case nothing, name, domain, addresses, roles, tags, mitigations, isInternetFacing, condition, guid, cves, keep
        case text(Field)
        case time(Field)
        case identifier(Field)

        init(_ column: ColumnPlan.Column) {
            guard !column.isDropped else {
                self = .nothing
                return
            }
            self =
                switch column.meaning {
                case .host, .fqdn: .name
                case .tenant, .seenAt: .nothing
                case .domain: .domain
                case .address, .publicAddress: .addresses
                case .build, .adminDisplayVersion, .fileVersion, .webVersion, .product, .operatingSystem, .edition,
                    .owner, .criticality, .site:
                    column.meaning?.field.map { .text($0) } ?? .keep
                case .role: .roles
                case .tag: .tags
                case .mitigation: .mitigations
                case .internetFacing: .isInternetFacing
                case .condition: .condition
                case .installedOn: .time(.installedOn)
                case .whenCreated: .time(.whenCreated)
                case .agentID: .identifier(.agentID)
                case .serial: .identifier(.serial)
                case .adGUID: .guid
                case .provedCVE: .cves
                default: .keep
                }
        }
    }

    private mutating func add(_ record: Record, _ column: Int, _ batch: inout ObservationBatch) throws {
        let text = CellText.trimmed(record[column])
        if text.isEmpty { return }
        switch handlings[column] {
        case .nothing: break
        case .name:
            if let found = hostAddress {
                batch.add(.address, found.description)
                hostAddress = nil
            }
        case .domain: if !text.contains(UInt8(ascii: ".")) { keep(column, text, &batch) }
        case .addresses: try addAddresses(text, column, &batch)
        case .text(let field): addText(field, text, &batch)
        case .roles: addRoles(text, column, &batch)
        case .tags: addParts(.tag, text, lowered: true, &batch)
        case .mitigations: addParts(.mitigation, text, lowered: false, &batch)
        case .isInternetFacing: addAnswer(.internetFacing, "", text, column, &batch)
        case .condition:
            if case .condition(let name) = plan.columns[column].meaning {
                addAnswer(.condition, name + "=", text, column, &batch)
            }
        case .time(let field): try addTime(field, record, column, &batch)
        case .identifier(let field): addIdentifier(field, text, column, &batch)
        case .guid: try addGUID(text, column, &batch)
        case .cves:
            if !MeaningValue.add(.provedCVE, CellText.string(text), to: &batch) { keep(column, text, &batch) }
        case .keep: keep(column, text, &batch)
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
        if AddressText.isCanonicalIPv4(text) { return batch.add(.address, text) }
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
        let all = batch.openSpans.filter { $0.field == .address }.compactMap { IPAddress(utf8: batch[$0.range]) }
        return all.first { $0.isPublic } ?? all.first
    }

    private mutating func addRoles(_ text: Cell, _ column: Int, _ batch: inout ObservationBatch) {
        if !text.hasSameBytes(as: lastRoles.text) { readRoles(text) }
        for role in lastRoles.roles { role.withUnsafeBufferPointer { batch.add(.role, $0) } }
        if !lastRoles.isRead { keep(column, text, &batch) }
    }

    /// What the last text of roles meant: a few texts are repeated for all rows.
    private var lastRoles: (text: [UInt8], roles: [[UInt8]], isRead: Bool) = ([], [], true)

    private mutating func readRoles(_ text: Cell) {
        var roles: [[UInt8]] = []
        var isRead = true
        CellText.forEachPart(text, by: Array(",;|/+&\n".utf8)) { part in
            if let role = RoleName.read(CellText.string(part)) {
                roles.append(Array(role.utf8))
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
    private var last = ""
    private var lastBytes: [UInt8] = []

    /// Nil for an empty cell.
    mutating func read(_ cell: Cell) -> String? {
        let text = CellText.trimmed(cell)
        if CellText.saysNothing(text) { return nil }
        if !text.hasSameBytes(as: lastBytes) {
            lastBytes = Array(text)
            last = CellText.string(text)
        }
        return last
    }
}
