import Storage

extension TerminalLayout {
    /// Writes it so that `init(_:)` reads it back.
    package func write(to bytes: inout [UInt8]) {
        bytes.append(number: UInt64(columns.count))
        for column in columns {
            bytes.append(text: column.title)
            bytes.append(column.isRight ? 1 : 0)
            bytes.append(number: UInt64(column.leaves.map { $0 + 1 } ?? 0))
            bytes.append(column.mayBeCut ? 1 : 0)
            bytes.append(column.isWide ? 1 : 0)
        }
        heading.write(to: &bytes)
        rows.write(to: &bytes)
        totals.write(to: &bytes)
        closing.write(to: &bytes)
    }

    /// Nil where the bytes are no layout. Text is made visible again, whatever lies there now.
    package init?(_ reader: inout NumberReader) {
        guard let count = reader.count() else { return nil }
        var columns: [Column] = []
        for _ in 0..<count {
            guard let title = reader.text(), let right = reader.next(), let leaves = reader.next(),
                let cut = reader.next(), let wide = reader.next()
            else { return nil }
            columns.append(
                Column(
                    title, right: right == 1, leaves: leaves == 0 ? nil : Int(exactly: leaves - 1), mayBeCut: cut == 1,
                    wide: wide == 1))
        }
        guard let heading = [StyledText](&reader), let rows = [Row](&reader), let totals = [Row](&reader),
            let closing = [StyledText](&reader)
        else { return nil }
        self.init(heading: heading, columns: columns, rows: rows, totals: totals, closing: closing)
    }
}

extension [TerminalLayout.Row] {
    fileprivate func write(to bytes: inout [UInt8]) {
        bytes.append(number: UInt64(count))
        for row in self {
            row.cells.write(to: &bytes)
            [row.detail].compactMap { $0 }.write(to: &bytes)
            row.card.write(to: &bytes)
        }
    }

    fileprivate init?(_ reader: inout NumberReader) {
        guard let count = reader.count() else { return nil }
        self = []
        for _ in 0..<count {
            guard let cells = [StyledText](&reader), let detail = [StyledText](&reader),
                let card = [StyledText](&reader)
            else { return nil }
            append(TerminalLayout.Row(cells, detail: detail.first, card: card))
        }
    }
}

extension [StyledText] {
    /// Writes the lines so that `init(_:)` reads them back.
    package func write(to bytes: inout [UInt8]) {
        bytes.append(number: UInt64(count))
        for text in self {
            bytes.append(number: UInt64(text.pieces.count))
            for piece in text.pieces {
                bytes.append(piece.tone.rawValue)
                bytes.append(text: piece.text)
            }
        }
    }

    /// Nil where the bytes are no lines.
    package init?(_ reader: inout NumberReader) {
        guard let count = reader.count() else { return nil }
        self = []
        reserveCapacity(count)
        for _ in 0..<count {
            guard let pieces = reader.count() else { return nil }
            var text = StyledText()
            for _ in 0..<pieces {
                guard let tone = reader.next().flatMap({ UInt8(exactly: $0) }).flatMap(StyledText.Tone.init(rawValue:)),
                    let words = reader.text()
                else { return nil }
                text.append(words, tone)
            }
            append(text)
        }
    }
}
