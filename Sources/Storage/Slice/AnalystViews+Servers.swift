extension AnalystViews {
    private static let exposureWords = ["exposed", "not_exposed", "unknown", "stale"]

    /// What both views of servers say of port 443.
    private static let exposure: [Column] =
        [
            .column(
                "exposure", .text,
                "Whether it answers on 443 from the internet; stale: the last scan is too old to say.",
                words: exposureWords, "exposed")
        ]
        + Column.day(
            "exposed_since", "Since when it has been exposed without a look that says otherwise.",
            null: "it is not exposed",
            "2021-03-20", 18706)
        + [
            .column("exposed_days", .number("days"), "Days since then.", null: "it is not exposed", "153")
        ]
        + Column.instant(
            "exposure_seen", "When a scan last spoke of it.", null: "none ever did", "2021-08-18T03:00:00Z",
            1_629_255_600)
        + [
            .column("exposure_age_days", .number("days"), "Days since then.", null: "none ever did", "2"),
            .column("addresses", .list, "The public addresses that reach it.", "203.0.113.25"),
        ]

    static let exchangeServers = AnalystView(
        "exchange_servers", "one row per Exchange server", "How it stands on the day that is read.",
        [.tenant] + Column.asset + [
            .column("kind", .text, "An Edge server has no client access.", words: ["server", "edge"], "server"),
            .column(
                "product", .text, "The product.", null: "not known, or the builds it may be differ", "Exchange 2016"),
            .column("cu", .text, "Its cumulative update.", null: "not known", "CU20"),
            .column(
                "build", .text, "Its build; three numbers: all of a cumulative update; A..B: one of these.",
                null: "nothing says which it is", "15.1.2242.4"),
            .column(
                "build_key", .buildKey, "The first build that it may be.", null: "nothing says which it is",
                "4222129092558852"),
            .column(
                "build_to_key", .buildKey, "The last build that it may be.", null: "nothing says which it is",
                "4222129092558852"),
            .column(
                "precision", .text, "What is proved.", null: "nothing says which build it is",
                words: ["exact", "cu", "product"], "exact"),
            .column("is_conflict", .flag, "Whether sources contradict each other about the build.", "0"),
        ]
            + Column.instant(
                "build_seen", "When the build was last seen.", null: "never", "2021-08-16T03:12:00Z", 1_629_083_520)
            + [
                .column("build_age_days", .number("days"), "Days since then.", null: "it never was", "4"),
                .column(
                    "patch_level", .text, "Where it stands in the line of updates.",
                    words: ["current", "behind", "unsupported", "unknown"], "behind"),
                .column("updates_missed", .number("updates"), "Updates that it lacks.", null: "not known", "2"),
            ]
            + Column.day("behind_since", "Since when it lacks one.", null: "it lacks none", "2021-05-11", 18758)
            + Column.day("unsupported_since", "The last day of support.", null: "it is supported", "2020-10-13", 18548)
            + [
                .column(
                    "target_build", .text, "What to install.", null: "nothing newer helps", "15.1.2242.12"),
                .column("target_build_key", .buildKey, "The same.", null: "nothing newer helps", "4222129092558860"),
                .column("target_update", .text, "Its name.", null: "nothing newer helps", "Jul21SU"),
            ] + exposure + [
                .column(
                    "conditions", .list, "What else decides, as far as seen: NAME=yes or NAME=no.", "hybrid=yes"),
                .column("open_followups", .number("follow-ups"), "Its open follow-ups.", "5"),
                .column("to_collect", .flag, "Whether something is to be collected from it.", "1"),
            ] + Column.instant("first_seen", "When it was first seen.", "2021-03-20T03:12:00Z", 1_616_209_920)
            + Column.instant("last_seen", "When it was last seen.", "2021-08-18T03:00:00Z", 1_629_255_600)
            + Column.day(
                "retired", "When it was taken out of use: nothing is asked of it any more.", null: "it is in use",
                "2021-09-01", 18871))

    static let exposures = AnalystView(
        "exposures", "one row per Exchange server", "The same as in exchange_servers, by itself.",
        [.tenant] + Column.asset + exposure)

    static let verdicts = AnalystView(
        "verdicts", "one row per Exchange server and CVE that was public on the day",
        "The build judged within its cumulative update, with the conditions beside it.",
        [.tenant] + Column.asset + [
            .column("cve", .text, "The CVE.", "CVE-2021-34473"),
            .column(
                "verdict", .text, "What holds of it.", words: ["vulnerable", "fixed", "not_affected", "undetermined"],
                "vulnerable"),
            .column(
                "not_known", .text, "Why it is undetermined.", null: "it is not",
                words: ["build", "conflict", "condition", "not_assessed", "no_build"], "condition"),
            .column("reason", .text, "What decided.", "older than the fix in CU20"),
            .column(
                "fixed_build", .text, "From which build on its cumulative update is fixed.", null: "none is",
                "15.1.2242.10"),
            .column("fixed_build_key", .buildKey, "The same.", null: "none is", "4222129092558858"),
            .column("fixed_by", .text, "The update that brought it.", null: "none did", "May21SU"),
        ],
        parts: AnalystView.Parts(
            tables: [
                ("judged_servers", "tenant text, asset_id integer, asset text, case_no integer"),
                (
                    "judged_cases",
                    """
                    case_no integer, cve text, verdict text, not_known text, reason text, fixed_build text,
                    fixed_build_key integer, fixed_by text, primary key(case_no, cve)
                    """
                ),
            ],
            query: """
                select s.tenant, s.asset_id, s.asset, c.cve, c.verdict, c.not_known, c.reason, c.fixed_build,
                  c.fixed_build_key, c.fixed_by
                from judged_servers s join judged_cases c on c.case_no = s.case_no
                """))
}
