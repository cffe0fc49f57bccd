import Glibc
import Inventory

extension ExchangeKnowledge {
    /// Reads the files of a folder and checks them as a whole: names that point elsewhere must be there, builds must lie in
    /// their product, each only once.
    ///
    /// - Parameter playbooks: their folder; else the one that belongs to the data's.
    /// - Throws: a `Complaint` with file and line for the first fault.
    package static func load(from directory: String, playbooks: String? = nil) throws -> ExchangeKnowledge {
        ExchangeKnowledge(try KnowledgeBuilder(directory, playbooks: playbooks ?? playbookFolder(of: directory)))
    }
}

/// The parts of the knowledge in the order in which they need each other; each step is one file.
struct KnowledgeBuilder {
    struct Dates {
        var version = ""
        var buildsTo: CalendarDay
        var cvesTo: CalendarDay
        var kevOf: CalendarDay
    }

    let directory: String
    let playbooks: String
    let dates: Dates
    let products: [Product]
    let builds: [KnownBuild]
    let updates: [CumulativeUpdate]
    let updatesOfProduct: [Range<Int>]
    let cves: [CVE]
    let elsewhere: [ExchangeKnowledge.ForeignCVE]
    let cveNumbers: [String: Int]
    let fixes: [Fix]
    let fixTable: [Int32]
    let conditions: [Condition]
    let threats: [Threat]
    let actors: [ThreatActor]
    let techniques: [Technique]
    let policies: [String: DecisionTable]

    init(_ directory: String, playbooks: String) throws {
        self.directory = directory
        self.playbooks = playbooks
        func path(_ name: String) -> String { directory + "/" + name }
        dates = try Dates(reading: path("knowledge.csv"))
        products = try Product.read(path("products.csv"))
        builds = try KnownBuild.read(path("builds.csv"), products: products)
        (updates, updatesOfProduct) = try CumulativeUpdate.gather(builds, products, path: path("builds.csv"))
        (cves, elsewhere, cveNumbers) = try CVE.read(path("cves.csv"))
        fixes = try FixReader(
            cves: cveNumbers, products: products, builds: builds, updates: updates, ranges: updatesOfProduct
        ).read(path("fixes.csv"))
        var table = [Int32](repeating: -1, count: cves.count * products.count)
        for (index, fix) in fixes.enumerated() { table[fix.cve * products.count + fix.product] = Int32(index) }
        fixTable = table
        conditions = try Condition.read(path("conditions.csv"), cves: cveNumbers)
        threats = try Threat.read(path("threats.csv"), cves: cveNumbers, count: cves.count)
        actors = try ThreatActor.read(path("actors.csv"), threats: threats, cves: cveNumbers)
        techniques = try Technique.read(path("techniques.csv"))
        policies = try DecisionTable.readAll(in: directory)
    }
}

extension KnowledgeBuilder.Dates {
    init(reading path: String) throws {
        let file = try DataFile(path, columns: ["key", "value", "source"])
        let rows = Dictionary(file.rows.map { ($0.text(0), $0) }, uniquingKeysWith: { first, _ in first })
        func row(_ key: String) throws -> DataFile.Row {
            guard let row = rows[key] else {
                throw Complaint(.configuration, "a row '\(key)' must be there", file: path)
            }
            return row
        }
        self.init(
            version: try row("version").filled(1), buildsTo: try row("builds_to").day(1),
            cvesTo: try row("cves_to").day(1), kevOf: try row("kev_of").day(1))
    }
}

extension Product {
    fileprivate static func read(_ path: String) throws -> [Product] {
        let file = try DataFile(
            path,
            columns: [
                "product", "from", "to", "third_part", "released", "mainstream_end", "extended_end", "extended_support",
                "basis",
            ])
        var products: [Product] = []
        for row in file.rows {
            let product = Product(
                name: try row.filled(0), from: try row.build(1), to: try row.build(2),
                thirdPart: try row.choice(3, of: ThirdPart.self, "cu or rollup"), released: try row.day(4),
                mainstreamEnd: try row.optionalDay(5), extendedEnd: try row.day(6), hasExtendedSupport: try row.flag(7),
                basis: row.text(8))
            if let last = products.last, last.to >= product.from {
                throw row.complain(1, "newer than the last build of \(last.name)")
            }
            products.append(product)
        }
        return products
    }
}

extension KnownBuild {
    fileprivate static func read(_ path: String, products: [Product]) throws -> [KnownBuild] {
        let file = try DataFile(
            path, columns: ["build", "product", "cu", "su", "kind", "released", "date_basis", "kb"])
        var builds: [KnownBuild] = []
        for row in file.rows {
            let build = try row.build(0)
            if let last = builds.last, last.build >= build { throw row.complain(0, "newer than the build above it") }
            guard let product = products.first(where: { $0.contains(build) }), product.name == row.text(1) else {
                throw row.complain(1, "the product whose numbers hold \(build)")
            }
            builds.append(
                KnownBuild(
                    build: build, product: product.name, cu: try row.filled(2), su: row.optional(3),
                    kind: try row.choice(4, of: Kind.self, "cu, su, hu, ru or preview"), released: try row.day(5),
                    dateBasis: try row.filled(6), kb: row.optional(7)))
        }
        return builds
    }
}

extension CumulativeUpdate {
    /// The cumulative updates that the builds show: each begins with a build of kind `cu` or `preview`.
    fileprivate static func gather(
        _ builds: [KnownBuild], _ products: [Product], path: String
    ) throws -> ([CumulativeUpdate], [Range<Int>]) {
        var starts: [Int] = []
        for (index, build) in builds.enumerated() {
            if build.kind == .cu || build.kind == .preview {
                starts.append(index)
            } else if let start = starts.last, builds[start].product == build.product, builds[start].cu == build.cu {
                continue
            } else {
                throw Complaint(
                    .configuration, "'cu' must be that of the full setup before it; found '\(build.cu)'", file: path,
                    line: index + 2)
            }
        }
        let updates = starts.indices.map { i in
            make(builds, products, starts[i]..<(i + 1 < starts.count ? starts[i + 1] : builds.count))
        }
        let ranges = products.indices.map { product in
            let low = updates.firstIndex { $0.product >= product } ?? updates.count
            return low..<(updates.firstIndex { $0.product > product } ?? updates.count)
        }
        return (updates, ranges)
    }

    private static func make(_ builds: [KnownBuild], _ products: [Product], _ range: Range<Int>) -> CumulativeUpdate {
        let first = builds[range.lowerBound]
        let product = products.firstIndex { $0.name == first.product } ?? 0
        let base = first.build
        let byRollup = products[product].thirdPart == .rollup
        func isSibling(_ other: ExchangeBuild) -> Bool {
            other.major == base.major && other.minor == base.minor && (byRollup || other.build == base.build)
        }
        // Two full setups that share their number (a preview and the release) part it at the second one's build.
        let before = range.lowerBound > 0 && isSibling(builds[range.lowerBound - 1].build)
        let after = range.upperBound < builds.count && isSibling(builds[range.upperBound].build)
        let lower = before ? base : ExchangeBuild(base.major, base.minor, byRollup ? 0 : base.build, 0)
        let upper =
            after
            ? ExchangeBuild(key: builds[range.upperBound].build.key - 1)
            : ExchangeBuild(base.major, base.minor, byRollup ? .max : base.build, .max)
        return CumulativeUpdate(
            product: product, name: first.cu, base: base, released: first.released, isPreview: first.kind == .preview,
            range: BuildEvidence(lower: lower, upper: upper, precision: .cu), builds: range)
    }
}

extension CVE {
    fileprivate static func read(_ path: String) throws -> ([CVE], [ExchangeKnowledge.ForeignCVE], [String: Int]) {
        let file = try DataFile(
            path,
            columns: [
                "cve", "belongs_to", "title", "severity", "impact", "published", "public_from", "public_basis", "cvss3",
                "cvss_vector", "cwe", "kev_added", "kev_due", "ransomware", "auth", "judged_by",
            ])
        var numbers: [String: Int] = [:]
        var elsewhere: [ExchangeKnowledge.ForeignCVE] = []
        var own: [DataFile.Row] = []
        for row in file.rows {
            let id = try row.filled(0)
            guard row.text(1) == "Exchange" else {
                elsewhere.append(.init(id: id, belongsTo: try row.filled(1)))
                continue
            }
            guard numbers.updateValue(own.count, forKey: id) == nil else { throw row.complain(0, "named once") }
            own.append(row)
        }
        return (try own.map { try CVE($0, numbers) }, elsewhere, numbers)
    }

    private init(_ row: DataFile.Row, _ numbers: [String: Int]) throws {
        var judge: Int?
        if let id = row.optional(15) {
            guard let number = numbers[id] else { throw row.complain(15, "a CVE of this file") }
            judge = number
        }
        guard ["known", "unknown", ""].contains(row.text(13)) else { throw row.complain(13, "known, unknown or empty") }
        self.init(
            id: row.text(0), title: row.text(2), severity: row.text(3), impact: row.text(4),
            published: try row.optionalDay(5), publicFrom: try row.optionalDay(6), publicBasis: try row.filled(7),
            cvss3: row.text(8), cvssVector: row.text(9), cwe: row.text(10), kevAdded: try row.optionalDay(11),
            kevDue: try row.optionalDay(12), ransomware: row.text(13) == "known",
            auth: try row.choice(14, of: LoginNeeded.self, "pre, post or unknown"), judgedBy: judge)
    }
}

extension DataFile.Row {
    /// The numbers of the CVEs in a field, at least one.
    fileprivate func cves(_ column: Int, _ numbers: [String: Int]) throws -> [Int] {
        let found = words(column).map { numbers[$0] }
        guard !found.isEmpty, !found.contains(nil) else { throw complain(column, "CVEs of cves.csv, a blank between") }
        return found.compactMap { $0 }
    }
}

extension Condition {
    fileprivate static func read(_ path: String, cves: [String: Int]) throws -> [Condition] {
        let file = try DataFile(
            path,
            columns: [
                "condition", "kind", "unknown", "cves", "default_from", "absent_from", "scope", "words", "demand",
                "observed_by",
            ])
        return try file.rows.map { row in
            Condition(
                name: try row.filled(0),
                kind: try row.choice(1, of: Kind.self, "opt_in, opt_out, applies_if or applies_unless"),
                cves: try row.cves(3, cves), unknownIsUndetermined: row.text(2) == "undetermined",
                defaultFrom: try row.optionalBuild(4), absentFrom: try row.optionalBuild(5),
                isOfTenant: row.text(6) == "tenant", words: try row.filled(7), demand: row.text(8),
                observedBy: try row.filled(9))
        }
    }
}

extension Threat {
    fileprivate static func read(_ path: String, cves: [String: Int], count: Int) throws -> [Threat] {
        let file = try DataFile(
            path,
            columns: [
                "threat", "cves", "exploited_since", "known_from", "known_basis", "note", "needs_443", "pre_auth_chain",
                "user_interaction", "chain",
            ])
        var threats = try file.rows.map { row in
            Threat(
                name: try row.filled(0), cves: try row.cves(1, cves), exploitedSince: try row.dayOrMonth(2),
                exploitationKnownFrom: try row.optionalDay(3), knownBasis: row.text(4), note: row.text(5),
                needs443: try row.flag(6), preAuthChain: try row.flag(7), userInteraction: try row.flag(8),
                chain: row.text(9))
        }
        let named = Set(threats.flatMap(\.cves))
        threats.append(
            Threat(
                name: Threat.unpatched, cves: (0..<count).filter { !named.contains($0) }, exploitedSince: nil,
                exploitationKnownFrom: nil, knownBasis: "", note: "every CVE in no named threat", needs443: false,
                preAuthChain: false, userInteraction: false, chain: ""))
        return threats
    }
}

extension ThreatActor {
    fileprivate static func read(_ path: String, threats: [Threat], cves: [String: Int]) throws -> [ThreatActor] {
        let file = try DataFile(
            path, columns: ["actor", "attack_id", "threat", "cve", "active_since", "known_from", "basis"])
        return try file.rows.map { row in
            guard let threat = threats.firstIndex(where: { $0.name == row.text(2) }) else {
                throw row.complain(2, "a threat of threats.csv")
            }
            let cve = row.optional(3) == nil ? nil : try row.cves(3, cves).first
            return ThreatActor(
                name: try row.filled(0), attackID: row.optional(1), threat: threat, cve: cve,
                activeSince: try row.dayOrMonth(4), knownFrom: try row.optionalDay(5), basis: row.text(6))
        }
    }
}

extension Technique {
    fileprivate static func read(_ path: String) throws -> [Technique] {
        let file = try DataFile(
            path, columns: ["technique", "name", "parent", "tactic_ids", "tactics", "subtechnique", "revoked"])
        return try file.rows.map { row in
            Technique(
                id: try row.filled(0), name: try row.filled(1), parent: row.optional(2), tacticIDs: row.words(3),
                tactics: row.text(4).split(separator: ",").map { String($0.drop { $0 == " " }) },
                isSubtechnique: try row.flag(5), isRevoked: try row.flag(6))
        }
    }
}

extension DecisionTable {
    /// Every `policy_NAME.csv` of the folder; the last column is the outcome.
    fileprivate static func readAll(in directory: String) throws -> [String: DecisionTable] {
        guard let folder = opendir(directory) else {
            throw Complaint(.noInput, "cannot be opened as a folder", file: directory)
        }
        defer { closedir(folder) }
        var tables: [String: DecisionTable] = [:]
        while let entry = readdir(folder) {
            let file = withUnsafePointer(to: entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard file.hasPrefix("policy_"), file.hasSuffix(".csv") else { continue }
            let name = String(file.dropFirst("policy_".count).dropLast(".csv".count))
            tables[name] = try read(directory + "/" + file, name: name)
        }
        return tables
    }

    private static func read(_ path: String, name: String) throws -> DecisionTable {
        let file = try DataFile(path)
        let inputs = Array(file.header.dropLast())
        guard !inputs.isEmpty, file.header.last == "outcome" else {
            throw Complaint(
                .configuration, "the last column must be 'outcome', with inputs before it", file: path, line: 1)
        }
        var seen: Set<[String]> = []
        let rows = try file.rows.map { row in
            let values = inputs.indices.map { row.text($0) }
            guard seen.insert(values).inserted else { throw row.complain(0, "with the rest of its row said once") }
            return Row(values: values, outcome: try row.filled(inputs.count))
        }
        return DecisionTable(name: name, inputs: inputs, rows: rows)
    }
}
