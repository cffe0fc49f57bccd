import Assessment
import Inventory
import Reporting
import Roll

extension FollowUp {
    /// Days from the first day of exposure to the day of reading; nil unless it is exposed.
    var daysExposed: Int? {
        server.exposure == .exposed ? server.exposedSince?.distance(to: asOf) : nil
    }

    /// `assigned to jane`, `snoozed until 2021-09-30` …
    var stateText: String { step.stateText }

    /// Days since it was due; nil where it is not overdue.
    var daysOverdue: Int? { isOverdue ? dueOn?.distance(to: asOf) : nil }

    /// `153 d`, `no`, `stale`, `?`.
    var exposureText: StyledText {
        switch server.exposure {
        case .exposed: daysExposed.map { StyledText("\(grouped($0)) d") } ?? "yes"
        case .notExposed: "no"
        case .stale: "\(yellow: "stale")"
        case .unknown: "\(yellow: "?")"
        }
    }
}

extension FollowUpList.Row {
    /// Days since the earliest due day, in red; `–` where nothing is overdue.
    var overdueText: StyledText {
        guard let days = followUps.compactMap(\.daysOverdue).max() else { return "–" }
        return "\(red: "\(grouped(days)) d")"
    }

    /// `confirmed`, `evidence`, `owed 15 d`, `assumed`, `no_evidence`, `–`.
    var checkText: StyledText {
        if let found = check, found == "confirmed" || found == "evidence" { return "\(red: found)" }
        if daysOwed > 0 { return "\(red: "owed \(grouped(daysOwed)) d")" }
        return daysAssumed > 0 ? "\(yellow: "assumed")" : StyledText(check ?? "–")
    }

    /// `ProxyShell + 4`; nil where nothing is but to collect.
    var threatWords: String? {
        guard let first = threats.first else { return nil }
        return threats.count > 1 ? "\(first) + \(threats.count - 1)" : first
    }

    /// `15 CVEs`, `3 CVEs undetermined`; nil where none is open.
    var cveWords: String? {
        guard !cves.isEmpty else { return nil }
        let isUndetermined = followUps.allSatisfy { $0.step.cves.isEmpty || $0.step.isUndetermined }
        return counted(cves.count, "CVE") + (isUndetermined ? " undetermined" : "")
    }
}

extension ServerReading {
    /// `mail01` of `mail01.fabrikam.example.org`; an address stays whole.
    var shortName: String { IPAddress(name) == nil ? String(name.prefix { $0 != "." }) : name }
}

extension RowSteps {
    /// As `text`, for a narrow table: the first two things, and how many more there are. What is only to be
    /// collected is left to the whole rows where there is work to do.
    var short: String {
        let work = all.filter { !$0.isCollecting }
        let steps = work.isEmpty ? all : work
        guard let short = NextStep.sentence(steps.prefix(2).map(\.short)) else { return "–" }
        return steps.count > 2 ? "\(short) + \(steps.count - 2) more" : short
    }
}
