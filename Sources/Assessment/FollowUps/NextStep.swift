import Inventory
import Knowledge

/// One thing to do and who does it.
package struct NextStep: Hashable, Sendable {
    package let actor: Actor
    /// As in the `next_step` column: "check for compromise", "install Jul21SU (15.1.2242.12)".
    package let text: String
    /// As in a narrow table: "check", "Jul21SU 15.1.2242.12".
    package let short: String
    /// Whether it looks for compromise: that comes before any repair.
    package var isInvestigation: Bool = false
    /// Whether it only collects what no decision waits for.
    package var isCollecting: Bool = false
    /// What is to be installed; nil where nothing is.
    package var update: KnownBuild?
    /// What is to be found out; nil where something else is to be done.
    package var question: Question?

    /// What somebody who knows the server can say.
    package enum Question: Hashable, Sendable {
        /// Whether conditions beside the build hold: the name of each, and its words.
        case whether([Named])
        /// Since when the server is there, and what scans saw then: of these threats some days are not known.
        case days([String])

        package struct Named: Hashable, Sendable {
            package let name: String
            let words: String
        }
    }
}

extension NextStep {
    /// One that asks.
    fileprivate init(asking question: Question, _ actor: Actor, isCollecting: Bool = false) {
        switch question {
        case .whether(let conditions):
            self.init(
                actor: actor,
                text: "find out: " + conditions.map { "\($0.words) (\($0.name))" }.joined(separator: ", "),
                short: "find out: " + conditions.prefix(1).map(\.words).joined()
                    + (conditions.count > 1 ? " + \(conditions.count - 1)" : ""))
        case .days(let threats):
            self.init(
                actor: actor,
                text: "collect WhenCreated and older scans: of \(threats.joined(separator: ", ")) some days are unseen",
                short: "WhenCreated, older scans")
        }
        self.question = question
        self.isCollecting = isCollecting
    }

    /// Each step once; what is asked of one kind is asked together, where it is asked first.
    package static func once(_ steps: [NextStep]) -> [NextStep] {
        var kept: [NextStep] = []
        for step in steps {
            let same = kept.firstIndex { other in
                step.question.flatMap { other.question?.adding($0) } != nil || other.text == step.text
            }
            guard let same else {
                kept.append(step)
                continue
            }
            if let question = step.question, let both = kept[same].question?.adding(question) {
                kept[same] = NextStep(asking: both, kept[same].actor, isCollecting: kept[same].isCollecting)
            }
        }
        return kept
    }
}

extension NextStep.Question {
    /// Both together; nil where they ask different things.
    fileprivate func adding(_ other: Self) -> Self? {
        switch (self, other) {
        case (.whether(let own), .whether(let more)): .whether(own + more.filter { !own.contains($0) })
        case (.days(let own), .days(let more)): .days(own + more.filter { !own.contains($0) })
        default: nil
        }
    }
}

/// Says what to do next about a follow-up, the first thing first.
struct NextStepWriter {
    let knowledge: ExchangeKnowledge
    let server: ServerReading
    let step: FollowUpStep
    let standing: PatchStanding
    let owed: CheckWindow

    func write() -> [NextStep] {
        var steps: [NextStep] = []
        steps += aboutSigns
        if !owed.proved.isEmpty {
            steps.append(
                NextStep(actor: investigator, text: "check for compromise", short: "check", isInvestigation: true))
        }
        if step.isUndetermined, !step.cves.isEmpty {
            let what =
                server.build?.isConflict == true
                ? "collect the file version of ExSetup.exe: sources contradict each other"
                : "collect the file version of ExSetup.exe"
            steps.append(NextStep(actor: operator_, text: what, short: "ExSetup.exe version"))
        } else if !step.cves.isEmpty || standing.level == .behind || standing.level == .unsupported {
            if step.wants.isEmpty { steps.append(remedy) }
        }
        if server.isEdge, server.exposure == .exposed {
            steps.append(
                NextStep(
                    actor: operator_, text: "say whether it is an Edge server: 443 is open",
                    short: "Edge with 443 open?"))
        }
        if !step.cves.isEmpty { steps += aboutExposure }
        steps += step.wants.compactMap(collect).map { want in
            var step = want
            step.isCollecting = true
            return step
        }
        return steps
    }

    /// What was found is looked into, then kept from spreading, then ended; each kind of finding once.
    private var aboutSigns: [NextStep] {
        func names(_ signs: [OpenSign]) -> String {
            let all = signs.reduce(into: [String]()) { if !$0.contains($1.what) { $0.append($1.what) } }
            return all.prefix(3).joined(separator: ", ") + (all.count > 3 ? " and \(all.count - 3) more" : "")
        }
        func next(_ signs: [OpenSign], _ actor: Actor, _ verb: String, _ what: String) -> NextStep? {
            guard !signs.isEmpty else { return nil }
            return NextStep(
                actor: actor, text: "\(verb) the \(names(signs)) \(what)", short: "\(verb) \(names(signs))",
                isInvestigation: true)
        }
        let confirmed = step.signs.filter(\.isConfirmed)
        return [
            next(confirmed.filter { !$0.isContained }, operator_, "contain", "compromise"),
            next(confirmed.filter(\.isContained), operator_, "end", "compromise"),
            next(step.signs.filter { !$0.isConfirmed }, investigator, "investigate", "evidence"),
        ].compactMap { $0 }
    }

    private var remedy: NextStep {
        guard let target = standing.target, let build = server.build, target.build > build.evidence.lower else {
            if server.exposure == .notExposed {
                return NextStep(
                    actor: operator_, text: "no update is known yet: apply the vendor's mitigation", short: "mitigate")
            }
            return NextStep(
                actor: .customer, text: "no update is known yet: apply the vendor's mitigation, close 443",
                short: "mitigate, close 443")
        }
        let here = knowledge.place(build.evidence.lower)
        if target.product != here.map({ knowledge.products[$0.product].name }) {
            let name = [target.product, target.cu, target.su].compactMap { $0 }.joined(separator: " ")
            return NextStep(
                actor: operator_, text: "replace by \(name) (\(target.build))", short: "\(name) \(target.build)",
                update: target)
        }
        if target.cu != here?.update.map({ knowledge.updates[$0].name }) {
            let name = [target.cu, target.su].compactMap { $0 }.joined(separator: " ")
            return NextStep(
                actor: operator_, text: "install \(name) (\(target.build))", short: "\(name) \(target.build)",
                update: target)
        }
        let name = target.name
        return NextStep(
            actor: operator_, text: "install \(name) (\(target.build))", short: "\(name) \(target.build)",
            update: target)
    }

    private var aboutExposure: [NextStep] {
        switch server.exposure {
        case .exposed, .notExposed: []
        case .stale:
            [NextStep(actor: investigator, text: "scan 443 again", short: "scan again")]
        case .unknown where server.addresses.isEmpty && !server.unlinked.isEmpty:
            [
                NextStep(
                    actor: operator_,
                    text: "say which server is behind \(server.unlinked.prefix(3).joined(separator: ", "))",
                    short: "publishing")
            ]
        case .unknown where server.addresses.isEmpty:
            [NextStep(actor: operator_, text: "say by which public address it is reached", short: "publishing")]
        case .unknown:
            [
                NextStep(
                    actor: investigator, text: "scan 443 of \(server.addresses.joined(separator: ", "))", short: "scan")
            ]
        }
    }

    private func collect(_ want: FollowUpStep.Want) -> NextStep? {
        switch want {
        case .build:
            return NextStep(
                actor: operator_, text: "collect the file version of ExSetup.exe", short: "ExSetup.exe version")
        case .condition(let name, let ofTenant):
            if ofTenant { return nil }
            let words = knowledge.conditions.first { $0.name == name }?.words ?? name
            return NextStep(asking: .whether([.init(name: name, words: words)]), operator_)
        case .notAssessed(let cves):
            if standing.level == .unsupported {
                return NextStep(
                    actor: operator_, text: "\(cves.count) CVEs not assessed by the vendor: replace the server",
                    short: "not assessed by the vendor: replace")
            }
            return NextStep(
                actor: investigator, text: "\(cves.count) CVEs not assessed by the vendor",
                short: "not assessed by the vendor")
        case .days(let threat):
            return NextStep(asking: .days([threat]), operator_)
        }
    }

    /// Who looks for compromise.
    private var investigator: Actor { server.mode == .notify ? .customer : .mtr }
    /// Who changes the server.
    private var operator_: Actor { server.mode == .authorize ? .mtr : .customer }
}
