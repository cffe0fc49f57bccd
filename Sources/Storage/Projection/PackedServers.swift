import Inventory

/// New rows of the table `server` with their values as they are bound: made on whatever thread computes them, so that the
/// one that holds the store need not.
struct PackedServers: Sendable {
    struct Row: Sendable {
        let asset: Int
        let firstSeen: Instant
        let lastSeen: Instant
        let answersFrom: Instant
        let situation: Situation
        /// Where its texts and moments end; each begins where the one before it does.
        fileprivate let start: Int
        fileprivate let name: Int
        fileprivate let kind: Int
        fileprivate let published: Int
        fileprivate let moments: Int
    }

    private(set) var rows: [Row] = []
    private var bytes: [UInt8] = []

    init(_ servers: [TenantProjection.ServerRow]) {
        rows.reserveCapacity(servers.count)
        bytes.reserveCapacity(80 * servers.count)
        for server in servers {
            let start = bytes.count
            bytes.append(contentsOf: server.name.utf8)
            let name = bytes.count
            bytes.append(contentsOf: server.kind.utf8)
            let kind = bytes.count
            bytes.append(contentsOf: server.published.utf8)
            let published = bytes.count
            MomentList.write(server.moments, to: &bytes)
            rows.append(
                Row(
                    asset: server.asset, firstSeen: server.firstSeen, lastSeen: server.lastSeen,
                    answersFrom: server.answersFrom, situation: server.situation, start: start, name: name, kind: kind,
                    published: published, moments: bytes.count))
        }
    }

    /// Calls with the texts and moments of all rows at hand.
    func withTexts(_ body: (Texts) throws -> Void) rethrows {
        try bytes.withUnsafeBytes { try body(Texts(bytes: $0)) }
    }

    struct Texts {
        fileprivate let bytes: UnsafeRawBufferPointer

        func name(_ row: Row) -> UnsafeRawBufferPointer { piece(row.start, row.name) }
        func kind(_ row: Row) -> UnsafeRawBufferPointer { piece(row.name, row.kind) }
        func published(_ row: Row) -> UnsafeRawBufferPointer { piece(row.kind, row.published) }
        func moments(_ row: Row) -> UnsafeRawBufferPointer { piece(row.published, row.moments) }

        private func piece(_ start: Int, _ end: Int) -> UnsafeRawBufferPointer {
            UnsafeRawBufferPointer(rebasing: bytes[start..<end])
        }
    }
}
