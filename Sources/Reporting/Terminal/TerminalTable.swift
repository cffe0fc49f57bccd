/// A layout set into a page.
package struct TerminalTable: Sendable {
    /// The lines, in order.
    package let lines: [StyledText]
    /// Titles of the columns that had to leave; to be said aloud.
    package let leftOut: [String]

    package init(_ layout: TerminalLayout, page: Page) {
        let heading = layout.heading.flatMap { Self.fitted($0, page, hanging: 2) }
        let closing = layout.closing.flatMap { Self.fitted($0, page, hanging: 2) }
        if layout.rows.isEmpty && layout.totals.isEmpty {
            lines = heading + closing
            leftOut = []
        } else if page.form == .cards, Self.needsCards(layout, page) {
            lines = heading + (layout.rows + layout.totals).flatMap { Self.card($0, layout.columns, page) } + closing
            leftOut = []
        } else {
            let grid = Grid(layout, page: page)
            lines = heading + grid.lines + closing
            leftOut = grid.leftOut
        }
    }

    /// A layout that has its own cards uses them; a plain one only where its columns have no room.
    private static func needsCards(_ layout: TerminalLayout, _ page: Page) -> Bool {
        if layout.rows.contains(where: { !$0.card.isEmpty }) { return true }
        return page.isBounded && Grid(layout, page: .pipe).width > page.width
    }

    private static func card(_ row: TerminalLayout.Row, _ columns: [TerminalLayout.Column], _ page: Page)
        -> [StyledText]
    {
        var lines = row.card
        if lines.isEmpty {
            let titleWidth = columns.map { DisplayWidth.of($0.title) }.max() ?? 0
            lines = zip(columns, row.cells).filter { !$1.isEmpty }.map { column, cell in
                StyledText(column.title, .dim).padded(to: titleWidth, right: false) + "  " + cell
            }
            if let detail = row.detail { lines.append(detail) }
            lines.append(StyledText())
        }
        return lines.flatMap { fitted($0, page, hanging: 5) }
    }

    static func fitted(_ line: StyledText, _ page: Page, hanging: Int) -> [StyledText] {
        page.isBounded ? line.wrapped(to: page.width, hanging: hanging) : [line]
    }
}

/// Rows in columns: which ones stay, how wide each is.
private struct Grid {
    private let layout: TerminalLayout
    private let page: Page
    /// Places of the columns that stay, and the cells each takes.
    private var shown: [(place: Int, width: Int)]
    private(set) var leftOut: [String] = []

    /// Cells between two columns: two, or one where that keeps a column from leaving.
    private var gap = 2

    init(_ layout: TerminalLayout, page: Page) {
        self.layout = layout
        self.page = page
        shown = layout.columns.indices.filter { page.form == .oneLine || !layout.columns[$0].isWide }.map { place in
            let cells = (layout.rows + layout.totals).map { Self.cell($0, place).width }
            return (place, max(DisplayWidth.of(layout.columns[place].title), cells.max() ?? 0))
        }
        if page.isBounded, leastWidth > page.width { gap = 1 }
        if page.isBounded { letColumnsLeave() }
        if leastWidth + max(0, shown.count - 1) <= page.width { gap = 2 }
        if page.mayCut { narrowColumns() }
    }

    /// Cells from the first column to the last.
    var width: Int { shown.reduce(0) { $0 + $1.width } + gap * max(0, shown.count - 1) }

    var lines: [StyledText] {
        let indent = shown.first.map { $0.width <= 4 ? $0.width + gap : 3 } ?? 0
        let body = (layout.rows + layout.totals).flatMap { row -> [StyledText] in
            let cells = line { Self.cell(row, $0) }
            guard page.form != .oneLine, let detail = row.detail else { return [cells] }
            let second = StyledText(String(repeating: " ", count: indent)) + detail
            return [cells] + TerminalTable.fitted(second, page, hanging: indent + 2)
        }
        return [line { StyledText(layout.columns[$0].title) }] + body
    }

    private func line(_ cell: (Int) -> StyledText) -> StyledText {
        var line = StyledText()
        for (number, column) in shown.enumerated() {
            if number > 0 { line.append(String(repeating: " ", count: gap)) }
            let text = page.mayCut ? cell(column.place).cut(to: column.width) : cell(column.place)
            line += text.padded(to: column.width, right: layout.columns[column.place].isRight)
        }
        return line.trimmed()
    }

    /// The width if every column that may be cut were: those give way before another leaves.
    private var leastWidth: Int {
        width - shown.reduce(0) { $0 + (layout.columns[$1.place].mayBeCut ? max(0, $1.width - Self.leastCut) : 0) }
    }

    private static let leastCut = 24

    private mutating func letColumnsLeave() {
        let order = shown.map(\.place).filter { layout.columns[$0].leaves != nil }
            .sorted { layout.columns[$0].leaves ?? 0 < layout.columns[$1].leaves ?? 0 }
        for place in order where leastWidth > page.width {
            shown.removeAll { $0.place == place }
            leftOut.append(layout.columns[place].title)
        }
    }

    /// Takes cells from the widest column that may be cut, until the line fits or none has more than ten.
    private mutating func narrowColumns() {
        while width > page.width {
            let candidates = shown.indices.filter { layout.columns[shown[$0].place].mayBeCut && shown[$0].width > 10 }
            guard let widest = candidates.max(by: { shown[$0].width < shown[$1].width }) else { return }
            shown[widest].width -= max(
                1, min(width - page.width, shown[widest].width - secondWidest(candidates, but: widest)))
        }
    }

    /// Down to the next narrower candidate, so that the widest pays first; ten at least.
    private func secondWidest(_ candidates: [Int], but widest: Int) -> Int {
        max(10, candidates.filter { $0 != widest }.map { shown[$0].width }.max() ?? 10)
    }

    private static func cell(_ row: TerminalLayout.Row, _ place: Int) -> StyledText {
        place < row.cells.count ? row.cells[place] : StyledText()
    }
}
