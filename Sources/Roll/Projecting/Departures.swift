import Assessment
import Inventory
import Storage

// What a merge or split leaves behind.
//
// Merges and splits hold for all time, so a projection knows nothing of a machine that became part of another one. Its
// follow-ups were there all the same, under their ids, until the day it was merged: they are computed as without that
// act and kept as closed on its day, by `merged` (a split: `corrected`). All this is a function of the log: when the act
// is taken back, they are again what they were.
//
// Acts on unrelated machines do not matter to each other. So acts are counted within their relation: the first ones of
// all relations are looked at together, then the second ones, and so on. Mostly there is one.

extension Projector {
    func keepDeparted(from log: TenantLog, in projection: inout TenantProjection) throws {
        let stages = IdentityStages(log.acts)
        guard !stages.isEmpty else { return }
        var known: Set<DepartedKey> = []
        for server in projection.servers {
            for item in server.situation.items { known.insert(DepartedKey(server.asset, item.threat, item.episode)) }
        }
        for stage in stages.acts.indices.reversed() {
            var before = log
            let undone = Set(stages.acts[stage...].joined().map(\.number))
            before.acts.removeAll { undone.contains($0.number) }
            let touched = stages.acts[stage].reduce(into: Set()) { $0.formUnion($1.subjects) }
            let roll = try roll(before, of: touched)
            for server in roll.servers {
                let subjects = roll.subjects(of: server.row.asset)
                guard let act = stages.acts[stage].first(where: { !$0.subjects.isDisjoint(with: subjects) }) else {
                    continue
                }
                let past = followUps(of: server, log.tenant).compactMap {
                    $0.ended(at: act.at, cause: act.what == Act.merge ? "merged" : "corrected")
                }
                let departed = past.filter {
                    known.insert(DepartedKey(server.row.asset, $0.threat, $0.episode)).inserted
                }
                if !departed.isEmpty { keep(departed, of: server.row, until: act.at, in: &projection) }
            }
        }
        projection.servers.sort { $0.asset < $1.asset }
    }

    /// Beside the follow-ups of the machine that the asset is now, else as those of one that is no more.
    private func keep(
        _ followUps: [FollowUpHistory], of row: ServerEvidence.Row, until end: Instant,
        in projection: inout TenantProjection
    ) {
        let items = followUps.map {
            Situation.Item(
                threat: $0.threat, episode: $0.episode, isOpen: false, cause: $0.steps.last?.cause ?? "")
        }
        let lines = followUps.flatMap { followUp in
            let from = followUp.steps.last?.from ?? end
            let cause = followUp.steps.last?.cause ?? ""
            return [
                "followup \(followUp.threat) \(followUp.episode) \(followUp.openedAt)",
                "step \(from) end closed \(cause.isEmpty ? "-" : cause) - -",
            ]
        }
        if let index = projection.servers.firstIndex(where: { $0.asset == row.asset }) {
            let old = projection.servers[index].situation
            projection.servers[index].situation = Situation(
                content: ([old.content] + lines).joined(separator: "\n"), items: old.items + items)
        } else {
            projection.servers.append(
                .init(
                    asset: row.asset, name: row.name, kind: TenantProjection.ServerRow.departed,
                    firstSeen: row.firstSeen, lastSeen: row.lastSeen, answersFrom: end, published: "",
                    situation: Situation(content: lines.joined(separator: "\n"), items: items), moments: []))
        }
    }
}

private struct DepartedKey: Hashable {
    let asset: Int
    let threat: String
    let episode: Int

    init(_ asset: Int, _ threat: String, _ episode: Int) {
        self.asset = asset
        self.threat = threat
        self.episode = episode
    }
}

/// Merges and splits by how many earlier ones there are about the same machines.
private struct IdentityStages {
    /// The first acts about each group of machines, then the second ones, and so on.
    private(set) var acts: [[Act]] = []

    var isEmpty: Bool { acts.isEmpty }

    init(_ all: [Act]) {
        /// Groups of subjects that acts bring together, and how many acts each has had.
        var groups: [(subjects: Set<Int>, count: Int)] = []
        for act in all.filter(\.isAboutIdentity).sorted(by: { $0.number < $1.number }) {
            let met = groups.filter { !$0.subjects.isDisjoint(with: act.subjects) }
            groups.removeAll { !$0.subjects.isDisjoint(with: act.subjects) }
            let stage = met.map(\.count).max() ?? 0
            groups.append((met.reduce(into: act.subjects) { $0.formUnion($1.subjects) }, stage + 1))
            if stage == acts.count { acts.append([]) }
            acts[stage].append(act)
        }
    }
}

extension TenantRoll {
    /// The subjects of an asset, by its number.
    func subjects(of asset: Int) -> Set<Int> {
        Set(memberships.lazy.filter { $0.asset == asset }.map(\.subject) + [asset])
    }
}
