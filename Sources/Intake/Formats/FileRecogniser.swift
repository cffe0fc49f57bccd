import Inventory

/// A recognised file's way to its rows.
enum FileContent: Sendable {
    case table(TableFile)
    case scan(any ScanFile)

    var recognition: Recognition {
        switch self {
        case .table(let table): table.recognition
        case .scan(let scan): scan.recognition
        }
    }

    var format: String {
        switch self {
        case .table(let table): table.format.name
        case .scan(let scan): scan.format
        }
    }

    /// What it was read by; nil for a format of the program's own.
    var mapping: Mapping? { if case .table(let table) = self { table.format.mapping } else { nil } }

    /// The order of day and month in its dates, where they need one.
    var dateOrder: DateOrder? {
        guard case .table(let table) = self, table.recognition.dates?.option != nil else { return nil }
        return table.order
    }

    var kind: ImportKind {
        switch self {
        case .table(let table): table.format.kind
        case .scan(let scan): scan.kind
        }
    }
}

/// Decides by content what a file is; `--format` and `--as` override.
struct FileRecogniser {
    let file: FileBytes
    let name: String
    let options: IntakeOptions

    /// Throws a `Complaint` that says what the file looks like where it is nothing that can be read.
    func recognise(_ census: ByteCensus) throws -> FileContent {
        try checkOptions()
        if file.count == 0 { throw Complaint(.badData, "the file is empty; nothing was changed", file: name) }
        let head = try file.bytes(at: 0, count: 64 << 10)
        if let (what, next) = UnknownFile.looks(head) { throw UnknownFile.complaint(name, looksLike: what, next: next) }
        if let start = try XMLStart(file) { return try xml(start, census) }
        let wide = try TextEncoding.textOfUTF16(head)
        if let wide { try refuseXML(inUTF16: wide) }
        if options.format == "nmap-xml" {
            throw UnknownFile.complaint(name, looksLike: "anything but XML", next: "leave out --format nmap-xml")
        }
        if let scan = try scan(census, head) { return .scan(scan) }
        if options.format == nil, let (what, next) = UnknownFile.looks(text: wide ?? head) {
            throw UnknownFile.complaint(name, looksLike: what, next: next)
        }
        return try .table(table(census, head))
    }

    /// The mapping that `--mapping` or `--format` names.
    private var said: Mapping? {
        options.mapping ?? options.mappings.first { $0.name == options.format }
    }

    private func checkOptions() throws {
        if let format = options.format, !SourceFile.formats.contains(format), said == nil {
            let mappings = options.mappings.map(\.name).sorted().joined(separator: ", ")
            throw Complaint(
                .usage, "no format '\(format)'", file: name,
                facts: ["formats: \(SourceFile.formats.joined(separator: ", "))"]
                    + (mappings.isEmpty ? [] : ["mappings: \(mappings)"]),
                next: ["leave out --format to have it recognised"])
        }
        if options.host != nil, options.kind != .evidence, !(options.format ?? "").hasPrefix("hunting") {
            throw Complaint(
                .usage, "--host says whose hunting results they are; nothing was changed", file: name,
                next: ["add --as evidence"])
        }
    }

    /// Refuses an `--as` that the format contradicts.
    private func agree(_ kind: ImportKind, _ title: String) throws {
        guard let said = options.kind, said != kind else { return }
        throw Complaint(
            .badData, "\(title) is no \(said.rawValue); nothing was changed", file: name,
            next: ["leave out --as \(said.rawValue)"])
    }

    /// A scanner's own text that is no table: JSON, and nmap's grepable output.
    private func scan(_ census: ByteCensus, _ head: [UInt8]) throws -> (any ScanFile)? {
        if options.mapping != nil { return nil }
        let json = try RecordFile.recognise(file, head: head, census: census, name: name, options: options)
        if let json {
            try agree(json.kind, json.recognition.kind.value)
            return json
        }
        guard options.format == "nmap-grepable" || (options.format == nil && NmapGrepableFile.begins(head)) else {
            return nil
        }
        try agree(.scan, "nmap's grepable output")
        let basis = options.format.map { "said: --format \($0)" } ?? "proved: nmap's first line, and none of -oN"
        return try NmapGrepableFile(file, name: name, basis: basis, census: census, options: options)
    }

    // MARK: XML

    /// What PowerShell makes of `nmap -oX - > FILE`: the XML says it is UTF-8, and is not.
    private func refuseXML(inUTF16 text: [UInt8]) throws {
        guard text.first(where: { $0 > 0x20 }) == UInt8(ascii: "<") else { return }
        let start = String(decoding: text, as: UTF8.self)
        guard start.contains("<?xml") || start.contains("<nmaprun") else { return }
        let what = start.contains("<nmaprun") ? "nmap XML in UTF-16" : "XML in UTF-16"
        throw Complaint(
            .badData, "\(what); save it as UTF-8; nothing was changed", file: name,
            facts: ["the > of PowerShell writes UTF-16"],
            next: ["save it as UTF-8, or scan with -oX FILE; then import that"])
    }

    /// Foundation's parser ends the program where the name of an attribute holds bytes that are no UTF-8 (6.3.1).
    private func refuseXML(notUTF8 wrong: (offset: Int, byte: UInt8)?) throws {
        guard let wrong else { return }
        let place = try Position(of: wrong.offset, in: file)
        throw Complaint(
            .badData, "nmap XML that is not UTF-8; nothing was changed", file: name, line: place.line,
            facts: [
                "byte \(grouped(place.byte)) of the line is \(hex(wrong.byte)); nmap writes UTF-8, so the file was changed"
            ],
            next: ["ask for the file as nmap wrote it, or scan again"])
    }

    private func xml(_ start: XMLStart, _ census: ByteCensus) throws -> FileContent {
        guard start.root == "nmaprun" else {
            throw UnknownFile.complaint(name, looksLike: "XML whose first element is <\(start.root.prefix(60))>")
        }
        if let format = options.format, format != "nmap-xml" {
            throw UnknownFile.complaint(name, looksLike: "nmap XML", next: "leave out --format \(format)")
        }
        try agree(.scan, "nmap XML")
        try refuseXML(notUTF8: census.firstNotUTF8)
        let basis = options.format.map { "said: --format \($0)" } ?? "proved: the first element is <nmaprun>"
        return .scan(try NmapFile(file, name: name, start: start, basis: basis, options: options))
    }

    // MARK: Tables

    private func table(_ census: ByteCensus, _ head: [UInt8]) throws -> TableFile {
        let (encoding, choice) = try TextEncoding.recognise(file, census: census, said: options.encoding, name: name)
        if encoding.unit == 1, !encoding.shifts, head.count(where: isControl) > max(8, head.count / 20) {
            throw UnknownFile.complaint(name, looksLike: "binary data")
        }
        let mappedKeys = Set(
            (options.mappings + [options.mapping].compactMap { $0 }).flatMap {
                $0.headers.map { HeaderSynonyms.key($0) }
            })
        let isKnown = { (header: String) in self.isKnown(header, mappedKeys) }
        guard let table = try Table.recognise(file, name: name, encoding: encoding, isKnown: isKnown) else {
            throw Complaint(.badData, "the file has no header and no rows; nothing was changed", file: name)
        }
        let (format, basis) = try format(table)
        try agree(format.kind, format.title)
        return try TableFile(
            file, name: name, format: format, table: table, basis: basis, encoding: choice, options: options)
    }

    /// Whether the byte is one that text does not hold.
    private func isControl(_ byte: UInt8) -> Bool { byte < 0x20 && !(0x09...0x0D).contains(byte) }

    private func isKnown(_ header: String, _ mappedKeys: Set<String> = []) -> Bool {
        if HeaderSynonyms.inventory.entry(header) != nil || HeaderSynonyms.scan.entry(header) != nil { return true }
        if HeaderSynonyms.hunting.entry(header) != nil { return true }
        let key = HeaderSynonyms.key(header)
        if ["asn", "geo", "naics", "severity"].contains(key) || options.columns.contains(where: { $0.header == header })
        {
            return true
        }
        return mappedKeys.contains(key)
    }

    private func format(_ table: Table) throws -> (TableFormat, String) {
        if let said {
            return (.mapped(said), "said: --\(options.mapping == nil ? "format" : "mapping") \(said.name)")
        }
        if let said = options.format, let format = TableFormat(named: said) {
            return (format, "said: --format \(said)")
        }
        if options.kind == .evidence { return (.hunting, "said: --as evidence") }
        if let proved = proved(table) { return proved }
        let choice = MappingChoice(header: table.header, options: options)
        if let mapping = try choice.best(file: name) {
            return (
                .mapped(mapping), "mapping \(mapping.name) (\(mapping.origin.rawValue)): \(choice.proof(mapping))"
            )
        }
        if let product = UnknownFile.looks(header: table.header) {
            throw UnknownFile.complaint(
                name, looksLike: "\(product) without the columns that its mapping needs",
                next: "export it with all columns; muster mapping list says which are needed")
        }
        switch options.kind {
        case .scan: return (.scan, "said: --as scan")
        case .inventory: return (.inventory, "said: --as inventory")
        case .evidence, nil: return try guess(table)
        }
    }

    /// The formats of the program's own that a header proves.
    private func proved(_ table: Table) -> (TableFormat, String)? {
        let keys = Set(table.header.map { HeaderSynonyms.key($0) })
        if GetExchangeServer.matches(keys) {
            return (.getExchangeServer, "proved: a column AdminDisplayVersion beside those of Get-ExchangeServer")
        }
        if ShadowserverRow.matches(keys) {
            return (.shadowserver, "proved: columns servername, tag and version beside timestamp, ip, port")
        }
        return nil
    }

    /// Why a table is taken for results of a hunting query; nil where it is not: a list of machines may have a column of
    /// paths too, but then it tells what they run.
    private func hunting(_ table: Table) -> String? {
        let plan = ColumnPlan(table.header, synonyms: .hunting)
        let inventory = ColumnPlan(table.header, synonyms: .inventory)
        let traces = plan.columns.compactMap { column in column.meaning.flatMap { $0.isTrace ? $0.name : nil } }
        let tellsOfMachines = [Meaning.build, .product, .operatingSystem, .owner, .role].contains {
            inventory.first($0) != nil
        }
        guard plan.identifies, let first = traces.first, !tellsOfMachines else { return nil }
        return "guessed: a machine and a column of what was found (\(first))"
    }

    private func guess(_ table: Table) throws -> (TableFormat, String) {
        let scan = ColumnPlan(table.header, synonyms: .scan)
        let ports = scan.columns.contains { if case .stateOfPort = $0.meaning { true } else { false } }
        if scan.identifies, ports || (scan.first(.port) != nil && scan.first(.portState) != nil) {
            return (
                .scan,
                "guessed: a machine or address, and \(ports ? "a column per port" : "columns for port and state")"
            )
        }
        if let hunting = hunting(table) { return (.hunting, hunting) }
        let inventory = ColumnPlan(table.header, synonyms: .inventory)
        if !inventory.identifies, !table.header.contains(where: { isKnown($0) }) || table.header.count == 1 {
            throw UnknownFile.complaint(
                name, looksLike: "text; line \(table.headerLine) reads \"\(TableFile.list(table.header).prefix(80))\"",
                next: "begin the table with a header such as Hostname, FQDN or IP"
                    + (table.header.count > 1 ? "; or say which column it is: --map HEADER=host" : ""))
        }
        var words: [String] = []
        for meaning: Meaning in [.host, .fqdn, .address, .product, .build, .operatingSystem, .owner]
        where inventory.first(meaning) != nil && words.count < 2 {
            words.append(meaning.name)
        }
        let what =
            words.isEmpty ? "" : "\(words.joined(separator: " and ")) \(words.count == 1 ? "column" : "columns"), "
        return (.inventory, "guessed: \(what)no port column")
    }
}
