import ArgumentParser
import Inventory
import Reporting
import Roll

/// `muster db check`: looks whether the database is whole.
struct DatabaseCheck: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract:
            "Look whether the database is whole and what is computed agrees with what was taken in. Changes nothing.",
        discussion: """
              muster db check
              muster db check -o json
            """)

    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let opened = try global.open(.read)
        let progress = Progress("checking", quiet: global.quiet)
        Interruption.watch()
        let report = try opened.roll.check(
            progress: { progress.update(done: $0, of: $1, "tenants") }, shouldStop: { Interruption.requested })
        progress.finish()
        if console.isForPeople, global.columns == nil {
            console.print(lines(report))
        } else {
            try console.emit(table(report))
        }
        try end(with: report, console)
    }

    private func lines(_ report: CheckReport) -> [StyledText] {
        var rows: [[StyledText]] = []
        for (number, part) in report.parts.enumerated() {
            let isWhole = part.faults.isEmpty
            rows.append([
                "\(number + 1) \(part.name)", isWhole ? "ok" : "\(red: "bad")", StyledText(part.scope),
                StyledText(counted(part.faults.count, "fault")),
            ])
        }
        let parts = aligned(rows, indent: 0)
        return zip(parts, report.parts).flatMap { line, part in
            [line]
                + part.faults.map {
                    "    \([$0.table, $0.tenant, $0.words].filter { !$0.isEmpty }.joined(separator: "  "))"
                }
        }
    }

    private func table(_ report: CheckReport) -> ReportTable {
        ReportTable(
            columns: [.init("part"), .init("table"), .init("tenant"), .init("fault")],
            rows: report.parts.flatMap { part in
                part.faults.map { fault in
                    [
                        .text(part.name), .text(fault.table), .text(fault.tenant.isEmpty ? nil : fault.tenant),
                        .text(fault.words),
                    ]
                }
            })
    }

    /// Ends with 1 on a fault, and says what mends it.
    private func end(with report: CheckReport, _ console: Console) throws {
        let faults = report.faults.count
        guard faults > 0 else {
            if !report.isCompared, console.isForPeople { console.next("muster db rebuild", "muster db check") }
            return
        }
        let isComputed = report.parts.allSatisfy { $0.faults.isEmpty || $0.name == "projections" }
        throw Complaint(
            .failed,
            isComputed
                ? "\(counted(faults, "fault")) in what is computed from the log; the log itself is whole"
                : counted(faults, "fault"),
            next: isComputed
                ? ["muster db rebuild"] : ["keep a copy of the file, then tell us: muster db check -o json"])
    }
}
