import Inventory
import Storage

/// Says in words where a kept projection differs from what a rebuild gives.
struct ProjectionFaults {
    private let tenant: Tenant
    private let names: [Int: String]
    private let numbers: [Transaction.FollowUpKey: Int]
    private let ids: FollowUpIDs

    init(
        _ tenant: Tenant, _ kept: TenantProjection, _ numbers: [Transaction.FollowUpKey: Int], _ ids: FollowUpIDs
    ) {
        self.tenant = tenant
        self.numbers = numbers
        self.ids = ids
        names = Dictionary(kept.servers.map { ($0.asset, $0.name) }) { first, _ in first }
    }

    func describe(_ difference: ProjectionDifference) -> [CheckReport.Fault] {
        faults("server", difference.servers, place: { asset($0.asset) }, columns: columns)
            + faults("asset_member", difference.memberships, place: { "subject \($0.subject)" }, columns: columns)
            + faults(
                "server_interval", difference.intervals, place: { "\(asset($0.asset)) \($0.fact) from \($0.from)" },
                columns: columns)
            + faults(
                "followup", difference.followUps, place: { followUp($0.asset, $0.threat, $0.episode) },
                columns: columns)
            + faults(
                "followup_step", difference.steps,
                place: { "\(followUp($0.asset, $0.threat, $0.episode)) from \($0.from)" }, columns: columns)
    }

    private func faults<Row>(
        _ table: String, _ difference: ProjectionDifference.Table<Row>, place: (Row) -> String,
        columns: (Row) -> [(name: String, value: String)]
    ) -> [CheckReport.Fault] {
        var found: [CheckReport.Fault] = []
        func add(_ words: String) {
            found.append(CheckReport.Fault(table, tenant: tenant.slug, "\(table) \(tenant.slug) \(words)"))
        }
        for row in difference.removed { add("\(place(row)) is kept, a rebuild does not give it") }
        for row in difference.added { add("\(place(row)) is missing, a rebuild gives it") }
        for (old, new) in difference.changed {
            for (before, after) in zip(columns(old), columns(new)) where before.value != after.value {
                add("\(place(old)) \(before.name) is \(before.value), a rebuild gives \(after.value)")
            }
        }
        return found
    }

    private func asset(_ number: Int) -> String { names[number].map { "\($0) (asset \(number))" } ?? "asset \(number)" }

    private func followUp(_ asset: Int, _ threat: String, _ episode: Int) -> String {
        let key = Transaction.FollowUpKey(tenantID: tenant.id, asset: asset, threat: threat, episode: episode)
        guard let number = numbers[key] else { return "\(threat) of \(self.asset(asset))" }
        return ids.id(number).description
    }

    // The columns beside the key, as the schema names them.

    private func columns(_ row: TenantProjection.ServerRow) -> [(name: String, value: String)] {
        [
            ("name", row.name), ("kind", row.kind), ("first_seen", "\(row.firstSeen)"),
            ("last_seen", "\(row.lastSeen)"),
        ]
    }

    private func columns(_ row: TenantProjection.Membership) -> [(name: String, value: String)] {
        [("asset_no", "\(row.asset)")]
    }

    private func columns(_ row: TenantProjection.IntervalRow) -> [(name: String, value: String)] {
        [
            ("valid_to", "\(row.to)"), ("value", row.value), ("import_id", "\(row.importID)"), ("line", "\(row.line)"),
            ("seen_at", "\(row.seenAt)"),
        ]
    }

    private func columns(_ row: TenantProjection.FollowUpRow) -> [(name: String, value: String)] {
        [("opened_at", "\(row.openedAt)")]
    }

    private func columns(_ row: TenantProjection.StepRow) -> [(name: String, value: String)] {
        [
            ("valid_to", "\(row.to)"), ("is_open", row.isOpen ? "1" : "0"), ("cause", row.cause),
            ("decision", row.decision), ("due_on", row.dueOn?.description ?? "NULL"), ("cves", row.cves),
            ("detail", row.detail),
        ]
    }
}
