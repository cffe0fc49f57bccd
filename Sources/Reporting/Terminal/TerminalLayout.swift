/// A table as a person reads it: which columns there are, which of them may leave, and what a row says beside them.
///
/// Below 90 columns a row is a card, from 90 it is one line of cells and a second dim line, from 140 one line with the
/// wide columns too.
package struct TerminalLayout: Sendable {
    package struct Column: Sendable {
        package let title: String
        package let isRight: Bool
        /// The order in which columns leave where room is short, 1 first; nil stays.
        package let leaves: Int?
        /// Whether a terminal may cut the cell with `…`.
        package let mayBeCut: Bool
        /// Whether it is there from 140 columns on only.
        package let isWide: Bool

        package init(
            _ title: String, right: Bool = false, leaves: Int? = nil, mayBeCut: Bool = false, wide: Bool = false
        ) {
            self.title = title
            isRight = right
            self.leaves = leaves
            self.mayBeCut = mayBeCut
            isWide = wide
        }
    }

    package struct Row: Sendable {
        /// One per column, wide ones too; a missing one is empty.
        package var cells: [StyledText]
        /// The second line; wrapped where it is longer than the page.
        package var detail: StyledText?
        /// The lines of the card; empty where the columns are told as `TITLE  cell`.
        package var card: [StyledText]

        package init(_ cells: [StyledText], detail: StyledText? = nil, card: [StyledText] = []) {
            self.cells = cells
            self.detail = detail
            self.card = card
        }
    }

    /// Lines above the table: the answer, and how old its data are. An empty one is a blank line.
    package var heading: [StyledText]
    package var columns: [Column]
    package var rows: [Row]
    /// Rows below the others, never counted or limited: totals.
    package var totals: [Row]
    /// Lines below the table.
    package var closing: [StyledText]

    package init(
        heading: [StyledText] = [], columns: [Column], rows: [Row] = [], totals: [Row] = [], closing: [StyledText] = []
    ) {
        self.heading = heading
        self.columns = columns
        self.rows = rows
        self.totals = totals
        self.closing = closing
    }

    /// Every column of a table under its name in capitals, each cell as it is, numbers right; text may be cut.
    package init(of table: ReportTable) {
        self.init(
            columns: table.columns.map { column in
                Column(
                    String(column.name.uppercased().map { $0 == "_" ? " " : $0 }), right: column.kind.isNumber,
                    mayBeCut: column.kind == .text || column.kind == .list)
            },
            rows: table.rows.map { row in
                Row(zip(table.columns, row).map { StyledText($1.text(joinedBy: ", ") ?? $0.blank) })
            })
    }
}

/// The room that a layout is set into.
package struct Page: Hashable, Sendable {
    /// Cells of a line: the terminal's, else COLUMNS, else 100. It chooses between cards, two lines and one.
    package let width: Int
    /// Whether lines are kept within `width`: on a terminal, or where COLUMNS asks for it. A pipe is as wide as it needs.
    package let isBounded: Bool
    /// Whether a cell may be cut: on a terminal only.
    package let mayCut: Bool

    package init(width: Int, isBounded: Bool, mayCut: Bool) {
        self.width = width
        self.isBounded = isBounded
        self.mayCut = mayCut
    }

    /// Room without end, as for a pipe: two lines a row, nothing cut.
    package static let pipe = Page(width: 100, isBounded: false, mayCut: false)

    enum Form { case cards, twoLines, oneLine }

    var form: Form { width < 90 ? .cards : width < 140 ? .twoLines : .oneLine }
}
