/// A regular expression that looks into cells.
struct CellPattern {
    private let regex: Regex<AnyRegexOutput>

    /// Bytes of a cell that are looked into: versions stand near the beginning of what a scanner says.
    private static let reach = 16 << 10

    /// Nil for what is no regular expression.
    init?(_ pattern: String) {
        guard let regex = try? Regex(pattern) else { return nil }
        self.regex = regex.ignoresCase().matchingSemantics(.unicodeScalar)
    }

    func isFound(in cell: Cell) -> Bool { (try? regex.firstMatch(in: CellPattern.text(cell))) != nil }

    /// The first group of each match, else the whole match.
    func all(in cell: Cell) -> [String] {
        CellPattern.text(cell).matches(of: regex).compactMap { match in
            let group = match.output.count > 1 ? match.output[1].substring : match.output[0].substring
            return group.map { String($0).trimmingBlanks }.flatMap { $0.isEmpty ? nil : $0 }
        }
    }

    private static func text(_ cell: Cell) -> String {
        String(decoding: cell.prefix(reach), as: UTF8.self)
    }
}
