/// What analysts can ask: every view with every column, in the order in which `muster schema` lists them.
///
/// Days are the tenant's own, by its zone; instants are UTC. Where both a text and a number are given, they say the same.
package enum AnalystViews {
    package static let all: [AnalystView] =
        [
            tenants, assets, exchangeServers, endpoints, exposures, verdicts, followUps, checks, evidence, imports,
            rejects,
        ]
        + [changes, tenantWeeks] + [builds, cves, fixes, threats, threatCVEs, calendarWeek]

    /// In whatever case it is written.
    package static func named(_ name: String) -> AnalystView? { byName[name] ?? byName[name.lowercased()] }

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    /// Changes when a view or a column does: programs that read extracts look at it.
    package static let version = 2

    typealias Column = AnalystView.Column
}

extension AnalystViews {
    static let tenants = AnalystView(
        "tenants", "one row per customer", "Archived ones and those that became part of another one are left out.",
        [
            .tenant, .column("name", .text, "The customer's name.", "Fabrikam GmbH"),
            .column(
                "parent", .text, "The slug of the group that it belongs to.",
                null: "it belongs to none, or only one tenant is read: a slice names no other", "fabrikam-group"),
            .column("zone", .text, "Its time zone, in which its days are counted.", "Europe/Berlin"),
            .column("language", .text, "The language of its reports.", "de"),
            .column(
                "mode", .text, "Who acts, as agreed.", words: ["notify", "collaborate", "authorize"], "collaborate"),
            .column(
                "impact", .text, "What its mission loses with its mail.",
                words: ["low", "medium", "high", "very_high"], "very_high"),
        ] + Column.day("start", "From when on the team answers for it.", "2021-01-01", 18628) + [
            .column("archived_on", .day, "From when on it is no customer any more.", null: "it is one", "2022-06-30"),
            .column(
                "stale_days", .number("days"), "From which age on a scan no longer speaks for today.", "14"),
            .column("former_slugs", .list, "Slugs that it had before.", "fabrikam-old"),
            .column("networks", .list, "The networks that belong to it.", "203.0.113.0/26;2001:db8:1::/48"),
            .column("domains", .list, "The domains that belong to it.", "fabrikam.example.org"),
            .column("contacts", .list, "Whom to write to: role and address.", "technical jane@fabrikam.example.org"),
        ] + Column.day("data", "When anything was last seen of it.", null: "nothing was ever seen", "2021-08-18", 18857)
            + [
                .column(
                    "silent_days", .number("days"), "Days since anything was seen of it.",
                    null: "nothing was ever seen", "2"),
                .column("is_silent", .flag, "Whether nothing was seen for 30 days, or ever.", "0"),
                .column(
                    "inventory_on", .day, "When an inventory of it was last taken.", null: "never", "2021-08-16"),
                .column(
                    "internet_on", .day, "When it was last looked at from the internet.", null: "never", "2021-08-18"),
                .column(
                    "internal_on", .day, "When it was last looked at from within.", null: "never", "2021-08-09"),
            ] + Column.day("as_of", "The day that is read.", "2021-08-20", 18859))

    static let assets = AnalystView(
        "assets", "one row per machine, with Exchange or without", "",
        [.tenant] + Column.asset + [
            .column(
                "kind", .text, "What it is.", words: ["server", "edge", "management_tools", "machine"], "server"),
            .column("is_exchange", .flag, "Whether it runs Exchange and is judged.", "1"),
        ] + Column.instant("first_seen", "When it was first seen.", "2021-03-20T03:12:00Z", 1_616_209_920)
            + Column.instant("last_seen", "When it was last seen.", "2021-08-16T03:12:00Z", 1_629_083_520) + [
                .column(
                    "unseen_days", .number("days"), "Days since it was last seen.", "4"),
                .column(
                    "os", .text, "Its operating system, as the newest line that says it.", null: "no line says it",
                    "Windows Server 2016"),
                .column(
                    "owner", .text, "Whose it is, as the newest line that says it.", null: "no line says it", "Jane"),
                .column("site", .text, "Where it is, likewise.", null: "no line says it", "Hamburg"),
                .column(
                    "criticality", .text, "How much it matters, likewise.", null: "no line says it", "high"),
            ])

    static let endpoints = AnalystView(
        "endpoints", "one row per address, port and vantage, and per Exchange server that it publishes",
        "What the newest look found. An address that publishes several servers has a row for each.",
        [
            .tenant, .column("address", .text, "The address.", "203.0.113.25"),
            .column("port", .number("port"), "The port.", "443"),
            .column("protocol", .text, "The protocol.", words: ["tcp", "udp"], "tcp"),
            .column(
                "vantage", .text, "From where it was looked at.", words: ["internet", "internal", "reported"],
                "internet"),
            .column(
                "state", .text, "What was found; unscanned: the address answered nothing and was not tried.",
                words: ["open", "closed", "filtered", "unscanned"], "open"),
            .column("source", .text, "The stream of imports whose look it is.", "scan-csv/internet"),
        ] + Column.instant("seen", "When it was looked at.", "2021-08-18T03:00:00Z", 1_629_255_600) + [
            .column(
                "asset_id", .number("number within the tenant"), "The Exchange server that the address publishes.",
                null: "it publishes no known one", "7"),
            .column(
                "asset", .text, "Its name.", null: "it publishes no known one", "mail01.fabrikam.example.org"),
        ])
}
