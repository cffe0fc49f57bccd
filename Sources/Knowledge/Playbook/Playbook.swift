import Inventory

/// How a team deals with one threat or actor: what it is, how to look for it, how to repair. It grows with every
/// investigation and is versioned by what a check looks for.
package struct Playbook: Sendable {
    package enum Subject: Hashable, Sendable {
        /// The name of a threat of the knowledge.
        case threat(String)
        /// The name of an actor of the knowledge: whom follow-ups are never about.
        case actor(String)

        package var name: String {
            switch self {
            case .threat(let name), .actor(let name): name
            }
        }
    }

    /// One version, and why checks done before it are done again.
    package struct Change: Hashable, Sendable {
        package let version: Int
        package let on: CalendarDay
        package let what: String
    }

    package struct UsedTechnique: Hashable, Sendable {
        /// As in the knowledge: `T1505.003`.
        package let id: String
        /// How it shows here.
        package let how: String
        /// Where it stands in its file.
        package let line: Int
    }

    /// A source of logs that a check looks at.
    package struct Log: Hashable, Sendable {
        package let source: LogSource
        /// Whether a check is not clean without it.
        package let isRequired: Bool
        /// Where it lies.
        package let place: String
        /// What a clean look at it is worth.
        package let cleanMeans: String
    }

    package struct ProofOfConcept: Hashable, Sendable {
        package let name: String
        package let what: String
    }

    package struct Query: Hashable, Sendable {
        package enum Engine: String, Sendable, CaseIterable {
            /// osquery SQL.
            case osquery
            /// Windows events: channel, ids and a pattern of the message.
            case event
            /// A pattern of lines of IIS logs.
            case iis
        }

        package let id: String
        package let engine: Engine
        package let source: LogSource
        package let what: String
        package let text: String
        /// Where it stands in its file.
        package let line: Int
    }

    /// Something to do about it.
    package struct Measure: Hashable, Sendable {
        package enum Phase: String, Sendable, CaseIterable { case contain, repair, afterwards }
        package enum Actor: String, Sendable, CaseIterable { case mtr, customer, either }

        package let phase: Phase
        package let by: Actor
        package let what: String
    }

    /// `ProxyShell`.
    package let name: String
    package let subject: Subject
    package let title: String
    package let version: Int
    /// The first eight digits of the SHA-256 of what a check looks for: required logs, indicators, queries.
    package let content: String
    /// The newest first.
    package let changes: [Change]
    /// Ids, in the file's order.
    package let cves: [String]
    /// Where they stand in the file.
    package let cvesLine: Int
    package let techniques: [UsedTechnique]
    package let logs: [Log]
    package let indicators: [Indicator]
    package let proofsOfConcept: [ProofOfConcept]
    package let queries: [Query]
    package let measures: [Measure]
    /// The file that it stands in.
    package let path: String
    /// What stands below the front matter: Markdown.
    package let text: String

    /// The day on which its newest version came to be.
    package var changedOn: CalendarDay { changes.map(\.on).max() ?? CalendarDay(number: 0) }

    /// The sources without which a check is not clean, in their order.
    package var requiredLogs: [LogSource] { logs.filter(\.isRequired).map(\.source).sorted() }

    /// `ProxyShell v3 (1f3a9c2e)`.
    package var label: String { "\(name) v\(version) (\(content))" }

    /// The indicators that a trace is a sign of.
    package func hits(_ trace: Trace) -> [Indicator] { indicators.filter { $0.matches(trace) } }
}

/// What a trace of an attack looks like, in a form that can be matched.
package struct Indicator: Sendable {
    /// Unique among all playbooks: `proxyshell-export-aspx`.
    package let id: String
    package let what: String
    /// The kinds of traces that it is looked for in.
    package let kinds: Set<Trace.Kind>
    /// All of them must be found.
    package let all: [TracePattern]
    /// None of them may be.
    package let none: [TracePattern]
    /// The technique that it is a sign of; nil where none is told.
    package let technique: String?
    /// Who told of it.
    package let source: String
    /// Lines that it matches, and such that it does not: `KIND TEXT` as a trace is stored.
    package let examples: [Trace]
    package let counterexamples: [Trace]
    /// Where it stands in its file.
    package let line: Int

    package func matches(_ trace: Trace) -> Bool {
        kinds.contains(trace.kind) && all.allSatisfy { $0.matches(trace.text) }
            && !none.contains { $0.matches(trace.text) }
    }
}
