import Assessment
import CLibcrypto
import Inventory
import Storage

/// The id of a follow-up as people see it: `F-2NB7XC`. It says nothing of how many others there are, or whose.
package struct FollowUpID: Hashable, Sendable, CustomStringConvertible {
    /// The digits behind `F-`.
    fileprivate let digits: String

    /// Reads `F-2NB7XC` in either case, also without `F-`; O counts as 0, I and L as 1. Nil for anything else.
    package init?(_ text: some StringProtocol) {
        var text = text.uppercased()
        if text.hasPrefix("F-") { text.removeFirst(2) }
        guard text.utf8.count == 6 || text.utf8.count == 8 else { return nil }
        var digits = ""
        for character in text {
            let digit: Character = character == "O" ? "0" : character == "I" || character == "L" ? "1" : character
            guard FollowUpID.alphabet.contains(digit) else { return nil }
            digits.append(digit)
        }
        self.digits = digits
    }

    fileprivate init(_ value: UInt64, length: Int) {
        var value = value
        var reversed: [Character] = []
        for _ in 0..<length {
            reversed.append(FollowUpID.alphabet[Int(value & 31)])
            value >>= 5
        }
        digits = String(reversed.reversed())
    }

    fileprivate var value: UInt64 {
        digits.reduce(0) { $0 << 5 | UInt64(FollowUpID.alphabet.firstIndex(of: $1)!) }
    }

    package var description: String { "F-\(digits)" }

    /// Without I, L, O and U, which are misread or make words.
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
}

/// Finds ids by asset, threat and episode; nil for a follow-up that was never given one.
package typealias FollowUpNames = (Int, String, Int) -> FollowUpName?

/// Turns the numbers of follow-ups into ids and back: a permutation that only the store's key opens.
///
/// The first 2^30 numbers have six digits, later ones eight. Each length is a Feistel network of its own whose round
/// function is SHA-256 over key, length, round and half.
package struct FollowUpIDs: Sendable {
    private let key: [UInt8]

    package init(key: [UInt8]) { self.key = key }

    /// The id of a number from 1.
    package func id(_ number: Int) -> FollowUpID {
        let index = UInt64(number - 1)
        if index < FollowUpIDs.short { return FollowUpID(permute(index, bits: 30), length: 6) }
        return FollowUpID(permute(index - FollowUpIDs.short, bits: 40), length: 8)
    }

    /// The ids of the follow-ups that have these numbers.
    func names(_ numbers: FollowUpNumbers) -> FollowUpNames {
        { asset, threat, episode in
            guard let number = numbers.number(asset: asset, threat: threat, episode: episode) else { return nil }
            return { id(number).description }
        }
    }

    /// The number behind an id, whether or not it was ever given.
    package func number(_ id: FollowUpID) -> Int {
        if id.digits.count == 6 { return Int(restore(id.value, bits: 30)) + 1 }
        return Int(restore(id.value, bits: 40) + FollowUpIDs.short) + 1
    }

    private static let short: UInt64 = 1 << 30
    private static let rounds: [UInt8] = [0, 1, 2, 3, 4, 5]

    private func permute(_ value: UInt64, bits: UInt64) -> UInt64 {
        let half = bits / 2
        let mask: UInt64 = (1 << half) - 1
        var (left, right) = (value >> half, value & mask)
        for round in FollowUpIDs.rounds { (left, right) = (right, left ^ (scramble(right, round, half) & mask)) }
        return left << half | right
    }

    private func restore(_ value: UInt64, bits: UInt64) -> UInt64 {
        let half = bits / 2
        let mask: UInt64 = (1 << half) - 1
        var (left, right) = (value >> half, value & mask)
        for round in FollowUpIDs.rounds.reversed() {
            (left, right) = (right ^ (scramble(left, round, half) & mask), left)
        }
        return left << half | right
    }

    private func scramble(_ value: UInt64, _ round: UInt8, _ half: UInt64) -> UInt64 {
        let message = key + [round, UInt8(half)] + (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        var digest = [UInt8](repeating: 0, count: 32)
        EVP_Digest(message, message.count, &digest, nil, EVP_sha256(), nil)
        return digest[0..<8].reduce(0) { $0 << 8 | UInt64($1) }
    }
}
