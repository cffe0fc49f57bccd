import ArgumentParser
import Inventory
import Knowledge
import Reporting
import Roll

/// `muster threat show`: a threat, its fixes, and how it stands over all customers.
struct ThreatShow: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "A threat: its CVEs, from which build on it is fixed, and how it stands over all customers.",
        discussion: """
              muster threat show ProxyShell --as-of 2021-08-20
              muster threat show ProxyShell -t fabrikam
              muster threat show ProxyShell -o csv          a row per tenant
            """)

    @Argument(help: ArgumentHelp("Its name.", valueName: "threat"))
    var name: String

    @OptionGroup var reading: ReadingOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let reader = try Reader(global, reading)
        let name = try reader.knowledge.threatName(name)
        guard let threat = reader.knowledge.threats.first(where: { $0.name == name }) else { return }
        let readings = try reader.readings(of: global.tenant, .all)
        let portfolio = try reader.roll.portfolio(
            of: threat, readings, asOf: reader.asOf, reader.opened.projector)
        guard console.isForPeople, global.columns == nil else {
            return try console.emit(table(portfolio, reader.knowledge, console.options.rowLimit))
        }
        let page = ThreatPage(
            threat: threat, portfolio: portfolio, knowledge: reader.knowledge, day: reader.asOf.day,
            actors: reader.knowledge.actors.filter { reader.knowledge.threats[$0.threat].name == name }.map(\.name))
        console.print(page.lines.flatMap { $0.wrapped(on: console.page) })
        console.next("muster followup list --by threat", "how to check: muster playbook show \(name.quotedForShell)")
    }

    private func table(_ portfolio: ThreatPortfolio, _ knowledge: ExchangeKnowledge, _ limit: Int?) -> ReportTable {
        ReportTable(
            columns: [
                .init("tenant"), .init("exchange_servers", .integer), .init("vulnerable", .integer),
                .init("undetermined", .integer), .init("fixed", .integer), .init("not_affected", .integer),
                .init("exposed", .integer), .init("exposure_unknown", .integer), .init("followups", .integer),
                .init("overdue", .integer), .init("checks_owed", .integer), .init("checked", .integer),
                .init("assumed_only", .integer), .init("evidence", .integer), .init("confirmed", .integer),
                .init("data_as_of", .day, blank: "never"),
            ],
            rows: portfolio.byTenant.prefix(limit ?? .max).map { row in
                let counts = row.counts
                return [
                    .text(row.tenant.slug), .integer(counts.exchange), .integer(counts.vulnerable),
                    .integer(counts.undetermined), .integer(counts.fixed), .integer(counts.notAffected),
                    .integer(counts.exposed), .integer(counts.exposureUnknown), .integer(counts.followUps),
                    .integer(counts.overdue), .integer(counts.checksOwed), .integer(counts.checked),
                    .integer(counts.assumedOnly), .integer(counts.evidence), .integer(counts.confirmed),
                    .day(row.dataAsOf),
                ]
            }, knowledge: knowledge.version, total: portfolio.byTenant.count)
    }
}
