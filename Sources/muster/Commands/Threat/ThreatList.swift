import ArgumentParser
import Inventory
import Knowledge
import Reporting

/// `muster threat list`: which threats the knowledge has.
struct ThreatList: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "The threats that the knowledge has, since when, and their playbooks. Needs no database.",
        discussion: """
              muster threat list
              muster threat list -o csv
            """)

    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let knowledge = try global.knowledge()
        let library = try knowledge.playbooks()
        var table = ReportTable(
            columns: [
                .init("threat"), .init("cves", .list), .init("public_from", .day), .init("exploited_since", .day),
                .init("known_exploited_from", .day), .init("needs_443", .integer), .init("pre_auth_chain", .integer),
                .init("playbook"), .init("playbook_version", .integer),
            ], knowledge: knowledge.version)
        for threat in knowledge.threats {
            let playbook = library.playbook(ofThreat: threat.name)
            let cves = threat.isUnpatched ? [] : threat.cves.map { knowledge.cves[$0] }
            table.append(
                .text(threat.name), .list(cves.map(\.id)), .day(cves.compactMap(\.publicFrom).min()),
                .day(threat.exploitedSince), .day(threat.exploitationKnownFrom), .integer(threat.needs443 ? 1 : 0),
                .integer(threat.preAuthChain ? 1 : 0), .text(playbook?.name), .integer(playbook?.version))
        }
        try console.emit(table, layout: layout(knowledge, library))
        if console.isForPeople { console.next("muster threat show ProxyShell", "muster playbook show ProxyShell") }
    }

    private func layout(_ knowledge: ExchangeKnowledge, _ library: PlaybookLibrary) -> TerminalLayout {
        TerminalLayout(
            heading: [
                "\(counted(knowledge.threats.count - 1, "threat")), and \(Threat.unpatched) for the \(grouped(knowledge.threats.last?.cves.count ?? 0)) CVEs of no threat",
                "",
            ],
            columns: [
                .init("THREAT"), .init("CVES", right: true), .init("PUBLIC"), .init("EXPLOITED SINCE"),
                .init("443", leaves: 2),
                .init("CHAIN WITHOUT LOGIN", leaves: 1), .init("PLAYBOOK"),
            ],
            rows: knowledge.threats.map { threat in
                let cves = threat.cves.map { knowledge.cves[$0] }
                let playbook = library.playbook(ofThreat: threat.name)
                return TerminalLayout.Row([
                    StyledText(threat.name), StyledText(grouped(cves.count)),
                    StyledText(threat.isUnpatched ? "–" : cves.compactMap(\.publicFrom).min()?.description ?? "?"),
                    StyledText(threat.exploitationStart?.description ?? "–"), threat.needs443 ? "yes" : "–",
                    threat.preAuthChain ? "\(red: "yes")" : "–",
                    StyledText(playbook.map { "v\($0.version)" } ?? "–"),
                ])
            })
    }
}
