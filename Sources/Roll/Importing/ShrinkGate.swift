import Inventory
import Storage

/// The question asked when a full file lists less than half of what its source listed before.
enum ShrinkGate {
    static func complaint(
        file: String, source: String, tenant: Tenant, listed: Int,
        earlier: (importID: Int, takenAt: Instant, listed: Int),
        missing: [Subject], servers: TenantProjection
    ) -> Complaint {
        var facts = [
            "less than half of import \(earlier.importID) (\(tenant.zone.day(of: earlier.takenAt))): "
                + "\(missing.count.grouped) assets would become \"not seen\"" + exchange(missing.map(\.number), servers)
        ]
        if let site = site(missing) { facts.append(site) }
        return Complaint(
            .badData,
            "\(file) lists \(listed.grouped) assets of \(tenant.slug), source \"\(source)\" had "
                + "\(earlier.listed.grouped); nothing was changed",
            facts: facts, next: ["leave out --coverage full      or, if it is true:  add --accept-shrink"])
    }

    /// `, 2 of them Exchange: mail01, mbx03`.
    private static func exchange(_ missing: [Int], _ servers: TenantProjection) -> String {
        let asset = Dictionary(servers.memberships.map { ($0.subject, $0.asset) }) { first, _ in first }
        let gone = Set(missing.map { asset[$0] ?? $0 })
        let names = servers.servers.filter { gone.contains($0.asset) }.map(\.name).sorted()
        guard !names.isEmpty else { return "" }
        let shown = names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " …" : "")
        return ", \(names.count.grouped) of them Exchange: \(shown)"
    }

    /// Most of the missing under one site look like an export of the others.
    private static func site(_ missing: [Subject]) -> String? {
        var counts: [String: Int] = [:]
        for subject in missing {
            if let site = subject.states.last?.first(.site) { counts[site, default: 0] += 1 }
        }
        guard let top = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }), top.value * 3 >= missing.count * 2
        else { return nil }
        return "\(top.value.grouped) of the \(missing.count.grouped) are under site \"\(top.key)\": "
            + "is this an export of the other sites?"
    }
}
