import CLibcrypto
import Inventory

/// The id of a piece of evidence as people see it: `E-4T9K2M7Q`. It stands for the trace, its time and the subject that
/// first told of it, so that it is the same whatever is computed anew.
package struct EvidenceID: Hashable, Sendable, CustomStringConvertible {
    private let digits: String

    /// Without I, L, O and U, which are misread or make words.
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

    /// Reads `E-4T9K2M7Q` in either case, also without `E-`. Nil for anything else.
    package init?(_ text: some StringProtocol) {
        var text = text.uppercased()
        if text.hasPrefix("E-") { text.removeFirst(2) }
        let spelled = text.map { $0 == "O" ? "0" : $0 == "I" || $0 == "L" ? "1" : $0 }
        guard spelled.count == 8, spelled.allSatisfy(EvidenceID.alphabet.contains) else { return nil }
        digits = String(spelled)
    }

    /// - Parameters:
    ///   - key: the store's, so that ids tell nothing of other tenants.
    ///   - asset: the machine behind an address that tells of it; nil where the subject is the machine's own.
    init(key: [UInt8], tenantID: Int, subject: Int, behind asset: Int? = nil, trace: String, occurredAt: Instant?) {
        let place = asset.map { "\(subject)@\($0)" } ?? "\(subject)"
        let text = "evidence \(tenantID) \(place) \(occurredAt?.description ?? "-") \(trace)"
        let message = key + Array(text.utf8)
        var digest = [UInt8](repeating: 0, count: 32)
        EVP_Digest(message, message.count, &digest, nil, EVP_sha256(), nil)
        let value = digest[0..<5].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        digits = String((0..<8).reversed().map { EvidenceID.alphabet[Int(value >> (5 * UInt64($0)) & 31)] })
    }

    package var description: String { "E-\(digits)" }
}
