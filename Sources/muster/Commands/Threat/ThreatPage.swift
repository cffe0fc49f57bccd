import Inventory
import Knowledge
import Reporting
import Roll

/// A threat as a page.
struct ThreatPage {
    let threat: Threat
    let portfolio: ThreatPortfolio
    let knowledge: ExchangeKnowledge
    let day: CalendarDay
    let actors: [String]

    var lines: [StyledText] { head + [""] + cves + [""] + fixes + [""] + standing }

    private var head: [StyledText] {
        var line: StyledText = "\(threat.name)   \(threat.needs443 ? "needs 443" : "not through 443")"
        if threat.preAuthChain { line += "   pre-authentication chain" }
        if threat.userInteraction { line += "   a user must do something" }
        let known = threat.exploitationKnownFrom ?? threat.exploitedSince
        guard let known, known <= day, let since = threat.exploitationStart else {
            return [line, "             exploitation: not known on \(day)"]
        }
        line += "   \(red: "exploited since \(since)"), known \(known)"
        var lines = [
            line,
            StyledText("             \(threat.knownBasis)" + (threat.note.isEmpty ? "" : "; \(threat.note)"), .dim),
        ]
        if !actors.isEmpty {
            lines.append(StyledText("             used by \(Set(actors).sorted().joined(separator: ", "))", .dim))
        }
        return lines
    }

    private var cves: [StyledText] {
        if threat.isUnpatched { return ["\(grouped(threat.cves.count)) CVEs that belong to no named threat"] }
        let rows: [[StyledText]] = threat.cves.map { number in
            let cve = knowledge.cves[number]
            let kev = cve.kevAdded.map { $0 <= day ? "KEV \($0)" : "" } ?? ""
            let ransomware = cve.ransomware && !kev.isEmpty ? ", ransomware" : ""
            let isPublic = cve.isPublic(on: day)
            return [
                StyledText(cve.id), StyledText(isPublic ? cve.publicFrom?.description ?? "?" : "not yet"),
                StyledText(cve.impact.isEmpty ? "?" : cve.impact), StyledText(cve.auth.rawValue),
                StyledText(kev + ransomware, kev.isEmpty ? .plain : .red), StyledText(cve.title),
            ]
        }
        return aligned([["CVE", "PUBLIC", "IMPACT", "LOGIN", "KEV", "WHAT"]] + rows, indent: 0)
    }

    // MARK: Fixes

    private struct Line: Hashable {
        let product: String
        let cu: String
        let fixes: [String]
    }

    /// Per product and cumulative update from where each CVE is fixed; neighbours that say the same are one line.
    private var fixes: [StyledText] {
        guard !threat.isUnpatched else { return ["fixes: muster build explain BUILD"] }
        let ids = threat.cves.map { knowledge.cves[$0].id.replacing("CVE-", with: "") }
        var lines: [Line] = []
        for product in knowledge.products.indices {
            for update in knowledge.updates(of: product) where !knowledge.updates[update].isPreview {
                let words = threat.cves.map { fixed($0, product, update) }
                if words.allSatisfy({ $0 == "not affected" }) { continue }
                lines.append(
                    Line(product: knowledge.products[product].name, cu: knowledge.updates[update].name, fixes: words))
            }
        }
        let head: [StyledText] = ["PRODUCT", "CU"] + ids.map { StyledText("\($0) FIXED FROM") }
        return aligned(
            [head]
                + joined(lines).map { line in
                    [StyledText(line.product), StyledText(line.cu)]
                        + line.fixes.map { StyledText($0, $0.hasPrefix("no fix") ? .red : .plain) }
                }, indent: 0)
    }

    private func fixed(_ cve: Int, _ product: Int, _ update: Int) -> String {
        let judged = knowledge.cves[cve].judgedBy ?? cve
        guard let fix = knowledge.fix(of: judged, in: product) else {
            return knowledge.isAssessed(judged) ? "not affected" : "?"
        }
        switch fix.listing {
        case .no: return "not affected"
        default: break
        }
        let place = update - knowledge.updates(of: product).lowerBound
        guard fix.statuses.indices.contains(place) else { return "?" }
        switch fix.statuses[place] {
        case .update(let number):
            let build = knowledge.builds[number]
            return build.released <= day ? "\(build.build) \(build.su ?? build.cu) \(build.released)" : "no fix yet"
        case .shipped: return "ships fixed"
        case .none: return "no fix in this CU"
        }
    }

    /// Cumulative updates that say the same: `CU21 and later`, `older CUs`.
    private func joined(_ lines: [Line]) -> [Line] {
        var result: [Line] = []
        var run: [Line] = []
        func flush() {
            guard let first = run.first, let last = run.last else { return }
            let isLastOfProduct = lines.last { $0.product == last.product } == last
            let cu = run.count == 1 ? first.cu : isLastOfProduct ? "\(first.cu) and later" : "\(first.cu) … \(last.cu)"
            result.append(Line(product: first.product, cu: cu, fixes: first.fixes))
            run = []
        }
        for line in lines {
            if let last = run.last, last.product != line.product || last.fixes != line.fixes { flush() }
            run.append(line)
        }
        flush()
        return result
    }

    // MARK: Over all customers

    private var standing: [StyledText] {
        let counts = portfolio.counts
        var line: StyledText = "Exchange servers: \(grouped(counts.exchange)) = "
        line +=
            "\(StyledText("\(grouped(counts.vulnerable)) vulnerable", counts.vulnerable > 0 ? .red : .plain)) + \(grouped(counts.fixed)) fixed + "
        line +=
            "\(StyledText("\(grouped(counts.undetermined)) undetermined", counts.undetermined > 0 ? .yellow : .plain)) + \(grouped(counts.notAffected)) not affected"
        var lines = [
            line,
            "Of the vulnerable and undetermined: \(StyledText("\(grouped(counts.exposed)) exposed", counts.exposed > 0 ? .red : .plain)), \(StyledText("\(grouped(counts.exposureUnknown)) unknown or stale", counts.exposureUnknown > 0 ? .yellow : .plain))",
            "Follow-ups open \(grouped(counts.followUps)), overdue \(grouped(counts.overdue)); checks owed \(StyledText(grouped(counts.checksOwed), counts.checksOwed > 0 ? .red : .plain)), servers checked \(grouped(counts.checked)), assumed days only \(grouped(counts.assumedOnly))",
        ]
        if counts.evidence > 0 {
            lines.append(
                "\(red: "\(counted(counts.evidence, "server")) with open evidence"), \(grouped(counts.confirmed)) confirmed"
            )
        }
        let shown = portfolio.byTenant.prefix(10)
        if portfolio.byTenant.count > 1 {
            lines.append("")
            lines += aligned(
                [["TENANT", "VULNERABLE", "EXPOSED", "OWED", "EVIDENCE"]]
                    + shown.map { row in
                        [
                            StyledText(row.tenant.slug), StyledText(grouped(row.counts.vulnerable)),
                            StyledText(grouped(row.counts.exposed)), StyledText(grouped(row.counts.checksOwed)),
                            StyledText(grouped(row.counts.evidence)),
                        ]
                    }, indent: 2, right: [1, 2, 3, 4])
            if shown.count < portfolio.byTenant.count {
                lines.append("\(dim: "  and \(grouped(portfolio.byTenant.count - shown.count)) more tenants: -o csv")")
            }
        }
        return lines
    }
}
