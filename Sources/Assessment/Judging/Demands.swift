import Inventory
import Knowledge

/// What counts beside the build for one CVE on one cumulative update: positions in `Knowledge.conditions`.
struct Demands: Sendable {
    /// A fixed build is safe only once these were seen.
    var optIn: [Int] = []
    /// A fixed build is safe unless one of these was seen missing.
    var optOut: [Int] = []
    /// The CVE touches servers with this fact only.
    var appliesIf: [Int] = []
    /// The CVE touches no server with this fact.
    var appliesUnless: [Int] = []
    /// This fact cannot be on these builds; the CVE does not touch them unless it was seen all the same.
    var absent: Int?

    /// What the CVE needs on builds from `base` on; nil where nothing counts.
    init?(_ knowledge: Knowledge, cve: Int, from base: ExchangeBuild) {
        var any = false
        for (number, condition) in knowledge.conditions.enumerated() where condition.cves.contains(cve) {
            any = true
            if let from = condition.absentFrom, base >= from { absent = number }
            switch condition.kind {
            case .optIn:
                if let from = condition.defaultFrom, base >= from {
                    optOut.append(number)
                } else {
                    optIn.append(number)
                }
            case .optOut: optOut.append(number)
            case .appliesIf: appliesIf.append(number)
            case .appliesUnless: appliesUnless.append(number)
            }
        }
        if !any { return nil }
    }

    /// Whether the CVE touches the server: the condition that says no, or the one that nobody looked at.
    func reach(_ seen: Conditions, _ knowledge: Knowledge) -> Reach {
        func value(_ number: Int) -> Bool? { seen[knowledge.conditions[number].name] }
        if let absent, value(absent) != true { return .no(absent) }
        if let edge = appliesUnless.first(where: { value($0) == true }) { return .no(edge) }
        if let lacking = appliesIf.first(where: { value($0) == false }) { return .no(lacking) }
        let open = appliesIf.first { value($0) == nil && knowledge.conditions[$0].unknownIsUndetermined }
        return open.map(Reach.unknown) ?? .yes
    }

    enum Reach {
        case yes
        case no(Int)
        case unknown(Int)
    }

    /// Whether a fixed build is safe: the condition that is missing, or the one that nobody looked at.
    func safety(_ seen: Conditions, _ knowledge: Knowledge) -> Safety {
        func value(_ number: Int) -> Bool? { seen[knowledge.conditions[number].name] }
        if let missing = (optIn + optOut).first(where: { value($0) == false }) { return .missing(missing) }
        if let open = optIn.first(where: { value($0) == nil }) { return .unknown(open) }
        return .safe(optIn.first)
    }

    enum Safety {
        /// With the condition that was seen, if one was needed.
        case safe(Int?)
        case missing(Int)
        case unknown(Int)
    }
}
