import ArgumentParser
import Inventory
import Reporting
import Roll
import Storage

/// `muster asset show`: all that was ever said of a machine and still stands, each with the line that says it.
struct AssetShow: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "What the newest line of each source says of a machine, Exchange or not.",
        discussion: "  muster asset show mail01 -t fabrikam")

    @Argument(help: ArgumentHelp("Its full or short name, an id or an address.", valueName: "asset"))
    var name: String

    @OptionGroup var reading: ReadingOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let slug = try global.requireTenant()
        let reader = try Reader(global, reading)
        let sheet = try reader.roll.store.read { transaction in
            try AssetSheet(name, of: slug, asOf: reader.asOf, in: transaction)
        }
        let table = sheet.table
        try console.emit(table, layout: global.columns == nil ? sheet.layout(of: table) : nil)
        guard console.isForPeople else { return }
        if let line = sheet.facts.first(where: { $0.importID > 0 }) {
            console.next(
                "muster asset explain \(name) -t \(slug)", "muster imports show \(line.importID) --line \(line.line)")
        }
    }
}

/// The facts of one machine: per source the newest line about each of its subjects.
struct AssetSheet {
    struct Fact {
        let name: String
        let value: String
        let seenAt: Instant
        let importID: Int
        let file: String
        let line: Int

        /// `#46 hosts.csv:17`, or who set it.
        var saidBy: String { importID == 0 ? "\(file) (act \(line))" : "#\(importID) \(file):\(line)" }
    }

    let tenant: Tenant
    let name: String
    let facts: [Fact]

    /// Throws a `Complaint` where the tenant has no such machine, or several.
    init(_ name: String, of slug: String, asOf: AsOf, in transaction: Transaction) throws {
        tenant = try CustomerRoll.tenant(slug, in: transaction)
        let named = try CustomerRoll.subject(named: name, of: tenant, in: transaction)
        self.name = named.name
        let until = asOf.instant(in: tenant.zone)
        guard let log = try transaction.log(of: tenant.id, until: until) else {
            throw Complaint(.bug, "tenant \(slug) is not in the database")
        }
        let subjects = try AssetSheet.subjects(of: named.asset, tenant, in: transaction)
        let lines = try AssetSheet.newest(of: subjects, in: log).flatMap { sighting, subject in
            let record = try transaction.imports([sighting.importID])[sighting.importID]
            return (subject.identity.facts + subject.states[sighting.state].facts).map { field, value in
                Fact(
                    name: field.words, value: value, seenAt: sighting.seenAt, importID: sighting.importID,
                    file: record?.fileName ?? "", line: sighting.line)
            }
        }
        facts = AssetSheet.said(of: subjects, in: log) + lines
    }

    /// What people set, the newest of each fact.
    private static func said(of subjects: Set<Int>, in log: TenantLog) -> [Fact] {
        var newest: [String: Fact] = [:]
        let acts = log.acts.filter { act in act.what == "asset.set" && act.subject.map(subjects.contains) == true }
        for act in acts.sorted(by: { ($0.at, $0.number) < ($1.at, $1.number) }) {
            for line in act.body.split(separator: "\n") {
                let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
                guard parts.count == 2 else { continue }
                newest[parts[0]] = Fact(
                    name: parts[0], value: parts[1], seenAt: act.at, importID: 0, file: "set by \(act.by)",
                    line: act.number)
            }
        }
        return newest.values.sorted { ($1.seenAt, $0.name) < ($0.seenAt, $1.name) }
    }

    private static func subjects(of asset: Int, _ tenant: Tenant, in transaction: Transaction) throws -> Set<Int> {
        let members = try transaction.projection(of: tenant.id).memberships.filter { $0.asset == asset }
        return Set(members.map(\.subject) + [asset])
    }

    /// Per subject and source its newest sighting, the newest first.
    private static func newest(of subjects: Set<Int>, in log: TenantLog) -> [(Sighting, Subject)] {
        let known = Dictionary(log.subjects.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
        var newest: [String: Sighting] = [:]
        for sighting in log.sightings where subjects.contains(sighting.subject) {
            let key = "\(sighting.subject) \(log.imports[sighting.importID]?.source ?? "")"
            if let other = newest[key],
                (other.seenAt, other.importID, other.line) >= (sighting.seenAt, sighting.importID, sighting.line)
            {
                continue
            }
            newest[key] = sighting
        }
        return newest.values.sorted { ($0.seenAt, $0.importID, $0.line) > ($1.seenAt, $1.importID, $1.line) }
            .compactMap { sighting in known[sighting.subject].map { (sighting, $0) } }
    }

    var table: ReportTable {
        ReportTable(
            columns: [
                .init("fact"), .init("value"), .init("seen_at", .instant), .init("import", .integer), .init("file"),
                .init("line", .integer),
            ],
            rows: facts.map { fact in
                [
                    .text(fact.name), .text(fact.value), .instant(fact.seenAt), .integer(fact.importID),
                    .text(fact.file), .integer(fact.line),
                ]
            },
            dataAsOf: facts.map(\.seenAt).max().map { tenant.zone.day(of: $0) })
    }

    func layout(of table: ReportTable) -> TerminalLayout {
        TerminalLayout(
            heading: ["\(name)   asset of \(tenant.slug)", ""],
            columns: [.init("FACT"), .init("VALUE", mayBeCut: true), .init("SEEN"), .init("SAID BY")],
            rows: facts.map { fact in
                TerminalLayout.Row([
                    StyledText(fact.name), StyledText(fact.value), "\(tenant.zone.day(of: fact.seenAt))",
                    StyledText(fact.saidBy, .dim),
                ])
            })
    }
}
