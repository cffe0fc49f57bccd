import Assessment
import Inventory
import Knowledge

/// Facts that a person states, `NAME=VALUE` each, read and checked against the knowledge.
struct SetFacts {
    /// As an act keeps them: one a line.
    let body: String

    /// Throws a `Complaint` (usage) for a name that is no fact, or a value that it cannot have.
    init(_ texts: [String], _ knowledge: ExchangeKnowledge, ofTenant: Bool) throws {
        body = try texts.map { try SetFacts.read($0, knowledge, ofTenant: ofTenant) }.joined(separator: "\n")
    }

    private static func read(_ text: String, _ knowledge: ExchangeKnowledge, ofTenant: Bool) throws -> String {
        guard let sign = text.firstIndex(of: "=") else {
            throw Complaint(.usage, "a fact is NAME=VALUE; found \"\(text)\"", facts: [list(knowledge, ofTenant)])
        }
        let name = text[..<sign].lowercased()
        let value = String(text[text.index(after: sign)...])
        if !ofTenant, let valid = try details(name, value, knowledge) { return "\(name)=\(valid)" }
        guard conditions(knowledge, ofTenant).contains(name) else {
            throw Complaint(
                .usage, "no fact \"\(name)\" of \(ofTenant ? "a tenant" : "an asset")",
                facts: [list(knowledge, ofTenant)])
        }
        guard let answer = ["yes": "yes", "no": "no", "true": "yes", "false": "no"][value.lowercased()] else {
            throw Complaint(.usage, "\"\(name)\" is yes or no; found \"\(value)\"")
        }
        return "\(name)=\(answer)"
    }

    /// The value of a fact that is more than yes or no; nil for any other fact.
    private static func details(_ name: String, _ value: String, _ knowledge: ExchangeKnowledge) throws -> String? {
        switch name {
        case "build", "file_version":
            guard knowledge.evidence(value, as: name == "build" ? .build : .fileVersion) != nil else {
                throw Complaint(
                    .usage, "cannot read \"\(value)\" as a build",
                    facts: ["four numbers (15.1.2308.8), three (15.1.2308), or a name (\"Exchange 2016 CU21 Jul21SU\")"]
                )
            }
            return value
        case "role":
            guard roles.contains(value.lowercased()) else {
                throw Complaint(
                    .usage, "\"\(value)\" is no role", facts: ["roles: \(roles.joined(separator: ", "))"])
            }
            return value.lowercased()
        case "installed_on", "when_created":
            guard let instant = Instant(iso: value) else {
                throw Complaint(
                    .usage, "\"\(name)\" is a time such as 2021-08-20 or 2021-08-20T03:12Z; found \"\(value)\"")
            }
            return instant.description
        default: return nil
        }
    }

    private static let roles = [
        "mailbox", "clientaccess", "hubtransport", "unifiedmessaging", "edge", "managementtools",
    ]

    private static func conditions(_ knowledge: ExchangeKnowledge, _ ofTenant: Bool) -> [String] {
        let own = knowledge.conditions.filter { $0.isOfTenant == ofTenant || (ofTenant && $0.name == "hybrid") }
        return (own.map(\.name) + [Conditions.extendedSupport]).sorted()
    }

    private static func list(_ knowledge: ExchangeKnowledge, _ ofTenant: Bool) -> String {
        let names = conditions(knowledge, ofTenant).joined(separator: ", ")
        return ofTenant
            ? "facts: \(names)" : "facts: build, file_version, role, installed_on, when_created; yes or no: \(names)"
    }
}
