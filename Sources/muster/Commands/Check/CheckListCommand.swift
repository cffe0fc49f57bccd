import ArgumentParser
import Inventory
import Knowledge
import Reporting
import Roll

/// `muster check list`: which checks are owed.
struct CheckListCommand: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Compromise checks: days that are owed, and what was found when somebody looked.",
        discussion: """
              muster check list --due
              muster check list -t fabrikam --as-of 2021-08-20 -o csv
              muster check list --due --assumed          days that nobody saw, too

            Owed are the days on which somebody could have come in and nobody has looked yet: proved
            where sightings show the server vulnerable and exposed, assumed where nothing was seen.
            """)

    @Flag(help: "Only what is owed; else what was done too.")
    var due = false

    @Flag(help: "Days that nobody saw too.")
    var assumed = false

    @Option(help: ArgumentHelp("Only of this threat.", valueName: "name"))
    var threat: String?

    @OptionGroup var reading: ReadingOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let reader = try Reader(global, reading)
        let threat = try threat.map { try reader.knowledge.threatName($0) }
        let readings = try reader.readings(of: global.tenant, .all).map { reading in
            reading.only { threat == nil || $0.threat == threat || $0.isCollect }
        }
        let list = try reader.roll.checks(
            readings, asOf: reader.asOf, due: due, assumed: assumed, reader.opened.projector)
        let limit = console.options.rowLimit
        try console.emit(table(list, readings, reader.knowledge, limit), layout: layout(list, limit))
        guard console.isForPeople else { return }
        if let first = list.rows.first(where: { $0.owed != nil }) {
            let threat = first.threat.split(separator: ";").first.map(String.init) ?? first.threat
            console.next("muster playbook show \(threat.quotedForShell)")
            console.note("record: muster check record ASSET -t TENANT --threat T --result R --covers LOGS:FROM..TO")
        } else {
            console.next("muster followup list")
        }
    }

    private func table(
        _ list: CheckList, _ readings: [TenantReading], _ knowledge: ExchangeKnowledge, _ limit: Int?
    ) -> ReportTable {
        ReportTable(
            columns: [
                .init("tenant"), .init("asset"), .init("threat"), .init("owed_from", .day), .init("owed_to", .day),
                .init("days", .integer), .init("how"), .init("last_check", .day, blank: "never"), .init("result"),
                .init("logs_required", .list),
            ],
            rows: list.rows.prefix(limit ?? .max).map { row in
                [
                    .text(row.tenant.slug), .text(row.server.name), .text(row.threat), .day(row.owed?.first),
                    .day(row.owed?.last), .integer(row.owed?.count ?? 0),
                    .text(row.how), .day(row.last?.on),
                    .text(row.last?.record.result.rawValue), .list(row.requiredLogs.map(\.rawValue)),
                ]
            }, dataAsOf: readings.compactMap(\.dataAsOf).max(), knowledge: knowledge.version, total: list.rows.count)
    }

    private func layout(_ list: CheckList, _ limit: Int?) -> TerminalLayout {
        TerminalLayout(
            heading: [heading(list)] + (list.rows.isEmpty ? [] : [""]),
            columns: [
                .init("TENANT"), .init("ASSET"), .init("THREAT"), .init("OWED"), .init("DAYS", right: true),
                .init("HOW"),
                .init("LAST", leaves: 2), .init("LOGS REQUIRED", leaves: 1, mayBeCut: true),
            ],
            rows: list.rows.prefix(limit ?? .max).map { row in
                TerminalLayout.Row([
                    StyledText(row.tenant.slug), StyledText(row.server.shortName), StyledText(row.threat),
                    StyledText(row.owed.map { "\($0.first) … \($0.last)" } ?? "–"),
                    StyledText(row.owed.map { grouped($0.count) } ?? "0"),
                    how(row), last(row),
                    StyledText(row.requiredLogs.map(\.rawValue).joined(separator: ", ")),
                ])
            })
    }

    private func heading(_ list: CheckList) -> StyledText {
        let line: StyledText =
            list.owed.checks == 0
            ? "0 checks owed"
            : "\(red: "\(counted(list.owed.checks, "check")) owed, \(counted(list.owed.days, "day")) in all")"
        guard list.assumedOnly > 0 else { return line }
        let where_ = assumed ? "" : ": --assumed"
        return line + "; \(counted(list.assumedOnly, "server")) with assumed days only\(where_)"
    }

    private func how(_ row: CheckList.Row) -> StyledText {
        guard let how = row.how else { return "–" }
        return StyledText(how, row.isRetired ? .dim : row.isProved ? .plain : .yellow)
    }

    /// `never`, `no_evidence 2021-08-16`, `no_evidence 2021-08-16, v4 asks again`.
    private func last(_ row: CheckList.Row) -> StyledText {
        guard let last = row.last else { return "never" }
        let again = row.requeuedBy.map { ", v\($0) asks again" } ?? ""
        return StyledText("\(last.record.result.rawValue) \(last.on)\(again)")
    }
}

extension ExchangeKnowledge {
    /// A threat's name in the knowledge's spelling. Throws a `Complaint` (usage) for one that it does not have.
    func threatName(_ text: String) throws -> String {
        let names = threats.map(\.name)
        guard let known = names.first(where: { $0.lowercased() == text.lowercased() }) else {
            let meant = nearest(to: text, among: names).map { "; did you mean \($0)?" } ?? ""
            throw Complaint(
                .usage, "no threat \"\(text)\"\(meant)", facts: ["threats: \(names.joined(separator: ", "))"])
        }
        return known
    }
}
