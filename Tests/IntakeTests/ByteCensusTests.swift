import Foundation
import TestSupport
import Testing

@testable import Intake

/// The census passes over most bytes several at a time: it must find what a look at each byte finds.
struct ByteCensusTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func census(_ bytes: [UInt8]) throws -> ByteCensus {
        try ByteCensus(of: FileBytes.open(path: try folder.write(bytes, to: "input.csv"), name: "input.csv"))
    }

    /// The first byte that is no UTF-8, found byte by byte.
    private func firstWrong(_ bytes: [UInt8]) -> Int? {
        var check = UTF8Check()
        for (i, byte) in bytes.enumerated() {
            if let wrong = check.take(byte, at: i) { return wrong.offset }
        }
        return check.finish()?.offset
    }

    @Test(
        arguments: [
            [0xFF], [0xC3], [0xE6, 0xA8], [0xED, 0xA0, 0x80], [0xE0, 0x80, 0x80], [0xC0, 0x80], [0xF0, 0x9F, 0x98],
            [0x80],
            [0xF4, 0x90, 0x80, 0x80], [],
        ] as [[UInt8]])
    func `a byte that is no UTF-8 is found wherever it stands`(_ wrong: [UInt8]) throws {
        for shift in 0..<9 {
            let text = Array((String(repeating: "a", count: shift) + "Łódź, 東京本社 😀 plain words ").utf8)
            for tail in ["", "b", "上", "eight bytes and more"] {
                let bytes = text + wrong + Array(tail.utf8)
                #expect(try census(bytes).firstNotUTF8?.offset == firstWrong(bytes))
            }
        }
    }

    @Test(arguments: 1...4) func `a character may lie across two pieces of a large file`(_ before: Int) throws {
        let head = [UInt8](repeating: UInt8(ascii: "a"), count: (1 << 20) - before)
        let whole = try census(head + Array("😀上ü and so on".utf8))
        #expect(whole.firstNotUTF8 == nil && whole.hasHighBytes)
        let cut = head + Array("😀".utf8.dropLast()) + Array("b".utf8)
        #expect(try census(cut).firstNotUTF8?.offset == head.count)
    }

    @Test func `the hash of a large file is that of its bytes`() throws {
        let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 / 7) & 0x7F }
        let digest = Digest()
        bytes.withUnsafeBytes { digest.update($0) }
        #expect(try census(bytes).fingerprint.bytes() == digest.finish())
    }
}
