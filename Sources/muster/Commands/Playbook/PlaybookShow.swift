import ArgumentParser
import Inventory
import Knowledge
import Reporting

/// `muster playbook show NAME`: one playbook, to work by.
struct PlaybookShow: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "One playbook: techniques by tactic, what to look for and where, and what to do. Needs no database.",
        discussion: """
              muster playbook show ProxyShell
              muster playbook show ProxyShell -o csv        its techniques, indicators, queries and measures as rows
              muster playbook show Hafnium
            """)

    @Argument(help: ArgumentHelp("A playbook, a threat or an actor.", valueName: "name"))
    var name: String

    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let knowledge = try global.knowledge()
        let library = try knowledge.playbooks()
        guard let playbook = library.playbook(named: name) else {
            let near = nearest(to: name, among: library.playbooks.map(\.name))
            throw Complaint(
                .badData, "there is no playbook \"\(name)\"", facts: near.map { ["did you mean \($0)?"] } ?? [],
                next: ["muster playbook list"])
        }
        guard console.isForPeople else { return try console.emit(PlaybookShow.table(playbook, knowledge)) }
        console.print(PlaybookPage(playbook: playbook, knowledge: knowledge, page: console.page).lines)
        console.next("muster check list --due", "the file: \(playbook.path)")
    }

    /// A row per technique, log, indicator, query, proof of concept and measure.
    private static func table(_ playbook: Playbook, _ knowledge: ExchangeKnowledge) -> ReportTable {
        var table = ReportTable(
            columns: [
                .init("playbook"), .init("version", .integer), .init("part"), .init("id"), .init("name"),
                .init("tactics", .list), .init("where"), .init("by"), .init("text"),
            ], knowledge: knowledge.version)
        func add(
            _ part: String, _ id: String?, _ name: String?, tactics: [String]? = nil, place: String? = nil,
            by: String? = nil, _ text: String
        ) {
            table.append(
                .text(playbook.name), .integer(playbook.version), .text(part), .text(id), .text(name),
                tactics.map { .list($0) } ?? .null, .text(place), .text(by), .text(text))
        }
        for use in playbook.techniques {
            let technique = knowledge.techniques.first { $0.id == use.id }
            add("technique", use.id, technique?.name, tactics: technique?.tactics, use.how)
        }
        for log in playbook.logs {
            add(
                log.isRequired ? "log_required" : "log", log.source.rawValue, log.source.title, place: log.place,
                log.cleanMeans)
        }
        for indicator in playbook.indicators {
            add(
                "indicator", indicator.id, nil, place: indicator.kinds.map(\.rawValue).sorted().joined(separator: ";"),
                by: indicator.source, indicator.what)
        }
        for query in playbook.queries {
            add("query", query.id, query.what, place: "\(query.engine.rawValue) \(query.source.rawValue)", query.text)
        }
        for proof in playbook.proofsOfConcept { add("proof_of_concept", nil, proof.name, proof.what) }
        for measure in playbook.measures {
            add("measure", nil, measure.phase.rawValue, by: measure.by.rawValue, measure.what)
        }
        return table
    }
}
