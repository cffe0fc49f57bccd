import ArgumentParser
import Inventory
import Reporting
import Roll
import Storage

/// `muster asset explain`: why a server stands on the list, down to file and line.
struct AssetExplain: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Why a server stands where it does: what was seen, how it is judged and decided.",
        discussion: """
              muster asset explain mail01 -t fabrikam --threat ProxyShell --as-of 2021-08-20
              muster asset explain mail01 -t fabrikam -o csv
            """)

    @Argument(help: ArgumentHelp("Its full or short name, or an address.", valueName: "asset"))
    var name: String

    @Option(help: ArgumentHelp("Only what decides about this threat.", valueName: "name"))
    var threat: String?

    @OptionGroup var reading: ReadingOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let slug = try global.requireTenant()
        let reader = try Reader(global, reading)
        let threat = try threatName(reader)
        let explanation = try reader.roll.explain(
            name, of: slug, asOf: reader.asOf, threat: threat, reader.opened.projector)
        let sources = try reader.roll.store.read { try ExplanationSources(explanation, in: $0) }
        let page = ExplanationPage(
            explanation: explanation, sources: sources, knowledge: reader.knowledge, threat: threat, day: reader.asOf)
        guard console.isForPeople, global.columns == nil else { return try console.emit(page.table) }
        console.print(page.lines.flatMap { $0.wrapped(on: console.page) })
        if let line = explanation.lines.first(where: { $0.importID > 0 }) {
            console.next("muster imports show \(line.importID) --line \(line.line)      the line itself")
        }
    }

    /// The threat in the knowledge's spelling. Throws a `Complaint` (usage) for one that it does not have.
    private func threatName(_ reader: Reader) throws -> String? {
        guard let threat else { return nil }
        let names = reader.knowledge.threats.map(\.name)
        guard let known = names.first(where: { $0.lowercased() == threat.lowercased() }) else {
            let meant = nearest(to: threat, among: names).map { "; did you mean \($0)?" } ?? ""
            throw Complaint(
                .usage, "no threat \"\(threat)\"\(meant)", facts: ["threats: \(names.joined(separator: ", "))"])
        }
        return known
    }
}
