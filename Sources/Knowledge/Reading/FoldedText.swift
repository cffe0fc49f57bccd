/// A text as a person would read it aloud: lower case, single blanks, full-width forms as ASCII, quotes dropped.
struct FoldedText {
    /// Words and numbers, cut at blanks and at `,;:=()[]"'_/|-`; a number keeps its dots.
    let words: [String]
    /// The folded text as a whole.
    let text: String

    init(_ raw: String) {
        var text = ""
        for scalar in raw.unicodeScalars { text.unicodeScalars.append(FoldedText.fold(scalar)) }
        text = text.lowercased()
        for (japanese, english) in FoldedText.translations {
            text = FoldedText.replace(japanese, in: text, by: english)
        }
        self.text = text.split(separator: " ").joined(separator: " ")
        words = FoldedText.cut(text)
    }

    /// Terms of Japanese inventories, longest first.
    private static let translations = [
        ("累積的な更新プログラム", " cumulative update "), ("累積更新プログラム", " cumulative update "),
        ("更新プログラムのロールアップ", " update rollup "), ("更新プログラム ロールアップ", " update rollup "),
        ("サービスパック", " service pack "), ("サービス パック", " service pack "),
        ("サブスクリプション エディション", " subscription edition "), ("バージョン", " version "), ("ビルド", " build "),
    ]

    private static func fold(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        // Blanks of every width, tabs and breaks; zero-width marks.
        case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200D, 0x2028, 0x2029, 0x202F, 0x205F, 0x2060, 0x3000,
            0xFEFF:
            " "
        // Full-width forms of ASCII.
        case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
        case 0x2010...0x2015, 0x2212: "-"
        case 0xAE, 0x2122: " "
        default: scalar
        }
    }

    private static func replace(_ part: String, in text: String, by other: String) -> String {
        var rest = Substring(text)
        var out = ""
        while let found = rest.firstRange(of: part) {
            out += rest[..<found.lowerBound] + other
            rest = rest[found.upperBound...]
        }
        return out + rest
    }

    private static func cut(_ text: String) -> [String] {
        let separators = Set<Character>(" ,;:=()[]{}<>\"'`_/|\\-+*&\u{2019}")
        return text.split { separators.contains($0) }
            .map { word in String(word.drop { $0 == "." }.trimmingSuffix { $0 == "." }) }
            .filter { !$0.isEmpty }
    }
}

extension Substring {
    fileprivate func trimmingSuffix(while condition: (Character) -> Bool) -> Substring {
        var rest = self
        while let last = rest.last, condition(last) { rest.removeLast() }
        return rest
    }

    fileprivate func firstRange(of part: String) -> Range<Index>? {
        guard let first = part.first else { return nil }
        var at = startIndex
        while let start = self[at...].firstIndex(of: first) {
            if self[start...].hasPrefix(part) { return start..<index(start, offsetBy: part.count) }
            at = index(after: start)
        }
        return nil
    }
}

/// A version number as written: two to four numbers with dots between.
struct VersionNumber: Hashable {
    let parts: [UInt16]

    /// Nil for anything else, and for numbers above 65535.
    init?(_ word: some StringProtocol) {
        let pieces = word.split(separator: ".", omittingEmptySubsequences: false)
        guard (2...4).contains(pieces.count) else { return nil }
        var parts: [UInt16] = []
        for piece in pieces {
            guard !piece.isEmpty, piece.utf8.count <= 5, piece.utf8.allSatisfy({ (48...57).contains($0) }),
                let number = UInt16(piece)
            else { return nil }
            parts.append(number)
        }
        self.parts = parts
    }
}
