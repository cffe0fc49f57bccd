extension AnalystViews {
    static let followUps = AnalystView(
        "followups", "one row per follow-up, open or not",
        "What is only to be collected from a server is a row without threat, its decision is collect.",
        [
            .column(
                "followup", .text, "Its id.", null: "read as of a day on which it had none", "F-2NB7XC"),
            .tenant,
        ] + Column.asset + [
            .column("threat", .text, "What it is about.", null: "it is only to collect", "ProxyShell"),
            .column(
                "rank", .number("place, from 1"), "Its place among the open ones, the worst first.",
                null: "it is not open", "1"),
            .column("is_open", .flag, "Whether its reasons hold.", "1"),
            .column(
                "state", .text, "How far the work on it is.",
                words: ["open", "assigned", "snoozed", "accepted", "closed", "reopened"], "open"),
            .column(
                "cause", .text, "What opened, changed or closed it last.", null: "not told", "appeared"),
        ]
            + Column.instant(
                "since", "Since when it has stood so.", "2021-08-12T00:00:00Z", 1_628_726_400)
            + Column.day("opened", "When it was opened first.", "2021-03-20", 18706) + [
                .column("open_days", .number("days"), "Days since then, up to its closing.", "153"),
                .column(
                    "decision", .text, "What the policy says.", null: "it is not open", "3_days_and_forensics"),
            ] + Column.day("due", "By when it is to be done.", null: "no date is set", "2021-07-10", 18818) + [
                .column("is_overdue", .flag, "Whether that day is over and it is open.", "1"),
                .column("overdue_days", .number("days"), "Days since it was due.", null: "it is not overdue", "41"),
                .column(
                    "verdict", .text,
                    "vulnerable where one of its CVEs is, fixed where only a check or evidence holds it.",
                    words: ["vulnerable", "undetermined", "fixed"], "vulnerable"),
                .column("cves", .list, "Its open CVEs.", "CVE-2021-34473;CVE-2021-34523"),
                .column("cve_count", .number("CVEs"), "How many.", "2"),
                .column(
                    "is_known_exploited", .flag, "Whether that was known on the day.", null: "nothing is decided", "1"),
                .column("has_ransomware", .flag, "Whether known ransomware uses one of the CVEs.", "1"),
                .column(
                    "is_automatable", .flag, "Whether a chain without login is open.", null: "nothing is decided", "1"),
                .column(
                    "exposure", .text, "That of the server.", words: ["exposed", "not_exposed", "unknown", "stale"],
                    "exposed"),
                .column(
                    "exposed_since_day", .dayNumber, "As in exchange_servers.",
                    null: "it was not exposed when it was last looked at", "18706"),
                .column(
                    "exposed_days", .number("days"), "Days since then.", null: "it is not exposed", "153"),
                .column(
                    "vulnerable_exposed_days", .number("days"), "Days on which it was both open and exposed.", "153"),
                .column("product", .text, "That of the server.", null: "not known", "Exchange 2016"),
                .column("build", .text, "That of the server.", null: "not known", "15.1.2242.4"),
                .column(
                    "patch_level", .text, "That of the server.",
                    words: ["current", "behind", "unsupported", "unknown"], "behind"),
                .column(
                    "compromise", .text, "What was found that is not ended.", null: "nothing",
                    words: ["evidence", "confirmed"], "evidence"),
                .column(
                    "check_result", .text, "Where the check for compromise stands.",
                    null: "none is owed and none was done",
                    words: ["not_checked", "no_evidence", "inconclusive", "evidence", "confirmed", "remediated"],
                    "not_checked"),
                .column(
                    "owed_days", .number("days"), "Days of check that sightings prove to be owed.", "15"),
                .column(
                    "owed_from_day", .dayNumber, "The first of them.", null: "none is owed", "18845"),
                .column("assumed_days", .number("days"), "Days that nobody saw.", "0"),
                .column("owner", .text, "Who has taken it.", null: "nobody", "jane"),
                .column("ticket", .text, "Its number in a ticket system.", null: "none", "INC-4711"),
                .column(
                    "until_on", .day, "The last day of a snooze or an acceptance.", null: "without an end, or neither",
                    "2021-09-30"),
                .column("until_day", .dayNumber, "The same day as a number.", null: "likewise", "18900"),
                .column(
                    "acts", .text, "Who does the next thing.", null: "nothing is to be done",
                    words: ["mtr", "customer"],
                    "mtr"),
                .column(
                    "next_step", .text, "What to do next.", null: "nothing is to be done",
                    "check for compromise, then install Jul21SU (15.1.2242.12)"),
                .column(
                    "reasons", .list, "Why it stands on the list.",
                    "known exploited since 2021-08-12;exposed since 2021-03-20"),
            ])

    static let checks = AnalystView(
        "checks", "one row per server, threat and stretch of days that is owed, and per check that was done",
        "",
        [.tenant] + Column.asset + [
            .column(
                "threat", .text, "What to look for; several, joined by ;, where the days are only assumed.",
                "ProxyShell")
        ] + Column.day("owed_from", "The first day that is owed.", null: "nothing is owed", "2021-08-06", 18845)
            + Column.day("owed_to", "The last day that is owed.", null: "nothing is owed", "2021-08-20", 18859) + [
                .column("days", .number("days"), "How many days that is.", "15"),
                .column(
                    "how", .text,
                    "proved: sightings show it vulnerable and exposed; assumed: nobody saw; retired: proved, and nobody is asked to look, since the machine is no more.",
                    null: "nothing is owed", words: ["proved", "assumed", "retired"], "proved"),
            ] + Column.day("last_check", "When somebody last looked.", null: "never", "2021-08-16", 18855) + [
                .column(
                    "result", .text, "What was found then.", null: "nobody looked",
                    words: ["no_evidence", "inconclusive", "evidence", "confirmed", "remediated"], "no_evidence"),
                .column(
                    "playbook_version", .number("version"), "The version of the playbook that was followed.",
                    null: "nobody looked", "3"),
                .column(
                    "asked_again_by", .number("version"), "The version of the playbook that asks again.",
                    null: "none does", "4"),
                .column("logs_required", .list, "The logs to look at.", "iis;http_proxy"),
            ])

    static let evidence = AnalystView(
        "evidence", "one row per thing found that speaks of a compromise", "",
        [
            .column("evidence", .text, "Its id.", "E-4T9K2M7Q"), .tenant,
        ] + Column.asset + [
            .column("is_on_exchange", .flag, "Whether the machine runs Exchange.", "1"),
            .column("threats", .list, "The threats that it speaks of.", "ProxyShell"),
            .column("indicators", .list, "The indicators that it matches.", "ProxyShell v1 proxyshell-export-aspx"),
            .column(
                "kind", .text, "What kind of thing.",
                words: ["path", "hash", "address", "request", "command", "event", "account", "tag", "check"], "path"),
            .column("trace", .text, "What was found.", "C:\\inetpub\\wwwroot\\aspnet_client\\x.aspx"),
        ]
            + Column.instant(
                "occurred", "When it happened.", null: "nobody says", "2021-08-12T04:00:00Z", 1_628_740_800)
            + Column.instant("first_seen", "When it was first reported.", "2021-08-16T03:12:00Z", 1_629_083_520)
            + [
                .column("last_seen_at", .instant, "When it was last reported.", "2021-08-16T03:12:00Z"),
                .column(
                    "state", .text, "What was said of it last.",
                    words: ["found", "confirmed", "contained", "dismissed", "neutralised"], "found"),
                .column("is_open", .flag, "Whether it is neither dismissed nor neutralised.", "1"),
                .column("confirmed_at", .instant, "When it was confirmed.", null: "it was not", "2021-08-17T09:00:00Z"),
                .column("contained_at", .instant, "When it was contained.", null: "it was not", "2021-08-17T10:00:00Z"),
                .column(
                    "ended_at", .instant, "When it was dismissed or neutralised.", null: "it was not",
                    "2021-08-18T12:00:00Z"),
                .column("import", .text, "The newest import that tells of it.", null: "a person did", "I-7KQ2M9"),
                .column("line", .number("line"), "The line of its file.", null: "a person did", "17"),
            ])
}
