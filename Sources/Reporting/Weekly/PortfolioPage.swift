import Inventory
import Storage

/// Composes the portfolio's weekly report: silent tenants before the ranked ones, since nothing is known of them.
package struct PortfolioPage {
    private let report: PortfolioReport
    private let sum: WeekValues
    private let weeks: [IsoWeek]
    private let sums: [WeekValues?]
    /// As many tenants as are ranked on the page; all are in the attachment.
    private static let shown = 100

    package init(_ report: PortfolioReport) {
        self.report = report
        (weeks, sums) = report.sums(52)
        sum = sums.last.flatMap { $0 } ?? WeekValues()
    }

    package var page: ReportPage {
        let silent = report.silent
        return ReportPage(
            kicker: "Weekly report on Exchange servers",
            title: "Portfolio: \(counted(report.tenants.count, "tenant"))", language: nil,
            subtitle: WeekWords.span(report.week), leads: leads,
            facts: [
                (
                    "Tenants",
                    [
                        .text(
                            "\(report.tenants.count): \(report.tenants.count - silent.count) report, \(silent.count) silent"
                        )
                    ]
                ),
                (
                    "Servers",
                    [
                        .text(
                            "\(WeekWords.number(sum, .servers)), \(WeekWords.number(sum, .patchUnknown)) of unknown patch level"
                        )
                    ]
                ),
                ("Knowledge", [.text(versions(\.knowledge))]),
                ("Revision", [.text(versions { "\($0.revision)" })]),
            ],
            sections: [card, silence, ranked, changes, trends, method], running: "Portfolio · \(report.week)")
    }

    private func versions(_ of: (FrozenWeek) -> String) -> String {
        Set(report.tenants.map(\.week).map(of)).sorted().joined(separator: ", ")
    }

    private var leads: [ReportPage.Lead] {
        let hit = report.tenants.filter { $0.evidence > 0 }
        let silent = report.silent
        var leads: [ReportPage.Lead] = []
        if !hit.isEmpty {
            leads.append(
                ReportPage.Lead(
                    what: "\(counted(hit.count, "tenant")) with evidence of compromise:", why: some(hit),
                    who: "MTR · now"))
        }
        if !silent.isEmpty {
            leads.append(
                ReportPage.Lead(
                    what: "Ask \(counted(silent.count, "silent tenant")) for a file:",
                    why: "\(some(silent)). We do not know how they stand.", who: "MTR leads"))
        }
        let owing = report.tenants.filter { $0.values[.checksOwed] ?? 0 > 0 }
        if !owing.isEmpty {
            leads.append(
                ReportPage.Lead(
                    what:
                        "\(counted(sum[.checksOwed] ?? 0, "compromise check")) \(sum[.checksOwed] == 1 ? "is" : "are") owed",
                    why: "in \(counted(owing.count, "tenant")): \(some(owing)). A patch does not clear them.",
                    who: "MTR"))
        }
        let late = report.ranked.filter { $0.values[.overdue] ?? 0 > 0 }
        if !late.isEmpty {
            leads.append(
                ReportPage.Lead(
                    what: "\(counted(sum[.overdue] ?? 0, "follow-up")) \(sum[.overdue] == 1 ? "is" : "are") overdue",
                    why:
                        "in \(counted(late.count, "tenant")); \(WeekWords.number(sum, .exposedVulnerable)) servers are open on 443 and vulnerable.",
                    who: "The tenants, as listed"))
        }
        if leads.isEmpty {
            leads.append(ReportPage.Lead(what: "Nothing is due.", why: "", who: "Next report in a week"))
        }
        return Array(leads.prefix(4))
    }

    private func some(_ tenants: [PortfolioReport.Tenant]) -> String {
        let names = tenants.prefix(4).map { String($0.name.prefix(60)) }.joined(separator: ", ")
        return tenants.count > 4 ? "\(names) and \(tenants.count - 4) more" : names
    }

    private var card: ReportPage.Section {
        let last = sums.dropLast().last.flatMap { $0 }
        let twelve = Array(sums.suffix(12))
        let measures: [(WeekMeasure, String)] = [
            (.open, "Open follow-ups"), (.overdue, "Overdue"), (.checksOwed, "Compromise checks owed"),
            (.forensics, "To be checked and patched in 3 days"),
            (.exposedVulnerable, "Servers open on 443 and vulnerable"),
            (.exposureDays, "Server-days open and vulnerable"), (.exposureStale, "Servers not looked at for too long"),
            (.exposureUnknown, "Servers of unknown exposure"),
        ]
        let hit = report.tenants.count { $0.evidence > 0 }
        var rows = [
            PageTable.Row([
                [.text("Tenants with evidence of compromise")], [.big("\(hit)")], [.soft("–")], [.soft("–")], [],
                [.text("of \(report.tenants.count)")],
            ]),
            PageTable.Row([
                [.text("Silent tenants")], [.big("\(report.silent.count)")], [.soft("–")], [.soft("–")], [],
                [.text("nothing seen for 30 days, or ever")],
            ]),
        ]
        rows += measures.map { measure, words in
            let difference = sum[measure].flatMap { now in last?[measure].map { now - $0 } }
            return PageTable.Row([
                [.text(words)],
                [.big(WeekWords.number(sum, measure))] + (sum.known(measure) == .partly ? [.soft("or more")] : []),
                [.text(WeekWords.number(last, measure))],
                difference.map { difference in
                    difference == 0
                        ? [.text("no change")]
                        : [
                            .whole((difference > 0 ? "+" : "−") + grouped(abs(difference))),
                            .soft(difference > 0 ? "worse" : "better"),
                        ]
                } ?? [.soft("–")],
                [
                    .picture(
                        WeekFigures.spark("sp-\(measure.rawValue)", twelve.map { $0?[measure] }, of: measure.title)
                            .markup)
                ],
                [.text("")],
            ])
        }
        return ReportPage.Section(
            id: "card", title: "Report card", short: "Report card",
            blocks: [
                .table(
                    PageTable(
                        caption: "All tenants, \(report.week)",
                        note: "What is known of each tenant, added up. Small lines start at zero.",
                        columns: [
                            ("Measure", false), ("This week", true), ("Last week", true), ("Change", false),
                            ("12 weeks", false), ("Remark", false),
                        ], rows: rows, cards: "w-rc"))
            ])
    }

    private func spark(_ tenant: PortfolioReport.Tenant, _ id: String) -> Part {
        let values = (0..<12).map { tenant.open[report.week.advanced(by: $0 - 11)] }
        return .picture(WeekFigures.spark(id, values, of: "open follow-ups of \(tenant.name.prefix(80))").markup)
    }

    private var silence: ReportPage.Section {
        let silent = report.silent
        guard !silent.isEmpty else {
            return ReportPage.Section(
                id: "silent", title: "Silent tenants", short: "Silent tenants",
                blocks: [.paragraph([.text("None: of every tenant something was seen in the last 30 days.")])])
        }
        let rows = silent.prefix(PortfolioPage.shown).enumerated().map { index, tenant in
            PageTable.Row([
                named(tenant),
                [.tag(tenant.week.daysSilent.map { counted($0, "day") } ?? "never seen", isUnknown: true)],
                [tenant.week.dataAsOf.map { .whole("\($0)") } ?? .text("–")],
                [.text(WeekWords.number(tenant.values, .servers))], [.text(WeekWords.number(tenant.values, .open))],
                [spark(tenant, "s\(index)")], [.text("MTR lead: ask for an inventory and a scan")],
            ])
        }
        return ReportPage.Section(
            id: "silent", title: "Silent tenants", short: "Silent tenants",
            blocks: [
                .table(
                    PageTable(
                        caption: "\(counted(silent.count, "silent tenant")): nothing was seen for 30 days or more",
                        note: "Their numbers are those of when something was last seen; they are in the totals so.",
                        columns: [
                            ("Tenant", false), ("Silent", false), ("Last seen", false), ("Servers", true),
                            ("Open when last seen", true), ("Open, 12 weeks", false), ("Who acts", false),
                        ], rows: Array(rows), cards: "w-si"))
            ])
    }

    private var ranked: ReportPage.Section {
        let ranked = report.ranked
        var rows = ranked.prefix(PortfolioPage.shown).enumerated().map { index, tenant in
            row("\(index + 1).", tenant, index)
        }
        let rest = ranked.dropFirst(PortfolioPage.shown)
        if !rest.isEmpty { rows.append(total("The other \(rest.count)", WeekValues.sum(rest.map(\.values)))) }
        if !report.silent.isEmpty { rows.append(total("Silent", WeekValues.sum(report.silent.map(\.values)))) }
        rows.append(total("All", sum))
        return ReportPage.Section(
            id: "ranked", title: "Tenants ranked", short: "Tenants ranked",
            blocks: [
                .table(
                    PageTable(
                        caption:
                            "\(ranked.count > PortfolioPage.shown ? "The first \(PortfolioPage.shown) of " : "")\(counted(ranked.count, "tenant")) that report, the worst first",
                        note:
                            "Order: evidence of compromise, 3 days + forensics, checks owed, 3 days, overdue, exposed and vulnerable, open, name.",
                        columns: [
                            ("Tenant", false), ("Servers", true), ("Exp. and vuln.", true),
                            ("3 days + forensics", true),
                            ("Checks owed", true), ("Overdue", true), ("Open", true), ("Change", true),
                            ("Open, 12 weeks", false), ("Why here", false),
                        ], rows: Array(rows), cards: "w-pf"))
            ])
    }

    private func row(_ place: String, _ tenant: PortfolioReport.Tenant, _ index: Int) -> PageTable.Row {
        let v = tenant.values
        return PageTable.Row([
            [.text(place)] + named(tenant), [.text(WeekWords.number(v, .servers))],
            [.text(WeekWords.number(v, .exposedVulnerable))], [.text(WeekWords.number(v, .forensics))],
            [.text(WeekWords.number(v, .checksOwed))], [.text(WeekWords.number(v, .overdue))],
            [.text(WeekWords.number(v, .open))], [.text(change(v))], [spark(tenant, "p\(index)")], why(tenant),
        ])
    }

    private func named(_ tenant: PortfolioReport.Tenant) -> [Part] {
        [tenant.file.map { .link(tenant.name, to: $0) } ?? .host(tenant.name), .small(tenant.slug)]
    }

    private func total(_ words: String, _ v: WeekValues) -> PageTable.Row {
        PageTable.Row(
            [
                [.text(words)], [.text(WeekWords.number(v, .servers))],
                [.text(WeekWords.number(v, .exposedVulnerable))],
                [.text(WeekWords.number(v, .forensics))], [.text(WeekWords.number(v, .checksOwed))],
                [.text(WeekWords.number(v, .overdue))], [.text(WeekWords.number(v, .open))], [.text(change(v))], [], [],
            ], kind: .total)
    }

    private func change(_ v: WeekValues) -> String {
        guard let open = v[.open], let start = v[.openAtStart] else { return "–" }
        return open == start ? "0" : open > start ? "+\(grouped(open - start))" : "−\(grouped(start - open))"
    }

    private func why(_ tenant: PortfolioReport.Tenant) -> [Part] {
        var parts: [Part] = []
        if tenant.evidence > 0 { parts.append(.act("evidence")) }
        let words: [(WeekMeasure, String)] = [
            (.forensics, "due in 3 days with forensics"), (.checksOwed, "checks owed"), (.threeDays, "due in 3 days"),
            (.overdue, "overdue"), (.exposedVulnerable, "exposed and vulnerable"), (.toCollect, "to collect from"),
        ]
        let said = words.compactMap { measure, words in
            tenant.values[measure].flatMap { $0 > 0 ? "\(grouped($0)) \(words)" : nil }
        }
        parts.append(.text(said.isEmpty ? "nothing is due" : said.prefix(3).joined(separator: ", ")))
        return parts
    }

    private var changes: ReportPage.Section {
        var blocks: [ReportPage.Block] = []
        if let open = sum[.open] {
            blocks.append(
                .sum([
                    ("", grouped(open), "open at end"), ("=", WeekWords.number(sum, .openAtStart), "open at start"),
                    ("+", WeekWords.number(sum, .new), "new"), ("+", WeekWords.number(sum, .reopened), "reopened"),
                    ("−", WeekWords.number(sum, .closed), "closed"),
                ]))
        }
        blocks.append(
            .paragraph([
                .text(
                    "Exposure beside it: \(WeekWords.number(sum, .exposed)) open on 443 = \(WeekWords.number(sum, .exposedAtStart)) at start + \(WeekWords.number(sum, .newlyExposed)) newly exposed − \(WeekWords.number(sum, .noLongerExposed)) no longer exposed. The cause of each change stands in the tenants’ reports."
                )
            ]))
        return ReportPage.Section(
            id: "changes", title: "What changed since last week", short: "What changed", blocks: blocks)
    }

    private var trends: ReportPage.Section {
        let curves = AdoptionCurve.curves(report.adoption, through: report.week)
        return ReportPage.Section(
            id: "trends", title: "Trends", short: "Trends",
            blocks: WeekTrends.blocks(weeks, sums, curves, sum) + [.table(WeekTrends.twelve(weeks, sums))],
            beginsPage: true)
    }

    private var method: ReportPage.Section {
        ReportPage.Section(
            id: "method", title: "Method", short: "Method",
            blocks: [
                .paragraph([
                    .text(
                        "Each tenant’s week ends in its own time zone and was frozen as told; the portfolio adds up what is known of each. Medians and rates do not add and stand in the tenants’ reports. What is not known is “not known” or “?”, never 0."
                    )
                ]), .terms(WeekPage.definitions),
            ])
    }
}
