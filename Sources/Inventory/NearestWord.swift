/// The word of `known` that `typed` most likely means: what it begins, or what two slips away from it; nil where no word
/// is near.
package func nearest(to typed: String, among known: [String]) -> String? {
    let typed = typed.lowercased()
    let begun = known.filter { typed.count > 1 && $0.lowercased().hasPrefix(typed) }
    if begun.count == 1 { return begun[0] }
    let near = known.map { ($0, slips(from: Array(typed), to: Array($0.lowercased()))) }.filter {
        $0.1 <= 2 && $0.1 < $0.0.count
    }
    return near.min { $0.1 < $1.1 }?.0
}

/// Letters to add, drop, replace or swap with their neighbour.
private func slips(from a: [Character], to b: [Character]) -> Int {
    var rows = [Array(0...b.count)]
    for i in a.indices {
        var row = [i + 1]
        for j in b.indices {
            var least = min(rows[i][j + 1], row[j]) + 1
            least = min(least, rows[i][j] + (a[i] == b[j] ? 0 : 1))
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, rows[i - 1][j - 1] + 1) }
            row.append(least)
        }
        rows.append(row)
    }
    return rows[a.count][b.count]
}
