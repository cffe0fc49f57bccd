import Testing

@testable import Inventory

@Suite struct EncodedRowsTests {
    private let hash = KeyedHash()

    private func batch(_ rows: [[(Field, String)]]) -> ObservationBatch {
        var batch = ObservationBatch()
        for (index, facts) in rows.enumerated() {
            for (field, value) in facts { batch.add(field, value) }
            batch.endRow(line: index + 2, record: index + 1, seenAt: nil, tenant: nil)
        }
        return batch
    }

    @Test func `gives each row the bytes of its fact lists`() {
        let batch = batch([
            [
                (.build, "15.1.2308.14"), (.fqdn, "mail01.example.org"), (.address, "192.0.2.9"),
                (.address, "192.0.2.1"),
            ],
            [(.hostName, "mail02")],
            [(.address, "192.0.2.1"), (.address, "192.0.2.1"), (.identityAddress, "192.0.2.1"), (.owner, "")],
            [(.serial, "x"), (.other, String(repeating: "ü", count: 9_000))],
        ])
        let encoded = EncodedRows(batch, hash)
        for index in 0..<batch.count {
            let row = encoded.rows[index]
            #expect([UInt8](encoded.identity(row)) == batch[index].identity.bytes)
            #expect([UInt8](encoded.state(row)) == batch[index].state.bytes)
        }
    }

    @Test func `tells rows apart by who they are about, and by what they say`() {
        let same: [(Field, String)] = [(.hostName, "mail01"), (.owner, "Dana"), (.site, "Kiel")]
        let rows = EncodedRows(
            batch([same, same.reversed(), [(.hostName, "mail01"), (.owner, "Sam")], [(.hostName, "mail02")]]), hash
        ).rows
        #expect(rows[0].key == rows[1].key && rows[0].stateHash == rows[1].stateHash)
        #expect(rows[0].key == rows[2].key && rows[0].stateHash != rows[2].stateHash)
        #expect(rows[0].key != rows[3].key)
    }

    @Test func `knows whether a row says from where it was looked at`() {
        let rows = EncodedRows(
            batch([[(.fqdn, "a.example.org"), (.vantage, "internet")], [(.fqdn, "b.example.org")]]), hash
        )
        .rows
        #expect(rows.map(\.hasVantage) == [true, false])
    }

    @Test func `hashes texts that differ in one byte, or in length alone, differently`() {
        var seen = Set<[UInt64]>()
        for length in 0..<64 {
            for byte: UInt8 in [0, 1, 0x80] {
                let (first, second) = [UInt8](repeating: byte, count: length).withUnsafeBytes { hash($0) }
                seen.insert([first, second])
            }
        }
        #expect(seen.count == 63 * 3 + 1)
    }
}
