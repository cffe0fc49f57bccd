import Inventory
import Storage

/// What to do first: at most four sentences, each with who and when.
struct WeekLeads {
    let report: WeekReport
    let work: [AnswerRow]

    init(_ report: WeekReport, _ work: [AnswerRow]) {
        self.report = report
        self.work = work
    }

    var leads: [ReportPage.Lead] {
        var leads = [silence, compromise, checks, installs, collect].compactMap { $0 }
        if leads.isEmpty {
            leads.append(
                ReportPage.Lead(
                    what: "Nothing is due.", why: "No check is owed, nothing is overdue and every server is known.",
                    who: "Next report in a week"))
        }
        return Array(leads.prefix(4))
    }

    private var silence: ReportPage.Lead? {
        guard let days = report.week.daysSilent else {
            return ReportPage.Lead(
                what: "Send us an inventory.",
                why: "Nothing was ever seen of your servers: nobody can say how they stand.",
                who: "You · now")
        }
        guard days >= 14 else { return nil }
        return ReportPage.Lead(
            what: "Send us an inventory and a scan.",
            why:
                "Nothing was seen for \(counted(days, "day")), since \(report.week.dataAsOf.map { "\($0)" } ?? "?"). What follows is how things stood then; more may be open now.",
            who: "You · now")
    }

    private var compromise: ReportPage.Lead? {
        let evidence = report.rows("evidence")
        let hosts = names(evidence)
        guard !hosts.isEmpty else { return nil }
        let isConfirmed = evidence.contains { $0["state"] == "confirmed" }
        return ReportPage.Lead(
            what: isConfirmed ? "\(joined(hosts)): broken into." : "\(joined(hosts)): evidence of a compromise.",
            why:
                "\(counted(evidence.count, "piece")) of evidence \(evidence.count == 1 ? "is" : "are") open. Take off the internet what was broken into, and keep its logs.",
            who: "MTR and you · now")
    }

    private var checks: ReportPage.Lead? {
        let owed = report.rows("checks")
        guard !owed.isEmpty else { return nil }
        let threats = Set(owed.compactMap { $0["threat"] }).sorted()
        let mode = report.tenant?["mode"]
        return ReportPage.Lead(
            what: "Check \(joined(names(owed))) for compromise.",
            why:
                "Open to \(joined(threats)) while it was being exploited; a patch since then does not answer whether someone got in before.",
            who: "\(mode == "notify" ? "You" : WeekWords.actor("mtr", mode: mode)) · owed now")
    }

    private var installs: ReportPage.Lead? {
        let due = work.filter { row in row["next_step"].map { $0.contains("install") } ?? false && row["due_on"] != nil
        }
        guard let first = due.compactMap({ $0["due_on"] }).min() else { return nil }
        let overdue = due.filter { ($0.number("overdue_days") ?? 0) > 0 }
        let hosts = names(overdue.isEmpty ? due : overdue)
        let count = (overdue.isEmpty ? due : overdue).count
        return ReportPage.Lead(
            what: "Update \(joined(hosts)).",
            why:
                "\(counted(count, "follow-up")) \(count == 1 ? "closes" : "close") with the updates that are listed under “Follow-ups”.",
            who: "You · \(overdue.isEmpty ? "due" : "overdue since") \(first)")
    }

    private var collect: ReportPage.Lead? {
        let rows = report.rows("unknowns").filter {
            ($0.number("undetermined") ?? 0) > 0 || $0["exposure"] == "unknown"
        }
        guard !rows.isEmpty else { return nil }
        return ReportPage.Lead(
            what: "Tell us what \(joined(names(rows))) \(rows.count == 1 ? "runs" : "run").",
            why: "We cannot say whether \(rows.count == 1 ? "it is" : "they are") vulnerable or open to the internet.",
            who: "You")
    }

    private func names(_ rows: [AnswerRow]) -> [String] {
        var names: [String] = []
        for name in rows.compactMap({ $0["asset"] }) {
            let short = name.split(separator: ".").first.map(String.init) ?? name
            let shown = name.allSatisfy({ $0.isNumber || $0 == "." || $0 == ":" }) ? name : short
            if !names.contains(shown) { names.append(shown) }
        }
        return names
    }

    private func joined(_ names: [String]) -> String {
        let shown = names.map { $0.count > 40 ? String($0.prefix(40)) + "…" : $0 }
        switch shown.count {
        case 0: return "your servers"
        case 1: return shown[0]
        case 2...4: return shown.dropLast().joined(separator: ", ") + " and " + shown[shown.count - 1]
        default: return shown.prefix(3).joined(separator: ", ") + " and \(shown.count - 3) more"
        }
    }
}
