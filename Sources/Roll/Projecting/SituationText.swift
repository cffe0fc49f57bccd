import Assessment
import Inventory
import Knowledge
import Storage

/// What a situation is written from and read to: a server's state at its newest evidence, and what follows.
struct ServerState: Hashable {
    struct Exposed: Hashable {
        let from: Instant
        let value: Exposure
        /// When the line was seen that says it; nil where nobody does.
        let seenAt: Instant?
        /// Since when it has been exposed without a look that says otherwise.
        let since: Instant?
    }

    var build: BuildState?
    var buildSeenAt: Instant?
    /// What holds at the newest evidence, and what it becomes as looks grow old.
    var exposures: [Exposed] = []
    var conditions = Conditions()
    /// Since when a full inventory no longer lists it.
    var missingSince: Instant?
    /// Since when it is no more, by a person's word.
    var retiredSince: Instant?

    /// All instants that it speaks of.
    var instants: [Instant] {
        exposures.flatMap { [$0.from, $0.seenAt, $0.since] }.compactMap { $0 }
            + [buildSeenAt, missingSince, retiredSince].compactMap { $0 }
    }

    func moved(by move: (Instant) -> Instant) -> ServerState {
        var state = self
        state.buildSeenAt = buildSeenAt.map(move)
        state.exposures = exposures.map {
            Exposed(from: move($0.from), value: $0.value, seenAt: $0.seenAt.map(move), since: $0.since.map(move))
        }
        state.missingSince = missingSince.map(move)
        state.retiredSince = retiredSince.map(move)
        return state
    }
}

/// Writes a situation: one line a fact, the server's own instants as `@0`, `@1` … in their order.
///
///     build @0 15.1.2308.8
///     exposure @0 @0 @0 exposed         from, seen, since (- for none)
///     condition hybrid yes
///     missing @1
///     retired @1
///     followup ProxyShell 1 @0          episode, opened
///     step @0 end open appeared 3_days 2021-07-10
///     cves CVE-2021-34473;CVE-2021-34523
///     inputs yes,yes,yes,total
struct SituationText {
    let situation: Situation
    /// The server's own instants that it speaks of, ascending.
    let moments: [Instant]

    /// - Parameters:
    ///   - begins: how each follow-up stands at this instant is said beside it.
    ///   - own: the instants that are the server's own; others stand as they are.
    init(
        _ state: ServerState, _ followUps: [FollowUpHistory], from begins: Instant, own: Set<Instant>,
        _ knowledge: ExchangeKnowledge
    ) {
        let kept = followUps.map { $0.since(begins) }
        var used: Set<Instant> = []
        _ = SituationText.lines(state, kept, knowledge) { instant in
            if own.contains(instant) { used.insert(instant) }
            return ""
        }
        moments = used.sorted()
        let numbers = Dictionary(uniqueKeysWithValues: moments.enumerated().map { ($1, $0) })
        let lines = SituationText.lines(state, kept, knowledge) { instant in
            if instant == .forever { return "end" }
            return numbers[instant].map { "@\($0)" } ?? instant.description
        }
        situation = Situation(
            content: lines.joined(separator: "\n"),
            items: followUps.map { followUp in
                Situation.Item(
                    threat: followUp.threat, episode: followUp.episode,
                    isOpen: followUp.step(at: begins)?.isOpen ?? false, cause: followUp.turn(at: begins) ?? "")
            })
    }

    private static func lines(
        _ state: ServerState, _ followUps: [FollowUpHistory], _ knowledge: ExchangeKnowledge,
        _ time: (Instant) -> String
    ) -> [String] {
        func optional(_ instant: Instant?) -> String { instant.map(time) ?? "-" }
        var lines: [String] = []
        if let build = state.build { lines.append("build \(optional(state.buildSeenAt)) \(BuildText.write(build))") }
        for span in state.exposures {
            lines.append(
                "exposure \(time(span.from)) \(optional(span.seenAt)) \(optional(span.since)) \(span.value.rawValue)")
        }
        lines += state.conditions.sorted.map { "condition \($0.name) \($0.value ? "yes" : "no")" }
        if let missing = state.missingSince { lines.append("missing \(time(missing))") }
        if let retired = state.retiredSince { lines.append("retired \(time(retired))") }
        for followUp in followUps {
            lines.append("followup \(followUp.threat) \(followUp.episode) \(time(followUp.openedAt))")
            for step in followUp.steps {
                let words = [
                    "step", time(step.from), time(step.to), step.isOpen ? "open" : "closed",
                    step.cause.isEmpty ? "-" : step.cause,
                    step.outcome?.rawValue ?? "-", step.dueOn?.description ?? "-",
                ]
                lines.append(words.joined(separator: " "))
                if !step.cves.isEmpty {
                    lines.append("cves " + step.cves.map { knowledge.cves[$0].id }.joined(separator: ";"))
                }
                lines += StepDetail.lines(step, knowledge, time)
            }
        }
        return lines
    }
}

/// A situation as read back; its instants are filled in from each server's own.
struct SituationReading: Sendable {
    enum Moment: Sendable {
        case own(Int)
        case fixed(Instant)

        init?(_ text: Substring) {
            if text == "end" {
                self = .fixed(.forever)
            } else if text.first == "@", let number = Int(text.dropFirst()) {
                self = .own(number)
            } else if let instant = Instant(iso: text) {
                self = .fixed(instant)
            } else {
                return nil
            }
        }

        /// An instant that a damaged row does not have is `distantPast`.
        func instant(_ moments: [Instant]) -> Instant {
            switch self {
            case .own(let number): moments.indices.contains(number) ? moments[number] : .distantPast
            case .fixed(let instant): instant
            }
        }
    }

    struct Exposed: Sendable {
        let from: Moment
        let seenAt: Moment?
        let since: Moment?
        let value: Exposure
    }

    struct Step: Sendable {
        let from: Moment
        let to: Moment
        let isOpen: Bool
        let cause: String
        let outcome: Outcome?
        let dueOn: CalendarDay?
        var cves: [Int] = []
        var detail: StepDetail
        var signs: [Sign] = []

        func step(_ moments: [Instant]) -> FollowUpStep {
            var step = FollowUpStep(
                from: from.instant(moments), to: to.instant(moments), isOpen: isOpen, cause: cause, outcome: outcome,
                dueOn: dueOn, exposure: detail.exposure,
                window: CheckWindow(proved: detail.proved, assumed: detail.assumed, knownFrom: detail.known))
            step.cves = cves
            step.isUndetermined = detail.isUndetermined
            step.inputs = detail.inputs
            step.check = CheckState(result: detail.result, requeuedBy: detail.requeuedBy)
            step.signs = signs.map { $0.standing(moments) }
            step.wants = detail.wants
            step.work = detail.work
            return step
        }
    }

    struct Sign: Sendable {
        let at: Moment
        let how: [Substring]
        let what: String
        let threat: String?

        /// From `@0 confirmed,contained proxyshell-export ProxyShell`; nil for anything else.
        init?(_ text: Substring) {
            let words = text.parts(" ", maxSplits: 3)
            guard words.count >= 3, let at = Moment(words[0]) else { return nil }
            self.at = at
            how = words[1].parts(",")
            what = String(words[2])
            threat = words.count > 3 ? String(words[3]) : nil
        }

        func standing(_ moments: [Instant]) -> OpenSign {
            OpenSign(
                what: what, threat: threat, at: at.instant(moments), isConfirmed: how.contains("confirmed"),
                isContained: how.contains("contained"))
        }
    }

    struct Item: Sendable {
        let threat: String
        let episode: Int
        let openedAt: Moment
        var steps: [Step] = []

        /// What holds at an instant; nil before it was opened.
        func step(at instant: Instant, _ moments: [Instant]) -> Step? {
            steps.last { $0.from.instant(moments) <= instant && instant < $0.to.instant(moments) }
        }
    }

    private(set) var build: BuildState?
    private(set) var buildSeenAt: Moment?
    private(set) var exposures: [Exposed] = []
    private(set) var conditions = Conditions()
    private(set) var missingSince: Moment?
    private(set) var retiredSince: Moment?
    private(set) var items: [Item] = []

    /// The instants of it that are no server's own, in no order.
    var fixed: [Instant] {
        var moments: [Moment?] = [buildSeenAt, missingSince, retiredSince]
        for exposed in exposures { moments += [exposed.from, exposed.seenAt, exposed.since] }
        for item in items {
            moments.append(item.openedAt)
            for step in item.steps { moments += [step.from, step.to] + step.signs.map(\.at) }
        }
        return moments.compactMap { moment in
            guard case .fixed(let instant)? = moment else { return nil }
            return instant
        }
    }

    /// CVEs that the knowledge no longer has are left out.
    ///
    /// - Parameter withItems: else only what stands before the follow-ups is read.
    init(_ situation: Situation, _ knowledge: ExchangeKnowledge, withItems: Bool = true) {
        let content = situation.content[...]
        let end = withItems ? nil : content.firstRange(of: "\nfollowup ")
        for line in content[..<(end?.lowerBound ?? content.endIndex)].parts("\n") {
            let parts = line.parts(" ", maxSplits: 1)
            read(String(parts[0]), parts.count > 1 ? parts[1] : "", knowledge)
        }
    }

    private mutating func read(_ word: String, _ rest: Substring, _ knowledge: ExchangeKnowledge) {
        let words = rest.parts(" ")
        switch word {
        case "build" where words.count > 1:
            buildSeenAt = Moment(words[0])
            build = BuildText.read(words.dropFirst().joined(separator: " "))
        case "exposure" where words.count == 4:
            guard let from = Moment(words[0]), let value = Exposure(rawValue: String(words[3])) else { return }
            exposures.append(Exposed(from: from, seenAt: Moment(words[1]), since: Moment(words[2]), value: value))
        case "condition" where words.count == 2: conditions[String(words[0])] = words[1] == "yes"
        case "missing": missingSince = words.first.flatMap { Moment($0) }
        case "retired": retiredSince = words.first.flatMap { Moment($0) }
        case "followup" where words.count > 2:
            let end = words.count - 2
            guard let episode = Int(words[end]), let opened = Moment(words[end + 1]) else { return }
            items.append(Item(threat: words[..<end].joined(separator: " "), episode: episode, openedAt: opened))
        case "step" where words.count == 6 && !items.isEmpty:
            guard let from = Moment(words[0]), let to = Moment(words[1]) else { return }
            let isOpen = words[2] == "open"
            items[items.count - 1].steps.append(
                Step(
                    from: from, to: to, isOpen: isOpen, cause: words[3] == "-" ? "" : String(words[3]),
                    outcome: Outcome(rawValue: String(words[4])), dueOn: CalendarDay(iso: words[5]),
                    detail: StepDetail(isOpen: isOpen)))
        default:
            guard let item = items.indices.last, let step = items[item].steps.indices.last else { return }
            read(detail: word, rest, knowledge, of: &items[item].steps[step])
        }
    }

    private func read(detail word: String, _ rest: Substring, _ knowledge: ExchangeKnowledge, of step: inout Step) {
        switch word {
        case "cves": step.cves = rest.parts(";").compactMap { knowledge.cve(named: String($0)) }
        case "sign": if let sign = Sign(rest) { step.signs.append(sign) }
        default: step.detail.read(word, String(rest), knowledge)
        }
    }
}

extension Substring {
    /// Its parts between an ASCII separator, empty ones left out: many of these are read, and bytes are looked through
    /// faster than characters.
    fileprivate func parts(_ separator: Unicode.Scalar, maxSplits: Int = .max) -> [Substring] {
        utf8.split(separator: UInt8(ascii: separator), maxSplits: maxSplits).map(Substring.init)
    }
}
