import Inventory
import Storage

/// What a tenant, its domains and its contacts may be called.
package enum TenantName {
    /// Lower-case letters, digits and hyphens, beginning with a letter or digit, at most 63.
    package static func isSlug(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard (1...63).contains(bytes.count), bytes[0] != UInt8(ascii: "-") else { return false }
        return bytes.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
    }

    /// The text as a slug where it can be one: `Fabrikam GmbH` becomes `fabrikam-gmbh`; nil where nothing is left.
    package static func slug(from text: String) -> String? {
        var out: [UInt8] = []
        for byte in text.lowercased().utf8 {
            if isLetterOrDigit(byte) {
                out.append(byte)
            } else if !out.isEmpty, out.last != UInt8(ascii: "-") {
                out.append(UInt8(ascii: "-"))
            }
        }
        out = Array(out.prefix(60))
        while out.last == UInt8(ascii: "-") { out.removeLast() }
        return out.isEmpty ? nil : String(decoding: out, as: UTF8.self)
    }

    /// The domain in the form in which host names are kept, without a trailing dot; nil where it is none.
    package static func domain(_ text: String) -> String? {
        var folded = text.lowercased()
        if folded.hasSuffix(".") { folded.removeLast() }
        let labels = folded.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, folded.utf8.count <= 253 else { return nil }
        for label in labels {
            guard (1...63).contains(label.utf8.count), label.first != "-", label.last != "-",
                label.unicodeScalars.allSatisfy({
                    $0.value > 127 || isLetterOrDigit(UInt8($0.value)) || $0 == "-" || $0 == "_"
                })
            else { return nil }
        }
        return folded
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (97...122).contains(byte) || (48...57).contains(byte)
    }
}
