import ArgumentParser
import Intake
import Inventory
import Reporting

/// `muster mapping`: how exports of other tools are read.
struct MappingCommand: CommandList {
    static let configuration = CommandConfiguration(
        commandName: "mapping", abstract: "How the exports of other tools are read: which column means what.",
        subcommands: [MappingList.self, MappingShow.self, MappingTest.self])
}

/// `muster mapping list`: the shipped mappings and the team's own.
struct MappingList: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract:
            "The mappings: those that come with muster, and the team's own beside the database. Needs no database.",
        discussion: """
              muster mapping list
              muster mapping list -o csv --columns name,title,matches
            """)

    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let library = try MappingLibrary(global)
        var table = ReportTable(columns: [
            .init("name"), .init("from"), .init("kind"), .init("tenant"), .init("source"), .init("coverage"),
            .init("title"), .init("matches"), .init("file"),
        ])
        for mapping in library.all {
            table.append(
                .text(mapping.name), .text(mapping.origin.rawValue), .text(mapping.kind.rawValue),
                .text(mapping.tenant), .text(mapping.source),
                .text(mapping.isFull.map { $0 ? "full" : "partial" }), .text(mapping.title), .text(mapping.matches),
                .text(mapping.path))
        }
        try console.emit(table, layout: layout(library.all))
        guard console.isForPeople else { return }
        console.note("own ones lie in \(library.folder)")
        console.next("muster mapping show \(library.all.first?.name ?? "NAME")")
    }

    private func layout(_ mappings: [Mapping]) -> TerminalLayout {
        TerminalLayout(
            heading: [StyledText(counted(mappings.count, "mapping")), ""],
            columns: [
                .init("NAME"), .init("FROM"), .init("KIND"), .init("TENANT", leaves: 2), .init("SOURCE", leaves: 1),
                .init("TITLE", mayBeCut: true), .init("MATCHES", leaves: 0, mayBeCut: true),
            ],
            rows: mappings.map { mapping in
                TerminalLayout.Row([
                    StyledText(mapping.name), StyledText(mapping.origin.rawValue),
                    StyledText(mapping.kind.rawValue), StyledText(mapping.tenant ?? "–"),
                    StyledText(mapping.source ?? "–"), StyledText(mapping.title), StyledText(mapping.matches),
                ])
            })
    }
}

/// `muster mapping show NAME`: its YAML.
struct MappingShow: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "The YAML of one mapping, to read or to begin one's own with.",
        discussion: """
              muster mapping show qualys-vm
              muster mapping show qualys-vm > my-qualys.yaml
            """)

    @Argument(help: ArgumentHelp("One of \"muster mapping list\".", valueName: "name"))
    var name: String

    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let mapping = try MappingLibrary(global).find(name)
        for line in mapping.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast(
            mapping.text.hasSuffix("\n") ? 1 : 0)
        {
            console.print(StyledText(String(line)))
        }
        if console.isForPeople { console.note("\(mapping.origin.rawValue): \(mapping.path)") }
    }
}
