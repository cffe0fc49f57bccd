import Inventory

extension AnalystViews {
    private static let shared = "the file was not taken in for one tenant alone: it may tell of others"

    static let imports = AnalystView(
        "imports", "one row per import and tenant that it tells of",
        "Its figures are the tenant's own; those of the whole file stand only where it was taken in for that tenant alone.",
        [
            .column("import", .text, "Its id.", "I-7KQ2M9"),
            .column(
                "number", .number("number in the ledger"), "As imports list prints it.",
                null: "only one tenant is read: it would tell how much comes from others", "58"),
            .column("tenant", .text, "The customer's slug.", null: "its rows belong to no tenant yet", "fabrikam"),
            .column("file", .text, "The file's name.", null: shared, "hosts.csv"),
            .column(
                "kind", .text, "What kind of file.", words: ["inventory", "scan", "evidence"], "inventory"),
            .column("format", .text, "Its format.", "inventory-csv"),
            .column("source", .text, "The stream of imports that it belongs to.", "inventory-csv/reported"),
            .column(
                "vantage", .text, "From where was looked.", words: ["internet", "internal", "reported"], "reported"),
            .column(
                "coverage", .text, "Whether what is not in it counts as missing.", words: ["full", "partial"], "partial"
            ),
            .column("is_allow_listed", .flag, "Whether the scanner is let through where it looks.", "0"),
        ] + Column.instant("taken", "When the file was taken.", "2021-08-16T03:12:00Z", 1_629_083_520)
            + Column.instant("recorded", "When it was taken in.", "2021-08-16T08:00:00Z", 1_629_100_800) + [
                .column("recorded_by", .text, "Who took it in.", "jane"),
                .column(
                    "is_undone", .flag, "Whether it was taken back: then it counts for nothing.", "0"),
                .column(
                    "listed_rows", .number("rows"), "Rows of it that are the tenant's.",
                    null: "they were given to it later", "66"),
                .column(
                    "listed_assets", .number("identities"), "Identities in these rows.",
                    null: "they were given to it later", "66"),
                .column("file_lines", .number("lines"), "Lines of the file.", null: shared, "67"),
                .column("file_records", .number("rows"), "Rows of the file, header left out.", null: shared, "66"),
                .column("file_accepted", .number("rows"), "Rows that were taken.", null: shared, "66"),
                .column("file_rejected", .number("rows"), "Rows that could not be taken.", null: shared, "0"),
                .column("file_blank", .number("lines"), "Blank lines.", null: shared, "0"),
                .column(
                    "file_unattributed", .number("rows"), "Rows that belong to no tenant.", null: shared, "0"),
                .column("new_assets", .number("identities"), "Identities not met before.", null: shared, "1"),
                .column("changed", .number("rows"), "Rows with a new state.", null: shared, "2"),
                .column("unchanged", .number("rows"), "Rows that said nothing new.", null: shared, "63"),
                .column(
                    "not_seen", .number("identities"), "Identities of the source that are missing.",
                    null: "\(shared); or it is partial", "0"),
            ])

    static let rejects = AnalystView(
        "rejects", "one row per row of a file that could not be taken",
        "Of one tenant only those of files that were taken in for it alone: whose the others are is not known.",
        [
            .column("import", .text, "The import.", "I-7KQ2M9"),
            .column(
                "tenant", .text, "The customer's slug.", null: "the file was not taken in for one tenant", "fabrikam"),
            .column("file", .text, "The file's name.", "hosts.csv"),
            .column("line", .number("line, from 1"), "The physical line on which it begins.", "41"),
            .column("record", .number("row, from 1"), "The row's number, header not counted.", "40"),
            .column("byte_offset", .number("bytes"), "Where it begins.", "2911"),
            .column("column_name", .text, "The header of the column at fault.", null: "the row as a whole", "IP"),
            .column("reason", .text, "Why, in a word.", "address"),
            .column("detail", .text, "What was found.", "not an address"),
            .column("raw", .text, "The row, as far as 4,096 bytes of it.", "mail09,203.0.113.300"),
        ])

    static let changes = AnalystView(
        "changes", "one row per difference between the ends of two frozen weeks",
        "Each has one cause. open at end = open at start + new + reopened - closed; exposed servers likewise.",
        [
            .tenant, .column("week", .text, "The week, ISO 8601.", "2021-W33"),
            .column("week_day", .dayNumber, "Its Monday.", "18855"),
            .column("followup", .text, "The follow-up.", null: "it is about an exposure", "F-2NB7XC"),
        ] + Column.asset + [
            .column("threat", .text, "What it is about.", null: "it is about an exposure", "ProxyShell"),
            .column(
                "flow", .text, "What happened.",
                words: ["new", "reopened", "closed", "newly_exposed", "no_longer_exposed"], "new"),
            .column("cause", .text, "Its one cause.", "disclosed"),
            .column("happened_at", .instant, "When.", null: "it was only learnt late", "2021-08-12T00:00:00Z"),
            .column(
                "open_days", .number("days"), "Days since the follow-up was first opened.",
                null: "it is about an exposure, or its server is none any more", "31"),
        ])

    static let tenantWeeks = AnalystView(
        "tenant_weeks", "one row per tenant, frozen week and measure",
        "How each measure is computed: muster help trends.",
        [
            .tenant, .column("week", .text, "The week, ISO 8601.", "2021-W33"),
            .column("week_day", .dayNumber, "Its Monday.", "18855"),
            .column("measure", .text, "What is measured.", "open_followups"),
            .column("value", .number("as the measure says"), "How much.", null: "not known", "13"),
            .column(
                "known", .text, "How well it is known; partly: it may be more.", words: ["yes", "partly", "no"], "yes"),
        ],
        // A row has all measures of a week: what asks for some of them, as most do, looks at no others. Each part reads
        // a column whatever is asked, so that SQLite says in which view it does.
        parts: AnalystView.Parts(
            tables: [
                (
                    "frozen_weeks",
                    (["tenant text, week text, week_day integer"]
                        + WeekMeasure.allCases.map { "\($0.rawValue) integer" }).joined(separator: ", ")
                )
            ],
            query: WeekMeasure.allCases.map { measure in
                let name = measure.rawValue
                let partly = measure.mayBeMoreBy.map { "when \($0.rawValue) > 0 then 'partly'" }.joined(separator: " ")
                return """
                    select tenant, week, week_day, '\(name)', \(name),
                      case when \(name) is null then 'no' \(partly) else 'yes' end
                    from frozen_weeks where tenant is not null
                    """
            }.joined(separator: "\nunion all\n")))
}
