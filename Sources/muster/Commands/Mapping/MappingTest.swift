import ArgumentParser
import Intake
import Inventory
import Reporting

/// `muster mapping test NAME FILE`: reads a file by a mapping, and writes nothing.
struct MappingTest: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Read a file by a mapping and show what came of it. Needs no database, writes nothing.",
        usage: "muster mapping test NAME FILE [-t SLUG] [options]",
        discussion: """
              muster mapping test qualys-vm report.csv --vantage internal
              muster mapping test ./mine.yaml hosts.csv -t fabrikam --limit 20
            """)

    @Argument(help: ArgumentHelp("One of \"muster mapping list\", or a YAML file.", valueName: "name"))
    var name: String

    @Argument(help: ArgumentHelp("The file to read.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("internet or internal: from where a scan looked.", valueName: "place"))
    var vantage: Vantage?

    @Option(help: ArgumentHelp("The stream it belongs to.", valueName: "name"))
    var source: String?

    @Option(help: ArgumentHelp("The encoding, by any name that iconv knows.", valueName: "name"))
    var encoding: String?

    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let library = try MappingLibrary(global)
        let mapping = try library.find(name)
        var options = IntakeOptions(now: .now, encoding: encoding, vantage: vantage)
        options.tenant = global.tenant
        options.source = source
        options.mappings = library.all
        options.mapping = mapping
        let opened = try SourceFile.open(path: file, options: options)
        var sample = Sample(limit: global.limit ?? 5)
        let report = try opened.read { sample.take($0, $1) }
        guard console.isForPeople else { return try console.emit(sample.table) }
        console.print(ImportPreview(file: opened).lines(taken: []))
        console.print(sample.lines)
        console.print(
            "records \(grouped(report.records)) = \(grouped(report.accepted)) accepted + \(grouped(report.rejected)) rejected"
        )
        if !sample.rejects.isEmpty {
            RejectTable(rejects: sample.rejects).lines(first: 10).forEach { console.note($0) }
        }
        console.note(StyledText(chosen(mapping, opened, options)))
    }

    /// Whether an import would take the mapping by itself.
    private func chosen(_ mapping: Mapping, _ opened: SourceFile, _ options: IntakeOptions) -> String {
        var options = options
        options.mapping = nil
        if !options.mappings.contains(where: { $0.path == mapping.path }) { options.mappings.append(mapping) }
        switch opened.whyNotChosen(mapping, options: options) {
        case let why?: return "not chosen by itself: \(why); say --mapping \(name)"
        case nil: return "chosen by itself"
        }
    }
}

/// The first rows of a file and its first rejects.
private struct Sample {
    let limit: Int
    private(set) var rejects: [Reject] = []
    private var rows: [(line: Int, seenAt: Instant?, tenant: String?, facts: [(field: Field, value: String)])] = []

    init(limit: Int) { self.limit = limit }

    mutating func take(_ batch: ObservationBatch, _ rejected: [Reject]) {
        rejects += rejected.prefix(max(0, 10 - rejects.count))
        for index in 0..<batch.count where limit == 0 || rows.count < limit {
            let row = batch[index]
            rows.append((row.line, row.seenAt, row.tenant, row.identity.facts + row.state.facts))
        }
    }

    var table: ReportTable {
        var table = ReportTable(columns: [
            .init("line", .integer), .init("seen_at", .instant), .init("tenant"), .init("field"), .init("value"),
        ])
        for row in rows {
            for (field, value) in row.facts {
                table.append(
                    .integer(row.line), row.seenAt.map { .instant($0) } ?? .null, .text(row.tenant),
                    .text("\(field)"), .text(value))
            }
        }
        return table
    }

    var lines: [StyledText] {
        rows.flatMap { row -> [StyledText] in
            let time = row.seenAt.map { "  \($0)" } ?? ""
            let tenant = row.tenant.map { "  of \($0)" } ?? ""
            let facts = row.facts.map { field, value in
                [StyledText("  " + field.words), StyledText(String(value.prefix(200)))]
            }
            return [StyledText("line \(row.line)\(time)\(tenant)")] + aligned(facts)
        }
    }
}
