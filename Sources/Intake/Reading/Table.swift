import Inventory

/// How a delimited text is cut: its delimiter, its header, and where its data begin.
struct Table: Sendable {
    let encoding: TextEncoding
    let delimiter: UInt8
    /// The header's cells, in the order of the file.
    let header: [String]
    let headerLine: Int
    /// Physical lines of the header and of all that stands before it, blank ones left out.
    let headerLines: Int
    /// Of them those before the header.
    let preambleLines: Int
    let blankLines: Int
    let data: RecordReader.Place
    let delimiterChoice: Recognition.Choice
    /// Nil where no cell of the sample stands in quotes.
    let quotingChoice: Recognition.Choice?
    /// Nil where the header is the first line.
    let headerChoice: Recognition.Choice?

    /// The delimiter as shown: `;`, `tab`.
    var delimiterName: String { Table.name(delimiter) }

    /// The header of a column, or its number where it has none.
    func title(_ column: Int) -> String {
        let header = column < header.count ? header[column] : ""
        return header.isEmpty ? "column \(column + 1)" : header
    }

    /// Whether a record repeats the header, as where files were put one behind the other.
    func isHeader(_ record: Record) -> Bool {
        guard let first = header.first, record[0].count >= first.utf8.count else { return false }
        return header.indices.allSatisfy { i in
            CellText.trimmed(record[i]).elementsEqual(header[i].utf8)
        }
    }

    /// A reader of the data.
    func records(of file: FileBytes) throws -> RecordReader {
        try RecordReader(file, encoding: encoding, delimiter: delimiter, from: data)
    }

    fileprivate static func name(_ delimiter: UInt8) -> String {
        delimiter == 0x09 ? "tab" : String(Unicode.Scalar(delimiter))
    }

    fileprivate static func quoted(_ delimiter: UInt8) -> String {
        delimiter == 0x09 ? "tab" : "\"\(name(delimiter))\""
    }
}

extension Table {
    /// Finds delimiter and header by trying: `isKnown` says whether a cell reads as a header of some format.
    ///
    /// Nil for a file without any record.
    static func recognise(
        _ file: FileBytes, name: String, encoding: TextEncoding, isKnown: (String) -> Bool
    ) throws -> Table? {
        let lead = try Lead(file, encoding: encoding)
        func trials(_ delimiters: [UInt8]) throws -> [Trial] {
            try delimiters.compactMap { try Trial(file, encoding, $0, from: lead.place, isKnown: isKnown) }
        }
        var tried = try trials(lead.delimiter.map { [$0] } ?? usual)
        // What the first line says is not believed where it cuts nothing and another delimiter finds a known header.
        var proof = lead.proof
        if let said = lead.delimiter, tried.allSatisfy(\.cutsNothing) {
            let others = try trials(usual.filter { $0 != said }).filter(\.knowsHeaders)
            if !others.isEmpty { (tried, proof) = (tried + others, nil) }
        }
        guard let best = tried.max(by: { $0.isWorse(than: $1) }) else { return nil }
        if let why = best.whyNoHeader {
            throw Complaint(
                .badData, "the header cannot be read; nothing was changed", file: name, line: why.line,
                facts: [why.what])
        }
        let others = tried.filter { $0.delimiter != best.delimiter && !$0.header.isEmpty }
        return Table(
            encoding: encoding, delimiter: best.delimiter, header: best.header, headerLine: best.headerLine,
            headerLines: lead.lines + best.headerLines, preambleLines: lead.lines + best.preambleLines,
            blankLines: lead.blankLines + best.blankLines, data: best.data,
            delimiterChoice: Recognition.Choice(
                Table.name(best.delimiter), proof: proof ?? best.proof(beside: others)),
            quotingChoice: best.quotingChoice, headerChoice: best.headerChoice(behind: lead.text ?? best.preamble))
    }

    private static let usual = Array(",;\t|".utf8)
}

/// The lines at the very start that speak about the file: `sep=;` of Excel and `#TYPE …` of PowerShell 5.
private struct Lead {
    private(set) var delimiter: UInt8?
    private(set) var proof: String?
    /// The first of them, as far as it can be shown.
    private(set) var text: String?
    private(set) var lines = 0
    private(set) var blankLines = 0
    private(set) var place: RecordReader.Place

    init(_ file: FileBytes, encoding: TextEncoding) throws {
        let reader = try LineReader(file, encoding: encoding)
        place = RecordReader.Place(offset: reader.offset, line: 1)
        while lines < 4, let line = try reader.next(), line.fault == nil {
            if line.isBlank {
                blankLines += 1
            } else if !take(CellText.string(line.content), line: line.number) {
                break
            }
            place = RecordReader.Place(offset: line.end, line: line.number + 1)
        }
    }

    private mutating func take(_ text: String, line: Int) -> Bool {
        let bare = text.filter { $0 != "\"" }
        if let said = Lead.delimiter(bare), delimiter == nil {
            delimiter = said
            proof = "proved: line \(line) says \"sep=\(Table.name(said))\""
        } else if !bare.hasPrefix("#TYPE ") {
            return false
        }
        if self.text == nil { self.text = text }
        lines += 1
        return true
    }

    /// What `sep=;` says: one sign of ASCII that is no letter, digit or quote, also repeated as where the line was filled
    /// up to the table's width; `\t` is a tab.
    private static func delimiter(_ text: String) -> UInt8? {
        guard text.lowercased().hasPrefix("sep=") else { return nil }
        let said = Array(text.utf8.dropFirst(4))
        if said == Array("\\t".utf8) { return 0x09 }
        guard let sign = said.first, said.allSatisfy({ $0 == sign }), sign < 0x7F, sign > 0x20 || sign == 0x09,
            !isDigit(sign), !(0x61...0x7A).contains(lower(sign))
        else { return nil }
        return sign
    }
}

/// One delimiter tried on the beginning of a file.
private struct Trial {
    let delimiter: UInt8
    private(set) var header: [String] = []
    private(set) var headerLine = 0
    private(set) var headerLines = 0
    private(set) var preambleLines = 0
    private(set) var blankLines = 0
    private(set) var data = RecordReader.Place(offset: 0, line: 1)
    /// Header cells that some format knows.
    private var known = 0
    /// Records behind the header, and those of them with as many columns.
    private var records = 0
    private var fitting = 0
    /// Records with quotes in them, all that were tried, and what quotes made impossible to read.
    private var quoted = 0
    private var sampled = 0
    private var broken = 0
    private var isCut = false
    /// The first line before the header.
    private(set) var preamble: String?
    /// The header's cells, also those beyond the cap.
    private var width = 0
    /// The very first line, where it could not be read.
    private var firstReject: Reject?

    /// Records among which the header is looked for.
    private static let heads = 40

    private struct Head {
        let cells: [String]
        /// Cells, also those beyond the cap.
        let count: Int
        let line: Int
        let lines: Int
        let blankLines: Int
        let end: RecordReader.Place
        let known: Int
    }

    init?(
        _ file: FileBytes, _ encoding: TextEncoding, _ delimiter: UInt8, from place: RecordReader.Place,
        isKnown: (String) -> Bool
    ) throws {
        self.delimiter = delimiter
        let reader = try RecordReader(file, encoding: encoding, delimiter: delimiter, from: place)
        var heads: [Head] = []
        var counts: [Int] = []
        while let step = try reader.next() {
            switch step {
            case .reject(let reject):
                if counts.isEmpty { firstReject = reject }
                if reject.reason == .quoting { broken += 1 }
                counts.append(-1)
            case .record(let record):
                if record.isEmpty {
                    reader.takeBackAsBlank(record)
                    continue
                }
                counts.append(record.count)
                if reader.rawText().contains(UInt8(ascii: "\"")) { quoted += 1 }
                if heads.count < Trial.heads, counts.count <= Trial.heads * 2 {
                    heads.append(Trial.head(record, reader, isKnown))
                }
            }
            isCut =
                counts.count >= Limits.sampleRecords + Trial.heads || reader.offset - place.offset >= Limits.sampleBytes
            if isCut { break }
        }
        sampled = counts.count
        guard let chosen = Trial.header(of: heads, counts) else {
            if firstReject == nil { return nil }
            return
        }
        take(chosen)
        preambleLines = chosen.line - place.line - chosen.blankLines
        headerLines = preambleLines + chosen.lines
        if let first = heads.first, first.line < chosen.line { preamble = first.cells.joined(separator: " ") }
        let behind = counts.suffix(max(0, counts.count - Trial.index(of: chosen, in: heads, counts) - 1))
        records = behind.count
        fitting = behind.count { $0 == chosen.count }
    }

    private static func head(_ record: Record, _ reader: RecordReader, _ isKnown: (String) -> Bool) -> Head {
        let cells = (0..<record.kept).map { CellText.string(CellText.trimmed(record[$0])) }
        return Head(
            cells: cells, count: record.count, line: record.line, lines: record.lines, blankLines: reader.blankLines,
            end: RecordReader.Place(offset: reader.offset, line: reader.lines + 1),
            known: cells.count { $0.utf8.count <= 64 && isKnown($0) })
    }

    /// The record with the most known headers; where none is known, the first that is as wide as most.
    private static func header(of heads: [Head], _ counts: [Int]) -> Head? {
        guard let best = heads.max(by: { $0.known < $1.known }) else { return nil }
        if best.known > 0 { return heads.first { $0.known == best.known } }
        let usual = Dictionary(grouping: counts.filter { $0 > 0 }) { $0 }
            .max { ($0.value.count, $0.key) < ($1.value.count, $1.key) }?.key
        return heads.first { $0.cells.count == usual } ?? heads.first
    }

    /// The header's place among all records and rejects.
    private static func index(of head: Head, in heads: [Head], _ counts: [Int]) -> Int {
        let nth = heads.firstIndex { $0.line == head.line } ?? 0
        var seen = -1
        for (i, count) in counts.enumerated() where count >= 0 {
            seen += 1
            if seen == nth { return i }
        }
        return 0
    }

    private mutating func take(_ head: Head) {
        header = head.cells
        headerLine = head.line
        blankLines = head.blankLines
        data = head.end
        known = head.known
        width = head.count
    }

    /// What is wrong with the header: it could not be read as a record, or has too many columns.
    var whyNoHeader: (line: Int, what: String)? {
        if known == 0, let firstReject { return (firstReject.line, firstReject.detail) }
        return width > Limits.columns ? (headerLine, "more than \(grouped(Limits.columns)) columns") : nil
    }

    /// Whether all is one column under a name that no format knows.
    var cutsNothing: Bool { known == 0 && width < 2 }
    var knowsHeaders: Bool { known > 0 }

    var quotingChoice: Recognition.Choice? {
        guard quoted + broken > 0 else { return nil }
        let first = isCut ? "the first " : ""
        let faults = broken > 0 ? "; \(counted(broken, "line breaks", "lines break")) their rule: rejected" : ""
        let proof =
            "proved: \(grouped(quoted)) of \(first)\(counted(sampled, "record has", "records have")) quotes\(faults)"
        return Recognition.Choice("\"", proof: proof)
    }

    /// Where the header stands, if lines stand before it; `first` is the first of them.
    func headerChoice(behind first: String?) -> Recognition.Choice? {
        guard headerLine > 1 else { return nil }
        let why =
            known > 0
            ? "proved: \(known) of \(counted(header.count, "name is known", "names are known"))"
            : "guessed: the first line that is as wide as most"
        let before = first.map {
            ";\nbefore it: \($0.prefix(40).map { $0.isNewline ? " " : $0 }.map(String.init).joined())"
        }
        return Recognition.Choice("line \(grouped(headerLine))", proof: why + (before ?? ""))
    }

    func isWorse(than other: Trial) -> Bool {
        if known != other.known { return known < other.known }
        let mine = (header.count > 1 ? 1 : 0, records == 0 ? 1 : Double(fitting) / Double(records))
        let theirs = (
            other.header.count > 1 ? 1 : 0, other.records == 0 ? 1 : Double(other.fitting) / Double(other.records)
        )
        if mine.0 != theirs.0 { return mine.0 < theirs.0 }
        if mine.1 != theirs.1 { return mine.1 < theirs.1 }
        return header.count < other.header.count
    }

    func proof(beside others: [Trial]) -> String {
        if header.count == 1 { return "one column" }
        let next = others.max { $0.isWorse(than: $1) }
        let word = fitting * 2 >= records ? "proved" : "guessed"
        let first = isCut ? "the first " : ""
        let what =
            records == 0
            ? "the header gives \(header.count) columns"
            : "\(grouped(fitting)) of \(first)\(grouped(records)) records give \(header.count) columns"
        return "\(word): \(what)" + (next.map { "; \(Table.quoted($0.delimiter)) gives \($0.header.count)" } ?? "")
    }
}

/// `1,344`.
func grouped(_ n: Int) -> String {
    let digits = Array(String(abs(n)))
    var out = n < 0 ? "-" : ""
    for (i, digit) in digits.enumerated() {
        if i > 0, (digits.count - i) % 3 == 0 { out += "," }
        out.append(digit)
    }
    return out
}

/// `1 address`, `2 addresses`.
func counted(_ n: Int, _ one: String, _ many: String) -> String { "\(grouped(n)) \(n == 1 ? one : many)" }
