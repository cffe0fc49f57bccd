import Inventory
import Testing

@testable import Roll

@Suite struct ReadAheadTests {
    private struct Broken: Error {}

    private static func batch(_ line: Int) -> ObservationBatch {
        var batch = ObservationBatch()
        batch.add(.hostName, "mail\(line)")
        batch.endRow(line: line, record: line, seenAt: nil, tenant: nil)
        return batch
    }

    private static let report = FileReport(format: "inventory-csv", kind: .inventory, encoding: "UTF-8", delimiter: ",")

    @Test func `hands on all batches in the order in which they were read`() throws {
        var lines: [Int] = []
        let report = try ReadAhead(hash: KeyedHash()).run { sink in
            for line in 1...100 { try sink(Self.batch(line), []) }
            return Self.report
        } take: { reading in
            lines.append(reading.batch.rows[0].line)
        }
        #expect(lines == Array(1...100))
        #expect(report.format == "inventory-csv")
    }

    @Test func `ends the reader where a batch cannot be taken, and throws why`() {
        var refused = false
        #expect(throws: Broken.self) {
            try ReadAhead(hash: KeyedHash()).run { sink in
                do {
                    while true { try sink(Self.batch(1), []) }
                } catch {
                    refused = true
                    throw error
                }
            } take: { _ in
                throw Broken()
            }
        }
        #expect(refused)
    }

    @Test func `takes what was read before the reader failed, then throws what it threw`() {
        var taken = 0
        #expect(throws: Broken.self) {
            try ReadAhead(hash: KeyedHash()).run { sink in
                try sink(Self.batch(1), [])
                try sink(Self.batch(2), [])
                throw Broken()
            } take: { _ in
                taken += 1
            }
        }
        #expect(taken == 2)
    }

    @Test func `gives the report of a file without rows`() throws {
        let report = try ReadAhead(hash: KeyedHash()).run {
            _ in
            Self.report
        } take: { _ in
            Issue.record("there is nothing to take")
        }
        #expect(report.records == 0)
    }
}
