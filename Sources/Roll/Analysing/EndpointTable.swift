import Assessment
import Inventory
import Storage

/// Fills `endpoints`: what the newest look at each address and port found, from each vantage.
struct EndpointTable {
    private let rows: SliceWriter
    private let source: ReadingSource

    private struct Endpoint: Hashable {
        let text: String
        let vantage: Vantage
    }

    private struct Look {
        let endpoint: EndpointText
        let seenAt: Instant
        let source: String
    }

    init?(_ slice: Slice, _ source: ReadingSource) throws {
        guard let rows = try slice.writer("endpoints") else { return nil }
        self.rows = rows
        self.source = source
    }

    func add(_ reading: TenantReading) throws {
        let looks = try newest(of: reading.tenant)
        var owners: [String: [(id: Int, name: String)]] = [:]
        for server in reading.servers {
            for address in server.addresses { owners[address, default: []].append((server.asset, server.name)) }
        }
        for (key, look) in looks.sorted(by: {
            ($0.key.text, $0.key.vantage.rawValue) < ($1.key.text, $1.key.vantage.rawValue)
        }) {
            for owner in owners[look.endpoint.address] ?? [(0, "")] {
                rows.set(rows["tenant"], reading.tenant.slug)
                rows.set(rows["address"], look.endpoint.address)
                rows.set(rows["port"], look.endpoint.port)
                rows.set(rows["protocol"], look.endpoint.isTCP ? "tcp" : "udp")
                rows.set(rows["vantage"], key.vantage.rawValue)
                rows.set(rows["state"], look.endpoint.state.rawValue)
                rows.set(rows["source"], look.source)
                rows.set(rows.instant("seen"), look.seenAt)
                rows.set(rows["asset_id"], owner.id > 0 ? owner.id : nil)
                rows.set(rows["asset"], owner.id > 0 ? owner.name : nil)
                try rows.add()
            }
        }
    }

    /// The newest look per endpoint and vantage; of two of one time the worse counts.
    private func newest(of tenant: Tenant) throws -> [Endpoint: Look] {
        let instant = source.asOf.instant(in: tenant.zone)
        guard let log = try source.transaction.storedLog(of: tenant.id, until: instant) else { return [:] }
        var states: [Int: [[EndpointText]]] = [:]
        var vantages: [Int: [Vantage?]] = [:]
        try log.forEachState { number, _, facts in
            var found: [EndpointText] = []
            var vantage: Vantage?
            var cursor = FactCursor(facts)
            while cursor.next() {
                if cursor.field == Field.endpoint.rawValue {
                    if let endpoint = EndpointText(String(decoding: cursor.value, as: UTF8.self)),
                        endpoint.address != "-"
                    {
                        found.append(endpoint)
                    }
                } else if cursor.field == Field.vantage.rawValue {
                    vantage = Vantage(rawValue: String(decoding: cursor.value, as: UTF8.self))
                }
            }
            // A subject's states come by number.
            states[number, default: []].append(found)
            vantages[number, default: []].append(vantage)
        }
        var newest: [Endpoint: Look] = [:]
        try log.forEachSighting { sighting in
            guard sighting.seenAt <= instant, let file = log.imports[sighting.importID],
                let own = states[sighting.subject], own.indices.contains(sighting.state)
            else { return }
            let vantage = vantages[sighting.subject]?[sighting.state] ?? file.vantage
            for endpoint in own[sighting.state] {
                let key = Endpoint(
                    text: "\(endpoint.address) \(endpoint.port) \(endpoint.isTCP)", vantage: vantage)
                if let old = newest[key] {
                    if old.seenAt > sighting.seenAt { continue }
                    if old.seenAt == sighting.seenAt, EndpointTable.rank(old.endpoint) <= EndpointTable.rank(endpoint) {
                        continue
                    }
                }
                newest[key] = Look(endpoint: endpoint, seenAt: sighting.seenAt, source: file.source)
            }
        }
        return newest
    }

    private static func rank(_ endpoint: EndpointText) -> Int {
        EndpointState.allCases.firstIndex(of: endpoint.state) ?? 0
    }
}
