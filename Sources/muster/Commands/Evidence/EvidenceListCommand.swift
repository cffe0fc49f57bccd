import ArgumentParser
import Glibc
import Inventory
import Knowledge
import Reporting
import Roll

/// `muster evidence list`: what was found.
struct EvidenceListCommand: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "What was found that speaks of a compromise, with its indicator and its line.",
        discussion: """
              muster evidence list
              muster evidence list -t fabrikam --asset mail01 --all
              muster evidence list --as-of 2021-08-20 -o csv
            """)

    @Option(help: ArgumentHelp("On assets of this name, short or full; * stands for anything.", valueName: "name"))
    var asset: String?

    @Option(help: ArgumentHelp("That speaks of this threat.", valueName: "name"))
    var threat: String?

    @Flag(help: "What was dismissed or neutralised too.")
    var all = false

    @OptionGroup var reading: ReadingOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let reader = try Reader(global, reading)
        let threat = try threat.map { try reader.knowledge.threatName($0) }
        let known = try reader.roll.evidence(of: global.tenant, asOf: reader.asOf, reader.opened.projector)
        let readings = known.filter { reading in
            (all || reading.isOpen) && (threat == nil || reading.threats.contains(threat ?? "")) && matches(reading)
        }
        let files = try reader.roll.store.read { try $0.imports(Set(readings.map(\.importID)).subtracting([0])) }
        let table = EvidenceTable(
            readings: readings, knowledge: reader.knowledge, files: files.mapValues(\.fileName),
            limit: console.options.rowLimit)
        try console.emit(table.table, layout: table.layout(ended: known.count { !$0.isOpen }))
        guard console.isForPeople else { return }
        if let first = readings.first(where: \.isOpen) {
            console.next(
                "muster evidence confirm \(first.id) -t \(first.tenant.slug)",
                "or dismiss … --reason TEXT")
            if first.importID > 0 {
                console.note("the line itself: muster imports show \(first.importID) --line \(first.line)")
            }
        } else {
            console.next(all || known.isEmpty ? "muster check list --due" : "muster evidence list --all")
        }
    }

    private func matches(_ reading: EvidenceReading) -> Bool {
        guard let asset else { return true }
        let pattern = asset.lowercased()
        let short = String(reading.row.name.prefix { $0 != "." })
        return fnmatch(pattern, reading.row.name, 0) == 0 || fnmatch(pattern, short, 0) == 0
    }
}

/// Evidence as rows.
struct EvidenceTable {
    let readings: [EvidenceReading]
    let knowledge: ExchangeKnowledge
    var files: [Int: String] = [:]
    /// The acts that judged them, where that is what is told.
    var acts: [Int?] = []
    var limit: Int?

    var table: ReportTable {
        ReportTable(
            columns: [
                .init("id"), .init("tenant"), .init("asset"), .init("threats", .list), .init("indicators", .list),
                .init("kind"), .init("trace"), .init("occurred_at", .instant, blank: "?"),
                .init("first_seen", .instant),
                .init("last_seen", .instant), .init("state"), .init("confirmed_at", .instant),
                .init("contained_at", .instant), .init("ended_at", .instant), .init("on_exchange_server", .integer),
                .init("import", .integer), .init("file"), .init("line", .integer),
            ] + (acts.isEmpty ? [] : [.init("act", .integer)]),
            rows: readings.prefix(limit ?? .max).enumerated().map { index, reading in
                let row = reading.row
                let cells: [Cell] = [
                    .text(reading.id.description), .text(reading.tenant.slug), .text(row.name), .list(reading.threats),
                    .list(reading.indicators), .text(reading.trace.kind.rawValue), .text(reading.trace.text),
                    .instant(row.key.occurredAt), .instant(row.firstSeen), .instant(row.lastSeen), .text(row.state),
                    .instant(row.confirmedAt), .instant(row.containedAt), .instant(row.endedAt),
                    .integer(reading.isOnServer ? 1 : 0), .integer(reading.importID > 0 ? reading.importID : nil),
                    .text(files[reading.importID]), .integer(reading.importID > 0 ? reading.line : nil),
                ]
                return cells + (acts.isEmpty ? [] : [.integer(acts[index])])
            }, knowledge: knowledge.version, total: readings.count)
    }

    /// - Parameter ended: how many there are that were dismissed or neutralised.
    func layout(ended: Int) -> TerminalLayout {
        let open = readings.count(where: \.isOpen)
        let others = Set(readings.filter { $0.isOpen && !$0.isOnServer }.map { "\($0.tenant.slug) \($0.row.name)" })
            .count
        var heading: StyledText =
            open == 0 ? "0 pieces of evidence are open" : "\(red: "\(counted(open, "piece")) of evidence open")"
        heading += "; \(grouped(ended)) ended"
        if others > 0 {
            heading +=
                "; \(yellow: "\(counted(others, "asset")) with evidence \(others == 1 ? "is" : "are") no Exchange server")"
        }
        return TerminalLayout(
            heading: [heading] + (readings.isEmpty ? [] : [""]),
            columns: [
                .init("ID"), .init("TENANT"), .init("ASSET"), .init("STATE"), .init("FOUND"),
                .init("HAPPENED", leaves: 1),
                .init("THREAT", leaves: 2),
            ],
            rows: readings.prefix(limit ?? .max).map { reading in
                let row = reading.row
                let zone = reading.tenant.zone
                return TerminalLayout.Row(
                    [
                        StyledText(reading.id.description), StyledText(reading.tenant.slug),
                        StyledText(
                            String(
                                row.name.prefix {
                                    $0 != "." || row.name.contains(":") || row.name.first?.isNumber == true
                                })),
                        StyledText(row.state, reading.isOpen ? .red : .plain),
                        StyledText(zone.day(of: row.firstSeen).description),
                        StyledText(row.key.occurredAt.map { zone.day(of: $0).description } ?? "?"),
                        StyledText(reading.threats.isEmpty ? "–" : reading.threats.joined(separator: ", ")),
                    ], detail: detail(reading))
            })
    }

    private func detail(_ reading: EvidenceReading) -> StyledText {
        let indicator = reading.indicators.first?.split(separator: " ").last.map(String.init) ?? "tag"
        let place =
            reading.importID > 0 ? " · #\(reading.importID) \(files[reading.importID] ?? "?"):\(reading.line)" : ""
        return StyledText("\(indicator) · \(reading.trace.kind.rawValue) \(reading.trace.text)\(place)", .dim)
    }
}
