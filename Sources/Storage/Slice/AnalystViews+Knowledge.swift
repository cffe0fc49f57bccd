extension AnalystViews {
    static let builds = AnalystView(
        "builds", "one row per build that the vendor published by the day", "",
        [
            .column("build", .text, "The build.", "15.1.2308.14"),
            .column("build_key", .buildKey, "The same.", "4222129096884238"),
            .column("product", .text, "The product.", "Exchange 2016"),
            .column("cu", .text, "The cumulative update.", "CU21"),
            .column("su", .text, "The update on top of it.", null: "the cumulative update itself", "Jul21SU"),
            .column(
                "kind", .text, "What brought it.", words: ["cu", "su", "hu", "ru", "preview"], "su"),
        ] + Column.day("released", "When it was published.", "2021-07-13", 18821) + [
            .column("kb", .text, "The vendor's article.", null: "none is known", "KB5004779")
        ] + Column.day("support_end", "The last day of the product's support.", "2025-10-14", 20375))

    static let cves = AnalystView(
        "cves", "one row per CVE of Exchange that was public on the day", "",
        [
            .column("cve", .text, "The CVE, or the vendor's advisory.", "CVE-2021-34473"),
            .column("title", .text, "Its title.", "Microsoft Exchange Server Remote Code Execution Vulnerability"),
            .column("severity", .text, "The vendor's word for how bad it is.", null: "none", "Critical"),
            .column("impact", .text, "The vendor's word for what it allows.", null: "none", "Remote Code Execution"),
            .column(
                "technical_impact", .text, "How much of a system it gives away.", words: ["partial", "total"], "total"),
            .column(
                "auth", .text, "Whether it works before a login.", words: ["pre", "post", "unknown"], "pre"),
            .column("cvss", .text, "The base score, version 3.", null: "none", "9.1"),
            .column("cwe", .text, "The kind of weakness.", null: "none", "CWE-918"),
        ] + Column.day("public", "From when on decisions count it as public.", "2021-07-13", 18821)
            + Column.day(
                "kev", "When it entered the catalogue of known exploited vulnerabilities.", null: "not by the day",
                "2021-11-03", 18934) + [
                .column("is_ransomware", .flag, "Whether that catalogue knows of use by ransomware.", "1"),
                .column("threats", .list, "The threats that it belongs to.", "ProxyShell"),
            ])

    static let fixes = AnalystView(
        "fixes", "one row per CVE and cumulative update of a product that the vendor lists for it", "",
        [
            .column("cve", .text, "The CVE.", "CVE-2021-34473"),
            .column("product", .text, "The product.", "Exchange 2016"),
            .column("cu", .text, "The cumulative update.", "CU21"),
            .column(
                "status", .text, "su: an update brings the fix; ships_fixed: it is in it; no_fix_in_cu: none has it.",
                words: ["su", "ships_fixed", "no_fix_in_cu"], "ships_fixed"),
            .column(
                "fixed_build", .text, "The first fixed build.", null: "none was by the day", "15.1.2308.8"),
            .column("fixed_build_key", .buildKey, "The same.", null: "none was by the day", "4222129096884232"),
        ])

    static let threats = AnalystView(
        "threats", "one row per threat: a named family of CVEs, and Unpatched for all others", "",
        [.column("threat", .text, "Its name.", "ProxyShell")]
            + Column.day(
                "exploited_since", "The first exploitation as far as known: opens check windows.",
                null: "none is known",
                "2021-08-06", 18845)
            + Column.day(
                "known_exploited", "When exploitation was known: feeds decisions.", null: "it was not", "2021-08-12",
                18851) + [
                .column("needs_443", .flag, "Whether it comes through port 443.", "1"),
                .column("is_pre_auth_chain", .flag, "Whether its CVEs form a chain without login.", "1"),
                .column("needs_user", .flag, "Whether a person must do something for it.", "0"),
                .column("cves", .list, "Its CVEs.", "CVE-2021-34473;CVE-2021-34523;CVE-2021-31207"),
                .column(
                    "playbook_version", .number("version"), "The version of its playbook.", null: "it has none", "3"),
            ])

    static let threatCVEs = AnalystView(
        "threat_cves", "one row per threat and CVE of it", "",
        [
            .column("threat", .text, "The threat.", "ProxyShell"),
            .column("cve", .text, "The CVE.", "CVE-2021-34473"),
        ])

    static let calendarWeek = AnalystView(
        "calendar_week", "one row per ISO week from 2010 to the year after the day that is read", "",
        [
            .column("week", .text, "Its name, ISO 8601.", "2021-W33"),
            .column("first_on", .day, "Its Monday.", "2021-08-16"),
            .column("first_day", .dayNumber, "The same day as a number.", "18855"),
            .column("last_on", .day, "Its Sunday.", "2021-08-22"),
            .column("next_day", .dayNumber, "The Monday after it: a week is first_day <= day < next_day.", "18862"),
        ])
}
