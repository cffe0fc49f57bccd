import Inventory

/// What is wrong with playbooks that can be read: names that the knowledge does not have, indicators that do not match
/// what they say they match, sections that are missing.
package enum PlaybookLint {
    /// The sections that the text of every playbook has, so that whoever reads one knows where to look.
    package static let sections = [
        "What it is", "How to check", "What a clean result is worth", "Contain and repair", "Who does what",
    ]

    /// The faults of one, in the order of its file.
    package static func faults(of playbook: Playbook, _ knowledge: ExchangeKnowledge) -> [Complaint] {
        names(playbook, knowledge) + techniques(playbook, knowledge)
            + playbook.indicators.flatMap { indicator(in: $0, playbook) }
            + playbook.queries.flatMap { query(in: $0, playbook) }
            + sections.filter { !playbook.text.contains("## \($0)\n") }.map {
                fault(playbook, "needs the section '## \($0)'")
            }
    }

    /// The faults of several beside each other: names and ids of indicators and queries that stand twice.
    package static func faults(between playbooks: [Playbook]) -> [Complaint] {
        var faults: [Complaint] = []
        var names: [String: String] = [:]
        var ids: [String: String] = [:]
        for playbook in playbooks {
            for name in [playbook.name.lowercased(), "about \(playbook.subject)"] {
                if let other = names.updateValue(playbook.path, forKey: name) {
                    faults.append(fault(playbook, "'\(playbook.name)' is \(other) already"))
                    break
                }
            }
            let owned =
                playbook.indicators.map { (word: "indicator", id: $0.id, line: $0.line) }
                + playbook.queries.map { (word: "query", id: $0.id, line: $0.line) }
            for (word, id, line) in owned {
                if let other = ids.updateValue(playbook.name, forKey: "\(word) '\(id)'") {
                    faults.append(fault(playbook, "\(word) '\(id)' is in \(other) already", line))
                }
            }
        }
        return faults
    }

    private static func names(_ playbook: Playbook, _ knowledge: ExchangeKnowledge) -> [Complaint] {
        var faults: [Complaint] = []
        let unknown = playbook.cves.filter { knowledge.cve(named: $0) == nil }
        faults += unknown.map { fault(playbook, "the knowledge has no CVE '\($0)'", playbook.cvesLine) }
        switch playbook.subject {
        case .threat(let name):
            guard let threat = knowledge.threats.first(where: { $0.name == name }) else {
                faults.append(fault(playbook, "there is no threat '\(name)'"))
                break
            }
            let known = threat.isUnpatched ? [] : threat.cves.map { knowledge.cves[$0].id }
            if unknown.isEmpty, Set(known) != Set(playbook.cves) {
                let whose = known.isEmpty ? "none" : "those of the threat: \(known.joined(separator: ", "))"
                faults.append(fault(playbook, "'cves' must be \(whose)", playbook.cvesLine))
            }
        case .actor(let name):
            if !knowledge.actors.contains(where: { $0.name == name }) {
                faults.append(fault(playbook, "there is no actor '\(name)'"))
            }
        }
        if playbook.requiredLogs.isEmpty { faults.append(fault(playbook, "a check must need some source of logs")) }
        return faults
    }

    private static func techniques(_ playbook: Playbook, _ knowledge: ExchangeKnowledge) -> [Complaint] {
        var seen: Set<String> = []
        let twice = playbook.techniques.filter { !seen.insert($0.id).inserted }
        let used =
            playbook.techniques.map { (id: $0.id, line: $0.line) }
            + playbook.indicators.compactMap { indicator in indicator.technique.map { (id: $0, line: indicator.line) } }
        return used.compactMap { id, line in
            guard let technique = knowledge.techniques.first(where: { $0.id == id }) else {
                return fault(playbook, "the knowledge has no technique '\(id)'", line)
            }
            return technique.isRevoked
                ? fault(playbook, "technique \(id) (\(technique.name)) was revoked", line) : nil
        } + twice.map { fault(playbook, "technique \($0.id) stands there twice", $0.line) }
    }

    private static func indicator(in indicator: Indicator, _ playbook: Playbook) -> [Complaint] {
        var faults: [Complaint] = []
        func add(_ what: String) { faults.append(fault(playbook, "\(indicator.id): \(what)", indicator.line)) }
        if indicator.all.isEmpty { add("needs a pattern that must be found, under 'all'") }
        if indicator.examples.isEmpty { add("needs a trace that it matches, under 'hits'") }
        if indicator.counterexamples.isEmpty { add("needs a trace that it does not match, under 'misses'") }
        for trace in indicator.examples where !indicator.matches(trace) { add("must match '\(trace.stored)'") }
        for trace in indicator.counterexamples where indicator.matches(trace) {
            add("must not match '\(trace.stored)'")
        }
        return faults
    }

    /// What is wrong with the form of a query: osquery's is one that reads, an event's says channel, ids and message, a
    /// line each, and that of IIS logs is a pattern.
    private static func query(in query: Playbook.Query, _ playbook: Playbook) -> [Complaint] {
        func add(_ what: String) -> [Complaint] { [fault(playbook, "\(query.id): \(what)", query.line)] }
        switch query.engine {
        case .osquery:
            let word = query.text.split(whereSeparator: \.isWhitespace).first?.uppercased()
            return word == "SELECT" || word == "WITH" ? [] : add("must begin with SELECT or WITH")
        case .iis:
            return TracePattern(query.text) == nil ? add("is no extended regular expression (POSIX)") : []
        case .event:
            guard let event = EventQuery(query.text) else {
                return add("must be lines 'channel: NAME', 'ids: NUMBER, …' and 'message: PATTERN'")
            }
            return event.message == nil ? add("its message is no extended regular expression (POSIX)") : []
        }
    }

    private static func fault(_ playbook: Playbook, _ what: String, _ line: Int = 1) -> Complaint {
        Complaint(.configuration, what, file: playbook.path, line: line)
    }
}
