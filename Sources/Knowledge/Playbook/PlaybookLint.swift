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
        names(playbook, knowledge) + playbook.indicators.flatMap { indicator(in: $0, playbook) }
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
            for indicator in playbook.indicators {
                if let other = ids.updateValue(playbook.name, forKey: indicator.id) {
                    faults.append(
                        fault(playbook, "indicator '\(indicator.id)' is in \(other) already", indicator.line))
                }
            }
        }
        return faults
    }

    private static func names(_ playbook: Playbook, _ knowledge: ExchangeKnowledge) -> [Complaint] {
        var faults: [Complaint] = []
        switch playbook.subject {
        case .threat(let name):
            guard let threat = knowledge.threats.first(where: { $0.name == name }) else {
                faults.append(fault(playbook, "there is no threat '\(name)'"))
                break
            }
            let known = threat.isUnpatched ? [] : threat.cves.map { knowledge.cves[$0].id }
            if Set(known) != Set(playbook.cves) {
                faults.append(
                    fault(playbook, "'cves' must be those of the threat: \(known.joined(separator: ", "))"))
            }
        case .actor(let name):
            if !knowledge.actors.contains(where: { $0.name == name }) {
                faults.append(fault(playbook, "there is no actor '\(name)'"))
            }
            for cve in playbook.cves where knowledge.cve(named: cve) == nil {
                faults.append(fault(playbook, "there is no CVE '\(cve)'"))
            }
        }
        if playbook.requiredLogs.isEmpty { faults.append(fault(playbook, "a check must need some source of logs")) }
        let used = playbook.techniques.map(\.id) + playbook.indicators.compactMap(\.technique)
        for id in Set(used).sorted() {
            guard let technique = knowledge.techniques.first(where: { $0.id == id }) else {
                faults.append(fault(playbook, "the knowledge has no technique '\(id)'"))
                continue
            }
            if technique.isRevoked { faults.append(fault(playbook, "technique \(id) (\(technique.name)) was revoked")) }
        }
        return faults
    }

    private static func indicator(in indicator: Indicator, _ playbook: Playbook) -> [Complaint] {
        var faults: [Complaint] = []
        func add(_ what: String) { faults.append(fault(playbook, "\(indicator.id): \(what)", indicator.line)) }
        for trace in indicator.examples where !indicator.matches(trace) { add("must match '\(trace.stored)'") }
        for trace in indicator.counterexamples where indicator.matches(trace) {
            add("must not match '\(trace.stored)'")
        }
        return faults
    }

    private static func fault(_ playbook: Playbook, _ what: String, _ line: Int = 1) -> Complaint {
        Complaint(.configuration, what, file: playbook.path, line: line)
    }
}
