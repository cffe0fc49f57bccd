/// Text that is safe to send to a terminal: what would move the cursor, change the direction of writing or hide itself
/// is shown as `\x1b` or `\u202e`. Names come from customers' files, and some of those machines are not theirs any more.
package enum VisibleText {
    /// The text with everything hidden made visible.
    package static func of(_ text: String) -> String {
        guard !text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else { return text }
        guard text.unicodeScalars.contains(where: isHidden) else { return text }
        var visible = ""
        for scalar in text.unicodeScalars {
            if isHidden(scalar) {
                visible += escape(scalar)
            } else {
                visible.unicodeScalars.append(scalar)
            }
        }
        return visible
    }

    /// Control characters (tab and line end too), marks of direction, separators of lines, and what has no width but is
    /// no part of any script. The joiners of Persian and of emoji stay.
    package static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E: false
        case 0..<0x20, 0x7F..<0xA0: true
        case 0xAD, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF: true
        case 0xFFF9...0xFFFB, 0xE0000...0xE007F: true
        default: false
        }
    }

    /// `\x1b` below 256, else `\u202e`.
    package static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        return scalar.value < 0x100
            ? "\\x" + (digits.count < 2 ? "0" : "") + digits
            : "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
