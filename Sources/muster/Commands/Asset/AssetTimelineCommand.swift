import ArgumentParser
import Inventory
import Knowledge
import Reporting
import Roll
import Storage

/// `muster asset timeline`: everything about a server on one line of time.
struct AssetTimelineCommand: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "timeline",
        abstract: "A server through time: builds, exposure, updates, exploitation, evidence and checks.",
        discussion: """
              muster asset timeline mail01 -t fabrikam --as-of 2021-08-20
              muster asset timeline mail01 -t fabrikam --threat ProxyShell --from 2021-06-01
              muster asset timeline mail01 -t fabrikam -o csv          a row per fact, with file and line

            The dwell window begins on the first day on which somebody could have come in and ends
            with the last evidence or check; while days are owed it has no end.
            """)

    @Argument(help: ArgumentHelp("Its full or short name, an id or an address.", valueName: "asset"))
    var name: String

    @Option(help: ArgumentHelp("Only what has to do with this threat; else the worst three.", valueName: "name"))
    var threat: String?

    @Option(
        help: ArgumentHelp("The first day that is drawn; else that of the first sighting.", valueName: "date"),
        transform: restDay)
    var from: CalendarDay?

    @OptionGroup var reading: ReadingOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let slug = try global.requireTenant()
        let reader = try Reader(global, reading)
        let threat = try threat.map { try reader.knowledge.threatName($0) }
        let timeline = try reader.roll.timeline(
            of: name, tenant: slug, asOf: reader.asOf, threat: threat, reader.opened.projector)
        guard console.isForPeople, global.columns == nil else {
            let ids = Set(timeline.rows.map(\.importID)).subtracting([0])
            let files = try reader.roll.store.read { try $0.imports(ids) }.mapValues(\.fileName)
            return try console.emit(table(timeline, files, reader.knowledge, console.options.rowLimit))
        }
        console.print(
            TimelineChart(timeline: timeline, knowledge: reader.knowledge, width: console.page.width, from: from).lines)
        console.note("dwell window: days on which somebody could have come in and nobody can say that nobody did")
        console.note("as rows: -o csv (from,to,fact,value,import,file,line)")
    }

    private func table(
        _ timeline: AssetTimeline, _ files: [Int: String], _ knowledge: ExchangeKnowledge, _ limit: Int?
    ) -> ReportTable {
        let zone = timeline.tenant.zone
        let rows = timeline.rows.filter { row in from.map { zone.day(of: row.to) >= $0 } ?? true }
        return ReportTable(
            columns: [
                .init("from", .instant), .init("to", .instant), .init("fact"), .init("value"),
                .init("import", .integer),
                .init("file"), .init("line", .integer),
            ],
            rows: rows.prefix(limit ?? .max).map { row in
                [
                    .instant(row.from), .instant(row.to), .text(row.fact), .text(row.value),
                    .integer(row.importID > 0 ? row.importID : nil), .text(files[row.importID]),
                    .integer(row.line > 0 ? row.line : nil),
                ]
            }, knowledge: knowledge.version, total: rows.count)
    }
}
