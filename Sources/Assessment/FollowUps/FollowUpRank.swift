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

    init(
        _ step: FollowUpStep, of server: ServerReading, threat: String, isOwed: Bool, isOverdue: Bool,
        hasRansomware: Bool, daysVulnerableAndExposed: Int
    ) {
        let outcome = Outcome.allCases.firstIndex(of: step.outcomeOrLeast) ?? Outcome.allCases.count
        let impact = MissionImpact.allCases.firstIndex(of: server.impact) ?? 0
        var number = FollowUpRank.compromise(step.signs, of: threat)
        for (bits, value) in [
            (8, 255 - outcome), (1, isOwed ? 1 : 0), (1, isOverdue ? 1 : 0), (1, hasRansomware ? 1 : 0),
            (24, daysVulnerableAndExposed), (3, impact),
        ] {
            number = number << UInt64(bits) | min(UInt64(value), 1 << UInt64(bits) - 1)
        }
        urgency = number
        tenant = server.tenant
        self.server = server.name
        self.threat = threat
        build = server.build?.evidence.lower.key ?? 0
        asset = server.asset
    }

    /// A confirmed compromise before evidence of one; what speaks of this threat before what speaks of none, and that
    /// before what speaks of another one on the same server; 0 for nothing.
    private static func compromise(_ signs: [OpenSign], of threat: String) -> UInt64 {
        signs.reduce(0) { most, sign in
            max(most, (sign.isConfirmed ? 4 : 1) + (sign.threat == threat ? 2 : sign.threat == nil ? 1 : 0))
        }
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
