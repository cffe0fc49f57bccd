import Inventory
import Reporting
import Roll
import Storage

/// The rows that wait unattributed, and why.
struct UnattributedTable {
    let rows: [UnattributedRow]

    var table: ReportTable {
        ReportTable(
            columns: [
                .init("import", .integer), .init("file"), .init("line", .integer), .init("seen_at", .instant),
                .init("asset"), .init("addresses", .list), .init("named"), .init("why"), .init("tenants", .list),
            ],
            rows: rows.map { row in
                [
                    .integer(row.importID), .text(row.file), .integer(row.line), .instant(row.seenAt), .text(row.name),
                    .list(Self.addresses(of: row)), row.named.map { .text($0) } ?? .null, .text(row.why.code),
                    .list(row.why.tenants),
                ]
            })
    }

    var layout: TerminalLayout {
        let imports = Set(rows.map(\.importID)).count
        let heading: StyledText =
            rows.isEmpty
            ? "no row waits unattributed"
            : "\(counted(rows.count, "row")) of \(counted(imports, "import")) \(rows.count == 1 ? "belongs" : "belong") to no tenant, or to two"
        return TerminalLayout(
            heading: [heading] + (rows.isEmpty ? [] : [""]),
            columns: [
                .init("#", right: true), .init("LINE", right: true), .init("ASSET", mayBeCut: true),
                .init("ADDRESS", leaves: 1, mayBeCut: true), .init("SEEN", leaves: 2), .init("WHY", mayBeCut: true),
            ],
            rows: rows.map { row in
                TerminalLayout.Row([
                    StyledText("\(row.importID)"), StyledText("\(row.line)"), StyledText(row.name),
                    StyledText(Self.addresses(of: row).joined(separator: " ")),
                    StyledText(row.seenAt.utcDay.description),
                    StyledText(row.why.words),
                ])
            })
    }

    private static func addresses(of row: UnattributedRow) -> [String] {
        Array(Set(row.addresses)).sorted().map(\.description)
    }
}

extension UnattributedRow.Why {
    /// For programs, one word.
    var code: String {
        switch self {
        case .nobodys: "no_tenant"
        case .stranger: "unknown_name"
        case .ambiguous: "shared_name"
        case .several: "several_tenants"
        case .contradicted: "contradicted"
        case .archived: "archived"
        case .owned: "placed_today"
        }
    }

    /// The tenants that it is about.
    var tenants: [String] {
        switch self {
        case .nobodys, .stranger, .ambiguous: []
        case .several(let slugs): slugs
        case .contradicted(let named, let declared): [named, declared]
        case .archived(let slug), .owned(let slug): [slug]
        }
    }

    /// For people.
    var words: String {
        switch self {
        case .nobodys: "in no tenant's domains or networks"
        case .stranger(let name): "names \"\(name)\", which is no tenant"
        case .ambiguous(let name): "names \"\(name)\", as two tenants are called"
        case .several(let slugs): "in the domains or networks of \(slugs.joined(separator: " and "))"
        case .contradicted(let named, let declared): "names \(named), the file was taken for \(declared)"
        case .archived(let slug): "\(slug)'s, which was archived by then"
        case .owned(let slug): "would be \(slug)'s today"
        }
    }
}

/// What a handover came to, for programs: one row per follow-up that opens or closes, and one for the handover itself.
struct HandoverTable {
    let outcome: HandoverOutcome
    let rows: Int

    var table: ReportTable {
        var table = ReportTable(columns: [
            .init("handover", .integer), .init("what"), .init("from"), .init("tenant"), .init("rows", .integer),
            .init("asset"), .init("threat"), .init("cause"), .init("dry_run", .integer),
        ])
        let number: Cell = outcome.isDryRun ? .null : .integer(outcome.handover.id)
        let isDry = Cell.integer(outcome.isDryRun ? 1 : 0)
        table.append(
            number, .text(outcome.handover.kind.rawValue), .text(outcome.from.slug), .text(outcome.into.slug),
            .integer(rows), .null, .null, .null, isDry)
        for change in outcome.followUps.flatMap(\.changes) {
            table.append(
                number, .text(change.kind.rawValue), .null, .text(change.tenant), .null, .text(change.server),
                .text(change.threat), .text(change.cause), isDry)
        }
        return table
    }
}
