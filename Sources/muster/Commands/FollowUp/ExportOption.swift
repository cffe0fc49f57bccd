import ArgumentParser
import Inventory
import Reporting

/// In the columns of which other system a table is written.
struct ExportOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "As CSV in the columns of another system: jira, servicenow, or a YAML file.", valueName: "system"))
    var export: String?

    /// Nil where none is asked for. Throws a `Complaint` (no input) that lists those that are known.
    func mapping(_ global: GlobalOptions) throws -> ExportMapping? {
        guard let export else { return nil }
        if export.contains("/") || export.hasSuffix(".yaml") { return try ExportMapping(file: export) }
        let own = try ExportMapping.all(in: global.folder(beside: "exports"))
        let shipped = try ExportMapping.all(in: ShareFolder.path("exports", checkout: "Sources/Reporting/Exports"))
        if let found = (own + shipped).first(where: { $0.name == export }) { return found }
        let known = (own + shipped).map { "\($0.name): \($0.about)" }
        throw Complaint(.noInput, "there is no export \"\(export)\"", facts: known, next: ["or name a YAML file"])
    }
}
