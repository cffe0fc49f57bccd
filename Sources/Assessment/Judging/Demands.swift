import Inventory
import Knowledge

/// What counts beside the build for one CVE on some cumulative updates: positions in `ExchangeKnowledge.conditions`.
final class Demands: Sendable {
    /// A fixed build is safe only once these were seen.
    let optIn: [Int]
    /// A fixed build is safe unless one of these was seen missing.
    let optOut: [Int]
    /// The CVE touches servers with this fact only.
    let appliesIf: [Int]
    /// The CVE touches no server with this fact.
    let appliesUnless: [Int]
    /// This fact cannot be on these builds; the CVE does not touch them unless it was seen all the same.
    let absent: Int?

    fileprivate init(_ conditions: [(number: Int, condition: Condition)], from base: ExchangeBuild) {
        func numbers(_ test: (Condition) -> Bool) -> [Int] { conditions.filter { test($0.condition) }.map(\.number) }
        func isDefault(_ condition: Condition) -> Bool { condition.defaultFrom.map { base >= $0 } ?? false }
        optIn = numbers { $0.kind == .optIn && !isDefault($0) }
        optOut = numbers { $0.kind == .optOut || ($0.kind == .optIn && isDefault($0)) }
        appliesIf = numbers { $0.kind == .appliesIf }
        appliesUnless = numbers { $0.kind == .appliesUnless }
        absent = numbers { $0.absentFrom.map { base >= $0 } ?? false }.first
    }

    /// Whether the CVE touches the server: the condition that says no, or the one that nobody looked at.
    func reach(_ seen: Conditions, _ knowledge: ExchangeKnowledge) -> Reach {
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
    func safety(_ seen: Conditions, _ knowledge: ExchangeKnowledge) -> Safety {
        func value(_ number: Int) -> Bool? { seen[knowledge.conditions[number].name] }
        if let missing = optIn.first(where: { value($0) == false }) { return .missing(missing) }
        if let missing = optOut.first(where: { value($0) == false }) { return .missing(missing) }
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

/// What counts for each CVE, said once for all cumulative updates on which the same counts.
struct DemandBook {
    private let conditions: [[(number: Int, condition: Condition)]]
    private var written: [[ExchangeBuild: Demands]]

    init(_ knowledge: ExchangeKnowledge) {
        var conditions = [[(number: Int, condition: Condition)]](repeating: [], count: knowledge.cves.count)
        for (number, condition) in knowledge.conditions.enumerated() {
            for cve in condition.cves { conditions[cve].append((number, condition)) }
        }
        self.conditions = conditions
        written = Array(repeating: [:], count: conditions.count)
    }

    /// What counts on builds from `base` on, per CVE; nil where nothing does.
    mutating func demands(from base: ExchangeBuild) -> [Demands?] {
        conditions.indices.map { cve in
            if conditions[cve].isEmpty { return nil }
            // The last build before `base` from which on something else counts.
            let turns = conditions[cve].flatMap { [$0.condition.defaultFrom, $0.condition.absentFrom] }
            let turn = turns.compactMap { $0 }.filter { $0 <= base }.max() ?? ExchangeBuild(key: 0)
            if let known = written[cve][turn] { return known }
            let demands = Demands(conditions[cve], from: turn)
            written[cve][turn] = demands
            return demands
        }
    }
}
