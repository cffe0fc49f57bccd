import Assessment
import Inventory
import Knowledge
import Storage

/// What people did about follow-ups, checks, evidence and machines: how each deed is written down as an act, and read
/// again.
enum Deed {
    static let assign = "followup.assign"
    static let ticket = "followup.ticket"
    static let snooze = "followup.snooze"
    static let accept = "followup.accept"
    static let close = "followup.close"
    static let reopen = "followup.reopen"
    static let note = "followup.note"
    static let check = "check.record"
    static let retire = "asset.retire"
    static func evidence(_ judgement: Finding.Judgement) -> String { "evidence.\(judgement.rawValue)" }

    /// All kinds of acts about follow-ups.
    static let followUps = [assign, ticket, snooze, accept, close, reopen, note]
}

extension Act {
    /// The first value that the body gives under a name; nil where it gives none.
    package func value(_ name: String) -> String? { values(name).first }

    /// All values that the body gives under a name.
    package func values(_ name: String) -> [String] {
        body.split(separator: "\n").compactMap { line -> String? in
            guard line.hasPrefix(name), line.dropFirst(name.count).first == "=" else { return nil }
            return Act.unescaped(line.dropFirst(name.count + 1))
        }
    }

    /// A body of values under names; what has no value is left out. Line ends in a value are kept.
    package static func body(_ values: [(name: String, value: String?)]) -> String {
        values.compactMap { name, value in
            value.map { "\(name)=\(escaped($0))" }
        }.joined(separator: "\n")
    }

    /// A line end becomes `\n`, a backslash `\\`.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": break
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func unescaped(_ text: Substring) -> String {
        var result = ""
        var isEscaped = false
        for scalar in text.unicodeScalars {
            if isEscaped {
                result.unicodeScalars.append(scalar == "n" ? "\n" : scalar)
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Whether it says facts about a machine or tenant.
    var saysFacts: Bool { what == "asset.set" || what == "tenant.fact" }

    /// What it sets on a follow-up, as an assessment takes it; nil for any other act and for notes.
    func work(seenAgain: (Instant) -> Instant?) -> WorkAct? {
        guard let threat = value("threat") else { return nil }
        let until = value("until").flatMap { CalendarDay(iso: $0) }
        let deed: WorkAct.Deed
        switch what {
        case Deed.assign: deed = .assign(value("owner"))
        case Deed.ticket: deed = .ticket(value("ticket"))
        case Deed.snooze: deed = .rest(Rest(.snoozed, until: until))
        case Deed.accept: deed = .rest(Rest(.accepted, until: until))
        case Deed.close:
            deed = .rest(Rest(.closed, until: nil, cause: value("cause") ?? "corrected", seenAgainAt: seenAgain(at)))
        case Deed.reopen: deed = .reopen
        default: return nil
        }
        return WorkAct(at: at, threat: threat, deed)
    }

    /// The check that it records; nil for any other act.
    package var checkRecord: CheckRecord? {
        guard what == Deed.check, let threat = value("threat"),
            let result = value("result").flatMap({ CheckResult(rawValue: $0) })
        else { return nil }
        var covers: [LogSource: [DayRange]] = [:]
        for text in values("covers") {
            guard let cover = CheckCover(text) else { continue }
            for log in cover.logs { covers[log, default: []].append(cover.days) }
        }
        return CheckRecord(
            at: at, threat: threat, result: result, version: value("version").flatMap { Int($0) } ?? 0,
            content: value("content") ?? "", covers: covers)
    }

    /// What an analyst said of a finding; nil for any other act.
    var judgement: (key: Finding.Key, judgement: Finding.Judgement)? {
        guard what.hasPrefix("evidence."), let judgement = Finding.Judgement(rawValue: String(what.dropFirst(9))),
            let trace = value("trace").flatMap({ Trace($0) })
        else { return nil }
        return (Finding.Key(trace: trace, occurredAt: value("occurred").flatMap { Instant(iso: $0) }), judgement)
    }
}

/// The days of which some log sources were looked at: `iis,files:2021-08-06..2021-08-16`.
package struct CheckCover: Hashable, Sendable {
    package let logs: [LogSource]
    package let days: DayRange

    package init(logs: [LogSource], days: DayRange) {
        self.logs = logs
        self.days = days
    }

    /// Nil for anything else, and for days in the wrong order.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        let logs = parts[0].split(separator: ",").map { LogSource(rawValue: String($0).lowercased()) }
        let days = parts[1].split(separator: ".", omittingEmptySubsequences: true).map { CalendarDay(iso: $0) }
        guard !logs.isEmpty, !logs.contains(nil), let first = days.first ?? nil, let last = days.last ?? nil,
            days.count <= 2, first <= last
        else { return nil }
        self.init(logs: logs.compactMap { $0 }, days: DayRange(first, last))
    }

    package var description: String { "\(logs.map(\.rawValue).joined(separator: ",")):\(days)" }
}

/// The acts of a tenant by whom they are about.
struct ActsOfTenant {
    /// Those about the tenant as a whole.
    private let ofTenant: [Act]
    private let bySubject: [Int: [Act]]

    /// - Parameter acts: those in force.
    init(_ acts: [Act]) {
        let relevant = acts.filter { !$0.isAboutIdentity }
        ofTenant = relevant.filter { $0.subject == nil && $0.what == "tenant.fact" }
        bySubject = Dictionary(grouping: relevant.filter { $0.subject != nil }) { $0.subject! }
    }

    var subjects: Dictionary<Int, [Act]>.Keys { bySubject.keys }

    /// Those about some subjects, and those about the tenant; in the order in which they were written down.
    func about(_ subjects: some Sequence<Int>) -> [Act] {
        (ofTenant + subjects.flatMap { bySubject[$0] ?? [] }).sorted { $0.number < $1.number }
    }

    /// What analysts said of findings that one of some subjects tells of.
    func judgements(_ subjects: Set<Int>) -> [Act] {
        guard !bySubject.isEmpty else { return [] }
        return subjects.sorted().flatMap { bySubject[$0] ?? [] }.filter { $0.judgement != nil }
    }

    /// Those about a subject, without the judgements and what is said of the tenant.
    func work(about subject: Int) -> [Act] { (bySubject[subject] ?? []).filter { $0.judgement == nil } }
}
