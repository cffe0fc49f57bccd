import Assessment
import Inventory
import Knowledge
import Reporting
import Roll
import Storage

/// A machine that is no Exchange server: an ordinary one, or one that only has to do with Exchange.
struct OtherMachine {
    let tenant: Tenant
    let name: String
    /// `machine`, or what it has to do with Exchange: `management_tools`.
    let kind: String
    let lastSeen: Instant
}

extension Reader {
    /// The machines of a tenant that are no Exchange servers, by name.
    func others(of slug: String) throws -> [OtherMachine] {
        let (tenant, roll) = try roll.roll(of: slug, asOf: asOf, opened.projector)
        let near = roll.servers.filter { !$0.row.isServer }.map {
            OtherMachine(tenant: tenant, name: $0.row.name, kind: $0.row.kind, lastSeen: $0.row.lastSeen)
        }
        let rest = roll.machines.map {
            OtherMachine(tenant: tenant, name: $0.name, kind: "machine", lastSeen: $0.lastSeen)
        }
        return (near + rest).sorted { ($0.name, $0.kind) < ($1.name, $1.kind) }
    }
}

/// The rows of `asset list`.
struct AssetRows {
    let reader: Reader
    let readings: [TenantReading]
    let others: [OtherMachine]

    var table: ReportTable {
        ReportTable(
            columns: [
                .init("tenant"), .init("asset"), .init("kind"), .init("product", blank: "?"),
                .init("build", blank: "?"),
                .init("patch_level"), .init("exposure"), .init("exposed_since", .day),
                .init("build_seen", .day, blank: "never"),
                .init("exposure_seen", .day, blank: "never"), .init("addresses", .list), .init("followups", .integer),
                .init("retired_on", .day),
            ],
            rows: readings.flatMap { reading in reading.servers.map { cells($0, reading) } } + others.map(cells),
            dataAsOf: readings.compactMap(\.dataAsOf).max(), knowledge: reader.knowledge.version)
    }

    var layout: TerminalLayout {
        let count = readings.reduce(0) { $0 + $1.servers.count }
        let apart = readings.flatMap(\.apart)
        var rest = others.isEmpty ? "" : ", \(counted(others.count, "other machine"))"
        if others.isEmpty, let first = apart.first {
            let kinds = Set(apart.map { $0.kind.replacing("_", with: " ") }).sorted().joined(separator: ", ")
            rest =
                "; no server: \(first.name.prefix { $0 != "." })"
                + (apart.count > 1 ? " + \(apart.count - 1)" : "") + " (\(kinds)), see --all"
        }
        return TerminalLayout(
            heading: ["\(counted(count, "Exchange server"))\(rest)"] + (count + others.count > 0 ? [""] : []),
            columns: [
                .init("TENANT"), .init("ASSET"), .init("KIND", leaves: 1), .init("BUILD"), .init("LEVEL"),
                .init("EXPOSED"),
                .init("SINCE", leaves: 2), .init("FOLLOW-UPS", right: true),
            ],
            rows: readings.flatMap { reading in reading.servers.map { row($0, reading) } } + others.map(row))
    }

    private func cells(_ server: ServerReading, _ reading: TenantReading) -> [Cell] {
        let zone = reading.tenant.zone
        return [
            .text(reading.tenant.slug), .text(server.name), .text(server.isEdge ? "edge" : "server"),
            .text(BuildWords(server.build, reader.knowledge).product), .text(server.build?.evidence.text),
            .text(level(server, reading).rawValue), .text(server.exposure.rawValue), .day(server.exposedSince),
            .day(server.buildSeenAt.map { zone.day(of: $0) }), .day(server.exposureSeenAt.map { zone.day(of: $0) }),
            .list(server.addresses), .integer(followUps(server, reading)), .day(server.retiredOn),
        ]
    }

    private func cells(_ machine: OtherMachine) -> [Cell] {
        [.text(machine.tenant.slug), .text(machine.name), .text(machine.kind)] + Array(repeating: .null, count: 10)
    }

    private func row(_ server: ServerReading, _ reading: TenantReading) -> TerminalLayout.Row {
        let level = level(server, reading)
        let tone: StyledText.Tone = level == .unsupported ? .red : level == .current ? .plain : .yellow
        return TerminalLayout.Row([
            StyledText(reading.tenant.slug), StyledText(server.shortName), server.isEdge ? "edge" : "server",
            StyledText(BuildWords(server.build, reader.knowledge).short), StyledText(level.rawValue, tone),
            server.exposure == .exposed
                ? "\(red: "yes")"
                : server.exposure == .notExposed
                    ? "no"
                    : StyledText(server.exposure == .stale ? "stale" : "?", .yellow),
            StyledText(server.exposedSince?.description ?? "–"),
            StyledText((server.retiredOn.map { "retired \($0), " } ?? "") + grouped(followUps(server, reading))),
        ])
    }

    private func row(_ machine: OtherMachine) -> TerminalLayout.Row {
        TerminalLayout.Row([
            StyledText(machine.tenant.slug), StyledText(machine.name), StyledText(machine.kind), "–", "–", "–", "–",
            "–",
        ])
    }

    private func level(_ server: ServerReading, _ reading: TenantReading) -> PatchLevel {
        reader.opened.projector.assessor.standing(of: server, on: reading.asOf).level
    }

    private func followUps(_ server: ServerReading, _ reading: TenantReading) -> Int {
        reading.followUps.count { $0.server.asset == server.asset && !$0.isCollect }
    }
}
