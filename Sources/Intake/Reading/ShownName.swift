/// Names from within archives: anybody can have written them, so they are made fit to be shown, and never used as paths.
enum ShownName {
    /// The name with `\x1B` for each byte that is no UTF-8 and `\u{202E}` for what steers a terminal or turns text round.
    static func text(_ bytes: UnsafeRawBufferPointer) -> String {
        var shown = ""
        var decoder = UTF8()
        var rest = bytes[...]
        while !rest.isEmpty {
            var walk = rest.makeIterator()
            switch decoder.decode(&walk) {
            case .scalarValue(let scalar):
                shown += isPlain(scalar) ? String(scalar) : escaped(scalar)
                rest = rest.dropFirst(UTF8.width(scalar))
            case .emptyInput: rest = rest.dropFirst(rest.count)
            case .error:
                shown += "\\x\(hex(rest[rest.startIndex]).dropFirst(2))"
                rest = rest.dropFirst()
            }
            decoder = UTF8()
        }
        return shown
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
        default: true
        }
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        scalar.value < 0x80
            ? "\\x\(hex(UInt8(scalar.value)).dropFirst(2))"
            : "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    }
}
