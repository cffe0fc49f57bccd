import Storage

/// How the open follow-ups of a tenant change between two projections; what is only to be collected is left out.
///
/// A projection's steps begin at the newest evidence: the first step of a follow-up says how it stands.
package struct FollowUpFlow: Sendable {
    package private(set) var openBefore = 0
    package private(set) var openAfter = 0
    package private(set) var changes: [FollowUpChange] = []

    init(tenant: String, from before: TenantProjection, to after: TenantProjection) {
        let old = FollowUpFlow.standing(before)
        let new = FollowUpFlow.standing(after)
        openBefore = old.values.count(where: \.isOpen)
        openAfter = new.values.count(where: \.isOpen)
        guard old != new else { return }
        let known = Set(before.followUps.map { Key(asset: $0.asset, threat: $0.threat, episode: $0.episode) })
        let names = Dictionary((before.servers + after.servers).map { ($0.asset, $0.name) }) { _, last in last }
        for key in Set(old.keys).union(new.keys).sorted(by: {
            ($0.asset, $0.threat, $0.episode) < ($1.asset, $1.threat, $1.episode)
        }) {
            let wasOpen = old[key]?.isOpen ?? false
            let isOpen = new[key]?.isOpen ?? false
            guard wasOpen != isOpen else { continue }
            changes.append(
                FollowUpChange(
                    kind: isOpen ? (known.contains(key) ? .reopened : .new) : .closed, tenant: tenant,
                    server: names[key.asset] ?? "?", threat: key.threat,
                    cause: new[key]?.cause ?? "corrected"))
        }
    }

    package func count(_ kind: FollowUpChange.Kind) -> Int { changes.count { $0.kind == kind } }

    private struct Key: Hashable {
        let asset: Int
        let threat: String
        let episode: Int
    }

    private static func standing(_ projection: TenantProjection) -> [Key: TenantProjection.StepRow] {
        var first: [Key: TenantProjection.StepRow] = [:]
        for step in projection.steps where step.threat != "collect" {
            let key = Key(asset: step.asset, threat: step.threat, episode: step.episode)
            if let known = first[key], known.from <= step.from { continue }
            first[key] = step
        }
        return first
    }
}
