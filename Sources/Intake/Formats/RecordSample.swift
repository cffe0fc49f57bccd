import Inventory

/// The first objects of a file of JSON: what they are, and what their times need.
struct RecordSample {
    /// Objects that are looked at, and broken ones before the first of them.
    private static let limit = 50

    /// The format of most of the objects, and what proves it.
    private(set) var format: (kind: RecordFormat, proof: String, objects: Int)?
    private(set) var objects = 0
    /// The members of the first object.
    private(set) var firstNames: [String] = []
    /// What the first object looks like, where no format claims it.
    private(set) var looksLike: (what: String, next: String?)?
    /// The first place that is no object.
    private(set) var firstFault: Reject?
    /// The member that carries times.
    private(set) var timeName: String?
    /// Whether a time names no zone.
    private(set) var lacksZone = false

    /// - Parameter said: the format that the operator named.
    init(_ reader: JSONRecordReader, said: RecordFormat?) throws {
        var claims: [RecordFormat: (objects: Int, proof: String)] = [:]
        while reader.records < RecordSample.limit, objects == 0 || reader.offset < Limits.sampleBytes,
            let step = try reader.next()
        {
            guard case .record(let record) = step else {
                if case .reject(let reject) = step, firstFault == nil { firstFault = reject }
                continue
            }
            objects += 1
            if objects == 1 {
                firstNames = record.value.names
                looksLike = UnknownJSON.looks(record.value)
            }
            for kind in RecordFormat.allCases {
                guard let proof = kind.proof(record.value) else { continue }
                claims[kind] = ((claims[kind]?.objects ?? 0) + 1, claims[kind]?.proof ?? proof)
            }
            noteTime(record.value)
        }
        let best = RecordFormat.allCases.max { (claims[$0]?.objects ?? 0) < (claims[$1]?.objects ?? 0) }
        if let kind = said ?? best, let claim = claims[kind] { format = (kind, claim.proof, claim.objects) }
    }

    private mutating func noteTime(_ object: JSONValue) {
        guard let text = object["timestamp"]?.text, let time = RecordTimes.read(text) else { return }
        timeName = "timestamp"
        if time.offset == nil { lacksZone = true }
    }
}

extension RecordFile {
    /// The file as one of the scanners' JSON; nil where it is no JSON, or is to be read as something else.
    ///
    /// Throws a `Complaint` where it is JSON of something else, or contradicts `--format`.
    static func recognise(
        _ file: FileBytes, head: [UInt8], census: ByteCensus, name: String, options: IntakeOptions
    ) throws -> RecordFile? {
        let said = options.format.flatMap { RecordFormat(rawValue: $0) } ?? (options.kind == .evidence ? .hunting : nil)
        if options.format != nil, said == nil { return nil }
        if let wide = try TextEncoding.textOfUTF16(head) {
            guard options.format != nil || beginsAsJSON(wide) else { return nil }
            throw Complaint(
                .badData, "JSON in UTF-16; save it as UTF-8; nothing was changed", file: name,
                facts: ["the > of PowerShell writes UTF-16"],
                next: ["let the scanner write its file itself (-o FILE), or save it as UTF-8; then import that"])
        }
        guard options.format != nil || beginsAsJSON(head) else { return nil }
        let reader = try JSONRecordReader(file, name: name, isProvedUTF8: census.firstNotUTF8 == nil)
        let sample = try RecordSample(reader, said: said)
        if let said {
            guard sample.objects > 0 || beginsAsJSON(head) else {
                throw UnknownFile.complaint(
                    name, looksLike: "anything but JSON", next: "leave out --format \(said.rawValue)")
            }
            return try RecordFile(
                said, sample: sample,
                basis: options.format == nil ? "said: --as evidence" : "said: --format \(said.rawValue)",
                census: census, name: name,
                options: options)
        }
        guard let found = sample.format else { throw UnknownJSON.complaint(name, sample) }
        let others = sample.objects - found.objects
        let basis =
            "proved: \(found.proof) in " + (others == 0 ? "all of " : "\(found.objects) of ")
            + "the first \(counted(sample.objects, "object", "objects"))"
        return try RecordFile(found.kind, sample: sample, basis: basis, census: census, name: name, options: options)
    }

    /// Whether a text begins with an object, or an array of them, or an empty array.
    static func beginsAsJSON(_ head: [UInt8]) -> Bool {
        var rest = head.starts(with: [0xEF, 0xBB, 0xBF]) ? head.dropFirst(3) : head[...]
        rest = rest.drop { $0 <= 0x20 }
        if rest.first == UInt8(ascii: "[") {
            rest = rest.dropFirst().drop { $0 <= 0x20 }
            guard let next = rest.first else { return true }
            if [UInt8(ascii: "{"), UInt8(ascii: "]"), UInt8(ascii: "[")].contains(next) { return true }
            // Lines of a scanner's log among its findings: [INF] …
            return head.split(separator: 0x0A).contains { $0.starts(with: "{\"".utf8) }
        }
        guard rest.first == UInt8(ascii: "{") else { return false }
        rest = rest.dropFirst().drop { $0 <= 0x20 }
        return rest.isEmpty || rest.first == UInt8(ascii: "\"") || rest.first == UInt8(ascii: "}")
    }
}
