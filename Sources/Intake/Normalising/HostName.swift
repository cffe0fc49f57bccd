import Inventory

/// Host names in the one form in which `MAIL01`, `ACME\MAIL01`, `mail01.acme.example.` meet.
enum HostName {
    enum Form {
        /// One label.
        case short
        /// Labels with dots between.
        case full
    }

    /// Writes the canonical name behind what `out` holds; nil, and `out` as it was, for what is no host name.
    ///
    /// Case, a NetBIOS domain in front (`ACME\`), leading backslashes, a trailing dot and the `$` of a computer account go. Names of
    /// digits and dots only are no names: they are addresses, or were meant as such.
    static func append(_ text: Cell, to out: inout [UInt8]) -> Form? {
        let start = out.count
        var cell = CellText.trimmed(text)
        if let slash = cell.lastIndex(of: UInt8(ascii: "\\")) { cell = Cell(rebasing: cell[(slash + 1)...]) }
        while let last = cell.last, last == UInt8(ascii: ".") || last == UInt8(ascii: "$") {
            cell = Cell(rebasing: cell.dropLast())
        }
        guard !cell.isEmpty, cell.count <= 253 else { return nil }
        guard let form = isASCII(cell) ? ascii(cell, &out) : other(cell, &out) else {
            out.removeSubrange(start...)
            return nil
        }
        return form
    }

    private static func ascii(_ cell: Cell, _ out: inout [UInt8]) -> Form? {
        var labelLength = 0
        var dots = 0
        var digits = 0
        var hasCapitals = false
        var last: UInt8 = 0
        for byte in cell {
            switch ByteKind(byte) {
            case .letter: break
            case .digit: digits += 1
            case .capital: hasCapitals = true
            case .dash: guard labelLength > 0 else { return nil }
            case .dot:
                guard labelLength > 0, last != UInt8(ascii: "-") else { return nil }
                dots += 1
                labelLength = -1
            case .other: return nil
            }
            labelLength += 1
            guard labelLength <= 63 else { return nil }
            last = byte
        }
        guard last != UInt8(ascii: "-"), dots == 0 || digits + dots < cell.count else { return nil }
        if hasCapitals { out.append(contentsOf: cell.lazy.map(lower)) } else { out.append(contentsOf: cell) }
        return dots == 0 ? .short : .full
    }

    /// What a byte is in a host name, looked up for each.
    private enum ByteKind: UInt8 {
        case other, letter, digit, capital, dash, dot

        @inline(__always)
        init(_ byte: UInt8) {
            // One character a byte up to 127; those above are in no name of ASCII.
            let table: StaticString = """
                00000000000000000000000000000000\
                00000000000004502222222222000000\
                03333333333333333333333333300001\
                01111111111111111111111111100000
                """
            self = byte < 0x80 ? unsafeBitCast(table.utf8Start[Int(byte)] &- 0x30, to: ByteKind.self) : .other
        }
    }

    /// NetBIOS names may hold letters of any script.
    private static func other(_ cell: Cell, _ out: inout [UInt8]) -> Form? {
        let name = CellText.string(cell).lowercased()
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        let isName = labels.allSatisfy { label in
            !label.isEmpty && label.utf8.count <= 63
                && label.unicodeScalars.allSatisfy {
                    $0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "-" || $0 == "_"
                }
        }
        guard isName else { return nil }
        out.append(contentsOf: name.utf8)
        return labels.count == 1 ? .short : .full
    }

    /// The canonical name of a text; nil for what is no host name.
    static func read(_ text: String) -> (name: String, form: Form)? {
        var out: [UInt8] = []
        let form = Array(text.utf8).withUnsafeBufferPointer { append($0, to: &out) }
        return form.map { (String(decoding: out, as: UTF8.self), $0) }
    }
}
