import ArgumentParser
import Assessment
import Inventory
import Knowledge
import Reporting
import Roll
import Storage

/// `muster threat drill`: whom a flaw hits that the knowledge does not have yet.
struct ThreatDrill: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "drill",
        abstract: "The first hour of a new flaw: which customers run what has it, the worst first. Nothing is stored.",
        discussion: """
              muster threat drill --products 'Exchange 2016' 'Exchange 2019' --cve CVE-2027-0001
              muster threat drill --products 'Exchange 2019' --fixed 15.2.1748.45 15.2.1544.41 --exposed-only
              muster threat drill --products 'Exchange SE' --exploited --automatable --total -o csv > send.csv

            Without --fixed there is no fix yet: every build of the products has the flaw. Each fixed
            build belongs to one cumulative update; one without a fixed build has it only where it is
            not newer than the newest that has one.
            """)

    @Option(parsing: .upToNextOption, help: ArgumentHelp("The products that have it.", valueName: "product"))
    var products: [String] = []

    @Option(help: ArgumentHelp("Its CVE, where it has one.", valueName: "cve"))
    var cve: String?

    @Option(
        parsing: .upToNextOption, help: ArgumentHelp("The first builds that no longer have it.", valueName: "build"))
    var fixed: [String] = []

    @Flag(help: "Only servers that are exposed, or of which that is not known.")
    var exposedOnly = false

    @Flag(help: "It is exploited already; else not known to be.")
    var exploited = false

    @Flag(help: "It needs no login and no user; else not known to.")
    var automatable = false

    @Flag(help: "It gives away the whole system; else partial impact.")
    var total = false

    @Flag(name: .customLong("not-443"), help: "It is reached otherwise than through 443.")
    var not443 = false

    @OptionGroup var policy: PolicyOption
    @OptionGroup var reading: ReadingOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let reader = try Reader(global, reading)
        let drill = try drill(reader.knowledge)
        let judge = try DrillJudge(drill, reader.knowledge, policy: policy.name)
        let readings = try reader.readings(of: global.tenant, .none)
        let list = DrillList(readings, judge, exposedOnly: exposedOnly)
        let limit = console.options.rowLimit
        let contacts = console.isForPeople ? [:] : try contacts(list, limit, reader)
        try console.emit(table(list, contacts, reader.knowledge, limit), layout: layout(list, drill, reader, limit))
        guard console.isForPeople else { return }
        let silent = readings.filter { $0.daysSilent.map { $0 > 30 } ?? true }
        if !silent.isEmpty {
            let names = silent.prefix(3).map {
                "\($0.tenant.slug) \($0.daysSilent.map { "is \($0) days old" } ?? "was never seen")"
            }
            console.note(
                "data: "
                    + StyledText(
                        names.joined(separator: ", ") + (silent.count > 3 ? " and \(silent.count - 3) more" : "")))
        }
        console.next(
            "for sending: -o csv",
            fixed.isEmpty ? "with a fix: --fixed BUILD" : "the list by build: -o csv --columns build,asset")
    }

    private func drill(_ knowledge: ExchangeKnowledge) throws -> Drill {
        guard !products.isEmpty else {
            throw Complaint(
                .usage, "which products have it? --products NAME…",
                facts: ["products: \(knowledge.products.map(\.name).joined(separator: ", "))"])
        }
        let names = try products.flatMap { $0.split(separator: ",") }.map { part in
            let text = part.trimmingPrefix(" ")
            let full = text.lowercased().hasPrefix("exchange") ? String(text) : "Exchange \(text)"
            guard let known = knowledge.products.first(where: { $0.name.lowercased() == full.lowercased() }) else {
                throw Complaint(
                    .usage, "no product \"\(text)\"",
                    facts: ["products: \(knowledge.products.map(\.name).joined(separator: ", "))"])
            }
            return known.name
        }
        let builds = try fixed.flatMap { $0.split(separator: ",") }.map { text in
            guard let build = ExchangeBuild(text) else {
                throw Complaint(.usage, "--fixed is a build of four numbers such as 15.2.1748.45; found \"\(text)\"")
            }
            return build
        }
        if let cve, knowledge.cve(named: cve) != nil {
            throw Complaint(
                .usage, "\(cve) is in the knowledge: a drill is for what is not",
                next: ["muster threat list", "muster build explain BUILD"])
        }
        return Drill(
            products: names, fixed: builds, isExploited: exploited, isAutomatable: automatable,
            impact: total ? .total : .partial, needs443: !not443)
    }

    /// Whom to write to, by tenant.
    private func contacts(_ list: DrillList, _ limit: Int?, _ reader: Reader) throws -> [Int: [Contact]] {
        let tenants = Set(list.rows.prefix(limit ?? .max).map(\.tenant.id))
        return try reader.roll.store.read { transaction in
            try Dictionary(uniqueKeysWithValues: tenants.map { ($0, try transaction.contacts(of: $0)) })
        }
    }

    private func table(
        _ list: DrillList, _ contacts: [Int: [Contact]], _ knowledge: ExchangeKnowledge, _ limit: Int?
    ) -> ReportTable {
        ReportTable(
            columns: [
                .init("rank", .integer), .init("tenant"), .init("asset"), .init("product", blank: "?"),
                .init("build", blank: "?"),
                .init("verdict"), .init("exposure"), .init("exposed_since", .day), .init("decision"),
                .init("mission_impact"),
                .init("acts"), .init("contacts", .list), .init("data_as_of", .day, blank: "never"),
            ],
            rows: list.rows.prefix(limit ?? .max).map { row in
                [
                    .integer(row.rank), .text(row.tenant.slug), .text(row.server.name),
                    .text(BuildWords(row.server.build, knowledge).product), .text(row.server.build?.evidence.text),
                    .text(row.verdict.word), .text(row.server.exposure.rawValue), .day(row.server.exposedSince),
                    .text(row.outcome.rawValue), .text(row.tenant.impact.rawValue), .text(row.actor),
                    .list((contacts[row.tenant.id] ?? []).map { "\($0.role) \($0.email)" }), .day(row.dataAsOf),
                ]
            }, dataAsOf: list.rows.compactMap(\.dataAsOf).max(), knowledge: knowledge.version, total: list.rows.count)
    }

    private func layout(_ list: DrillList, _ drill: Drill, _ reader: Reader, _ limit: Int?) -> TerminalLayout {
        TerminalLayout(
            heading: heading(list, drill) + (list.rows.isEmpty ? [] : [""]),
            columns: [
                .init("#"), .init("TENANT"), .init("ASSET"), .init("BUILD", mayBeCut: true), .init("EXPOSED"),
                .init("DECISION"),
                .init("MISSION", leaves: 1), .init("ACTS", leaves: 2),
            ],
            rows: list.rows.prefix(limit ?? .max).map { row in
                let build = StyledText(BuildWords(row.server.build, reader.knowledge).short)
                return TerminalLayout.Row([
                    "\(row.rank)", StyledText(row.tenant.slug), StyledText(row.server.shortName),
                    row.verdict == .vulnerable ? build : build + "\(yellow: " ?")", exposure(row, drill),
                    StyledText(row.outcome.rawValue), StyledText(row.tenant.impact.rawValue), StyledText(row.actor),
                ])
            })
    }

    private func exposure(_ row: DrillList.Row, _ drill: Drill) -> StyledText {
        if drill.needs443, row.server.isEdge { return "Edge" }
        switch row.server.exposure {
        case .exposed:
            return
                "\(red: row.server.exposedSince.map { "\(grouped($0.distance(to: reading.day(in: row.tenant.zone)))) d" } ?? "yes")"
        case .notExposed: return "not_exposed"
        case .stale: return "\(yellow: "stale")"
        case .unknown: return "\(yellow: "?")"
        }
    }

    private func heading(_ list: DrillList, _ drill: Drill) -> [StyledText] {
        let what =
            drill.fixed.isEmpty
            ? "every build of \(drill.products.joined(separator: ", ")), no fix yet"
            : "\(drill.products.joined(separator: ", ")) before \(drill.fixed.map(\.description).joined(separator: ", "))"
        let edges = drill.needs443 ? list.rows.filter(\.server.isEdge).count : 0
        func count(_ exposure: Exposure) -> Int {
            list.rows.count { $0.server.exposure == exposure && !(drill.needs443 && $0.server.isEdge) }
        }
        let tenants = Set(list.rows.map(\.tenant.id)).count
        let exposed = count(.exposed)
        let unknown = count(.unknown) + count(.stale)
        var line: StyledText =
            "\(grouped(list.rows.count)) of \(grouped(list.exchange)) Exchange servers, \(grouped(tenants)) of \(counted(list.tenants, "tenant")): "
        line += StyledText("\(grouped(exposed)) exposed", exposed > 0 ? .red : .plain) + ", "
        line += StyledText("\(grouped(unknown)) unknown", unknown > 0 ? .yellow : .plain)
        line += ", \(grouped(count(.notExposed))) not exposed"
        if edges > 0 { line += ", \(grouped(edges)) Edge" }
        line += "; product unknown \(grouped(list.unknownProduct))"
        if !drill.fixed.isEmpty { line += "; fixed \(grouped(list.fixed))" }
        let assumed =
            "assumed: \(drill.isExploited ? "exploited" : "not exploited"), "
            + "\(drill.isAutomatable ? "automatable" : "not automatable"), impact \(drill.impact.rawValue); unknown and stale = exposed"
        return ["DRILL \(cve ?? "")   \(what)   nothing is stored", line, "\(dim: assumed)"]
    }
}

extension DrillList.Row {
    /// Who changes the server, as agreed with the tenant.
    fileprivate var actor: String { tenant.mode == .authorize ? "mtr" : "customer" }
}
