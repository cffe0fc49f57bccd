import Inventory
import Storage

/// Composes a tenant's weekly report: what to do first, then what proves it, in DESIGN's order.
package struct WeekPage {
    let report: WeekReport
    let work: [AnswerRow]
    let own: WeekWords

    package init(_ report: WeekReport) {
        self.report = report
        work = report.rows("followups")
        own = WeekWords(report)
    }

    var values: WeekValues { report.week.values }

    package var page: ReportPage {
        let sections =
            [
                ReportPage.Section(
                    id: "card", title: "Report card", short: "Report card", blocks: [.table(WeekCard(report).table)]),
                changes, checks, followUps, exploited, unknowns,
                WeekTrends(report).section, accepted,
            ] + extras + [method]
        return ReportPage(
            kicker: "Weekly report on Exchange servers", title: report.name, language: own.language,
            subtitle: own.span, leads: WeekLeads(report, work).leads, facts: facts, sections: sections,
            running: "\(report.name.prefix(100)) · \(report.week.week)")
    }

    private var facts: [(name: String, value: [Part])] {
        let week = report.week
        var facts: [(String, [Part])] = [
            (
                "Data as of",
                week.dataAsOf.map { [.whole("\($0)"), .text(report.tenant?["zone"] ?? "")] }
                    ?? [.tag("nothing was ever seen", isUnknown: true)]
            )
        ]
        if let days = week.daysSilent, days >= 14 {
            facts.append(("Silent", [.tag("\(counted(days, "day")) at the week's end", isUnknown: true)]))
        }
        facts += [
            ("Knowledge", [.text("version \(week.knowledge)")]),
            ("Servers", [.text(own.number(.servers))]),
            ("Response mode", [.text(own.mode)]),
            ("Contacts", [.text(report.contacts.isEmpty ? "none named" : own.listed(report.contacts))]),
            ("Revision", [.text("\(week.revision), frozen \(week.frozenAt)")]),
        ]
        return facts
    }

    // MARK: What changed

    private var changes: ReportPage.Section {
        var blocks: [ReportPage.Block] = []
        if let open = values[.open] {
            blocks.append(
                .sum([
                    ("", grouped(open), "open at end"), ("=", own.number(.openAtStart), "open at start"),
                    ("+", own.number(.new), "new"), ("+", own.number(.reopened), "reopened"),
                    ("−", own.number(.closed), "closed"),
                ]))
        } else {
            blocks.append(.paragraph([.text("Nothing was ever seen of this tenant, so nothing is counted.")]))
        }
        let flows: [(WeekChange.Flow, String)] = [(.new, "New"), (.reopened, "Reopened"), (.closed, "Closed")]
        let table = ChangeTable(report.changes).table(flows)
        blocks.append(
            table.rows.isEmpty && values[.open] != nil
                ? .paragraph([.text("No follow-up was opened or closed in this week.")]) : .table(table))
        if let exposed = values[.exposed] {
            blocks.append(.paragraph([.text(exposureSum(exposed))]))
            let moved = ChangeTable(report.changes).table([
                (.newlyExposed, "Newly exposed"), (.noLongerExposed, "No longer exposed"),
            ])
            if !moved.rows.isEmpty { blocks.append(.table(moved)) }
        }
        if let late = values[.late], late > 0 {
            blocks.append(
                .paragraph([
                    .text(
                        "\(counted(late, "import")) came in after the last week was frozen and spoke of times before it. What they changed stands above as corrected."
                    )
                ]))
        }
        return ReportPage.Section(
            id: "changes", title: "What changed since last week", short: "What changed", blocks: blocks)
    }

    private func exposureSum(_ exposed: Int) -> String {
        let rest = [(WeekMeasure.exposureStale, "stale"), (.exposureUnknown, "unknown"), (.notExposed, "not exposed")]
            .map { "\(own.number($0.0)) \($0.1)" }.joined(separator: ", ")
        return
            "Exposure, counted beside it: \(counted(exposed, "server")) open on 443 = \(own.number(.exposedAtStart)) at start + \(own.number(.newlyExposed)) newly exposed − \(own.number(.noLongerExposed)) no longer exposed. Beside these: \(rest)."
    }

    // MARK: Checks

    private var checks: ReportPage.Section {
        let rows = report.rows("checks")
        let evidence = report.rows("evidence")
        var blocks: [ReportPage.Block] = []
        if !evidence.isEmpty {
            blocks.append(
                .table(
                    PageTable(
                        caption: "\(counted(evidence.count, "piece")) of evidence that nobody has ended",
                        columns: [("Server", false), ("State", false), ("What", false), ("Seen", false)],
                        rows: evidence.map { row in
                            PageTable.Row([
                                [.host(row["asset"] ?? "?")],
                                [
                                    .act(row["state"] ?? "found"),
                                    .small(row.list("threats").joined(separator: ", ")),
                                ],
                                [.text(row["trace"] ?? "")],
                                [.whole(String((row["first_seen_at"] ?? "?").prefix(10)))],
                            ])
                        }, cards: "w-ev")))
        }
        if rows.isEmpty {
            blocks.append(
                .paragraph([
                    .text(
                        "No check is owed for days that sightings prove. Days that nobody saw are listed under “Not known”."
                    )
                ]))
        } else {
            blocks.append(
                .table(
                    PageTable(
                        caption: "\(counted(rows.count, "stretch", "stretches")) of days owed, the longest first",
                        note:
                            "Owed are all days since first exploitation on which a server was not proved fixed or unexposed, the day of the patch included. A patch does not clear a check.",
                        columns: [
                            ("Server and threat", false), ("State", false), ("Days owed", false),
                            ("What to look at", false),
                        ],
                        rows: rows.map { row in
                            PageTable.Row([
                                [.host(row["asset"] ?? "?"), .small(row["threat"] ?? "")],
                                [
                                    row["result"].map { .tag($0, isUnknown: $0 == "inconclusive") }
                                        ?? .text("not checked"),
                                    .small(row["last_check_on"].map { "check of \($0)" } ?? ""),
                                ],
                                [
                                    .whole(row["owed_from_on"] ?? "?"), .text("to"), .whole(row["owed_to_on"] ?? "?"),
                                    .small("\(counted(row.number("days") ?? 0, "day")), \(row["how"] ?? "")"),
                                ],
                                [.text(row.list("logs_required").joined(separator: ", "))],
                            ])
                        }, cards: "w-ck")))
        }
        return ReportPage.Section(
            id: "checks", title: "Compromise checks due", short: "Compromise checks due", blocks: blocks)
    }

    // MARK: Follow-ups

    private var followUps: ReportPage.Section {
        guard !work.isEmpty else {
            let words =
                values[.open] == nil
                ? "Nothing was ever seen of this tenant: nobody can say what is open." : "Nothing is open."
            return ReportPage.Section(
                id: "followups", title: "Follow-ups", short: "Follow-ups", blocks: [.paragraph([.text(words)])])
        }
        let servers = ServerWork.gathered(work)
        return ReportPage.Section(
            id: "followups", title: "Follow-ups", short: "Follow-ups",
            blocks: [
                .table(
                    PageTable(
                        caption:
                            "\(counted(work.count, "follow-up")) on \(counted(servers.count, "server")), the most pressing first",
                        note:
                            "Order: evidence of compromise, decision, check owed, overdue, known ransomware use, days vulnerable and exposed, then name. “Due” is the earliest due date on that server.",
                        columns: [
                            ("Server", false), ("Follow-ups", false), ("Why", false), ("Next step", false),
                            ("Who acts", false), ("Due", false),
                        ], rows: servers.map(\.row), cards: "w-fu"))
            ])
    }

    // MARK: Exploited

    private var exploited: ReportPage.Section {
        let cves = report.rows("exploited")
        let known = work.filter { $0.isSet("is_known_exploited") }
        let lead: [Part] =
            known.isEmpty
            ? [.text("No open follow-up is about a flaw whose exploitation was known at the end of the week.")]
            : [
                .text(
                    "\(counted(known.count, "open follow-up")) \(known.count == 1 ? "is" : "are") about flaws whose exploitation was known at the end of the week: \(threats(known)). Used by ransomware: \(work.count { $0.isSet("has_ransomware") })."
                )
            ]
        var blocks: [ReportPage.Block] = [.paragraph(lead)]
        if !cves.isEmpty {
            blocks.append(
                .table(
                    PageTable(
                        caption: "\(counted(cves.count, "CVE")) of the catalogue of known exploited vulnerabilities",
                        columns: [
                            ("CVE", false), ("Listed", false), ("Ransomware", false), ("Vulnerable", true),
                            ("Exposed too", true), ("Undetermined", true),
                        ],
                        rows: cves.map { row in
                            PageTable.Row([
                                [.whole(row["cve"] ?? "?"), .small(row["title"] ?? "")],
                                [.whole(row["kev_on"] ?? "–")], [.text(row.isSet("is_ransomware") ? "known" : "–")],
                                [.text(row["vulnerable"] ?? "0")], [.text(row["exposed"] ?? "0")],
                                [.text(row["undetermined"] ?? "0")],
                            ])
                        })))
        }
        return ReportPage.Section(
            id: "exploited", title: "Known exploited, and used by ransomware", short: "Known exploited", blocks: blocks)
    }

    private func threats(_ rows: [AnswerRow]) -> String {
        let counts = Dictionary(grouping: rows) { $0["threat"] ?? "?" }.mapValues(\.count)
        return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key) \($0.value)" }
            .joined(separator: ", ")
    }

    // MARK: Not known

    private var unknowns: ReportPage.Section {
        let rows = report.rows("unknowns")
        let lead =
            rows.isEmpty
            ? values[.servers] == nil
                ? "Everything: no file of this tenant was ever taken in."
                : "Every server's build is exact and not older than 30 days, and somebody looked at its 443."
            : "\(counted(rows.count, "server")) of \(own.number(.servers)): what is missing, and what to collect. Not knowing is not safe: these may be vulnerable."
        var blocks: [ReportPage.Block] = [.paragraph([.text(lead)])]
        if !rows.isEmpty {
            blocks.append(
                .table(
                    PageTable(
                        caption: "Servers of which something is not known",
                        columns: [
                            ("Server", false), ("What is known", false), ("CVEs undetermined", true),
                            ("What to collect", false),
                        ],
                        rows: rows.map { row in
                            PageTable.Row([
                                [.host(row["asset"] ?? "?")], known(row),
                                [.text(row["undetermined"] ?? "0")],
                                [.text(toCollect(row))],
                            ])
                        }, cards: "w-un")))
        }
        return ReportPage.Section(id: "unknown", title: "What we do not know", short: "Not known", blocks: blocks)
    }

    private func known(_ row: AnswerRow) -> [Part] {
        var parts: [Part] = []
        if let build = row["build"] {
            parts += [.build(build)]
            if let precision = row["precision"], precision != "exact" {
                parts.append(
                    .tag("proves the \(precision == "cu" ? "cumulative update" : precision) only", isUnknown: true))
            }
            if let age = row.number("build_age_days") { parts.append(.small("seen \(counted(age, "day")) ago")) }
        } else {
            parts.append(.tag("build unknown", isUnknown: true))
        }
        if let exposure = row["exposure"], exposure == "unknown" || exposure == "stale" {
            let age = row.number("exposure_age_days").map { ", looked at \($0) days ago" } ?? ""
            parts.append(.tag("exposure \(exposure)\(age)", isUnknown: true))
        }
        return parts
    }

    private func toCollect(_ row: AnswerRow) -> String {
        var words: [String] = []
        if row["precision"] != "exact" { words.append("the file version of ExSetup.exe") }
        switch row["exposure"] {
        case "stale": words.append("a scan of 443 from the internet")
        case "unknown": words.append("which public address reaches it, and a scan of it")
        default: break
        }
        if words.isEmpty, row.number("build_age_days") ?? 0 > 30 { words.append("a newer inventory") }
        if let more = row["collect"], !more.isEmpty, !words.contains(where: more.contains) { words.append(more) }
        return words.joined(separator: "; ")
    }

    // MARK: Accepted

    private var accepted: ReportPage.Section {
        let rows = report.rows("accepted")
        let soon = rows.count { $0.number("days_left").map { $0 <= 30 } ?? false }
        let lead =
            rows.isEmpty
            ? "No risk is accepted and nothing is snoozed."
            : "\(counted(rows.count, "follow-up")) \(rows.count == 1 ? "rests" : "rest"), \(soon) of them until a day within 30 days. Accepted ones are not among the open; they return as expired."
        var blocks: [ReportPage.Block] = [.paragraph([.text(lead)])]
        if !rows.isEmpty {
            blocks.append(
                .table(
                    PageTable(
                        caption: "Accepted and snoozed, the next to end first",
                        columns: [
                            ("Server", false), ("Follow-up", false), ("State", false), ("Until", false),
                            ("Days left", true),
                        ],
                        rows: rows.map { row in
                            PageTable.Row([
                                [.host(row["asset"] ?? "?")],
                                [.text(row["threat"] ?? "what to collect"), .small(row["followup"] ?? "")],
                                [.text(row["state"] ?? "")], [.whole(row["until_on"] ?? "no end")],
                                [.text(row["days_left"] ?? "–")],
                            ])
                        })))
        }
        return ReportPage.Section(id: "accepted", title: "Accepted risks", short: "Accepted risks", blocks: blocks)
    }

    // MARK: Others, method

    /// The answers of questions that somebody put beside the shipped ones.
    private var extras: [ReportPage.Section] {
        report.answers.keys.filter { !WeekPage.placed.contains($0) }.sorted().compactMap { name in
            guard let answer = report.answers[name] else { return nil }
            let table = ReportTable(answer)
            return ReportPage.Section(
                id: "own-\(name)", title: report.titles[name] ?? name, short: report.titles[name] ?? name,
                blocks: [
                    .table(
                        PageTable(
                            caption: counted(table.rows.count, "row"),
                            columns: table.columns.map { ($0.name, $0.kind.isNumber) },
                            rows: table.rows.map { row in
                                PageTable.Row(row.map { [.text($0.text(joinedBy: ", ") ?? "–")] })
                            }))
                ])
        }
    }

    static let placed: Set<String> = [
        "tenant", "followups", "checks", "evidence", "exploited", "unknowns", "accepted", "coverage", "servers",
    ]

    private var method: ReportPage.Section {
        let sources = report.rows("coverage")
        var blocks: [ReportPage.Block] = [
            .paragraph([
                .text(
                    "Judged with knowledge \(report.week.knowledge). Frozen on \(report.week.frozenAt) as revision \(report.week.revision); nothing on this page changes afterwards. Times are those of \(report.tenant?["zone"] ?? "UTC"). A measure that is not known is “not known”, never 0; “or more” counts what is known while some servers are not."
                )
            ]),
            .table(
                PageTable(
                    caption: "Where the data come from",
                    columns: [
                        ("Source", false), ("Kind", false), ("From", false), ("Files", true), ("Newest", false),
                        ("Days old", true),
                    ],
                    rows: sources.map { row in
                        PageTable.Row([
                            [.text(row["source"] ?? "?")], [.text(row["kind"] ?? "")], [.text(row["vantage"] ?? "")],
                            [.text(row["imports"] ?? "")],
                            [.whole(String((row["newest_on"] ?? "?").prefix(10)))], [.text(row["age_days"] ?? "–")],
                        ])
                    })),
            .terms(WeekPage.definitions),
        ]
        if sources.isEmpty { blocks.remove(at: 1) }
        return ReportPage.Section(id: "method", title: "Method", short: "Method", blocks: blocks)
    }

    /// How each figure of the page is computed.
    static let definitions: [(term: String, words: String)] =
        [
            WeekMeasure.open, .overdue, .checksOwed, .exposed, .exposedVulnerable, .exposureDays, .ageMedian, .ageP90,
            .patchMedian, .reopenRate, .buildCoverage, .exposureCoverage,
        ].map { ($0.title, "\($0.formula) (\($0.unit))") } + [
            (
                "patch adoption",
                "of the servers whose product got a security update on a day, the share whose build has it or a later one; builds that do not tell count as without (percent)"
            ),
            (
                "new, reopened, closed",
                "each follow-up that is open at one end of the week and not at the other, with its one cause"
            ),
        ]
}
