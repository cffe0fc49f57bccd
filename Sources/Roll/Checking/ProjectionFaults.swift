import Inventory
import Storage

/// Says in words where a kept projection differs from what a rebuild gives.
struct ProjectionFaults {
    private let tenant: Tenant
    private let names: [Int: String]

    init(_ tenant: Tenant, _ kept: TenantProjection) {
        self.tenant = tenant
        names = Dictionary(kept.servers.map { ($0.asset, $0.name) }) { first, _ in first }
    }

    func describe(_ difference: ProjectionDifference) -> [CheckReport.Fault] {
        faults("server", difference.servers, place: { asset($0.asset) }, columns: columns)
            + difference.servers.changed.flatMap { situation($0.old, $0.new) }
            + faults("asset_member", difference.memberships, place: { "subject \($0.subject)" }, columns: columns)
            + faults("unlinked_endpoint", difference.endpoints, place: { $0.endpoint }, columns: columns)
            + faults(
                "evidence", difference.evidence, place: { "\($0.key.trace) on \(asset($0.key.asset))" },
                columns: columns)
    }

    private func faults<Row>(
        _ table: String, _ difference: ProjectionDifference.Table<Row>, place: (Row) -> String,
        columns: (Row) -> [(name: String, value: String)]
    ) -> [CheckReport.Fault] {
        var found: [CheckReport.Fault] = []
        func add(_ words: String) {
            found.append(fault(table, words))
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

    /// The lines that only one of two situations has.
    private func situation(
        _ old: TenantProjection.ServerRow, _ new: TenantProjection.ServerRow
    ) -> [CheckReport.Fault] {
        var found: [CheckReport.Fault] = []
        let place = asset(old.asset)
        if old.situation.content != new.situation.content {
            let before = old.situation.content.split(separator: "\n")
            let after = new.situation.content.split(separator: "\n")
            if before.isEmpty { return [fault("situation", "of \(place) is missing")] }
            let gone = before.filter { !after.contains($0) }.joined(separator: "; ")
            let come = after.filter { !before.contains($0) }.joined(separator: "; ")
            found.append(fault("situation", "of \(place) says \"\(gone)\", a rebuild gives \"\(come)\""))
        }
        if old.situation.items != new.situation.items {
            found.append(fault("situation", "of \(place) has not the follow-ups in its items that a rebuild gives"))
        } else if old.situation.openItems != new.situation.openItems {
            found.append(
                fault(
                    "situation",
                    "of \(place) open_items is \(old.situation.openItems), a rebuild gives \(new.situation.openItems)"))
        }
        return found
    }

    private func fault(_ table: String, _ words: String) -> CheckReport.Fault {
        CheckReport.Fault(table, tenant: tenant.slug, "\(table) \(tenant.slug) \(words)")
    }

    private func asset(_ number: Int) -> String { names[number].map { "\($0) (asset \(number))" } ?? "asset \(number)" }

    // The columns beside the key, as the schema names them.

    private func columns(_ row: TenantProjection.ServerRow) -> [(name: String, value: String)] {
        [
            ("name", row.name), ("kind", row.kind), ("first_seen", "\(row.firstSeen)"),
            ("last_seen", "\(row.lastSeen)"), ("answers_from", "\(row.answersFrom)"), ("published", row.published),
            ("moments", row.moments.map(\.description).joined(separator: " ")),
        ]
    }

    private func columns(_ row: TenantProjection.Membership) -> [(name: String, value: String)] {
        [("asset_no", "\(row.asset)")]
    }

    private func columns(_ row: TenantProjection.EndpointRow) -> [(name: String, value: String)] {
        [("open_at", "\(row.openAt)")]
    }

    private func columns(_ row: TenantProjection.EvidenceRow) -> [(name: String, value: String)] {
        func text(_ instant: Instant?) -> String { instant?.description ?? "null" }
        return [
            ("name", row.name), ("subject_no", "\(row.subject)"), ("indicators", row.indicators),
            ("threats", row.threats), ("state", row.state), ("first_seen", "\(row.firstSeen)"),
            ("last_seen", "\(row.lastSeen)"), ("confirmed_at", text(row.confirmedAt)),
            ("contained_at", text(row.containedAt)), ("ended_at", text(row.endedAt)),
        ]
    }
}
