import Inventory
import Testing

@Suite struct KeyedHashTests {
    private func hash(_ bytes: [UInt8], _ hash: KeyedHash) -> [UInt64] {
        let (first, second) = bytes.withUnsafeBytes { hash($0) }
        return [first, second]
    }

    @Test func `the same bytes have the same hash wherever they lie`() {
        let keyed = KeyedHash()
        for count in [0, 1, 7, 8, 9, 15, 16, 17, 100, 1_023, 1_024, 1_025, 40_000] {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ 7) }
            let shifted = [0] + bytes
            let (first, second) = shifted.withUnsafeBytes { keyed(UnsafeRawBufferPointer(rebasing: $0[1...])) }
            #expect(hash(bytes, keyed) == [first, second], "\(count) bytes")
        }
    }

    @Test func `no two of many short texts meet, nor any halves of their hashes`() {
        let keyed = KeyedHash()
        var seen: [Set<UInt64>] = [[], []]
        var texts = 0
        func add(_ bytes: [UInt8]) {
            texts += 1
            for (place, half) in hash(bytes, keyed).enumerated() { seen[place].insert(half) }
        }
        // Zeros behind a text, one bit in it and its length must each make a difference, also across pages.
        for count in 0...300 { add(Array(repeating: 0, count: count)) }
        for count in [1_023, 1_024, 1_025, 2_048, 33_000, 1_100_000] { add(Array(repeating: 0, count: count)) }
        for bit in 0..<1_600 {
            var bytes = [UInt8](repeating: 0, count: 301)
            bytes[bit / 8] = 1 << UInt8(bit % 8)
            add(bytes)
        }
        for page in 0..<40 {
            var bytes = [UInt8](repeating: 0, count: 41 * 1_024 + 3)
            bytes[page * 1_024 + 17] = 1
            add(bytes)
        }
        #expect(seen[0].count == texts)
        #expect(seen[1].count == texts)
    }

    @Test func `another key gives other hashes`() {
        let bytes = Array("mail01.acme.example.org".utf8)
        #expect(hash(bytes, KeyedHash()) != hash(bytes, KeyedHash()))
    }
}
