import ArgumentParser
import Assessment
import Glibc
import Inventory
import Reporting
import Roll

/// Which follow-ups a command is about: those that are named, or those that a filter finds.
struct FollowUpChoice: ParsableArguments {
    @Argument(help: ArgumentHelp("Follow-ups by id; or none, and a filter.", valueName: "id"))
    var ids: [String] = []

    @Option(help: ArgumentHelp("Of this threat; collect for what is only to be collected.", valueName: "name"))
    var threat: String?

    @Option(help: ArgumentHelp("Of servers of this name, short or full; * stands for anything.", valueName: "name"))
    var asset: String?

    @Option(help: ArgumentHelp("With this decision, such as 3_days.", valueName: "decision"))
    var decision: String?

    @Option(help: ArgumentHelp("Owned by this person; none for those that nobody owns.", valueName: "name"))
    var owner: String?

    @Option(
        help: ArgumentHelp("open, assigned, snoozed, accepted or reopened; else all that are open.", valueName: "state")
    )
    var state: WorkState?

    @Flag(help: "Those that are overdue.")
    var overdue = false

    private var hasFilter: Bool {
        threat != nil || asset != nil || decision != nil || owner != nil || state != nil || overdue
    }

    /// The ids that are named, or those of what the filter finds, in the order of the list.
    ///
    /// - Parameter at: the moment at which the filter looks; nil: now.
    /// Throws a `Complaint`: usage where nothing, or both, is given; 65 where an id is none, or the filter finds nothing.
    func followUps(_ global: GlobalOptions, at: Instant? = nil) throws -> [FollowUpID] {
        if !ids.isEmpty, hasFilter { throw Complaint(.usage, "ids or a filter, not both") }
        if !ids.isEmpty { return try FollowUpChoice.read(ids) }
        guard hasFilter else {
            throw Complaint(
                .usage,
                "which follow-ups? name their ids, or a filter: --threat, --asset, --decision, --owner, --state",
                next: ["muster followup list --by threat"])
        }
        let reader = try Reader(now: global, at: at)
        let readings = try reader.readings(of: global.tenant, state == .accepted ? .all : .open)
        let list = FollowUpList(readings, by: .threat, states: state.map { .only($0) } ?? .all, where: matches)
        let found = list.rows.compactMap { $0.worst?.id }
        guard !found.isEmpty else {
            throw Complaint(
                .badData, "no follow-up is like that; nothing was changed", next: ["muster followup list --by threat"])
        }
        return try FollowUpChoice.read(found)
    }

    private static func read(_ texts: [String]) throws -> [FollowUpID] {
        try texts.reduce(into: []) { ids, text in
            guard let id = FollowUpID(text) else {
                throw Complaint(
                    .usage, "\"\(text)\" is no id of a follow-up, such as F-4T9K2M; nothing was changed",
                    next: ["muster followup list --by threat"])
            }
            if !ids.contains(id) { ids.append(id) }
        }
    }

    private func matches(_ followUp: FollowUp) -> Bool {
        if let threat, followUp.threat.lowercased() != threat.lowercased() { return false }
        if let asset {
            let pattern = asset.lowercased()
            let isNamed =
                fnmatch(pattern, followUp.server.name, 0) == 0 || fnmatch(pattern, followUp.server.shortName, 0) == 0
            if !isNamed { return false }
        }
        if let decision, followUp.step.outcome?.rawValue != decision { return false }
        if let owner, owner == "none" ? followUp.owner != nil : followUp.owner != owner { return false }
        if overdue, !followUp.isOverdue { return false }
        return state != nil || followUp.step.isOpen
    }
}

extension WorkState: ExpressibleByArgument {}
