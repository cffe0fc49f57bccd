/// Lines whose cells stand below each other, as on a page about one thing: `  decision   14_days, due 2021-07-10`.
///
/// A column is as wide as its widest cell; a row's last cell is as long as it is and widens nothing. Rows may have
/// different numbers of cells.
///
/// - Parameter page: where it is bounded, a last cell that is longer than the room is broken, and goes on below itself.
package func aligned(
    _ rows: [[StyledText]], indent: Int = 2, gap: Int = 2, right: Set<Int> = [], on page: Page = .pipe
) -> [StyledText] {
    var widths: [Int] = []
    for row in rows {
        for (place, cell) in row.enumerated() where place < row.count - 1 || right.contains(place) {
            while widths.count <= place { widths.append(0) }
            widths[place] = max(widths[place], cell.width)
        }
    }
    return rows.flatMap { row in
        var line = StyledText(String(repeating: " ", count: indent))
        var start = indent
        for (place, cell) in row.enumerated() {
            let isLast = place == row.count - 1
            let isRight = right.contains(place)
            if isLast { start = line.width }
            line += isLast && !isRight ? cell : cell.padded(to: widths[place], right: isRight)
            if !isLast { line.append(String(repeating: " ", count: gap)) }
        }
        let whole = line.trimmed()
        // Where the room beside the other cells is too small to read in, it goes on further left.
        let hanging = start < page.width * 2 / 3 ? start : indent + 4
        return page.isBounded ? whole.wrapped(to: page.width, hanging: hanging) : [whole]
    }
}
