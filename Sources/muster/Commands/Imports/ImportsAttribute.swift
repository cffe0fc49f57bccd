import ArgumentParser
import Inventory
import Reporting
import Roll
import Storage

/// `muster imports attribute`: the rows that belong to no tenant, and whose they are.
struct ImportsAttribute: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "attribute",
        abstract: "The rows that belong to no tenant, or to two, and why; with --to they are given to one.",
        usage: """
            muster imports attribute [N] [which rows]
            muster imports attribute [N] --to SLUG (--all | which rows) [-n]
            muster imports attribute --undo HANDOVER
            """,
        discussion: """
              muster imports attribute
              muster imports attribute 7 --to fabrikam --line 5 --line 9-12 -n
              muster imports attribute 7 --to fabrikam --named "Fabrikam Holding"
              muster imports attribute --to fabrikam --in 198.51.100.0/24
              muster imports attribute --undo 3

            Rows that are given to a tenant are its own as if they always had been; the ledger keeps
            both, and --undo takes it back. So that the next file is placed by itself, give the tenant
            the network or the domain instead: "tenant edit SLUG --network CIDR" does both.
            """)

    @Argument(help: ArgumentHelp("The import's number; else all imports.", valueName: "number"))
    var number: Int?

    @OptionGroup(title: "Which rows") var which: RowChoice

    @Option(help: ArgumentHelp("The tenant to give them to.", valueName: "slug"))
    var to: String?

    @OptionGroup(title: "Care") var care: HandoverCare
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        if let handover = care.undo { return try takeBack(handover, console) }
        guard let to else { return try list(console) }
        guard which.all != which.chooses else {
            throw Complaint(
                .usage, which.all ? "--all means every row; leave the others out" : "which rows?",
                facts: which.all ? [] : ["all that wait: --all; some: --line, --named, --in"],
                next: ["muster imports attribute" + (number.map { " \($0)" } ?? "")])
        }
        if !which.line.isEmpty, number == nil {
            throw Complaint(.usage, "--line needs the number of an import", next: ["muster imports attribute"])
        }
        let outcome = try global.open(.write).roll.attribute(
            of: number, to: to, reason: which.words(of: number), now: .now, by: global.actorName,
            isDryRun: care.dryRun, where: which.contains)
        guard console.isForPeople else {
            return try console.emit(HandoverTable(outcome: outcome, rows: outcome.rows.count).table)
        }
        console.tell(outcome)
        if outcome.isDryRun { return console.note("nothing was changed") }
        console.next(
            "muster imports attribute --undo \(outcome.handover.id)      takes it back", "muster asset list -t \(to)")
    }

    private func takeBack(_ handover: Int, _ console: Console) throws {
        guard to == nil, number == nil, !which.all, !which.chooses else {
            throw Complaint(.usage, "--undo takes the number of a handover and nothing else")
        }
        let outcome = try global.open(.write).roll.takeBack(
            handover: handover, now: .now, by: global.actorName, isDryRun: care.dryRun)
        let rows = outcome.undone?.rows ?? 0
        guard console.isForPeople else {
            return try console.emit(HandoverTable(outcome: outcome, rows: rows).table)
        }
        guard !global.quiet else { return }
        console.print(
            "\(counted(rows, "row")) of \(outcome.into.slug) \(outcome.isDryRun ? "would wait" : rows == 1 ? "waits" : "wait") unattributed again"
        )
        outcome.followUps.forEach { console.tell($0) }
        if outcome.isDryRun { console.note("nothing was changed") }
    }

    private func list(_ console: Console) throws {
        let roll = try global.open(.read).roll
        let rows = try roll.unattributed(of: number, now: .now).filter { !which.chooses || which.contains($0) }
        let table = UnattributedTable(rows: rows)
        guard console.isForPeople else { return try console.emit(table.table) }
        try console.emit(table.table, layout: table.layout)
        guard !rows.isEmpty else { return }
        let of = number.map { " \($0)" } ?? ""
        console.next(
            "muster imports attribute\(of) --to TENANT --line N      (or --named, --in; --all)",
            "muster tenant edit TENANT --network CIDR      (for the next files too)")
    }
}

/// Which of the rows that wait.
struct RowChoice: ParsableArguments {
    @Flag(help: "All that wait.")
    var all = false

    @Option(
        help: ArgumentHelp("A line of the import, or lines from to; repeat for more.", valueName: "n|n-m"),
        transform: RowChoice.lines)
    var line: [ClosedRange<Int>] = []

    @Option(help: ArgumentHelp("Rows that name this tenant, as the file says it; repeat for more.", valueName: "name"))
    var named: [String] = []

    @Option(
        name: .customLong("in"),
        help: ArgumentHelp(
            "Rows in this network or domain, or of this host or address; repeat for more.", valueName: "where"))
    var places: [String] = []

    var chooses: Bool { !line.isEmpty || !named.isEmpty || !places.isEmpty }

    /// Whether a row is meant: by each option that was given, by any of its values.
    func contains(_ row: UnattributedRow) -> Bool {
        (line.isEmpty || line.contains { $0.contains(row.line) })
            && (named.isEmpty || named.contains { $0.lowercased() == row.named?.lowercased() })
            && (places.isEmpty || places.contains { row.lies(in: $0) })
    }

    /// The choice in words, as the ledger keeps it.
    func words(of number: Int?) -> String {
        let origin = number.map { "import \($0)" } ?? "all imports"
        if all { return "all of \(origin)" }
        let lines = line.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
        let parts = [
            lines.isEmpty ? nil : "line \(lines.joined(separator: ", "))",
            named.isEmpty ? nil : "named \(named.joined(separator: ", "))",
            places.isEmpty ? nil : "in \(places.joined(separator: ", "))",
        ]
        return parts.compactMap { $0 }.joined(separator: ", ") + " of \(origin)"
    }

    @Sendable static func lines(_ text: String) throws -> ClosedRange<Int> {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2, 1 <= first, first <= last
        else { throw ValidationError("a line such as 14, or lines such as 14-20") }
        return first...last
    }
}

/// To see what would change, and to take a handover back.
struct HandoverCare: ParsableArguments {
    @Flag(name: [.customShort("n"), .long], help: "Say what would change, and change nothing.")
    var dryRun = false

    @Option(help: ArgumentHelp("Take a handover back: its rows wait again.", valueName: "handover"))
    var undo: Int?
}

extension UnattributedRow {
    /// Whether it is in a network or a domain, or of a host or at an address.
    fileprivate func lies(in place: String) -> Bool {
        let place = place.lowercased()
        if let network = Network(place) { return addresses.contains { network.contains($0) } }
        if let address = IPAddress(place) { return addresses.contains(address) }
        return (hostNames + identity.all(.hostName)).contains { $0 == place || $0.hasSuffix("." + place) }
    }
}

extension Console {
    /// What an attribution comes to: which rows of which imports, and what that does to follow-ups.
    func tell(_ outcome: HandoverOutcome) {
        guard !options.quiet else { return }
        let imports = Dictionary(grouping: outcome.rows, by: \.importID).sorted { $0.key < $1.key }
        let number = outcome.isDryRun ? "" : " (handover \(outcome.handover.id))"
        print(
            "\(counted(outcome.rows.count, "row")) that waited unattributed \(outcome.isDryRun ? "would be" : outcome.rows.count == 1 ? "now belongs to" : "now belong to") "
                + "\(outcome.into.slug)\(outcome.isDryRun ? "'s" : "")\(number)")
        print(
            aligned(
                imports.prefix(10).map { importID, rows in
                    [
                        StyledText("  import \(importID)"), StyledText(rows[0].file),
                        StyledText(counted(rows.count, "row")),
                        StyledText(rows.prefix(3).map(\.name).joined(separator: ", ") + (rows.count > 3 ? ", …" : "")),
                    ]
                }))
        outcome.followUps.forEach { tell($0) }
    }
}
