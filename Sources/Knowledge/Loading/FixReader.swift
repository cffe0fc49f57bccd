import Inventory

/// Reads `fixes.csv`: one row per CVE and product, from which the status of every cumulative update follows.
///
/// `fixed_from` lists the builds from which on single cumulative updates are fixed. What is newer than the newest of these
/// ships the fix, the rest has none. Where no single update was fixed, `ships_from` names the first that ships it.
struct FixReader {
    let cves: [String: Int]
    let products: [Product]
    let builds: [KnownBuild]
    let updates: [CumulativeUpdate]
    let ranges: [Range<Int>]

    func read(_ path: String) throws -> [Fix] {
        let file = try DataFile(path, columns: ["cve", "product", "affected", "fixed_from", "ships_from"])
        var seen: Set<[Int]> = []
        return try file.rows.map { row in
            let fix = try fix(row)
            guard seen.insert([fix.cve, fix.product]).inserted else { throw row.complain(1, "named once per CVE") }
            return fix
        }
    }

    private func fix(_ row: DataFile.Row) throws -> Fix {
        guard let cve = cves[row.text(0)] else { throw row.complain(0, "a CVE of cves.csv") }
        guard let product = products.firstIndex(where: { $0.name == row.text(1) }) else {
            throw row.complain(1, "a product of products.csv")
        }
        let listing = try row.choice(2, of: Fix.Listing.self, "yes, no or config")
        return Fix(cve: cve, product: product, listing: listing, statuses: try statuses(row, ranges[product], listing))
    }

    private func statuses(_ row: DataFile.Row, _ range: Range<Int>, _ listing: Fix.Listing) throws -> [Fix.Status] {
        var statuses = [Fix.Status](repeating: .none, count: range.count)
        var shipsFrom = range.upperBound
        for word in row.words(3) {
            guard let position = position(word),
                let update = range.first(where: { updates[$0].builds.contains(position) })
            else { throw row.complain(3, "listed builds of the product, a blank between") }
            statuses[update - range.lowerBound] = .update(position)
            shipsFrom = update + 1
        }
        if let name = row.optional(4) {
            guard row.text(3).isEmpty, let update = range.first(where: { updates[$0].name == name }) else {
                throw row.complain(4, "a cumulative update of the product, only where 'fixed_from' is empty")
            }
            shipsFrom = update
        } else if listing == .yes, row.text(3).isEmpty {
            throw row.complain(3, "filled, or 'ships_from', for a product that is affected")
        }
        for update in range where update >= shipsFrom { statuses[update - range.lowerBound] = .shipped }
        return statuses
    }

    private func position(_ word: String) -> Int? {
        guard let build = ExchangeBuild(word) else { return nil }
        return builds.withUnsafeBufferPointer { builds in
            var low = 0
            var high = builds.count
            while low < high {
                let middle = (low + high) / 2
                if builds[middle].build < build { low = middle + 1 } else { high = middle }
            }
            return low < builds.count && builds[low].build == build ? low : nil
        }
    }
}
