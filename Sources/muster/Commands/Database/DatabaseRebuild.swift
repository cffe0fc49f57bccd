import ArgumentParser
import Inventory
import Reporting
import Roll

/// `muster db rebuild`: computes everything anew from what was taken in.
struct DatabaseRebuild: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild",
        abstract: "Compute everything anew from what was taken in and said, with this program's knowledge.",
        discussion: "  muster db rebuild")

    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let opened = try global.open(.write)
        let now = Instant.now
        let progress = Progress("rebuilding", quiet: global.quiet)
        Interruption.watch()
        let rebuilt = try opened.roll.rebuild(
            now: now, by: global.actorName, progress: { progress.update(done: $0, of: $1, "tenants") },
            shouldStop: { Interruption.requested })
        progress.finish()
        guard console.isForPeople, global.columns == nil else { return try console.emit(table(rebuilt)) }
        console.print("rebuilt \(counted(rebuilt.tenants, "tenant")): \(counted(rebuilt.rows, "row")) changed")
        if rebuilt.rows > 0 {
            console.print(
                "  servers \(grouped(rebuilt.servers))   memberships \(grouped(rebuilt.memberships))"
                    + "   endpoints \(grouped(rebuilt.endpoints))")
        }
    }

    private func table(_ rebuilt: CustomerRoll.Rebuilt) -> ReportTable {
        var table = ReportTable(
            columns: ["tenants", "rows", "servers", "memberships", "endpoints"].map {
                .init($0, .integer)
            })
        table.append(
            .integer(rebuilt.tenants), .integer(rebuilt.rows), .integer(rebuilt.servers), .integer(rebuilt.memberships),
            .integer(rebuilt.endpoints))
        return table
    }
}
