import Storage

extension ReportTable {
    /// The answer to a question as a table. A column is of numbers where all its values are.
    package init(_ answer: SliceAnswer) {
        let columns = answer.columns.enumerated().map { place, name in
            ReportTable.Column(name, ReportTable.kind(of: answer.rows.lazy.map { $0[place] }))
        }
        self.init(columns: columns, rows: answer.rows.map { $0.map(Cell.init) })
        isCut = answer.isCut
    }

    private static func kind(of values: some Sequence<SliceValue>) -> Kind {
        var kind: Kind?
        for value in values {
            switch value {
            case .null: continue
            case .integer: kind = kind ?? .integer
            case .real: kind = .real
            case .text, .blob: return .text
            }
        }
        return kind ?? .text
    }
}

extension Cell {
    /// Bytes, which no view holds, as hexadecimal digits.
    init(_ value: SliceValue) {
        switch value {
        case .null: self = .null
        case .integer(let number): self = .integer(number)
        case .real(let number): self = .real(number)
        case .text(let text): self = .text(text)
        case .blob(let bytes):
            self = .text(bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
        }
    }
}
