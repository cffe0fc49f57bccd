import Inventory

/// Addresses as people and tools write them: in brackets, with a port, with a zone index.
enum AddressText {
    /// Separators between several addresses in one cell.
    static let separators: [UInt8] = Array(" ,;|\n\r\t".utf8)

    /// Appends the canonical address; false, and `out` as it was, for what is no address (`203.0.113.300`, `010.0.0.1`).
    static func append(_ text: Cell, to out: inout [UInt8]) -> Bool {
        if isCanonicalIPv4(text) {
            out.append(contentsOf: text)
            return true
        }
        guard let address = IPAddress(utf8: text) ?? read(CellText.string(text)) else { return false }
        address.append(to: &out)
        return true
    }

    /// The canonical address; nil for what is none.
    static func canonical(_ text: Cell) -> String? {
        var out: [UInt8] = []
        return append(text, to: &out) ? String(decoding: out, as: UTF8.self) : nil
    }

    /// The address of `192.0.2.1`, `192.0.2.1:443`, `[2001:db8::1]:443`, `fe80::1%eth0`, `192.0.2.1/32`.
    static func read(_ text: String) -> IPAddress? {
        var rest = Substring(text)
        if rest.hasPrefix("[") {
            guard let end = rest.firstIndex(of: "]") else { return nil }
            guard isPort(rest[rest.index(after: end)...]) else { return nil }
            rest = rest[rest.index(after: rest.startIndex)..<end]
        } else if let colon = rest.firstIndex(of: ":"), rest[rest.index(after: colon)...].firstIndex(of: ":") == nil {
            guard isPort(rest[colon...]) else { return nil }
            rest = rest[..<colon]
        }
        if let percent = rest.firstIndex(of: "%") { rest = rest[..<percent] }
        if let slash = rest.firstIndex(of: "/") {
            let width = rest[rest.index(after: slash)...]
            guard width == (rest.contains(":") ? "128" : "32") else { return nil }
            rest = rest[..<slash]
        }
        return IPAddress(rest)
    }

    /// Empty, or a colon and a port.
    private static func isPort(_ text: Substring) -> Bool {
        if text.isEmpty { return true }
        guard text.hasPrefix(":"), let port = Int(text.dropFirst()) else { return false }
        return (0...65_535).contains(port)
    }

    /// Four numbers up to 255 without leading zeros, which needs no second look.
    static func isCanonicalIPv4(_ text: Cell) -> Bool {
        guard text.count >= 7, text.count <= 15 else { return false }
        var parts = 1
        var value = 0
        var digits = 0
        for i in 0..<text.count {
            let byte = text[i]
            if byte == UInt8(ascii: ".") {
                guard digits > 0 else { return false }
                parts += 1
                (value, digits) = (0, 0)
            } else {
                guard isDigit(byte), digits == 0 || value > 0 else { return false }
                value = value * 10 + Int(byte - 0x30)
                digits += 1
                guard value <= 255 else { return false }
            }
        }
        return parts == 4 && digits > 0
    }
}
