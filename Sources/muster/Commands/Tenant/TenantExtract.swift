import ArgumentParser
import Inventory
import Reporting
import Roll
import Storage

/// `muster tenant extract`: one tenant's views as a file of their own.
struct TenantExtract: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "extract",
        abstract: "Write the views of one tenant, and nothing of any other, as a SQLite file to hand on.",
        usage: "muster tenant extract SLUG --to FILE [--as-of DATE] [--replace]",
        discussion: """
              muster tenant extract fabrikam --to fabrikam.db
              muster tenant extract fabrikam --to fabrikam.db --as-of 2021-08-20 --replace

            sqlite3, Datasette and DuckDB open it. What its columns mean is in its table "documentation", of
            which day it is and by which knowledge in its table "extract". Only you may read the file.
            """)

    @Argument(help: ArgumentHelp("The tenant.", valueName: "slug"))
    var slug: String

    @Option(help: ArgumentHelp("The file to write.", valueName: "file"))
    var to: String

    @Flag(help: "Take the place of a file that is there; it stays until the new one is whole.")
    var replace = false

    @OptionGroup var reading: ReadingOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let reader = try Reader(global, reading)
        let tenant = try reader.roll.store.read { try CustomerRoll.tenant(slug, in: $0) }
        let analysis = reader.analysis(of: tenant.slug)
        let asked = try analysis.writeDown(SliceQuestion(to), as: "tenant extract", global)
        let counts = try asked.answer({ try write(analysis, tenant, reader) }) { (count($0), false) }
        try console.emit(
            ReportTable(
                columns: [.init("view"), .init("rows", .integer)],
                rows: counts.map { [.text($0.view), .integer($0.rows)] }, knowledge: reader.knowledge.version),
            layout: nil, limit: nil)
        if console.isForPeople { console.next("sqlite3 \(to.quotedForShell) 'select * from documentation'") }
    }

    private func count(_ counts: [(view: String, rows: Int)]) -> Int { counts.reduce(0) { $0 + $1.rows } }

    private func write(
        _ analysis: Analysis, _ tenant: Tenant, _ reader: Reader
    ) throws -> [(view: String, rows: Int)] {
        try ReplacedFile.write(to, mayReplace: replace) { path in
            let slice = try analysis.file(at: path)
            try slice.finish(
                ExtractStamp(
                    tenant: tenant.slug, tenantName: tenant.name,
                    asOf: tenant.zone.day(of: reader.asOf.instant(in: tenant.zone)), madeAt: .now,
                    knowledge: reader.knowledge.version))
            return try AnalystViews.all.map { view in
                let answer = try slice.answer(
                    SliceQuestion("select count(*) from \(view.name)"), SliceLimits(seconds: 3_600))
                guard case .integer(let rows)? = answer.rows.first?.first else { return (view.name, 0) }
                return (view.name, Int(rows))
            }
        }
    }
}
