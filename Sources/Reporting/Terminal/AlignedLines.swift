/// Lines whose cells stand below each other, as on a page about one thing: `  decision   14_days, due 2021-07-10`.
///
/// A column is as wide as its widest cell; a row's last cell is as long as it is and widens nothing. Rows may have
/// different numbers of cells.
package func aligned(_ rows: [[StyledText]], indent: Int = 2, gap: Int = 2, right: Set<Int> = []) -> [StyledText] {
    var widths: [Int] = []
    for row in rows {
        for (place, cell) in row.enumerated() where place < row.count - 1 || right.contains(place) {
            while widths.count <= place { widths.append(0) }
            widths[place] = max(widths[place], cell.width)
        }
    }
    return rows.map { row in
        var line = StyledText(String(repeating: " ", count: indent))
        for (place, cell) in row.enumerated() {
            let isLast = place == row.count - 1
            let isRight = right.contains(place)
            line += isLast && !isRight ? cell : cell.padded(to: widths[place], right: isRight)
            if !isLast { line.append(String(repeating: " ", count: gap)) }
        }
        return line.trimmed()
    }
}
