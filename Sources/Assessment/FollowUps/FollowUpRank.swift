import Inventory
import Knowledge

/// The place of a follow-up in the documented order: compromise; decision; check owed; overdue; known ransomware use; days
/// vulnerable and exposed; the tenant's mission impact; then names; of two machines of one name the older build first.
package struct FollowUpRank: Hashable, Comparable, Sendable {
    /// All but the names in one number: the larger, the worse.
    package let urgency: UInt64
    package let tenant: String
    package let server: String
    package let threat: String
    package let build: Int64
    /// Tells apart what is alike in all else.
    package let asset: Int

    init(_ followUp: FollowUp) {
        let outcome = Outcome.allCases.firstIndex(of: followUp.outcome) ?? Outcome.allCases.count
        let impact = MissionImpact.allCases.firstIndex(of: followUp.server.impact) ?? 0
        var number = UInt64(followUp.compromise)
        for (bits, value) in [
            (8, 255 - outcome), (1, followUp.daysOwed > 0 ? 1 : 0), (1, followUp.isOverdue ? 1 : 0),
            (1, followUp.hasRansomware ? 1 : 0), (24, followUp.daysVulnerableAndExposed), (3, impact),
        ] {
            number = number << UInt64(bits) | min(UInt64(value), 1 << UInt64(bits) - 1)
        }
        urgency = number
        tenant = followUp.server.tenant
        server = followUp.server.name
        threat = followUp.threat
        build = followUp.server.build?.evidence.lower.key ?? 0
        asset = followUp.server.asset
    }

    /// Of something that holds follow-ups of at most this urgency, the first of them of this tenant and server or a later
    /// one: it stands before all that it holds.
    package init(atMost urgency: UInt64, tenant: String, server: String = "") {
        self.urgency = urgency
        self.tenant = tenant
        self.server = server
        threat = ""
        build = .min
        asset = 0
    }

    /// The same urgency for a tenant whose mission loses something else.
    package static func urgency(_ urgency: UInt64, of impact: MissionImpact) -> UInt64 {
        urgency & ~7 | UInt64(MissionImpact.allCases.firstIndex(of: impact) ?? 0)
    }

    package static func < (a: FollowUpRank, b: FollowUpRank) -> Bool {
        if a.urgency != b.urgency { return a.urgency > b.urgency }
        if a.tenant != b.tenant { return a.tenant < b.tenant }
        if a.server != b.server { return a.server < b.server }
        if a.threat != b.threat { return a.threat < b.threat }
        return a.build != b.build ? a.build < b.build : a.asset < b.asset
    }
}
