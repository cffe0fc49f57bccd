import Inventory
import Storage
import Testing

@Suite struct SightingPartTests {
    @Test(arguments: 0..<50)
    func `what is written is read back`(seed: Int) throws {
        var random = Seeded(state: UInt64(seed) &* 977 &+ 1)
        var part = SightingPart()
        var written: [SightingPart.Entry] = []
        for _ in 0..<Int.random(in: 1...SightingPart.capacity, using: &random) {
            let entry = SightingPart.Entry(
                line: Int.random(in: 1...10_000_000, using: &random),
                subject: Int.random(in: 1...5_000_000, using: &random),
                state: Int.random(in: 0...300, using: &random),
                seenAt: Bool.random(using: &random)
                    ? Instant(Int64.random(in: -62_135_596_800...253_402_300_799, using: &random)) : nil)
            part.append(line: entry.line, subject: entry.subject, state: entry.state, seenAt: entry.seenAt)
            written.append(entry)
        }
        var read: [SightingPart.Entry] = []
        #expect(part.body.withUnsafeBytes { SightingPart.forEach(in: $0) { read.append($0) } })
        #expect(read == written)
        #expect(part.entries == written.count)
        #expect(part.atTaken == written.count { $0.seenAt == nil })
        let times = written.compactMap(\.seenAt)
        #expect(part.ownTimes == times.min().map { $0...times.max()! })
    }

    @Test(arguments: [0, 1, 127, 128, 16_383, 16_384, Int(Int32.max), Int.max])
    func `numbers at the edges of their encoding are read back`(number: Int) throws {
        var part = SightingPart()
        part.append(line: number, subject: number, state: number, seenAt: Instant(Int64(number / 4)))
        part.append(line: 1, subject: 1, state: 0, seenAt: nil)
        var read: [SightingPart.Entry] = []
        #expect(part.body.withUnsafeBytes { SightingPart.forEach(in: $0) { read.append($0) } })
        #expect(read.map(\.line) == [number, 1])
        #expect(read.map(\.subject) == [number, 1])
        #expect(read.map(\.state) == [number, 0])
        #expect(read.map(\.seenAt) == [Instant(Int64(number / 4)), nil])
    }

    @Test func `rows in the order of the file take a handful of bytes`() {
        var part = SightingPart()
        for index in 1...4096 { part.append(line: index + 1, subject: index, state: 0, seenAt: nil) }
        #expect(part.isFull)
        #expect(part.body.count <= 4 * 4096 + 8)
    }

    @Test func `a body that was cut is told from a whole one`() {
        var part = SightingPart()
        part.append(line: 300, subject: 300, state: 1, seenAt: Instant(1_629_000_000))
        for end in 1..<part.body.count {
            let isWhole = Array(part.body[..<end]).withUnsafeBytes { SightingPart.forEach(in: $0) { _ in } }
            #expect(!isWhole, "\(end) of \(part.body.count) bytes")
        }
    }
}

struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
