import Assessment
import Inventory
import Knowledge
import Reporting
import Roll

/// The page for one customer: their servers, what was seen, what to do by when and who does it. It knows of no other
/// tenant: it is made from one tenant's reading alone.
struct Handout {
    let reading: TenantReading
    let knowledge: ExchangeKnowledge

    private var tenant: String { reading.tenant.name.isEmpty ? reading.tenant.slug : reading.tenant.name }

    /// Servers with something to do, the worst first.
    private var rows: [FollowUpList.Row] {
        FollowUpList([reading], by: .asset, states: .all).rows.filter { $0.worst != nil }
    }

    var paper: Paper {
        let rows = rows
        var paper = Paper(
            title: "Your Exchange servers: what to do now",
            facts: [
                ("For", tenant), ("As of", "\(reading.asOf) (\(reading.tenant.zone.name))"),
                (
                    "Newest data",
                    reading.dataAsOf.map { "\($0)" + silence } ?? "never: nothing of yours was taken in yet"
                ),
            ])
        paper.blocks.append(.heading("In short"))
        paper.blocks += brief(rows)
        let todo = rows.filter { !$0.followUps.isEmpty }
        if !todo.isEmpty {
            paper.blocks.append(.heading("What to do"))
            for row in todo { paper.blocks += steps(row) }
        }
        let collect = rows.filter { $0.followUps.isEmpty }
        if !collect.isEmpty || !wanted(rows).isEmpty {
            paper.blocks.append(.heading("What we need to know from you"))
            paper.blocks.append(
                .list(wanted(rows) + collect.map { "\(name($0)): \($0.nextSteps.map(text).joined(separator: "; "))" }))
        }
        if !reading.servers.isEmpty {
            paper.blocks.append(.heading("What we saw"))
            paper.blocks.append(.table(seen, caption: "Your Exchange servers as of \(reading.asOf)"))
        }
        paper.blocks.append(.heading("Who does what"))
        paper.blocks.append(.paragraph(mode))
        paper.blocks.append(.heading("How to read this"))
        paper.blocks.append(.list(legend))
        return paper
    }

    private var silence: String {
        guard let days = reading.daysSilent, days >= FollowUpList.silence else { return "" }
        return ": \(days) days old, what follows may be worse than it says"
    }

    // MARK: In short

    private func brief(_ rows: [FollowUpList.Row]) -> [Paper.Block] {
        guard reading.dataAsOf != nil else {
            return [.paragraph("We have seen nothing of your servers yet. That is no sign that they are safe.")]
        }
        let work = rows.filter { !$0.followUps.isEmpty }
        if work.isEmpty {
            return [
                .paragraph(
                    reading.servers.isEmpty
                        ? "No Exchange server of yours was seen in what you and our scans sent."
                        : "Nothing is open for your \(counted(inUse, "Exchange server")) as far as we have seen."
                )
            ]
        }
        var items: [String] = []
        items.append(
            "\(work.count) of your \(counted(inUse, "Exchange server")) \(work.count == 1 ? "needs" : "need") work."
        )
        let all = work.flatMap(\.followUps)
        let signs = work.filter { row in row.followUps.contains { !$0.step.signs.isEmpty } }
        if !signs.isEmpty {
            items.append("Signs of a break-in were found on \(list(signs.map(name))). This comes first.")
        }
        let overdue = work.filter { $0.overdue > 0 }
        if !overdue.isEmpty { items.append("Overdue: \(list(overdue.map(name))).") }
        if let next = all.filter({ !$0.isOverdue }).compactMap(\.dueOn).min() {
            items.append("The next date is \(next).")
        }
        let inDanger = work.filter { row in
            let mayBeVulnerable = row.verdict == .vulnerable || row.verdict == .undetermined(.build)
            return mayBeVulnerable && row.worst?.server.exposure != .notExposed
        }
        let isSeen = { (row: FollowUpList.Row) in
            row.worst?.server.exposure == .exposed && row.verdict == .vulnerable
        }
        let exposed = inDanger.filter(isSeen)
        if !exposed.isEmpty {
            items.append("Open to the internet and vulnerable: \(list(exposed.map(name))).")
        }
        let treatedSo = inDanger.filter { !isSeen($0) }
        if !treatedSo.isEmpty {
            items.append(
                "To be treated as open to the internet and vulnerable, because nobody has seen otherwise: \(list(treatedSo.map(name)))."
            )
        }
        let owed = work.filter { $0.daysOwed > 0 }
        if !owed.isEmpty {
            items.append(
                "To be checked for compromise before anything is repaired: \(list(owed.map(name))). An update closes the door; it does not show who came in before."
            )
        }
        return [.list(items)]
    }

    /// Servers that nobody says are out of use.
    private var inUse: Int { reading.servers.count { $0.retiredOn == nil } }

    // MARK: What to do

    private func steps(_ row: FollowUpList.Row) -> [Paper.Block] {
        guard let worst = row.worst else { return [] }
        let due = row.dueOn.map { day in day < reading.asOf ? "was due \(day)" : "by \(day)" } ?? "at the next occasion"
        var blocks: [Paper.Block] = [.subheading("\(name(row)), \(due)"), .paragraph("\(why(row, worst)).")]
        let steps = row.nextSteps.filter { !$0.isCollecting && $0.question == nil }
        blocks.append(.steps(steps.map { "\(who($0.actor)): \(text($0))" }))
        return blocks
    }

    private func why(_ row: FollowUpList.Row, _ worst: FollowUp) -> String {
        let threats = row.threats.filter { $0 != Threat.unpatched }
        var parts: [String] = []
        if !threats.isEmpty { parts.append(threats.joined(separator: ", ")) }
        let exploited = row.followUps.contains { $0.step.inputs?.isKnownExploited ?? false }
        if row.cves.isEmpty {
            parts.append("no open CVE; held by what was found or is still to be checked")
        } else {
            let words =
                row.verdict == .vulnerable
                ? counted(row.cves.count, "open CVE")
                : counted(row.cves.count, "CVE that may be open", "CVEs that may be open")
            parts.append(words + (exploited ? ", known to be exploited" : ""))
        }
        if row.followUps.contains(where: \.hasRansomware) { parts.append("used by ransomware") }
        return parts.joined(separator: "; ")
    }

    /// The step in words that need no table of ours.
    private func text(_ step: NextStep) -> String {
        if let update = step.update {
            let article = update.kb.map { ", \($0)" } ?? ""
            return
                "\(step.text.replacing(" (\(update.build))", with: "")): build \(update.build)\(article), released \(update.released)"
        }
        switch step.question {
        case .whether(let conditions):
            let demands = conditions.compactMap { asked in
                knowledge.conditions.first { $0.name == asked.name }.map { $0.demand.isEmpty ? $0.words : $0.demand }
            }
            return "tell us whether this is so: \(demands.joined(separator: "; "))"
        case .days(let threats):
            return
                "tell us when it was set up, and send older scans: of \(threats.joined(separator: ", ")) some days are unseen"
        case nil: return step.text
        }
    }

    private func who(_ actor: Actor) -> String { actor == .mtr ? "We" : "You" }

    // MARK: What is not known

    /// Facts of the tenant as a whole, and of its servers beside their work.
    private func wanted(_ rows: [FollowUpList.Row]) -> [String] {
        var items: [String] = []
        for want in reading.followUps.flatMap(\.step.wants) {
            guard case .condition(let name, ofTenant: true) = want,
                let condition = knowledge.conditions.first(where: { $0.name == name })
            else { continue }
            let text = "For your organisation: \(condition.demand). Tell us whether and since when."
            if !items.contains(text) { items.append(text) }
        }
        for row in rows where !row.followUps.isEmpty {
            let steps = row.nextSteps.filter { $0.isCollecting || $0.question != nil }
            if !steps.isEmpty { items.append("\(name(row)): \(steps.map(text).joined(separator: "; "))") }
        }
        return items
    }

    // MARK: What was seen

    private var seen: ReportTable {
        var table = ReportTable(columns: [
            .init("server"), .init("product", blank: "?"), .init("build", blank: "?"),
            .init("seen", .day, blank: "never"),
            .init("443 from the internet"), .init("since", .day), .init("addresses", .list),
        ])
        for server in reading.servers {
            let words = BuildWords(server.build, knowledge)
            let product = words.product.map { [$0, words.update].compactMap { $0 }.joined(separator: " ") }
            table.append(
                .text(server.name + (server.retiredOn.map { ", out of use since \($0)" } ?? "")), .text(product),
                .text(server.build?.evidence.text),
                .day(server.buildSeenAt.map { reading.tenant.zone.day(of: $0) }), .text(exposure(server)),
                .day(server.exposedSince), .list(server.addresses))
        }
        return table
    }

    private func exposure(_ server: ServerReading) -> String {
        switch server.exposure {
        case .exposed: "open"
        case .notExposed: "not open"
        case .stale: "not looked at for a while"
        case .unknown: "not known"
        }
    }

    // MARK: Words

    private var mode: String {
        switch reading.tenant.mode {
        case .notify: "We tell you what we see; checks and repairs are done by you."
        case .collaborate: "We check for compromise; you install updates and change settings."
        case .authorize:
            "We check, install and contain on your behalf; what must be set on your own network is set by you."
        }
    }

    private var legend: [String] {
        [
            "\"Not known\" and \"not looked at for a while\" are treated as open.",
            "A check that finds nothing says which days and logs it covered. It never says that a server is clean.",
            "Judged by what is known of Exchange as of \(knowledge.version) and by CISA's directive BOD 26-04; dates are days in \(reading.tenant.zone.name).",
        ]
    }

    private func name(_ row: FollowUpList.Row) -> String { row.worst?.server.name ?? "?" }

    private func list(_ names: [String]) -> String {
        names.count > 6
            ? names.prefix(5).joined(separator: ", ") + " and \(names.count - 5) more" : names.joined(separator: ", ")
    }
}
